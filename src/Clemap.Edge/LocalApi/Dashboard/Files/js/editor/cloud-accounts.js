// Accounts at makers' clouds, and what is reached through them.
import { field, h } from "../dom.js";
import { call } from "../api.js";
import { t } from "../texts.js";

export const newAccount = choices => ({ name: "", vendor: choices.cloudVendors[0].id, user: "" });

/** @param stored what the controller that runs has of each account */
export function accountCard(account, path, remove, stored, tools) {
  const vendor = tools.choices.cloudVendors.find(one => one.id === account.vendor);
  return tools.card(path, account.name, account, [
    { name: "name", kind: "text", hint: t("hint.account-name") },
    {
      name: "vendor", kind: "choice", redraws: true, choices: tools.choices.cloudVendors.map(one => [one.id, one.name]),
      write: id => {
        account.vendor = id;
        account.user = tools.choices.cloudVendors.find(one => one.id === id).hasUser ? account.user ?? "" : null;
      },
    },
    ...(vendor?.hasUser === false ? [] : [{ name: "user", kind: "text" }]),
  ], remove, [], [secret(stored.find(known => known.name === account.name))]);
}

/** What goes with the model of a station or meter, and with no other. */
export function followCloud(device, choices) {
  device.cloud = choices.cloudModels[device.model] ? device.cloud ?? { account: "", id: "" } : null;
}

export const cloudGroup = (device, path, tools) => device.cloud && tools.group(t("editor.maker-cloud"), `${path}.cloud`, device.cloud, [
  {
    name: "account", kind: "choice",
    choices: () => [["", t("editor.no-account")], ...(tools.model.cloudAccounts ?? []).filter(account => account.vendor === tools.choices.cloudModels[device.model])
      .map(account => [account.name, account.name])],
  },
  { name: "id", label: "cloudId", kind: "text" },
]);

// It can be stored and replaced, and never be read.
function secret(known) {
  if (!known)
    return h("p", { class: "note" }, t("cloud-account.save-first"));
  const input = h("input", { type: "password", autocomplete: "new-password" });
  const said = h("p", { role: "status", class: "note" }, t(known.hasSecret ? "cloud-account.stored" : "cloud-account.not-stored"));
  return h("div", { class: "fields" }, field(t("cloud-account.secret"), input, { hint: t("cloud-account.secret-hint") }),
    h("p", null, h("button", { type: "button", onclick: store }, t("cloud-account.store"))), said);

  async function store() {
    try {
      await call("PUT", `cloud-accounts/${encodeURIComponent(known.name)}/secret`, { secret: input.value });
      input.value = "";
      known.hasSecret = true;
      said.className = "note";
      said.textContent = t("cloud-account.stored");
    } catch (problem) {
      said.className = "wrong";
      said.textContent = problem.message;
    }
  }
}
