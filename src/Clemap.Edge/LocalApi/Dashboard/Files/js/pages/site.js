import { h, fill, announce } from "../dom.js";
import { call, get, untilBack } from "../api.js";
import { has, language, t } from "../texts.js";
import { proofTable } from "../proof.js";
import { cards } from "../editor/cards.js";
import { circuitFields, meterFields, newCircuit, newMeter, siteFields } from "../editor/circuits-meters.js";
import { newStation, stationCard } from "../editor/stations.js";
import { gridOperatorCard } from "../editor/grid-operator.js";
import { buildingCard } from "../editor/building.js";
import { ocppCard } from "../editor/ocpp.js";
import { cloudCard } from "../editor/cloud.js";
import { accountCard, cloudGroup, newAccount } from "../editor/cloud-accounts.js";

const checkAfter = 400; // ms after the last key

/** What somebody has changed and not saved outlasts a look at another page, another language and a new sign-in; in memory only. */
let kept = null;

/** Whether what the search found is taken over already, and only not saved. */
export const isTaken = device => Boolean(kept?.isDirty() && [...kept.model.stations, ...kept.model.meters].some(one => one.host === device.address && one.port === device.port));

addEventListener("beforeunload", event => {
  if (kept?.isDirty())
    event.preventDefault();
});

