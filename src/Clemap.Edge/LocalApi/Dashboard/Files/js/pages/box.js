import { h, fill, announce } from "../dom.js";
import { call, get, untilBack } from "../api.js";
import { moment, number, t } from "../texts.js";

const mostBytes = 1 << 20; // as the box takes

/** What this box is, its clock, and its configuration to take along. */
export async function show(session) {
  const info = await get("info");
  const said = h("p", { role: "status" });
  const rows = [
    ["box.software", info.software], ["box.serial", info.serial], ["box.host", info.host], ["box.uptime", duration(info.uptimeS)],
    ["box.now", moment(info.now)], ["box.time", timeSource(info.time)], ["box.cloud", t(`cloud.${info.cloud}`)],
    ["box.fingerprint", h("code", null, info.fingerprint)], ["box.key", h("code", null, info.keyId)],
  ];
  const drift = Math.abs(Date.parse(info.now) - Date.now()) / 1000;
  const content = [
    h("dl", { class: "facts" }, rows.map(([key, value]) => [h("dt", null, t(key)), h("dd", null, value)])),
    drift > 60 && h("p", { class: "wrong" }, t("box.drift", number(drift))),
  ];
  if (session.role === "electrician") {
    const { value: model } = await call("GET", "configuration");
    const file = h("input", { type: "file", accept: "application/json,.json", id: "backup-file" });
    content.push(h("section", { "aria-labelledby": "backup" },
      h("h2", { id: "backup" }, t("backup.title")), h("p", { class: "note" }, t("backup.note")),
      secrets(model).length > 0 ? h("p", null, t("backup.secrets", secrets(model).join(", "))) : h("p", { class: "note" }, t("backup.no-secrets")),
      h("p", { class: "note" }, t("backup.not-in-it")),
      h("p", null, h("a", { class: "button", href: "api/backup", download: true }, t("backup.download"))),
      h("div", { class: "field" }, h("label", { for: "backup-file" }, t("backup.file")), file),
      h("p", null, h("button", { onclick: () => restore(file, said) }, t("backup.restore"))), said));
  }
  return { content };
}

/** Fields of edge.json that a thief would like; the one-time code of the cloud is left out of the file. */
function secrets(of, path = "") {
  return Object.entries(of ?? {}).flatMap(([name, value]) => {
    const at = Array.isArray(of) ? `${path}[${name}]` : path ? `${path}.${name}` : name;
    return value !== null && typeof value === "object" ? secrets(value, at) : value && /password|secret|token/i.test(name) ? [at] : [];
  });
}

async function restore(file, said) {
  said.className = "wrong";
  if (!file.files.length) {
    said.textContent = t("backup.choose");
    return;
  }
  if (file.files[0].size > mostBytes) {
    said.textContent = t("error.too-large");
    return;
  }
  if (!confirm(t("backup.confirm")))
    return;
  try {
    await call("POST", "restore", await file.files[0].text());
    said.className = "note";
    said.textContent = t("editor.applying");
    said.textContent = t(await untilBack() ? "editor.applied" : "editor.not-back");
    announce(said.textContent);
  } catch (problem) {
    fill(said, problem.message, problem.problems.map(one => h("span", { class: "line" }, `${one.field}: ${one.rule}`)));
  }
}

function timeSource(time) {
  const parts = [t(`time.${time.kind}`)];
  if (time.synchronised !== undefined)
    parts.push(t(time.synchronised ? "time.synchronised" : "time.not-synchronised"));
  if (time.server)
    parts.push(time.server);
  if (time.offsetS !== undefined)
    parts.push(t("time.offset", number(time.offsetS * 1000, 1)));
  if (time.zone)
    parts.push(time.zone);
  return parts.join(", ");
}

function duration(seconds) {
  const days = Math.floor(seconds / 86400), hours = Math.floor(seconds % 86400 / 3600), minutes = Math.floor(seconds % 3600 / 60);
  return t("duration", days, hours, minutes);
}
