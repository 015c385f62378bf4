import { h, field, fill, select, table, announce } from "../dom.js";
import { call, get, remember } from "../api.js";
import { moment, t } from "../texts.js";

const roles = () => [["viewer", t("role.viewer")], ["electrician", t("role.electrician")]];

/** Everybody changes the own password; an electrician also makes and removes accounts and tokens. */
export async function show(session) {
  const people = h("div"), scripts = h("div");
  const content = [password()];
  if (session.role === "electrician") {
    await Promise.all([showPeople(people, session), showScripts(scripts)]);
    content.push(
      h("section", { "aria-labelledby": "people" }, h("h2", { id: "people" }, t("accounts.people")), people, newAccount(() => showPeople(people, session))),
      h("section", { "aria-labelledby": "scripts" }, h("h2", { id: "scripts" }, t("accounts.scripts")), h("p", { class: "note" }, t("accounts.scripts-note")), scripts, newToken(() => showScripts(scripts))));
  }
  return { content };
}

function form(title, fields, act, button) {
  const said = h("p", { role: "alert" });
  return h("form", {
    class: "narrow",
    onsubmit: async event => {
      event.preventDefault();
      said.className = "wrong";
      said.textContent = "";
      try {
        const done = await act();
        said.className = "note";
        fill(said, done);
        event.target.reset();
      } catch (problem) {
        said.textContent = problem.message;
      }
    },
  }, title && h("h2", null, title), fields, said, h("button", { type: "submit" }, button));
}

function password() {
  const old = h("input", { type: "password", autocomplete: "current-password", required: true });
  const fresh = h("input", { type: "password", autocomplete: "new-password", required: true });
  return form(t("accounts.own-password"), [field(t("accounts.old"), old), field(t("accounts.new"), fresh, { hint: t("password-hint") })], async () => {
    remember((await call("PUT", "session/password", { current: old.value, new: fresh.value })).value);
    return t("accounts.changed");
  }, t("accounts.change"));
}

function newAccount(refresh) {
  const name = h("input", { autocomplete: "off", autocapitalize: "none", required: true });
  const secret = h("input", { type: "password", autocomplete: "new-password", required: true });
  const role = select(roles(), "viewer");
  return form(null, [field(t("name"), name), field(t("password"), secret, { hint: t("password-hint") }), field(t("role"), role)], async () => {
    await call("POST", "accounts", { name: name.value.trim(), password: secret.value, role: role.value });
    await refresh();
    return t("accounts.made");
  }, t("accounts.make"));
}

function newToken(refresh) {
  const label = h("input", { autocomplete: "off", required: true, maxlength: "60" });
  const role = select(roles(), "viewer");
  return form(null, [field(t("accounts.label"), label), field(t("role"), role)], async () => {
    const { value } = await call("POST", "tokens", { label: label.value.trim(), role: role.value });
    await refresh();
    return [t("accounts.token-once"), " ", h("code", null, value.secret)];
  }, t("accounts.make-token"));
}

async function showPeople(place, session) {
  const people = await get("accounts");
  fill(place, table(t("accounts.people"), [t("name"), t("role"), t("accounts.since"), ""], people.map(person => h("tr", null,
    h("th", { scope: "row" }, person.name), h("td", null, t(`role.${person.role}`)), h("td", null, moment(person.createdAt)),
    h("td", null, person.name !== session.name && remove(`accounts/${encodeURIComponent(person.name)}`, person.name, () => showPeople(place, session))))), true));
}

async function showScripts(place) {
  const tokens = await get("tokens");
  fill(place, tokens.length === 0 ? h("p", { class: "note" }, t("accounts.no-tokens")) : table(t("accounts.scripts"), [t("accounts.label"), t("role"), t("accounts.owner"), ""],
    tokens.map(token => h("tr", null, h("th", { scope: "row" }, token.label), h("td", null, t(`role.${token.role}`)), h("td", null, token.owner),
      h("td", null, remove(`tokens/${token.id}`, token.label, () => showScripts(place))))), true));
}

function remove(path, name, refresh) {
  return h("button", {
    class: "quiet", "aria-label": t("accounts.remove-name", name),
    onclick: async () => {
      if (!confirm(t("accounts.remove-confirm", name)))
        return;
      try {
        await call("DELETE", path);
        await refresh();
      } catch (problem) {
        announce(problem.message);
        alert(problem.message);
      }
    },
  }, t("remove"));
}
