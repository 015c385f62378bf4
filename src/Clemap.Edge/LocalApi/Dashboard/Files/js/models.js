// The catalogue of stations: what each model can, and a search through it.
import { h, field, fill, say } from "./dom.js";
import { has, number, t } from "./texts.js";

export const nameOf = model => model.maker === "any" ? model.model : `${model.maker} ${model.model}`;

/** Each word must stand somewhere in maker, model, id or protocol. */
export function search(models, text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return models.filter(model => {
    const in_ = `${model.maker} ${model.model} ${model.id} ${model.protocol}`.toLowerCase();
    return words.every(word => in_.includes(word));
  });
}

export function chips(model) {
  const can = model.capabilities;
  const step = can.resolution && number(can.resolution, digits(can.resolution));
  return h("ul", { class: "chips", "aria-label": t("model.capabilities") }, [
    model.protocol,
    can.limitUnit === "none" ? t("model.no-orders") : step ? t("model.limit-step", `${step} ${can.limitUnit}`) : t("model.limit", can.limitUnit),
    can.pause !== "none" && t(`model.pause.${can.pause}`),
    can.phaseSwitching && t("model.phase-switching"),
    can.card && t("model.card"),
    can.currents && t("model.currents"),
    can.energy !== "none" && t(`model.energy.${can.energy}`),
    can.fallsBack ? t("model.falls-back", number(can.fallbackS), failsafe(can.fallback)) : can.limitUnit !== "none" && t("model.keeps", failsafe(can.fallback)),
    can.firmware && t("model.firmware", can.firmware),
    t(`model.confidence.${model.confidence}`),
  ].filter(Boolean).map(text => h("li", null, text)));
}

/** Never seen to obey: said in words, not by a colour. */
export const experimental = model => model.experimental && h("p", { class: "experimental" }, h("strong", null, t("model.experimental")), " ", t("model.experimental-note"));

/** @param pick what to do with the one that is chosen; without it the list is to read */
export function modelList(models, pick) {
  const wish = h("input", { type: "text", role: "searchbox", autocomplete: "off", spellcheck: "false", oninput: show });
  const count = h("p", { class: "note", role: "status" });
  const list = h("ul", { class: "models" });
  show();
  return h("div", { class: "catalogue" }, field(t("model.search"), wish), count, list);

  function show() {
    const found = search(models, wish.value);
    say(count, t("model.count", found.length, models.length));
    fill(list, found.map(model => h("li", { "data-model": model.id },
      h("div", { class: "model-head" }, h("h3", null, nameOf(model)), h("code", null, model.id),
        pick && h("button", { type: "button", "aria-label": t("model.take-name", nameOf(model)), onclick: () => pick(model) }, t("model.take"))),
      chips(model), experimental(model))));
  }
}

const failsafe = name => t(has(`model.failsafe.${name}`) ? `model.failsafe.${name}` : "model.failsafe.unknown");

const digits = value => Math.min(3, (String(value).split(".")[1] ?? "").length);
