// The site as a whole, its circuits and its meters; names are those of edge.json.
import { followCloud } from "./cloud-accounts.js";
import { newId } from "./controls.js";
import { t } from "../texts.js";

const named = list => list.map(item => [item.id, item.name]);

export const siteFields = () => [
  { name: "baseLoadA", kind: "number", unit: "A", hint: t("hint.base-load") },
  { name: "peakCapW", kind: "number", unit: "W", hint: t("hint.peak-cap") },
  { name: "frozenAfterS", kind: "number", unit: "s", hint: t("hint.frozen"), more: true },
  { name: "storageMB", kind: "number", unit: "MB", more: true },
];

export const circuitFields = (model, circuit) => [
  { name: "name", kind: "text" },
  { name: "ratingA", kind: "number", unit: "A" },
  { name: "parentId", kind: "choice", choices: [["", t("editor.grid")], ...named(model.circuits.filter(other => other !== circuit))] },
  { name: "meterId", kind: "choice", choices: [["", t("editor.no-meter")], ...named(model.meters)], redraws: true },
  { name: "generationA", kind: "number", unit: "A", hint: t("hint.generation"), more: true },
  { name: "exportRatingA", kind: "number", unit: "A", more: true },
  { name: "unbalanceLimitA", kind: "number", unit: "A", hint: t("hint.unbalance"), more: true },
  { name: "staticBaseLoadA", kind: "phases", unit: "A", hint: t("hint.static"), more: true },
];

export const newCircuit = model => ({ id: newId(), name: "", ratingA: null, parentId: model.circuits.find(circuit => !circuit.parentId)?.id ?? null, meterId: null });

export const meterFields = (model, meter, choices) => [
  { name: "name", kind: "text" },
  { name: "kind", kind: "choice", choices: ["grid", "circuit", "production"].map(kind => [kind, t(`meter-kind.${kind}`)]) },
  measures(model, meter),
  {
    name: "model", kind: "choice", redraws: true, choices: choices.meterModels.map(name => [name, name]),
    write: name => {
      meter.model = name;
      followCloud(meter, choices);
      if (meter.cloud)
        meter.host = "";
    },
  },
  ...(meter.cloud ? [] : address()),
  { name: "ctRatio", kind: "number", hint: t("hint.ct-ratio"), more: true },
  { name: "ctRatedA", kind: "number", unit: "A", hint: t("hint.ct-rated"), more: true },
];

/** A meter of a station's own. */
export const submeterFields = choices => [
  { name: "model", kind: "choice", choices: wiredMeters(choices).map(name => [name, name]) },
  ...address(),
];

export const wiredMeters = choices => choices.meterModels.filter(name => !choices.cloudModels[name]);

const address = () => [{ name: "host", kind: "text" }, { name: "port", kind: "number" }, { name: "unit", kind: "number" }];

export const newMeter = (choices, found) => ({
  id: newId(), name: found?.address ?? "", kind: "circuit", model: found?.models[0] ?? choices.meterModels[0], host: found?.address ?? "", port: found?.port ?? 502, unit: 1,
});

// It is the circuit that names its meter; seen from the meter it is the same choice.
function measures(model, meter) {
  const of = () => model.circuits.find(circuit => circuit.meterId === meter.id);
  return {
    name: "measures", kind: "choice", redraws: true, choices: [["", t("editor.no-circuit")], ...named(model.circuits)],
    read: () => of()?.id,
    write: id => {
      model.circuits.filter(circuit => circuit.meterId === meter.id).forEach(circuit => { circuit.meterId = null; });
      const circuit = model.circuits.find(one => one.id === id);
      if (circuit)
        circuit.meterId = meter.id;
    },
  };
}
