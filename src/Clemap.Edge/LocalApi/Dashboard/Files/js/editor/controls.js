// The control of a field of edge.json, bound to the object it belongs to.
import { fill, h, select } from "../dom.js";

/**
 * @param of the object, and spec.name the field in it; spec.read and spec.write where the value lies elsewhere
 * @param changed is told which field it was
 */
export function control(of, spec, changed) {
  const read = spec.read ?? (() => of[spec.name]);
  const write = value => {
    spec.write ? spec.write(value) : of[spec.name] = value;
    changed(spec);
  };
  if (spec.kind === "choice")
    return choice(spec, read, value => write(value === "" ? null : spec.number ? Number(value) : value));
  if (spec.kind === "flag")
    return h("input", { type: "checkbox", checked: Boolean(read()), onchange: event => write(event.target.checked) });
  return h("input", {
    type: spec.kind === "password" ? "password" : "text",
    inputmode: spec.kind === "number" ? "decimal" : spec.kind === "address" ? "url" : undefined,
    autocomplete: spec.kind === "password" ? "new-password" : "off", spellcheck: "false", placeholder: spec.usual,
    value: shown(read()),
    oninput: event => write(parsed(spec, event.target.value.trim())),
  });
}

function choice(spec, read, write) {
  const grows = typeof spec.choices === "function";
  const box = select(grows ? spec.choices() : spec.choices, String(read() ?? ""), event => write(event.target.value));
  if (grows) // what was named meanwhile can be chosen, too
    box.addEventListener("focus", () => fill(box, spec.choices().map(([key, text]) => h("option", { value: key, selected: key === String(read() ?? "") }, text))));
  return box;
}

function shown(value) {
  return value === null || value === undefined ? "" : Array.isArray(value) ? value.join(", ") : String(value);
}

// What is no number stays a text: the controller says what is wrong with it, and nothing is guessed.
function parsed(spec, text) {
  if (spec.kind === "number" || spec.kind === "phases") {
    if (text === "")
      return null;
    if (spec.kind === "phases" && /[ ,;]/.test(text))
      return text.split(/[ ,;]+/).map(number);
    return number(text);
  }
  if (spec.kind === "list")
    return text === "" ? null : text.split(/[ ,;]+/).filter(Boolean);
  return text === "" && spec.optional ? null : text;
}

function number(text) {
  const value = Number(text.replace(",", "."));
  return Number.isFinite(value) ? value : text;
}

export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = bytes[6] & 0x0f | 0x40;
  bytes[8] = bytes[8] & 0x3f | 0x80;
  const hex = [...bytes].map(byte => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
