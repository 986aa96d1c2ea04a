// The officer's queue by keyboard: J and K along the list, C accepts, T goes to the return form.
// The keys are listed on the page and can be switched off there; the choice stays on the device.
(function () {
  "use strict";
  const room = document.querySelector("[data-queue]");
  const strip = document.querySelector("[data-undo]");
  if (strip) {
    // What can no longer be undone is no longer offered.
    setTimeout(function () { strip.remove(); }, Number(strip.dataset.undo) * 1000);
  }
  const order = document.getElementById("xep");
  if (order) order.addEventListener("change", function () { order.form.submit(); });
  if (!room) return;

  const KEPT = "sotay-queue-keys";
  const keys = document.querySelector("[data-keys]");
  if (keys) {
    keys.checked = localStorage.getItem(KEPT) !== "off";
    keys.addEventListener("change", function () {
      localStorage.setItem(KEPT, keys.checked ? "on" : "off");
    });
  }

  function open(step) {
    const rows = Array.from(room.querySelectorAll(".queue li"));
    const now = rows.findIndex(function (row) { return row.hasAttribute("aria-current"); });
    const next = rows[now + step];
    const on = next || (step > 0 && room.querySelector("footer a[rel=next]"));
    if (on) (on.matches("a") ? on : on.querySelector("a")).click();
  }

  document.addEventListener("keydown", function (event) {
    if (!keys || !keys.checked || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select")) return;
    const key = event.key.toLowerCase();
    if (key === "j") open(1);
    else if (key === "k") open(-1);
    else if (key === "c") {
      const accept = room.querySelector("[data-accept]");
      if (accept) accept.click();
    } else if (key === "t") {
      const first = room.querySelector("[data-return] input[type=checkbox]");
      if (first) {
        first.focus();
        first.scrollIntoView({ block: "center" });
      }
    } else return;
    event.preventDefault();
  });
})();
