import { h, field, select } from "../dom.js";
import { call, get } from "../api.js";
import { has, t } from "../texts.js";

/** The state of every card; an electrician changes cable and wireless where NetworkManager is there. */
export async function show(session) {
  const state = await get("network");
  const isManaged = state.manager === "network-manager";
  return {
    content: [
      !isManaged && h("p", { class: "note" }, t("network.no-manager")),
      state.cards.map(card => h("section", { "aria-label": card.name },
        h("h2", null, `${t(`network.${card.kind}`)} `, h("small", null, card.name)),
        h("dl", { class: "facts" }, [
          ["network.state", inWords(card.state)], ["network.addresses", card.addresses.join(", ") || "–"], ["network.gateway", card.gateway ?? "–"],
          ["network.dns", card.dns.join(", ") || "–"], ["network.method", card.method ? t(`network.method-${card.method}`) : "–"],
        ].map(([key, value]) => [h("dt", null, t(key)), h("dd", null, value)])),
        isManaged && session.role === "electrician" && (card.kind === "lan" ? lan(card) : card.kind === "wifi" ? wifi(card) : null))),
    ],
  };
}

// NetworkManager adds in brackets what it does just now.
function inWords(state) {
  const [word] = state.split(" ");
  return has(`network.state.${word}`) ? t(`network.state.${word}`) : state;
}

function form(fields, act) {
  const said = h("p", { role: "alert" });
  return h("form", {
    class: "narrow",
    onsubmit: async event => {
      event.preventDefault();
      said.className = "note";
      said.textContent = t("network.setting");
      try {
        await act();
        said.textContent = t("network.set");
      } catch (problem) {
        said.className = "wrong";
        said.textContent = problem.code === "no-connection" ? t("network.moved")
          : problem.code === "network-field-wrong" ? t(`network.wrong.${problem.detail}`) : problem.message;
      }
    },
  }, fields, said, h("button", { type: "submit" }, t("network.apply")));
}

function lan(card) {
  const address = h("input", { inputmode: "decimal", placeholder: "192.168.1.20/24", value: card.addresses[0] ?? "" });
  const gateway = h("input", { inputmode: "decimal", value: card.gateway ?? "" });
  const dns = h("input", { inputmode: "decimal", value: card.dns.join(",") });
  const method = select([["auto", t("network.method-auto")], ["manual", t("network.method-manual")]], card.method ?? "auto", hide);
  const fixed = h("div", null, field(t("network.address"), address), field(t("network.gateway"), gateway), field(t("network.dns"), dns));
  function hide() {
    fixed.hidden = method.value === "auto";
  }
  hide();
  return form([field(t("network.method"), method), fixed], () => call("PUT", "network/lan", {
    card: card.name, method: method.value,
    ...(method.value === "manual" ? { address: address.value.trim(), gateway: gateway.value.trim() || null, dns: dns.value.trim() || null } : {}),
  }));
}

function wifi(card) {
  const list = h("datalist", { id: `ssids-${card.name}` });
  const ssid = h("input", { list: list.id, maxlength: "32", required: true, autocomplete: "off" });
  const password = h("input", { type: "password", autocomplete: "off" });
  get(`network/wifi/${encodeURIComponent(card.name)}`)
    .then(networks => list.append(...networks.map(network => h("option", { value: network.ssid }, `${network.signal} %, ${network.security || t("network.open")}`))))
    .catch(() => {}); // the name can be typed all the same
  return form([field(t("network.ssid"), ssid), list, field(t("password"), password, { hint: t("network.password-hint") })], () => call("PUT", "network/wifi", {
    card: card.name, ssid: ssid.value, ...(password.value ? { password: password.value } : {}),
  }));
}
