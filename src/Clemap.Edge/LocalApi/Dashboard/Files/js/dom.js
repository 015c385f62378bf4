// Elements without a framework. Text goes in as text, never as HTML.

/** h("p", { class: "note", onclick }, "text", child): an element with its attributes, listeners and children. */
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false)
      continue;
    if (name.startsWith("on"))
      element.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked" || name === "disabled" || name === "selected")
      element[name] = value;
    else
      element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter(child => child !== undefined && child !== null && child !== false));
  return element;
}

/** Changes a text only when it is another: a screen reader and a selection are left alone. */
export function say(element, text) {
  if (element.textContent !== text)
    element.textContent = text;
}

export function fill(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter(child => child !== undefined && child !== null && child !== false));
  return element;
}

let ids = 0;

/** A label with its control, a hint and a place for what is wrong. */
export function field(label, control, { hint, name } = {}) {
  const id = control.id || (control.id = `f${++ids}`);
  const wrong = h("p", { class: "wrong", id: `${id}-wrong`, hidden: true });
  control.setAttribute("aria-describedby", hint ? `${id}-wrong ${id}-hint` : `${id}-wrong`);
  const box = h("div", { class: "field", "data-field": name }, h("label", { for: id }, label), control, hint && h("p", { class: "hint", id: `${id}-hint` }, hint), wrong);
  box.complain = text => {
    say(wrong, text ?? "");
    wrong.hidden = !text;
    if (text)
      control.setAttribute("aria-invalid", "true");
    else
      control.removeAttribute("aria-invalid");
  };
  return box;
}

export function select(options, value, onchange) {
  return h("select", { onchange }, options.map(([key, text]) => h("option", { value: key, selected: key === (value ?? "") }, text)));
}

/** @param isSaid the heading above says already what the table holds; the caption is for screen readers then */
export function table(caption, heads, rows, isSaid = false) {
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    h("table", null, h("caption", { class: isSaid && "unseen" }, caption),
      h("thead", null, h("tr", null, heads.map(head => h("th", { scope: "col", class: head.number && "number" }, head.text ?? head)))),
      h("tbody", null, rows)));
}

/** For everybody who does not look at the right place. */
export function announce(text) {
  const said = document.getElementById("said");
  said.textContent = "";
  requestAnimationFrame(() => { said.textContent = text; });
}
