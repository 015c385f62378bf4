import { h, fill, announce } from "../dom.js";
import { get } from "../api.js";
import { alarmBox } from "../alarms.js";
import { more, sentence, who } from "../journal.js";
import { moment, t } from "../texts.js";

const page = 30;

/** Alarms, who did what, and what the controller said lately; newest first. */
export async function show() {
  const alarms = alarmBox();
  const people = await journal();
  const lines = h("ol", { class: "log", reversed: true });
  const only = h("input", { type: "checkbox", id: "only", onchange: filter });
  let last = 0;

  async function read() {
    for (const line of await get(`log?after=${last}`)) {
      last = line.number;
      lines.prepend(h("li", { class: `level-${line.level}` },
        h("time", { datetime: line.at }, moment(line.at)), h("span", { class: "level" }, t(`level.${line.level}`)), h("span", null, line.text)));
    }
    filter();
    await alarms.update();
  }
  function filter() {
    lines.classList.toggle("only-warnings", only.checked);
  }

  await read();
  const timer = setInterval(() => read().catch(problem => announce(problem.message)), 3000);
  return {
    content: [
      alarms.element, people,
      h("section", { "aria-labelledby": "lines" }, h("h2", { id: "lines" }, t("log.lines")), h("p", { class: "note" }, t("log.note")),
        h("p", { class: "check" }, only, h("label", { for: "only" }, t("log.only-warnings"))), lines),
    ],
    leave: () => clearInterval(timer),
  };
}

/** Page by page, since ten thousand entries are kept. */
async function journal() {
  const list = h("ol", { class: "log", reversed: true, "data-testid": "journal" });
  const only = h("input", { type: "checkbox", id: "people", checked: true, onchange: () => begin().catch(tell) });
  const older = h("button", { type: "button", onclick: () => next().catch(tell) }, t("journal.older"));
  const none = h("p", { class: "note" }, t("journal.none"));
  let before;
  await begin();
  return h("section", { "aria-labelledby": "journal" }, h("h2", { id: "journal" }, t("journal.title")), h("p", { class: "note" }, t("journal.note")),
    h("p", { class: "check" }, only, h("label", { for: "people" }, t("journal.people"))), none, list, h("p", null, older));

  async function begin() {
    before = undefined;
    fill(list);
    await next();
  }

  async function next() {
    const answer = await get(`journal?limit=${page}&people=${only.checked}${before === undefined ? "" : `&before=${before}`}`);
    before = answer.before;
    list.append(...answer.entries.map(entry => h("li", null,
      h("time", { datetime: entry.at }, moment(entry.at)), h("span", { class: "who" }, who(entry)),
      h("span", null, sentence(entry), more(entry) && h("span", { class: "note" }, " ", more(entry))))));
    older.hidden = before === undefined;
    none.hidden = list.childElementCount > 0;
  }

  function tell(problem) {
    announce(problem.message);
  }
}
