// Writing is kept on the device before the network is asked: every field marked data-keep.
(() => {
  "use strict";
  const { one, all, meta, say, clock, store } = window.sotay;
  const mine = `viet:${meta("who")}:`; // one person's drafts are not offered to the next one
  const place = (field) => `${mine}${location.pathname}:${field.dataset.keep}`;
  const waiting = new Map();

  function told(field, text) {
    const line = one(`[data-kept="${CSS.escape(field.dataset.keep)}"]`);
    if (line) line.textContent = text;
    return line;
  }
  function keep(field) {
    const at = new Date();
    const done = store.set(place(field), { text: field.value, base: field.defaultValue, at: at.getTime() });
    waiting.delete(field);
    told(field, done ? say("kept", { at: clock(at) }) : "");
  }
  function bring(field) {
    const draft = store.get(place(field));
    if (!draft || draft.text === field.value) return;
    const at = clock(new Date(draft.at));
    const use = () => { field.value = draft.text; told(field, say("brought", { at })); };
    if (field.value === draft.base) { use(); return; }
    // The text on the server changed meanwhile: the person chooses.
    const line = told(field, `${say("other", { at })} `);
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn sm", textContent: say("use") });
    button.addEventListener("click", use);
    line?.append(button);
  }
  const flush = () => [...waiting].forEach(([field, timer]) => { clearTimeout(timer); keep(field); });

  // A draft that was sent goes once another page has come; back or reload means it was not taken.
  function settle() {
    const came = performance.getEntriesByType("navigation")[0]?.type;
    const taken = came === "navigate" && !one("[data-errors]");
    for (const key of store.keys().filter((name) => name.startsWith(mine))) {
      const draft = store.get(key);
      if (!draft?.sent) continue;
      if (taken) store.drop(key); else store.set(key, { ...draft, sent: false });
    }
  }

  document.addEventListener("input", ({ target }) => {
    if (!target.dataset.keep) return;
    clearTimeout(waiting.get(target));
    told(target, say("keeping"));
    waiting.set(target, setTimeout(keep, 1000, target));
  });
  document.addEventListener("submit", ({ target }) => {
    flush();
    for (const field of all("[data-keep]", target)) {
      const draft = store.get(place(field));
      if (draft) store.set(place(field), { ...draft, sent: true });
    }
    if (target.hasAttribute("data-sign-out")) store.keys().filter((key) => key.startsWith(mine)).forEach(store.drop);
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (!detail.successful || !detail.elt.matches?.("form")) return;
    for (const field of all("[data-keep]", detail.elt)) {
      store.drop(place(field));
      told(field, say("sent", { at: clock(new Date()) }));
    }
  });
  document.addEventListener("htmx:afterSwap", ({ target }) => all("[data-keep]", target).forEach(bring));
  addEventListener("pagehide", flush);
  settle();
  all("[data-keep]").forEach(bring);
})();