/** The site model: all of edge.json that is no business of the box itself. Nothing takes effect before it is checked and saved as a whole. */
export async function show(session) {
  const [choices, { models }] = await Promise.all([get("configuration/choices"), get("models")]);
  let { value: model, etag } = await call("GET", "configuration");
  let stored = await get("cloud-accounts");
  let timer;
  let isDirty = false;
  let isOlder = false;
  const before = kept?.name === session.name && kept.isDirty() ? kept : null;
  if (before) {
    isOlder = before.etag() !== etag;
    ({ model } = before);
    etag = before.etag();
    isDirty = true;
  }
  kept = { name: session.name, isDirty: () => isDirty, etag: () => etag, get model() { return model; } };
  const tools = cards({ get model() { return model; }, choices, models, changed, redraw });

  const parts = h("div", { class: "parts" });
  const expert = h("textarea", { rows: "24", spellcheck: "false", id: "json", "aria-describedby": "json-note", oninput: () => { isTyped = true; } });
  let isTyped = false;
  const problems = h("div", { role: "status", class: "problems" });
  const proof = h("div");
  const save = h("button", { type: "button", class: "primary", onclick: apply }, t("editor.save"));
  const said = h("p", { role: "status" });

  const taken = sessionStorage.getItem("found");
  if (taken) {
    sessionStorage.removeItem("found");
    const found = JSON.parse(taken);
    if (found.kind === "meter")
      model.meters.push(newMeter(choices, found));
    else
      model.stations.push(newStation(model, choices, found));
    isDirty = true;
  }
  draw();
  const fresh = taken && [...parts.querySelectorAll(`details[data-path^="${JSON.parse(taken).kind === "meter" ? "meters" : "stations"}["]`)].at(-1);
  if (fresh)
    fresh.open = true;
  await check();

  const notice = before && h("p", { class: "kept", role: "status" }, h("span", null, t(isOlder ? "editor.kept-older" : "editor.kept")), discard());
  return {
    content: [
      h("p", { class: "note" }, t("editor.note")),
      notice,
      parts,
      h("section", { "aria-labelledby": "proof" }, h("h2", { id: "proof" }, t("proof.title")), proof),
      h("details", null, h("summary", null, t("editor.expert")), h("p", { class: "note", id: "json-note" }, t("editor.expert-note")),
        h("label", { for: "json", class: "unseen" }, "JSON"), expert, h("p", null, h("button", { type: "button", onclick: take }, t("editor.take")))),
      h("div", { class: "save-bar" }, problems, said, save),
    ],
    ready: () => fresh?.querySelector("[data-field$='.name'] input").focus(),
    leave: () => clearTimeout(timer),
  };

  function discard() {
    return h("button", {
      type: "button", onclick: () => {
        isDirty = false;
        dispatchEvent(new Event("hashchange"));
      },
    }, t("editor.discard"));
  }

  function draw() {
    tools.boxes.clear();
    model.cloudAccounts ??= [];
    fill(parts,
      section("editor.site", [h("div", { class: "card is-open", "data-path": "" }, tools.fields("", model, siteFields()))]),
      list("editor.circuits", model.circuits, "circuits", (circuit, path, remove) => tools.card(path, circuit.name, circuit, circuitFields(model, circuit), remove), () => newCircuit(model)),
      list("editor.meters", model.meters, "meters", (meter, path, remove) => tools.card(path, meter.name, meter, meterFields(model, meter, choices), remove, [], cloudGroup(meter, path, tools) ?? []), () => newMeter(choices)),
      list("editor.cloud-accounts", model.cloudAccounts, "cloudAccounts", (account, path, remove) => accountCard(account, path, remove, stored, tools), () => newAccount(choices)),
      list("editor.stations", model.stations, "stations", (station, path) => stationCard(station, path, tools), () => newStation(model, choices, {})),
      section("editor.links", [gridOperatorCard(model, tools), buildingCard(model, tools), ocppCard(model, tools), cloudCard(model, tools)]));
    write();
  }

  function section(key, content) {
    return h("section", { "aria-label": t(key) }, h("h2", null, t(key)), content);
  }

  function list(key, items, name, draw_, create) {
    return section(key, [
      items.map((item, i) => draw_(item, `${name}[${i}]`, () => items.splice(items.indexOf(item), 1))),
      h("p", null, h("button", {
        type: "button", onclick: () => {
          items.push(create());
          redraw();
          const card = parts.querySelector(`[data-path="${name}[${items.length - 1}]"]`);
          card.open = true;
          card.querySelector("input")?.focus();
        },
      }, t(`${key}-add`))),
    ]);
  }

  function redraw() {
    tools.openCards(parts, false);
    draw();
    tools.openCards(parts, true);
    changed({});
  }

  function changed(spec, of, name) {
    isDirty = true;
    said.textContent = "";
    if (spec.redraws) {
      redraw();
      tools.focus(name);
      return;
    }
    write();
    clearTimeout(timer);
    timer = setTimeout(() => check().catch(problem => announce(problem.message)), checkAfter);
  }

  // What somebody is typing there is not written over.
  function write() {
    if (!isTyped)
      expert.value = JSON.stringify(model, null, 2);
  }

  async function check() {
    const { value } = await call("POST", "configuration/check", model);
    complain(value.problems);
    fill(proof, value.proof ? proofTable(value.proof) : h("p", { class: "note" }, t("proof.none")));
  }

  function complain(found) {
    tools.boxes.forEach(box => box.complain(null));
    parts.querySelectorAll(".count").forEach(count => fill(count));
    const left = [];
    for (const one of found) {
      const box = boxOf(one.field);
      if (box)
        box.complain(inWords(one.rule));
      else
        left.push(one);
      for (const closed of [box?.closest("details.more"), box?.closest("details[data-path]") ?? cardOf(one.field)])
        if (closed?.querySelector(".count"))
          closed.querySelector(".count").textContent = " – " + t("editor.to-correct");
    }
    const lines = left.map(one => h("li", null, `${label(one.field)}: ${inWords(one.rule)}`));
    fill(problems, found.length > 0 && h("p", { class: "wrong" }, t("editor.problems", found.length), " ",
      found.length > left.length && h("button", { type: "button", onclick: goToWrong }, t("editor.go-to"))), lines.length > 0 && h("ul", { class: "wrong" }, lines));
    save.disabled = found.length > 0;
  }

  // A rule names other fields as edge.json does; here they have labels.
  function inWords(rule) {
    const [open, close] = language === "en" ? "“”" : "«»";
    return rule.replace(/\b[a-z]+[A-Z]\w*\b/g, word => has(`field.${word}`) ? `${open}${t(`field.${word}`)}${close}` : word);
  }

  /** The first wrong field is opened and has the keyboard. */
  function goToWrong() {
    const wrong = parts.querySelector("[aria-invalid]");
    for (let at = wrong?.closest("details"); at; at = at.parentElement.closest("details"))
      at.open = true;
    wrong?.focus();
    wrong?.scrollIntoView({ block: "center" });
  }

  // One of a list is told at the list: building.allow[1] at building.allow.
  function boxOf(path) {
    return tools.boxes.get(path) ?? tools.boxes.get(path.replace(/\[\d+\]$/, "")) ?? tools.boxes.get(`${path}.used`);
  }

  function cardOf(path) {
    const [card] = /^[a-zA-Z]+(\[\d+\])?/.exec(path) ?? [""];
    return parts.querySelector(`details[data-path="${CSS.escape(card)}"]`);
  }

  // "stations[2]" says nothing to a person.
  function label(path) {
    const [, kind, place, rest] = /^(circuits|meters|stations|cloudAccounts)\[(\d+)\]\.?(.*)$/.exec(path) ?? [];
    if (kind)
      return [model[kind]?.[place]?.name || path, has(`field.${rest}`) ? t(`field.${rest}`) : rest].filter(Boolean).join(" ");
    return has(`field.${path}`) ? t(`field.${path}`) : path;
  }

  function take() {
    try {
      model = JSON.parse(expert.value);
    } catch (wrong) {
      announce(wrong.message);
      alert(wrong.message);
      return;
    }
    isTyped = false;
    redraw();
  }

  async function apply() {
    if (!isDirty) {
      said.textContent = t("editor.nothing-changed");
      return;
    }
    save.disabled = true;
    said.className = "note";
    said.textContent = t("editor.applying");
    try {
      ({ etag } = await call("PUT", "configuration", model, { "If-Match": etag }));
      const isBack = await untilBack();
      isDirty &&= !isBack;
      said.textContent = t(isBack ? "editor.applied" : "editor.not-back");
      // A configuration that cannot be controlled with is taken back by the box.
      const stands = await call("GET", "configuration");
      if (stands.etag !== etag)
        said.textContent = t("editor.taken-back");
      isDirty = stands.etag !== etag;
      if (!isDirty)
        notice?.remove();
      etag = stands.etag;
      stored = await get("cloud-accounts");
      tools.openCards(parts, false);
      draw();
      tools.openCards(parts, true);
      save.disabled = false;
    } catch (problem) {
      said.className = "wrong";
      said.textContent = problem.message;
      if (problem.code === "changed-meanwhile")
        said.append(" ", discard());
      save.disabled = false;
      if (problem.problems.length > 0)
        complain(problem.problems);
    }
  }
}
