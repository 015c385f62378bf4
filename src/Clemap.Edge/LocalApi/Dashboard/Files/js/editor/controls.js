// What can be written down of a circuit, a meter and a station; names are those of edge.json.
import { h, select } from "./dom.js";
import { t } from "./texts.js";

const named = list => list.map(item => [item.id, item.name]);

export const circuitFields = (model, circuit) => [
  { name: "name", kind: "text" },
  { name: "ratingA", kind: "number", unit: "A" },
  { name: "parentId", kind: "choice", choices: [["", t("editor.grid")], ...named(model.circuits.filter(other => other !== circuit))] },
  { name: "meterId", kind: "choice", choices: [["", t("editor.no-meter")], ...named(model.meters)] },
  { name: "generationA", kind: "number", unit: "A", more: true },
  { name: "exportRatingA", kind: "number", unit: "A", more: true },
  { name: "unbalanceLimitA", kind: "number", unit: "A", more: true },
  { name: "staticBaseLoadA", kind: "phases", unit: "A", more: true },
];

export const meterFields = (model, meter, choices) => [
  { name: "name", kind: "text" },
  { name: "kind", kind: "choice", choices: ["grid", "circuit", "production"].map(kind => [kind, t(`meter-kind.${kind}`)]) },
  { name: "model", kind: "choice", choices: choices.meterModels.map(name => [name, name]) },
  ...address(),
];

export const stationFields = (model, station, choices) => [
  { name: "name", kind: "text" },
  { name: "circuitId", kind: "choice", choices: named(model.circuits) },
  { name: "model", kind: "choice", choices: choices.stationModels.map(name => [name, name]) },
  ...address(),
  { name: "phases", kind: "choice", number: true, choices: [["1", "1"], ["3", "3"]] },
  { name: "rotation", kind: "text", hint: t("hint.rotation") },
  { name: "minimumA", kind: "number", unit: "A" },
  { name: "maximumA", kind: "number", unit: "A" },
  { name: "fallbackA", kind: "number", unit: "A", hint: t("hint.fallback") },
  { name: "weight", kind: "number", more: true },
  ...(choices.switchedModels.includes(station.model) ? [
    { name: "switchGroup", kind: "text", more: true },
    { name: "minimumOnS", kind: "number", unit: "s", more: true },
    { name: "minimumOffS", kind: "number", unit: "s", more: true },
  ] : []),
];

export const siteFields = () => [
  { name: "baseLoadA", kind: "number", unit: "A", hint: t("hint.base-load") },
  { name: "frozenAfterS", kind: "number", unit: "s", hint: t("hint.frozen") },
];

export const submeterFields = choices => [
  { name: "model", kind: "choice", choices: choices.meterModels.map(name => [name, name]) },
  ...address(),
];

function address() {
  return [{ name: "host", kind: "text" }, { name: "port", kind: "number" }, { name: "unit", kind: "number" }];
}

/** The control of a field, bound to the object it belongs to. */
export function control(of, spec, changed) {
  if (spec.kind === "choice")
    return select(spec.choices, String(of[spec.name] ?? ""), event => {
      of[spec.name] = event.target.value === "" ? null : spec.number ? Number(event.target.value) : event.target.value;
      changed(spec.name);
    });
  const value = of[spec.name];
  return h("input", {
    type: "text",
    inputmode: spec.kind === "text" ? undefined : spec.kind === "phases" ? "text" : "decimal",
    autocomplete: "off", spellcheck: "false",
    value: value === null || value === undefined ? "" : Array.isArray(value) ? value.join(", ") : String(value),
    oninput: event => {
      of[spec.name] = read(spec.kind, event.target.value.trim());
      changed(spec.name);
    },
  });
}

// What is no number stays a text: the controller says what is wrong with it, and nothing is guessed.
function read(kind, text) {
  if (kind === "text")
    return text;
  if (text === "")
    return null;
  if (kind === "phases" && /[ ,;]/.test(text))
    return text.split(/[ ,;]+/).map(part => read("number", part));
  const number = Number(text.replace(",", "."));
  return Number.isFinite(number) ? number : text;
}

export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = bytes[6] & 0x0f | 0x40;
  bytes[8] = bytes[8] & 0x3f | 0x80;
  const hex = [...bytes].map(byte => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
