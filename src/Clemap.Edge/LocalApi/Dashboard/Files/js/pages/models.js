import { h } from "../dom.js";
import { get } from "../api.js";
import { modelList } from "../models.js";
import { t } from "../texts.js";

/** Every station that this box can control, with what it can; and files of the site's own that were refused. */
export async function show() {
  const { models, refused } = await get("models");
  return {
    content: [
      h("p", { class: "note" }, t("model.note")),
      refused.length > 0 && h("section", { class: "findings", "aria-labelledby": "refused" }, h("h2", { id: "refused" }, t("model.refused")),
        h("ul", null, refused.map(one => h("li", null, `${one.file}${one.field ? `, ${one.field}` : ""}: ${one.rule}`)))),
      h("section", { "aria-labelledby": "models" }, h("h2", { id: "models", class: "unseen" }, t("page.models")), modelList(models)),
    ],
  };
}
