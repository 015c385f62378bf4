import { h, field, fill, say, select, announce } from "../dom.js";
import { call, get } from "../api.js";
import { moment, number, t } from "../texts.js";
import { proofTable } from "../proof.js";
import { nameOf } from "../models.js";
import { isTaken } from "./site.js";

const period = 1000; // ms
const shownFits = 3; // the others on demand

/** Step by step: find, phases, fallback, ripple control, pull the plug, report. One test runs at a time, on the box. */
export async function show() {
  const [site, { models }] = await Promise.all([get("site"), get("models")]);
  const { value: model } = await call("GET", "configuration");
  const { value: checked } = await call("POST", "configuration/check", model);
  const state = h("section", { class: "running", hidden: true, "aria-live": "polite", "aria-label": t("commissioning.running") });
  const contact = h("p", { class: "contact", role: "status", "data-testid": "ripple" });
  const found = h("div"), phases = h("div"), fallback = h("div"), ripple = h("div"), unplug = h("div"), open = h("div"), reports = h("div");
  let view = await get("commissioning");
  let running = "";

  const subnet = h("input", { value: view.subnets[0] ?? "", placeholder: "192.168.1.0/24", list: "subnets", autocomplete: "off" });
  const ports = h("input", { placeholder: "502, 5020, 80", autocomplete: "off" });
  const station = select(site.stations.map(one => [one.id, one.name]));
  const plugged = h("input", { type: "checkbox", id: "plugged" });
  const subject = select([...site.meters, ...site.stations].map(one => [one.id, one.name]));

  update();
  await showReports();
  const timer = setInterval(poll, period);
  return {
    content: [
      h("p", { class: "note" }, t("commissioning.note")), state,
      h("ol", { class: "steps" },
        step("find", field(t("find.subnet"), subnet), h("datalist", { id: "subnets" }, view.subnets.map(one => h("option", { value: one }))),
          h("details", { class: "more" }, h("summary", null, t("editor.more")), field(t("find.ports"), ports)),
          start("find", () => call("POST", "commissioning/scan", {
            subnet: subnet.value.trim(), ...(ports.value.trim() ? { ports: ports.value.split(/[ ,;]+/).filter(Boolean).map(Number) } : {}),
          })), found),
        step("phases", field(t("phases.station"), station), h("p", { class: "check" }, plugged, h("label", { for: "plugged" }, t("phases.plugged"))),
          start("phases", () => call("POST", "commissioning/phases", { stationId: station.value, carPlugged: plugged.checked })), phases),
        step("fallback", start("fallback", () => call("POST", "commissioning/fallback")), fallback,
          h("h3", null, t("proof.title")), checked.proof && proofTable(checked.proof)),
        step("ripple", view.ripple ? [contact, start("ripple", () => call("POST", "commissioning/ripple"))] : h("p", null, t("ripple.none")), ripple),
        step("unplug", field(t("unplug.subject"), subject), start("unplug", () => call("POST", "commissioning/unplug", { subjectId: subject.value })), unplug),
        step("report", open, reportForm(), reports)),
    ],
    leave: () => clearInterval(timer),
  };

  function step(name, ...content) {
    return h("li", null, h("section", { "aria-labelledby": `step-${name}` }, h("h2", { id: `step-${name}` }, t(`step.${name}`)), h("p", { class: "note" }, t(`step.${name}-note`)), content));
  }

  function start(name, act) {
    const said = h("p", { class: "wrong", role: "alert" });
    return [h("button", {
      class: "start",
      onclick: async () => {
        said.textContent = "";
        try {
          await act();
          await poll();
          state.scrollIntoView({ block: "nearest" });
        } catch (problem) {
          said.textContent = problem.message;
        }
      },
    }, t(`start.${name}`)), said];
  }

  async function poll() {
    try {
      const before = view.results;
      view = await get("commissioning");
      update();
      tell(view.results.filter(result => !before.some(old => old.at === result.at && old.subjectId === result.subjectId)));
    } catch (problem) {
      announce(problem.message);
    }
  }

  function update() {
    state.hidden = !view.running;
    const now = view.running ? `${view.running.kind} ${view.running.step}` : "";
    if (now !== running) {
      running = now;
      fill(state, view.running && [
        h("h2", null, t(`test.${view.running.kind}`), " ", view.running.subject), h("p", { class: "order" }, t(`now.${view.running.step}`)),
        h("p", null, h("progress", { max: "1", "aria-label": t("commissioning.running") }), " ", h("span", { class: "note" })),
        h("p", null, h("button", { onclick: () => call("DELETE", "commissioning/running").then(poll, problem => announce(problem.message)) }, t("cancel"))),
      ]);
    }
    if (view.running) {
      const bar = state.querySelector("progress");
      if (view.running.progress !== undefined)
        bar.value = view.running.progress;
      say(state.querySelector(".note"), t("commissioning.since", number((Date.now() - Date.parse(view.running.since)) / 1000)));
    }
    document.querySelectorAll("button.start").forEach(button => { button.disabled = Boolean(view.running); });
    if (view.ripple)
      say(contact, seen(view.ripple));
    once(found, view.found, showFound);
    for (const [kind, place] of [["phases", phases], ["fallback", fallback], ["ripple", ripple], ["unplug", unplug]])
      once(place, view.results.filter(result => result.kind === kind), results);
    once(open, view.notRun, notRun);
  }

  function seen(input) {
    return `${t("ripple.now")}: ${t(`ripple.${input.contact}`)}. ${t(`ripple.${input.rest}`)} ${t(input.active ? "ripple.active" : "ripple.rest")}${input.problem ? ` ${input.problem}` : ""}`;
  }

  /** Who does not look at the step hears what came out. */
  function tell(fresh) {
    if (fresh.length > 0)
      announce(fresh.map(result => `${t(`test.${result.kind}`)} ${result.subject}: ${t(`verdict.${result.verdict}`)}. ${t(`result.${result.code}`, ...result.values)}`).join(" "));
  }

  function once(place, data, draw) {
    const key = JSON.stringify(data);
    if (place.dataset.key === key)
      return;
    place.dataset.key = key;
    fill(place, data.length > 0 && draw(data));
  }

  function results(list) {
    return h("ul", { class: "results" }, list.map(result => h("li", { class: `verdict-${result.verdict}` },
      h("strong", null, result.subject), " ", h("span", { class: "verdict" }, t(`verdict.${result.verdict}`)),
      h("p", null, t(`result.${result.code}`, ...result.values)), h("p", { class: "note" }, `${moment(result.at)}, ${result.by}`))));
  }

  /** Before somebody signs: what the report will name as not proven. */
  function notRun(list) {
    const total = list.length + view.results.filter(result => [...site.stations, ...site.meters, ...site.circuits].some(one => one.id === result.subjectId)).length;
    const subjects = [...new Set(list.map(planned => planned.subject))];
    return [h("p", null, t("report.not-run", list.length, total)), h("ul", null, subjects.map(subject => h("li", null, h("strong", null, subject), ": ",
      list.filter(planned => planned.subject === subject).map(planned => t(`test.${planned.kind}`)).join(", "))))];
  }

  function showFound(list) {
    return h("section", { "aria-label": t("find.found") }, h("h3", null, t("find.found")), h("ul", { class: "found" }, list.map(device => h("li", null,
      h("h4", null, `${device.address}:${device.port}`), what(device)))));
  }

  function what(device) {
    if (device.configuredAs)
      return h("p", { class: "note" }, t("find.configured", device.configuredAs));
    if (isTaken(device))
      return h("p", null, h("a", { href: "#/site" }, t("find.taken")));
    if (device.models.length === 0)
      return h("p", { class: "note" }, t("find.unknown"));
    const [first, rest] = [device.fits.slice(0, shownFits), device.fits.slice(shownFits)];
    return [
      device.fits.length > 1 && h("p", null, t("find.choose", device.fits.length)),
      h("ul", { class: "fits" }, first.map(fit => fitting(device, fit))),
      rest.length > 0 && h("details", { class: "more" }, h("summary", null, t("find.more", rest.length)), h("ul", { class: "fits" }, rest.map(fit => fitting(device, fit)))),
    ];
  }

  /** Which of them it is decides whoever stands before it: each has its own button. */
  function fitting(device, fit) {
    const known = models.find(model => model.id === fit.model);
    const name = known ? nameOf(known) : fit.model;
    return h("li", { "data-model": fit.model },
      h("div", null, h("strong", null, name), h("p", { class: "note" }, [t(`find.match.${fit.match}`), known && t(`model.confidence.${known.confidence}`)].filter(Boolean).join("; "))),
      h("button", { "aria-label": t("find.add-name", `${name} (${device.address})`), onclick: () => take(device, fit.model) }, t("find.add")));
  }

  function take(device, model) {
    sessionStorage.setItem("found", JSON.stringify({ ...device, models: [model] }));
    location.hash = "#/site";
  }

  function reportForm() {
    const electrician = h("input", { autocomplete: "name", required: true });
    const company = h("input", { autocomplete: "organization" });
    const remarks = h("textarea", { rows: "3" });
    const said = h("p", { class: "wrong", role: "alert" });
    return h("form", {
      class: "narrow",
      onsubmit: async event => {
        event.preventDefault();
        said.textContent = "";
        try {
          await call("POST", "commissioning/reports", { electrician: electrician.value.trim(), company: company.value.trim() || null, remarks: remarks.value.trim() || null });
          await showReports();
        } catch (problem) {
          said.textContent = problem.message;
        }
      },
    }, field(t("report.electrician"), electrician), field(t("report.company"), company), field(t("report.remarks"), remarks), said,
    h("button", { type: "submit" }, t("report.make")));
  }

  async function showReports() {
    const list = await get("commissioning/reports");
    fill(reports, list.length > 0 && h("ul", null, list.map(report => h("li", null,
      h("a", { href: `api/commissioning/reports/${report.id}`, target: "_blank", rel: "noopener" }, t("report.of", moment(report.at)))))));
  }
}
