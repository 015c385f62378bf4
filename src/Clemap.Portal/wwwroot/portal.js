// The little that only a browser can do: remember light or dark, copy, close menus, reload after a lost connection.
window.clemapPortal = {
  toggleTheme() {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    document.cookie = `clemap-theme=${root.dataset.theme};path=/;max-age=31536000;samesite=lax`;
  },
  // False where the browser does not let pages copy, for example without https.
  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return false;
    }
  },
};

// An open menu closes when the person goes on elsewhere, by one of its own links too: the frame stays when the page changes.
const closeMenus = keep => document.querySelectorAll(".drop-down[open]").forEach(menu => { if (menu !== keep) menu.open = false; });
document.addEventListener("click", event => closeMenus(event.target.closest("a") ? null : event.target.closest(".drop-down")));
document.addEventListener("keydown", event => { if (event.key === "Escape") closeMenus(null); });

const notice = document.getElementById("components-reconnect-modal");
notice.addEventListener("click", event => {
  if (event.target.closest("[data-reload]")) location.reload();
});
// "rejected": the server no longer knows this page's circuit, so that only a reload helps.
notice.addEventListener("components-reconnect-state-changed", event => {
  if (event.detail.state === "rejected") location.reload();
});
