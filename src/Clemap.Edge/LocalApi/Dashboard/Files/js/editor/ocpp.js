// Where stations that speak OCPP connect to, and the back ends behind them.
import { h } from "../dom.js";
import { t } from "../texts.js";

export const ocppCard = (model, tools) => tools.optional("ocpp", t("editor.ocpp"), t("hint.ocpp"),
  () => ({ port: 8887, address: "0.0.0.0", cards: null, chargePoints: null }), [
    { name: "port", kind: "number", usual: "8887" },
    { name: "cards", kind: "list", hint: t("hint.cards") },
    { name: "address", label: "listen", kind: "text", hint: t("hint.all-cards"), more: true },
  ], ocpp => [
    ...(ocpp.chargePoints ?? []).map((device, i) => chargePoint(ocpp, device, i, tools)),
    h("p", null, h("button", {
      type: "button", onclick: () => {
        const known = model.stations.map(station => station.ocpp?.identity).find(identity => identity && !ocpp.chargePoints?.some(device => device.identity === identity));
        ocpp.chargePoints = [...ocpp.chargePoints ?? [], { identity: known ?? "", password: null, forward: null }];
        tools.redraw();
      },
    }, t("editor.charge-point-add"))),
  ]);

function chargePoint(ocpp, device, i, tools) {
  const path = `ocpp.chargePoints[${i}]`;
  return tools.group(t("editor.charge-point", device.identity || t("editor.new")), path, device, [
    { name: "identity", kind: "text", hint: t("hint.identity") },
    { name: "password", kind: "password", optional: true, hint: t("hint.ocpp-password") },
    {
      name: "forward", kind: "flag", redraws: true, hint: t("hint.forward"), read: () => Boolean(device.forward),
      write: on => { device.forward = on ? { url: "", password: null } : null; },
    },
  ], [
    device.forward && tools.fields(`${path}.forward`, device.forward, [
      { name: "url", kind: "address", usual: "wss://…" }, { name: "password", label: "forwardPassword", kind: "password", optional: true },
    ]),
    h("p", null, h("button", {
      type: "button", class: "quiet", "aria-label": t("accounts.remove-name", device.identity || t("editor.new")), onclick: () => {
        const rest = ocpp.chargePoints.filter(other => other !== device);
        ocpp.chargePoints = rest.length > 0 ? rest : null;
        tools.redraw();
      },
    }, t("remove"))),
  ]);
}
