import { h, fill, announce } from "../dom.js";
import { call, get, untilBack } from "../api.js";
import { has, t } from "../texts.js";
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

/** The site model: all of edge.json that is no business of the box itself. Nothing takes effect before it is checked and saved as a whole. */
export async function show() {
  const [choices, { models }] = await Promise.all([get("configuration/choices"), get("models")]);
  let { value: model, etag } = await call("GET", "configuration");
  let stored = await get("cloud-accounts");
  let timer;
  let isDirty = false;
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
  await check();

  return {
    content: [
      h("p", { class: "note" }, t("editor.note")), parts,
      h("section", { "aria-labelledby": "proof" }, h("h2", { id: "proof" }, t("proof.title")), proof),
      h("details", null, h("summary", null, t("editor.expert")), h("p", { class: "note", id: "json-note" }, t("editor.expert-note")),
        h("label", { for: "json", class: "unseen" }, "JSON"), expert, h("p", null, h("button", { type: "button", onclick: take }, t("editor.take")))),
      h("div", { class: "save-bar" }, problems, said, save),
    ],
    leave: () => clearTimeout(timer),
  };

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
        box.complain(one.rule);
      else
        left.push(one);
      const count = (box?.closest("details[data-path]") ?? cardOf(one.field))?.querySelector(".count");
      if (count)
        count.textContent = " – " + t("editor.to-correct");
    }
    const lines = left.map(one => h("li", null, `${label(one.field)}: ${one.rule}`));
    fill(problems, found.length > 0 && h("p", { class: "wrong" }, t("editor.problems", found.length)), lines.length > 0 && h("ul", { class: "wrong" }, lines));
    save.disabled = found.length > 0;
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
      said.textContent = t(await untilBack() ? "editor.applied" : "editor.not-back");
      // A configuration that cannot be controlled with is taken back by the box.
      const stands = await call("GET", "configuration");
      if (stands.etag !== etag)
        said.textContent = t("editor.taken-back");
      else
        isDirty = false;
      etag = stands.etag;
      stored = await get("cloud-accounts");
      tools.openCards(parts, false);
      draw();
      tools.openCards(parts, true);
    } catch (problem) {
      said.className = "wrong";
      said.textContent = problem.message;
      if (problem.problems.length > 0)
        complain(problem.problems);
    } finally {
      save.disabled = false;
    }
  }
}
