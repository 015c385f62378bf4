// The interface for a building management system, or for a master controller.
import { t } from "../texts.js";

export const buildingCard = (model, tools) => tools.optional("building", t("editor.building"), t("hint.building"),
  () => ({ address: "0.0.0.0", modbusPort: 5020, allow: null, restPort: null, user: null, password: null, keepAliveS: 120 }), [
    { name: "modbusPort", kind: "number", usual: "5020", hint: t("hint.no-modbus") },
    { name: "allow", kind: "list", hint: t("hint.allow") },
    { name: "restPort", kind: "number", usual: "7000", hint: t("hint.no-rest") },
    { name: "user", kind: "text", optional: true, hint: t("hint.for-rest") },
    { name: "password", kind: "password", optional: true, hint: t("hint.for-rest-password") },
    { name: "keepAliveS", kind: "number", unit: "s", hint: t("hint.keep-alive") },
    { name: "address", label: "listen", kind: "text", hint: t("hint.all-cards"), more: true },
  ]);
