// The link to the cloud, and the site's proxy on the way there.
import { t } from "../texts.js";

export const cloudCard = (model, tools) => tools.optional("cloud", t("editor.cloud"), t("hint.cloud"),
  () => ({ address: "", oneTimeCode: null, proxy: null }), [
    { name: "address", label: "cloudAddress", kind: "address", usual: "https://…" },
    { name: "oneTimeCode", kind: "text", optional: true, hint: t("hint.one-time-code") },
    {
      name: "proxy", kind: "flag", redraws: true, hint: t("hint.proxy"), read: () => Boolean(model.cloud?.proxy),
      write: on => { model.cloud.proxy = on ? { address: "", user: null, password: null } : null; },
    },
  ], cloud => cloud.proxy && tools.group(t("editor.proxy"), "cloud.proxy", cloud.proxy, [
    { name: "address", label: "proxyAddress", kind: "address", usual: "http://proxy.example:3128" },
    { name: "user", kind: "text", optional: true }, { name: "password", kind: "password", optional: true },
  ]));
