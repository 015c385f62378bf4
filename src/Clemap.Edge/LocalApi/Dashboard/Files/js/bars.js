// Three phases of a circuit against its fuse.
import { h, say } from "./dom.js";
import { amperes, t } from "./texts.js";

/** @returns the element and how to update it */
export function bars(ratingA) {
  const phases = ["L1", "L2", "L3"].map(name => {
    const fillElement = h("span", { class: "fill" });
    const value = h("span", { class: "value" });
    const row = h("div", { class: `phase phase-${name}` }, h("span", { class: "phase-name" }, name), h("span", { class: "track", "aria-hidden": "true" }, fillElement, h("span", { class: "fuse" })), value);
    return { row, fillElement, value };
  });
  return {
    element: h("div", { class: "phases", role: "group", "aria-label": t("live.phases", amperes(ratingA)) }, phases.map(phase => phase.row)),
    /** @param currentsA per phase; null is "not measured" */
    update(currentsA) {
      phases.forEach(({ row, fillElement, value }, i) => {
        const a = currentsA?.[i];
        const known = a !== null && a !== undefined;
        // The track ends a little behind the fuse, so that what is above it can be seen.
        fillElement.style.inlineSize = known ? `${Math.min(100, Math.abs(a) / ratingA * 100 / 1.1)}%` : "0";
        fillElement.classList.toggle("backwards", known && a < 0);
        row.classList.toggle("over", known && a > ratingA);
        say(value, amperes(a));
      });
    },
  };
}
