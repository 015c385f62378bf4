// Which page is shown, to whom, in which language.
import { h, fill } from "./dom.js";
import { call, get, remember, whenCut, whenSignedOut } from "./api.js";
import { languages, language, loadTexts, store, stored, t } from "./texts.js";
import { signIn } from "./pages/sign-in.js";

const pages = [
  ["live", "viewer"], ["site", "electrician"], ["commissioning", "electrician"], ["models", "viewer"], ["log", "viewer"], ["network", "viewer"],
  ["accounts", "viewer"], ["box", "viewer"],
];

let session = {};
let leave = () => {};

const isElectrician = () => session.role === "electrician";
const allowed = () => pages.filter(([, role]) => role === "viewer" || isElectrician()).map(([name]) => name);
const current = () => allowed().find(name => location.hash === `#/${name}`) ?? "live";

async function show() {
  leave();
  leave = () => {};
  const main = document.getElementById("main");
  fill(document.getElementById("skip"), t("skip"));
  header();
  if (!session.name) {
    document.title = "CLEMAP";
    fill(main, signIn(session.firstAccount, begin));
    return;
  }
  const name = current();
  document.title = `${t(`page.${name}`)} – CLEMAP`;
  fill(main, h("h1", null, t(`page.${name}`)), h("p", { class: "note" }, t("loading")));
  try {
    const page = await import(`./pages/${name}.js`);
    const shown = await page.show(session);
    if (name !== current() || !session.name) {
      shown.leave?.();
      return;
    }
    leave = shown.leave ?? leave;
    fill(main, h("h1", null, t(`page.${name}`)), shown.content);
    shown.ready?.();
  } catch (problem) {
    fill(main, h("h1", null, t(`page.${name}`)), h("p", { class: "wrong", role: "alert" }, problem.message), h("button", { onclick: show }, t("again")));
  }
}

function header() {
  const picker = h("select", {
    "aria-label": t("language"),
    onchange: async event => {
      store("language", event.target.value);
      await loadTexts();
      await show();
    },
  }, Object.entries(languages).map(([key, name]) => h("option", { value: key, selected: key === language }, name)));
  const theme = h("button", {
    class: "quiet", "aria-label": t("theme"), title: t("theme"),
    onclick: () => {
      const dark = document.documentElement.dataset.theme ? document.documentElement.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
      setTheme(dark ? "light" : "dark");
    },
  }, "◐");
  fill(document.getElementById("top"),
    h("div", { class: "brand" }, h("strong", null, "CLEMAP"), h("span", { class: "tools" },
      session.name && h("span", { class: "note" }, session.name), picker, theme,
      session.name && h("button", { class: "quiet", onclick: signOut }, t("sign-out")))),
    session.name && h("nav", { "aria-label": t("pages") }, allowed().map(name =>
      h("a", { href: `#/${name}`, "aria-current": name === current() ? "page" : undefined }, t(`page.${name}`)))));
}

function setTheme(theme) {
  store("theme", theme);
  document.documentElement.dataset.theme = theme;
}

async function begin(opened) {
  session = remember(opened);
  await show();
  document.getElementById("main").focus();
}

async function signOut() {
  await call("DELETE", "session");
  await begin({ firstAccount: false });
}

whenCut(isCut => {
  const bar = document.getElementById("cut");
  bar.textContent = isCut ? t("cut") : "";
  bar.hidden = !isCut;
});

whenSignedOut(() => {
  if (session.name)
    begin({ firstAccount: false });
});

addEventListener("hashchange", async () => {
  if (location.hash === "#main")
    return;
  await show();
  const main = document.getElementById("main");
  if (!main.contains(document.activeElement))
    main.focus();
});

if (stored("theme"))
  document.documentElement.dataset.theme = stored("theme");
await loadTexts();
session = remember(await get("session"));
await show();
