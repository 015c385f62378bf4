import { h, fill, say } from "../dom.js";
import { get } from "../api.js";
import { amperes, has, number, t } from "../texts.js";
import { alarmBox } from "../alarms.js";
import { bars } from "../bars.js";
import { why } from "../why.js";

const stale = 5; // seconds after which a meter is shown as silent
const openAgainAfter = 5000; // ms

export async function show() {
  const site = await get("site");
  const headline = h("p", { class: "headline" });
  const state = h("p", { class: "live", "data-testid": "live" });
  const findings = h("section", { class: "findings", hidden: true, "aria-labelledby": "findings" });
  const alarms = alarmBox();
  const updates = [];
  const board = h("div", { class: "board" }, tree(site, null).map(({ circuit, depth }) => circuitBlock(site, circuit, depth, updates)));

  let lastAt = 0;
  let source, again;
  open();
  const timer = setInterval(tell, 1000);
  const ask = () => alarms.update().catch(() => {}); // that the box is away is said above
  const slower = setInterval(ask, 15000);
  ask();

  // The browser tries again by itself when the box is away, but not when it refuses: too many look, or a sign-in ended, which leads to the sign-in page.
  function open() {
    source = new EventSource("api/live/stream");
    source.onmessage = event => {
      const live = JSON.parse(event.data);
      lastAt = Date.now();
      update(live);
    };
    source.onerror = () => {
      if (source.readyState !== EventSource.CLOSED)
        return;
      clearTimeout(again);
      again = setTimeout(open, openAgainAfter);
      get("live").then(update, () => {});
    };
  }

  function update(live) {
    const stations = new Map(live.stations.map(station => [station.id, station]));
    updates.forEach(act => act(live, stations));
    const charging = live.stations.filter(station => station.state === "charging");
    const watts = charging.flatMap(station => station.activeW ?? []).reduce((sum, phase) => sum + (phase ?? 0), 0);
    const waiting = live.stations.filter(station => station.state === "occupied" && station.orderA === 0).length;
    say(headline, charging.length === 0
      ? t(waiting ? "live.none-charging-waiting" : "live.none-charging", waiting)
      : t(waiting ? "live.charging-waiting" : "live.charging", charging.length, number(watts / 1000, 1), waiting));
    findings.hidden = live.findings.length === 0;
    const key = JSON.stringify(live.findings);
    if (findings.dataset.key !== key) {
      findings.dataset.key = key;
      fill(findings, h("h2", { id: "findings" }, t("live.findings")), h("ul", null, live.findings.map(finding => h("li", null, t(`finding.${finding.code}`, finding.name)))));
    }
    tell();
  }

  function tell() {
    const seconds = lastAt ? Math.round((Date.now() - lastAt) / 1000) : null;
    const isLive = seconds !== null && seconds <= 3;
    state.classList.toggle("offline", !isLive);
    say(state, isLive ? t("live.live") : seconds === null ? t("live.connecting") : t("live.offline", seconds));
  }

  tell();
  return { content: [state, headline, alarms.element, findings, board], leave: () => { source.close(); clearTimeout(again); clearInterval(timer); clearInterval(slower); } };
}

/** A code that this page does not know comes from a newer box: its English sentence is quoted. */
const trouble = seen => has(`problem.${seen.problemCode}`) ? t(`problem.${seen.problemCode}`, ...seen.problemValues) : t("problem.says", seen.problem);

/** Parents before children, with their depth. */
function tree(site, parent, depth = 0) {
  return site.circuits.filter(circuit => (circuit.parentId ?? null) === parent)
    .flatMap(circuit => [{ circuit, depth }, ...tree(site, circuit.id, depth + 1)]);
}

function below(site, id) {
  const children = site.circuits.filter(circuit => circuit.parentId === id);
  return [...site.stations.filter(station => station.circuitId === id), ...children.flatMap(child => below(site, child.id))];
}

function circuitBlock(site, circuit, depth, updates) {
  const phases = bars(circuit.ratingA);
  const note = h("p", { class: "note" });
  const stations = site.stations.filter(station => station.circuitId === circuit.id);
  const under = below(site, circuit.id).map(station => station.id);
  updates.push((live, all) => {
    const standing = live.circuits.find(one => one.id === circuit.id);
    const meter = live.meters.find(one => one.id === circuit.meterId);
    const isMeasured = meter?.currentA && (meter.ageS ?? Infinity) < stale;
    phases.update(isMeasured ? meter.currentA : circuit.meterId ? null : reckoned(standing, under, all));
    say(note, [
      standing.failSafe ? t("live.fail-safe") : circuit.meterId ? t(`meter.${standing.meter}`) : t("live.reckoned"),
      standing.limitA < circuit.ratingA ? t("live.limit", amperes(standing.limitA)) : null,
    ].filter(Boolean).join(" "));
    note.classList.toggle("alarm", standing.failSafe);
  });
  return h("section", { class: "circuit", "data-depth": Math.min(depth, 3), "aria-label": circuit.name, "data-testid": `circuit-${circuit.name}` },
    h("div", { class: "circuit-head" }, h("h2", null, circuit.name, " ", h("small", null, amperes(circuit.ratingA))), note),
    phases.element,
    stations.length > 0 && h("ul", { class: "stations" }, stations.map(station => stationRow(station, updates))));
}

/** Without a meter: the base load that is reckoned with, and what the stations say. */
function reckoned(standing, under, all) {
  return [0, 1, 2].map(phase => under.reduce((sum, id) => sum + (all.get(id)?.currentA?.[phase] ?? 0), standing.baseLoadA[phase]));
}

function stationRow(station, updates) {
  const chip = h("span", { class: "chip" });
  const current = h("span", { class: "now" });
  const order = h("span", { class: "order" });
  const reason = h("p", { class: "why" });
  const problem = h("p", { class: "why alarm", hidden: true });
  updates.push((live, all) => {
    const seen = all.get(station.id);
    say(chip, t(`state.${seen.state}`));
    chip.dataset.state = seen.state;
    const phases = [...station.rotation].map(digit => Number(digit) - 1).sort();
    say(current, seen.currentA ? phases.map(phase => `L${phase + 1} ${amperes(seen.currentA[phase], 1)}`).join("  ") : "–");
    say(order, t("live.order", amperes(seen.orderA, seen.orderA % 1 ? 1 : 0)));
    say(reason, why(station, seen));
    problem.hidden = !seen.problem;
    say(problem, seen.problem ? trouble(seen) : "");
  });
  return h("li", { class: "station", "data-testid": `station-${station.name}` },
    h("div", { class: "station-head" }, h("h3", null, station.name), chip, order), current, reason, problem);
}
