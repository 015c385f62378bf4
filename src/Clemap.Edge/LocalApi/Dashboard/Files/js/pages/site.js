import { h, field, fill, announce } from "../dom.js";
import { call, get, untilBack } from "../api.js";
import { t } from "../texts.js";
import { circuitFields, control, meterFields, newId, siteFields, stationFields, submeterFields } from "../model-fields.js";
import { proofTable } from "../proof.js";

const checkAfter = 400; // ms after the last key

/** The site model: circuits, meters, stations. Nothing takes effect before it is checked and saved as a whole. */
export async function show() {
  const choices = await get("configuration/choices");
  let { value: model, etag } = await call("GET", "configuration");
  let boxes = new Map(); // path of a field → its box, to complain at
  let timer;
  let isDirty = false;

  const parts = h("div", { class: "parts" });
  const expert = h("textarea", { rows: "24", spellcheck: "false", id: "json", "aria-describedby": "json-note" });
  const problems = h("div", { role: "status", class: "problems" });
  const proof = h("div");
  const save = h("button", { class: "primary", onclick: apply }, t("editor.save"));
  const said = h("p", { role: "status" });

  const taken = sessionStorage.getItem("found");
  if (taken) {
    sessionStorage.removeItem("found");
    add(JSON.parse(taken));
  }
  draw();
  await check();

  return {
    content: [
      h("p", { class: "note" }, t("editor.note")), parts,
      h("section", { "aria-labelledby": "proof" }, h("h2", { id: "proof" }, t("proof.title")), proof),
      h("details", null, h("summary", null, t("editor.expert")), h("p", { class: "note", id: "json-note" }, t("editor.expert-note")),
        h("label", { for: "json", class: "unseen" }, "JSON"), expert, h("p", null, h("button", { onclick: take }, t("editor.take")))),
      h("div", { class: "save-bar" }, problems, said, save),
    ],
    leave: () => clearTimeout(timer),
  };

  function draw() {
    boxes = new Map();
    fill(parts,
      section("editor.site", [card("", null, model, siteFields(), null)]),
      section("editor.circuits", model.circuits.map((circuit, i) => card(`circuits[${i}]`, circuit.name, circuit, circuitFields(model, circuit), () => model.circuits.splice(i, 1))),
        () => model.circuits.push({ id: newId(), name: "", ratingA: null, parentId: model.circuits.find(circuit => !circuit.parentId)?.id ?? null, meterId: null })),
      section("editor.meters", model.meters.map((meter, i) => card(`meters[${i}]`, meter.name, meter, meterFields(model, meter, choices), () => model.meters.splice(i, 1))),
        () => model.meters.push({ id: newId(), name: "", kind: "circuit", model: choices.meterModels[0], host: "", port: 502, unit: 1 })),
      section("editor.stations", model.stations.map((station, i) => stationCard(station, i)), () => add({})));
    if (document.activeElement !== expert)
      expert.value = JSON.stringify(model, null, 2);
  }

  function stationCard(station, i) {
    const path = `stations[${i}]`;
    const of = card(path, station.name, station, stationFields(model, station, choices), () => model.stations.splice(i, 1));
    if (station.meter)
      of.append(h("fieldset", null, h("legend", null, t("editor.submeter")), fields(`${path}.meter`, station.meter, submeterFields(choices))));
    return of;
  }

  function add(found) {
    if (found.kind === "meter")
      model.meters.push({ id: newId(), name: found.address, kind: "circuit", model: found.models[0], host: found.address, port: found.port, unit: 1 });
    else
      model.stations.push({
        id: newId(), name: found.address ?? "", circuitId: model.circuits.at(-1)?.id ?? null, model: found.models?.[0] ?? choices.stationModels[0],
        host: found.address ?? "", port: found.port ?? 502, unit: null, switched: false, phases: 3, rotation: "123", minimumA: 6, maximumA: 16, fallbackA: 6, meter: null,
      });
    isDirty = true;
  }

  function section(key, cards, more) {
    return h("section", { "aria-label": t(key) }, h("h2", null, t(key)), cards, more && h("p", null, h("button", {
      onclick: () => {
        more();
        draw();
        changed();
        parts.querySelector(`[aria-label="${CSS.escape(t(key))}"] .card:last-of-type`)?.setAttribute("open", "");
      },
    }, t(`${key}-add`))));
  }

  function card(path, title, of, specs, remove) {
    if (!title && !remove)
      return h("div", { class: "card is-open" }, fields(path, of, specs));
    return h("details", { class: "card", "data-path": path },
      h("summary", null, title || t("editor.new"), h("span", { class: "wrong count" })),
      fields(path, of, specs),
      h("p", null, h("button", {
        class: "quiet",
        onclick: () => {
          if (!confirm(t("editor.remove-confirm", title)))
            return;
          remove();
          draw();
          changed();
        },
      }, t("remove"))));
  }

  function fields(path, of, specs) {
    const make = spec => {
      const name = path ? `${path}.${spec.name}` : spec.name;
      const box = field(t(`field.${spec.name}`) + (spec.unit ? ` (${spec.unit})` : ""), control(of, spec, field => changed(field, of)), { hint: spec.hint, name });
      boxes.set(name, box);
      return box;
    };
    const usual = specs.filter(spec => !spec.more), more = specs.filter(spec => spec.more);
    return [
      h("div", { class: "fields" }, usual.map(make)),
      more.length > 0 && h("details", { class: "more" }, h("summary", null, t("editor.more")), h("div", { class: "fields" }, more.map(make))),
    ];
  }

  function changed(name, of) {
    isDirty = true;
    if (name === "model" && of?.circuitId !== undefined) {
      of.switched = choices.switchedModels.includes(of.model);
      of.meter = of.switched ? of.meter ?? { model: choices.meterModels[0], host: of.host, port: 502, unit: 1 } : null;
      const open = [...parts.querySelectorAll("details[open]")].map(card => card.dataset.path);
      draw();
      open.filter(Boolean).forEach(path => parts.querySelector(`[data-path="${CSS.escape(path)}"]`)?.setAttribute("open", ""));
    }
    if (document.activeElement !== expert)
      expert.value = JSON.stringify(model, null, 2);
    clearTimeout(timer);
    timer = setTimeout(() => check().catch(problem => announce(problem.message)), checkAfter);
  }

  async function check() {
    const { value } = await call("POST", "configuration/check", model);
    complain(value.problems);
    fill(proof, value.proof ? proofTable(value.proof) : h("p", { class: "note" }, t("proof.none")));
  }

  function complain(found) {
    boxes.forEach(box => box.complain(null));
    parts.querySelectorAll(".count").forEach(count => fill(count));
    const left = [];
    for (const one of found) {
      const box = boxes.get(one.field);
      if (box)
        box.complain(one.rule);
      else
        left.push(one);
      const count = box?.closest("[data-path]")?.querySelector(".count");
      if (count)
        count.textContent = " – " + t("editor.to-correct");
    }
    const lines = left.map(one => h("li", null, `${label(one.field)}: ${one.rule}`));
    fill(problems, found.length > 0 && h("p", { class: "wrong" }, t("editor.problems", found.length)), lines.length > 0 && h("ul", { class: "wrong" }, lines));
    save.disabled = found.length > 0;
  }

  // "stations[2]" says nothing to a person.
  function label(path) {
    const [, kind, place, rest] = /^(circuits|meters|stations)\[(\d+)\]\.?(.*)$/.exec(path) ?? [];
    return kind ? [model[kind]?.[place]?.name || path, rest].filter(Boolean).join(" ") : path;
  }

  function take() {
    try {
      model = JSON.parse(expert.value);
    } catch (wrong) {
      announce(wrong.message);
      alert(wrong.message);
      return;
    }
    draw();
    changed();
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
