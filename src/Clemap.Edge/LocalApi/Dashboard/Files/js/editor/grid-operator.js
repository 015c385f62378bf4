// What the grid operator may do: the contact of the ripple-control receiver, § 14a.
import { t } from "../texts.js";

const modbus = () => ({ host: "", port: 502, unit: 1, input: 0 });
const gpio = () => ({ chip: 0, line: 0 });
const leaves = { leavesA: "A", leavesW: "W", leavesPercent: "%" };

export function gridOperatorCard(model, tools) {
  const of = model.gridOperator ?? { ripple: null, section14a: false };
  const keep = () => { model.gridOperator = of.ripple || of.section14a ? of : null; };
  const ripple = of.ripple;
  return tools.card("gridOperator", t("editor.grid-operator"), of, [
    {
      name: "ripple", label: "ripple", kind: "flag", redraws: true, hint: t("hint.ripple"), read: () => Boolean(ripple),
      write: on => {
        of.ripple = on ? { contact: "normally-open", modbus: modbus(), gpio: null, leavesA: null, leavesW: null, leavesPercent: null } : null;
        keep();
      },
    },
    {
      name: "section14a", kind: "flag", hint: t("hint.section14a"), write: on => {
        of.section14a = on;
        keep();
      },
    },
  ], null, [], ripple && [
    tools.group(t("editor.contact"), "gridOperator.ripple", ripple, [
      { name: "contact", kind: "choice", choices: ["normally-open", "normally-closed"].map(kind => [kind, t(`ripple.${kind}`)]) },
      wired(ripple),
      remains(ripple),
      ...(left(ripple) ? [{ name: left(ripple), label: "leaves", kind: "number", unit: leaves[left(ripple)] }] : []),
    ]),
    ripple.modbus && tools.group(t("editor.input-module"), "gridOperator.ripple.modbus", ripple.modbus, [
      { name: "host", kind: "text" }, { name: "port", kind: "number" }, { name: "unit", kind: "number" }, { name: "input", kind: "number", hint: t("hint.input") },
    ]),
    ripple.gpio && tools.group(t("editor.own-input"), "gridOperator.ripple.gpio", ripple.gpio, [{ name: "chip", kind: "number" }, { name: "line", kind: "number" }]),
  ]);
}

const left = ripple => Object.keys(leaves).find(name => ripple[name] !== null && ripple[name] !== undefined);

function wired(ripple) {
  return {
    name: "wired", kind: "choice", redraws: true, choices: ["modbus", "gpio"].map(kind => [kind, t(`wired.${kind}`)]),
    read: () => ripple.gpio ? "gpio" : "modbus",
    write: kind => Object.assign(ripple, { modbus: kind === "modbus" ? modbus() : null, gpio: kind === "gpio" ? gpio() : null }),
  };
}

function remains(ripple) {
  return {
    name: "remains", kind: "choice", redraws: true, choices: [["", t("remains.nothing")], ...Object.keys(leaves).map(name => [name, t(`remains.${name}`)])],
    read: () => left(ripple),
    write: chosen => Object.keys(leaves).forEach(name => { ripple[name] = name === chosen ? ripple[name] ?? 0 : null; }),
  };
}
