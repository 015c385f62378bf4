// An entry of the journal as one plain sentence.
import { alarmSentence } from "./alarms.js";
import { has, t } from "./texts.js";

const parts = {
  building: "editor.building", gridOperator: "editor.grid-operator", ocpp: "editor.ocpp", cloud: "editor.cloud", proxy: "editor.proxy", meter: "editor.submeter",
  serial: "editor.serial", ripple: "editor.contact", modbus: "editor.input-module", gpio: "editor.own-input", forward: "field.forward",
  circuits: "editor.circuits", meters: "editor.meters", stations: "editor.stations", chargePoints: "editor.ocpp",
};

export const who = entry => entry.person ?? (has(`journal.who.${entry.who}`) ? t(`journal.who.${entry.who}`) : entry.who);

export function sentence(entry) {
  const values = entry.values ?? [];
  const key = `journal.${entry.what}`;
  if (!has(key))
    return entry.detail;
  if (entry.what.startsWith("alarm."))
    return values.length > 0 ? t(key, alarmSentence(values[0], values[1], values.slice(2))) : entry.detail;
  if (entry.what.startsWith("configuration.") && values.length > 1 && entry.what !== "configuration.restored")
    return ofConfiguration(key, values);
  if (entry.what.startsWith("commissioning.") && values.length > 0)
    return t(key, t(`test.${values[0]}`), values[1], values[2] && t(`verdict.${values[2]}`)).replace(/ +([:.])/, "$1").trim();
  return t(key, ...values.map(word));
}

/** Where the sentence alone does not say all. */
export const more = entry => !entry.values && has(`journal.${entry.what}`) && !entry.person ? entry.detail : "";

function ofConfiguration(key, [subject, field, ...values]) {
  const name = field.split(".").map(part => parts[part] ? t(parts[part]) : has(`field.${part}`) ? t(`field.${part}`) : part).join(" – ");
  return t(subject === "" && has(`${key}.site`) ? `${key}.site` : key, subject, name, ...values.map(word));
}

const word = value => value === "true" ? t("yes") : value === "false" ? t("no") : has(`word.${value}`) ? t(`word.${value}`) : value;
