// The model of a station: what it can is shown, and another one is searched for in a dialog.
import { field, h } from "../dom.js";
import { chips, experimental, modelList, nameOf } from "../models.js";
import { t } from "../texts.js";
import { follow } from "./stations.js";

export function modelField(station, name, tools) {
  const known = tools.models.find(model => model.id === station.model);
  const shown = known ? nameOf(known) : station.model;
  const button = h("button", { type: "button", class: "pick", onclick: () => open(tools.models, pick) }, shown, " ", h("span", { class: "note" }, t("model.choose")));
  const box = field(t("field.model"), button, { name });
  box.classList.add("wide");
  tools.boxes.set(name, box);
  if (known)
    box.append(chips(known), ...[experimental(known)].filter(Boolean));
  return box;

  function pick(model) {
    station.model = model.id;
    follow(station, tools.choices);
    tools.redraw();
    tools.focus(name);
  }
}

function open(models, pick) {
  const dialog = h("dialog", { class: "picker", "aria-labelledby": "picker-title", onclose: () => dialog.remove() },
    h("div", { class: "picker-head" }, h("h2", { id: "picker-title" }, t("model.choose-title")), h("button", { type: "button", class: "quiet", onclick: () => dialog.close() }, t("cancel"))),
    modelList(models, model => {
      dialog.close();
      pick(model);
    }));
  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector("input").focus();
}
