// A station: where it hangs, what it may take, how it is reached.
import { h } from "../dom.js";
import { newId } from "./controls.js";
import { modelField } from "./model-picker.js";
import { cloudGroup, followCloud } from "./cloud-accounts.js";
import { submeterFields, wiredMeters } from "./circuits-meters.js";
import { t } from "../texts.js";

const member = "clemap-edge";
const ownOutput = "gpio-relay";
const transports = ["tcp", "rtu", "rtu-tcp", "ascii"];

export const isOcpp = id => id.startsWith("ocpp-");

export function newStation(model, choices, found) {
  const station = {
    id: newId(), name: found.address ?? "", circuitId: model.circuits.at(-1)?.id ?? null, model: found.models?.[0] ?? "webasto-next", host: found.address ?? "",
    // What the search found has answered over TCP, also where the model is on a bus by nature.
    port: found.port ?? null, unit: null, transport: found.models ? "tcp" : null, switched: false, phases: 3, rotation: "123", minimumA: 6, maximumA: 16, fallbackA: 6, meter: null,
  };
  follow(station, choices);
  return station;
}

/** What goes with the model, and with no other. */
export function follow(station, choices) {
  station.switched = choices.switchedModels.includes(station.model);
  station.meter = station.switched ? station.meter ?? { model: wiredMeters(choices)[0], host: station.host, port: 502, unit: 1 } : null;
  station.ocpp = isOcpp(station.model) ? station.ocpp ?? { identity: "", connector: 1, keepsProfile: false } : null;
  station.gpio = station.model === ownOutput ? station.gpio ?? { chip: 0, line: null } : null;
  followCloud(station, choices);
  if (station.ocpp || station.gpio || station.cloud)
    Object.assign(station, { host: "", port: null, unit: null, transport: null, serial: null });
}

export function stationCard(station, path, tools) {
  const { model, choices, models } = tools;
  const known = models.find(one => one.id === station.model);
  const all = fields(station, model, choices, known);
  return tools.card(path, station.name, station, all, () => model.stations.splice(model.stations.indexOf(station), 1), [
    modelField(station, `${path}.model`, tools),
    station.model === member && h("p", { class: "note" }, t("hint.member")),
  ], [
    station.ocpp && tools.group(t("editor.ocpp-station"), `${path}.ocpp`, station.ocpp, [
      { name: "identity", kind: "text", hint: t("hint.identity") }, { name: "connector", kind: "number" },
      { name: "keepsProfile", kind: "flag", hint: t("hint.keeps-profile") },
    ]),
    cloudGroup(station, path, tools),
    station.gpio && tools.group(t("editor.own-output"), `${path}.gpio`, station.gpio, [{ name: "chip", kind: "number", hint: t("hint.chip") }, { name: "line", kind: "number" }]),
    isSerial(station) && tools.group(t("editor.serial"), `${path}.serial`, station.serial, [
      { name: "device", kind: "text", usual: "/dev/ttyUSB0" }, { name: "baud", kind: "number", hint: t("hint.as-model") },
      { name: "framing", kind: "text", optional: true, usual: "8E1", hint: t("hint.as-model") },
    ]),
    station.meter && tools.group(t("editor.submeter"), `${path}.meter`, station.meter, submeterFields(choices)),
  ]);
}

const isSerial = station => Boolean(station.serial);

function fields(station, model, choices, known) {
  const isModbus = known?.protocol.startsWith("modbus") ?? true;
  return [
    { name: "name", kind: "text" },
    { name: "circuitId", kind: "choice", choices: model.circuits.map(circuit => [circuit.id, circuit.name]) },
    ...(station.ocpp || station.gpio || station.cloud || isSerial(station) ? [] : [{ name: "host", kind: "text" }, { name: "port", kind: "number", hint: t("hint.as-model") }]),
    ...(isModbus && !station.ocpp ? [{ name: "unit", kind: "number", hint: t("hint.as-model") }] : []),
    { name: "phases", kind: "choice", number: true, choices: [["1", "1"], ["3", "3"]] },
    { name: "rotation", kind: "text", hint: t("hint.rotation") },
    { name: "minimumA", kind: "number", unit: "A" },
    { name: "maximumA", kind: "number", unit: "A" },
    { name: "fallbackA", kind: "number", unit: "A", hint: t(known && !known.capabilities.fallsBack ? "hint.fallback-keeps" : "hint.fallback") },
    { name: "weight", kind: "number", hint: t("hint.weight"), more: true },
    ...(isModbus && known && known.protocol !== "modbus tcp" ? [transport(station)] : []),
    ...(choices.switchedModels.includes(station.model) ? [
      { name: "switchGroup", kind: "text", optional: true, more: true },
      { name: "minimumOnS", kind: "number", unit: "s", more: true },
      { name: "minimumOffS", kind: "number", unit: "s", more: true },
    ] : []),
  ];
}

// A serial bus has a device in place of an address.
function transport(station) {
  return {
    name: "transport", kind: "choice", more: true, redraws: true,
    choices: [["", t("hint.as-model")], ...transports.map(name => [name, t(`transport.${name}`)])],
    write: name => {
      station.transport = name;
      station.serial = name === "rtu" ? station.serial ?? { device: "", baud: null, framing: null } : null;
      if (station.serial)
        Object.assign(station, { host: "", port: null });
    },
  };
}
