// What is wrong with the controller itself, as long as it is so.
import { h, fill } from "./dom.js";
import { has, t } from "./texts.js";

export const alarmSentence = (code, message, values = []) => has(`alarm.${code}`) ? t(`alarm.${code}`, ...values) : t("alarm.other", message ?? code);

/** @returns the element, which is hidden while all is well, and how to ask anew */
export function alarmBox() {
  const element = h("section", { class: "alarms", hidden: true, "aria-labelledby": "alarms", "aria-live": "polite", "data-testid": "alarms" });
  let shown = "";
  return {
    element,
    async update() {
      const answer = await fetch("health");
      const open = (await answer.json()).alarms ?? [];
      const key = JSON.stringify(open);
      if (key === shown)
        return;
      shown = key;
      element.hidden = open.length === 0;
      fill(element, h("h2", { id: "alarms" }, t("alarm.title")), h("ul", null, open.map(alarm =>
        h("li", null, alarmSentence(alarm.code, alarm.message, alarm.values), has(`alarm.${alarm.code}`) && h("p", { class: "note" }, alarm.message)))));
    },
  };
}
