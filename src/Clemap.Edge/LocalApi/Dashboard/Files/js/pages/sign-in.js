import { h, field } from "../dom.js";
import { call } from "../api.js";
import { t } from "../texts.js";

/** With a name and a password; the first time with the code from the console. */
export function signIn(isFirst, opened) {
  const code = h("input", { autocomplete: "one-time-code", autocapitalize: "characters", spellcheck: "false", required: true });
  const name = h("input", { autocomplete: "username", autocapitalize: "none", spellcheck: "false", required: true });
  const password = h("input", { type: "password", autocomplete: isFirst ? "new-password" : "current-password", required: true });
  const wrong = h("p", { class: "wrong", role: "alert" });
  const button = h("button", { class: "primary", type: "submit" }, t(isFirst ? "first.make" : "sign-in"));
  const form = h("form", { class: "narrow", onsubmit: send },
    h("h1", null, t(isFirst ? "first.title" : "sign-in.title")),
    h("p", { class: "note" }, t(isFirst ? "first.note" : "sign-in.note")),
    isFirst && field(t("first.code"), code, { hint: t("first.code-hint") }),
    field(t("name"), name),
    field(t("password"), password, { hint: isFirst ? t("password-hint") : undefined }),
    wrong, button);

  async function send(event) {
    event.preventDefault();
    wrong.textContent = "";
    button.disabled = true;
    try {
      const { value } = isFirst
        ? await call("POST", "accounts/first", { code: code.value, name: name.value.trim(), password: password.value })
        : await call("POST", "session", { name: name.value.trim(), password: password.value });
      await opened(value);
    } catch (problem) {
      if (problem.code === "first-account-exists") {
        await opened({ firstAccount: false }); // somebody was faster: the next step is to sign in
        return;
      }
      wrong.textContent = problem.message;
    } finally {
      button.disabled = false;
    }
  }
  return form;
}
