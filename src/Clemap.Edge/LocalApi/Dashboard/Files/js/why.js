// The controller's reason codes as one plain sentence, as the portal says it.
import { clock, has, t } from "./texts.js";

const always = ["locked", "fail-safe", "not-reachable", "ignores-orders", "grid-operator"];

/** The controller speaks of what it gives; a person asks what the car in front of them does with it. */
export function why(station, live) {
  const reason = live.reasons?.[0];
  if (!reason || always.includes(reason))
    return sentence(reason);
  if (live.state === "free")
    return t(station.switched ? "reason.not-connected.switched" : "reason.not-connected");
  if (live.state === "occupied" && reason === "station-maximum")
    return t("reason.unused");
  return sentence(reason);
}

export function sentence(code) {
  if (!code)
    return "";
  const [kind, rest] = cut(code, code.indexOf(":"));
  if (kind === "circuit" || kind === "no-room" || kind === "unbalance") {
    const [name, phase] = cut(rest, rest.lastIndexOf(":"));
    return phase === "" || phase === "sum" ? t(`reason.${kind}.sum`, name) : t(`reason.${kind}`, name, phase);
  }
  if (kind === "queue") {
    const [place, time] = cut(rest, rest.indexOf(":"));
    return time && !Number.isNaN(Date.parse(time)) ? t("reason.queue", place, clock(time)) : t("reason.queue.open", place);
  }
  return t(has(`reason.${kind}`) ? `reason.${kind}` : "reason.unknown");
}

function cut(code, at) {
  return at < 0 ? [code, ""] : [code.slice(0, at), code.slice(at + 1)];
}
