// How the editor is drawn: cards that open, groups of fields in them, and parts of edge.json that may be absent.
import { h, field } from "../dom.js";
import { control } from "./controls.js";
import { t } from "../texts.js";

/**
 * @param editor what is edited: model, choices and models; changed(spec, of) after each change, redraw() when other fields have to be shown
 * @returns the editor with everything that the subjects need
 */
export function cards(editor) {
  const tools = Object.assign(editor, { boxes: new Map(), card, fields, group, optional, openCards, focus });
  let places = [];
  return tools;

  /** @param first above the fields, @param rest below them */
  function card(path, title, of, specs, remove, first = [], rest = []) {
    return h("details", { class: "card", "data-path": path },
      h("summary", null, title || t("editor.new"), h("span", { class: "wrong count" })), first, fields(path, of, specs), rest,
      remove && h("p", null, h("button", {
        type: "button", class: "quiet", "aria-label": t("accounts.remove-name", title || t("editor.new")),
        onclick: () => {
          if (!confirm(t("editor.remove-confirm", title)))
            return;
          remove();
          tools.redraw();
        },
      }, t("remove"))));
  }

  /** A part of edge.json that is null while it is not used. */
  function optional(name, title, hint, create, specs, rest = () => []) {
    const of = tools.model[name];
    const inUse = {
      name: "used", kind: "flag", redraws: true, wide: true, hint, read: () => Boolean(of), write: on => { tools.model[name] = on ? create() : null; },
    };
    return h("details", { class: "card", "data-path": name },
      h("summary", null, title, " ", h("span", { class: "note" }, t(of ? "editor.in-use" : "editor.not-in-use")), h("span", { class: "wrong count" })),
      fields(name, {}, [inUse]), of && [fields(name, of, specs), rest(of)]);
  }

  function group(title, path, of, specs, rest) {
    return h("fieldset", { "data-place": path }, h("legend", null, title), fields(path, of, specs), rest);
  }

  function fields(path, of, specs) {
    const usual = specs.filter(spec => !spec.more), more = specs.filter(spec => spec.more);
    return [
      h("div", { class: "fields" }, usual.map(make)),
      more.length > 0 && h("details", { class: "more", "data-more": path }, h("summary", null, t("editor.more"), h("span", { class: "wrong count" })), h("div", { class: "fields" }, more.map(make))),
    ];

    function make(spec) {
      const name = path ? `${path}.${spec.name}` : spec.name;
      const box = field(t(`field.${spec.label ?? spec.name}`) + (spec.unit ? ` (${spec.unit})` : ""), control(of, spec, changed => tools.changed(changed, of, name)), { hint: spec.hint, name });
      box.classList.toggle("is-flag", spec.kind === "flag");
      box.classList.toggle("wide", Boolean(spec.wide));
      tools.boxes.set(name, box);
      return box;
    }
  }

  /** Remembers what is open before the cards are drawn anew, and opens it again after. */
  function openCards(root, again) {
    const key = details => details.dataset.path ?? `more ${details.dataset.more}`;
    if (!again)
      places = [...root.querySelectorAll("details[open]")].map(key);
    else
      root.querySelectorAll("details").forEach(details => { details.open ||= places.includes(key(details)); });
  }

  function focus(name) {
    tools.boxes.get(name)?.querySelector("input, select, button, textarea")?.focus();
  }
}
