import { h, table } from "./dom.js";
import { amperes, t } from "./texts.js";

/** All stations at their fallback and the worst load beside: does it fit each fuse, on each phase? */
export function proofTable(lines) {
  return table(t("proof.caption"), [
    t("proof.circuit"), { text: t("proof.fuse"), number: true }, ...["L1", "L2", "L3"].map(text => ({ text, number: true })), t("proof.fits"),
  ], lines.map(line => {
    const sums = line.baseA.map((base, phase) => base + line.fallbackA[phase]);
    const fits = sums.every(sum => sum <= line.ratingA + 1e-9);
    return h("tr", { class: fits ? undefined : "wrong" }, h("th", { scope: "row" }, line.name), h("td", { class: "number" }, amperes(line.ratingA)),
      sums.map((sum, phase) => h("td", { class: "number", title: t("proof.parts", amperes(line.baseA[phase]), amperes(line.fallbackA[phase])) }, amperes(sum))),
      h("td", null, t(fits ? "yes" : "no")));
  }));
}
