// Writing is kept on the device before the network is asked: every field marked data-keep. Where a
// script before this one keeps things under the person's key (window.sotayWriting) it is kept there;
// only where there is none, in the open.
(() => {
  "use strict";
  const { one, all, meta, say, clock, store } = window.sotay;
  const mine = `viet:${meta("who")}:`; // one person's drafts are not offered to the next one
  const SENT = "da-gui"; // in sessionStorage: which drafts this tab has sent, and from which page
  const PAUSE = 500, LONGEST = 2000; // milliseconds after the last letter, and after the first unkept one
  const open = {
    can: Promise.resolve(true),
    ahead() { /* nothing to be made ready */ },
    last: (name, draft) => store.set(mine + name, draft),
    keep: async (name, draft) => store.set(mine + name, draft),
    find: async (name) => store.get(mine + name),
    drop: async (name) => store.drop(mine + name),
  };
  let vault = window.sotayWriting || open;
  const nameOf = (field) => `${location.pathname}:${field.dataset.keep}`;
  const draftOf = (field) => ({ text: field.value, base: field.defaultValue, at: Date.now() });
  const waiting = new Map();

  function told(field, text) {
    let line = one(`[data-kept="${CSS.escape(field.dataset.keep)}"]`);
    if (!line) {
      line = Object.assign(document.createElement("p"), { className: "hint", role: "status" });
      line.dataset.kept = field.dataset.keep;
      (field.closest("label") || field).after(line);
    }
    line.textContent = text;
    return line;
  }
  // `goes`: the page may be gone before a promise is kept, so first what can be done at once.
  async function keep(field, goes = false) {
    clearTimeout(waiting.get(field)?.timer);
    waiting.delete(field);
    const draft = draftOf(field);
    if (goes) vault.last(nameOf(field), draft);
    const done = await vault.keep(nameOf(field), draft);
    if (!waiting.has(field) && field.value === draft.text) told(field, done ? say("kept", { at: clock(new Date(draft.at)) }) : "");
  }
  const flush = () => [...waiting.keys()].forEach((field) => keep(field, true));
  async function bring(field) {
    const draft = await vault.find(nameOf(field));
    if (!draft || draft.text === field.value) return;
    const at = clock(new Date(draft.at));
    const use = () => { field.value = draft.text; told(field, say("brought", { at })); };
    if (field.value === draft.base) { use(); return; }
    // The text on the server changed meanwhile, or the person writes already: the person chooses.
    const line = told(field, `${say("other", { at })} `);
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn sm", textContent: say("use") });
    button.addEventListener("click", use);
    line.append(button);
  }

  // A draft that was sent goes once another page has come of it; back, reload, an error said on that
  // page or being asked to sign in meanwhile means that it was not taken.
  const ERRORS = "[data-errors], #thong-bao .strip.bad:not(#may-nay)";
  const tab = {
    get() { try { return JSON.parse(sessionStorage.getItem(SENT)); } catch { return null; } },
    set(value) { try { if (value) sessionStorage.setItem(SENT, JSON.stringify(value)); else sessionStorage.removeItem(SENT); } catch { /* then it is offered once more */ } },
  };
  async function settle() {
    const sent = tab.get(), came = performance.getEntriesByType("navigation")[0];
    tab.set(null);
    if (!sent || sent.who !== meta("who") || came?.type !== "navigate" || came.responseStatus >= 400 || one(ERRORS)) return;
    const from = document.referrer && new URL(document.referrer).pathname;
    if (from === sent.page) await Promise.all(sent.names.map((name) => vault.drop(name)));
  }
  async function drop(field) {
    clearTimeout(waiting.get(field)?.timer);
    waiting.delete(field);
    await vault.drop(nameOf(field));
  }

  document.addEventListener("input", ({ target }) => {
    if (!target.dataset.keep) return;
    const since = waiting.get(target)?.since ?? Date.now();
    tab.set(null); // what is written after sending is not sent
    told(target, say("keeping"));
    vault.ahead();
    clearTimeout(waiting.get(target)?.timer);
    const wait = Math.max(0, Math.min(PAUSE, since + LONGEST - Date.now()));
    waiting.set(target, { since, timer: setTimeout(keep, wait, target) });
  });
  document.addEventListener("submit", ({ target }) => {
    flush();
    const names = all("[data-keep]", target).map(nameOf);
    if (names.length) tab.set({ who: meta("who"), page: location.pathname, names });
    if (vault === open && target.hasAttribute("data-sign-out")) store.keys().filter((key) => key.startsWith(mine)).forEach(store.drop);
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (!detail.elt.matches?.("form")) return;
    tab.set(null);
    if (!detail.successful) return;
    for (const field of all("[data-keep]", detail.elt)) {
      drop(field);
      told(field, say("sent", { at: clock(new Date()) }));
    }
  });
  document.addEventListener("htmx:afterSwap", ({ target }) => all("[data-keep]", target).forEach(bring));
  // A telephone may end a page that is out of sight without another word.
  document.addEventListener("visibilitychange", () => { if (document.hidden) flush(); });
  addEventListener("pagehide", flush);
  // Handed over to what waits: the line at the field says no more that it is kept as begun.
  window.sotayDrafts = Object.freeze({ drop: async (field) => { await drop(field); one(`[data-kept="${CSS.escape(field.dataset.keep)}"]`)?.replaceChildren(); } });
  (async () => {
    if (!(await vault.can)) vault = open;
    await settle();
    all("[data-keep]").forEach(bring);
  })();
})();
