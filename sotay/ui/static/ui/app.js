// What every page may use, found by data- attributes. Pages work without it.
(() => {
  "use strict";
  const page = document.documentElement;
  const one = (css, from = document) => from.querySelector(css);
  const all = (css, from = document) => [...from.querySelectorAll(css)];
  const meta = (name) => one(`meta[name="${name}"]`)?.content || "";
  const words = JSON.parse(meta("words") || "{}");
  const say = (key, slots = {}) => (words[key] || "").replace(/\{(\w+)\}/g, (_, name) => slots[name]);
  const clock = (at) => `${at.getHours()}.${String(at.getMinutes()).padStart(2, "0")}`;
  // Storage may be forbidden or full: then nothing is kept, and the page says nothing is.
  const store = {
    get(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; } },
    drop(key) { try { localStorage.removeItem(key); } catch { /* nothing was kept */ } },
    keys() { try { return Object.keys(localStorage); } catch { return []; } },
  };
  window.sotay = Object.freeze({ one, all, meta, say, clock, store });

  // Size of text: on this device at once, with the account when signed in.
  function sized(size) {
    page.setAttribute("data-chu", size);
    store.set("co-chu", Number(size));
    if (!meta("preferences")) return;
    const body = new URLSearchParams({ text_size: size });
    fetch(meta("preferences"), { method: "POST", body, headers: { "X-CSRFToken": meta("csrf-token") } }).catch(() => {});
  }

  // The last button of an act that cannot be undone waits for the whole name.
  const plain = (text) => text.normalize("NFC").replace(/\s+/g, " ").trim();
  function guard(form) {
    one(".btn.danger.fill", form).disabled = plain(one("[name=go_lai_ten]", form).value) !== plain(form.dataset.confirmName);
  }

  // A queue: J and K go down and up, any other letter works the control that names it.
  function pressed(event) {
    const list = one("[data-keys]"), key = event.key.toLowerCase();
    if (!list || store.get("phim") === false || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, dialog")) return;
    if (key === "j" || key === "k") {
      const items = all("li", list), here = items.findIndex((item) => item.hasAttribute("aria-current"));
      const next = items[here + (key === "j" ? 1 : -1)];
      if (next) one("a", next)?.click();
    } else {
      const target = /^[a-z]$/.test(key) && one(`[data-key="${key}"]`);
      if (!target) return;
      if (target.matches("button, a")) target.click(); else target.focus();
    }
    event.preventDefault();
  }

  function counted(button) {
    const field = one("input", button.parentElement);
    const next = (parseInt(field.value, 10) || 0) + Number(button.value);
    field.value = Math.max(Number(field.dataset.min ?? 0), Math.min(Number(field.dataset.max ?? Infinity), next));
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function start(root) {
    all("[data-confirm-name]", root).forEach(guard);
    all("[data-keys-switch]", root).forEach((box) => { box.checked = store.get("phim") !== false; });
    one("[data-errors]", root)?.focus();
  }

  document.addEventListener("input", ({ target }) => {
    const form = target.closest("[data-confirm-name]");
    if (form) guard(form);
  });
  document.addEventListener("change", ({ target }) => {
    if (target.name === "chu") sized(target.value);
    if (target.hasAttribute("data-keys-switch")) store.set("phim", target.checked);
    const file = target.type === "file" && target.closest("[data-file]");
    if (file) one("[role=status]", file).textContent = [...target.files].map((each) => each.name).join(", ");
    if (target.hasAttribute("data-go")) target.form.requestSubmit();
  });
  document.addEventListener("click", async ({ target }) => {
    const step = target.closest("[data-stepper] button"), copy = target.closest("[data-copy]");
    if (step) counted(step);
    if (copy) { await navigator.clipboard.writeText(copy.dataset.copy); one("[role=status]", copy).textContent = say("copied"); }
    if (target.closest("[data-print]")) print();
    all("details.menu[open]").filter((menu) => !menu.contains(target)).forEach((menu) => { menu.open = false; });
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && one("details.menu[open]");
    if (menu) { menu.open = false; one("summary", menu).focus(); } else pressed(event);
  });
  document.addEventListener("htmx:configRequest", ({ detail }) => { if (detail.verb !== "get") detail.headers["X-CSRFToken"] = meta("csrf-token"); });
  document.addEventListener("htmx:afterSwap", ({ target }) => start(target));
  const net = { "htmx:sendError": "silent", "htmx:responseError": "silent", offline: "offline", online: "", "htmx:afterOnLoad": "" };
  for (const [event, key] of Object.entries(net)) addEventListener(event, ({ detail }) => {
    if (detail?.xhr?.status >= 400 && detail.xhr.status < 500) return; // a refusal is an answer
    one("[data-net]")?.remove();
    // Where the device has a line of its own (handbook/register.js) that one says there is no network.
    if (!say(key) || (window.sotayDevice && !navigator.onLine)) return;
    const line = Object.assign(document.createElement("p"), { className: "strip", textContent: say(key) });
    line.dataset.net = "";
    one("#thong-bao")?.append(line);
  });

  const choice = document.getElementById(`chu-${page.getAttribute("data-chu")}`);
  if (choice) choice.checked = true;
  start(document);
})();
