import { h, announce } from "../dom.js";
import { get } from "../api.js";
import { moment, t } from "../texts.js";

/** What the controller said lately, newest first. */
export async function show() {
  const list = h("ol", { class: "log", reversed: true });
  const only = h("input", { type: "checkbox", id: "only", onchange: filter });
  let last = 0;

  async function read() {
    const lines = await get(`log?after=${last}`);
    for (const line of lines) {
      last = line.number;
      list.prepend(h("li", { class: `level-${line.level}` },
        h("time", { datetime: line.at }, moment(line.at)), h("span", { class: "level" }, t(`level.${line.level}`)), h("span", null, line.text)));
    }
    filter();
  }
  function filter() {
    list.classList.toggle("only-warnings", only.checked);
  }

  await read();
  const timer = setInterval(() => read().catch(problem => announce(problem.message)), 3000);
  return {
    content: [h("p", { class: "note" }, t("log.note")), h("p", { class: "check" }, only, h("label", { for: "only" }, t("log.only-warnings"))), list],
    leave: () => clearInterval(timer),
  };
}
