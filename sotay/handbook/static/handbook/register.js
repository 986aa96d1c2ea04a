// Every page: register the worker, know whose device it is, send what waits, forget on signing out.
(() => {
  "use strict";
  const { one, meta, say, clock } = window.sotay;
  if (!("serviceWorker" in navigator) || !window.idb || !window.crypto?.subtle) return;
  const store = window.sotayStore;
  const person = meta("who");
  const isShell = Boolean(meta("shell"));

  function told(text, kind = "") {
    let line = one("#may-nay");
    if (!line) {
      line = document.createElement("p");
      line.id = "may-nay";
      one("#thong-bao")?.append(line);
    }
    line.className = `strip ${kind}`.trim();
    line.textContent = text;
    line.hidden = !text;
    return line;
  }
  const csrf = () => meta("csrf-token") || document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] || "";

  // --- Sending what waits: oldest first, one at a time, each known to the server by its own key ------
  let sending = null;
  async function send() {
    if (sending) return sending;
    sending = (async () => {
      for (const { key, act } of await store.waiting()) {
        let answer;
        try {
          answer = await fetch(act.url, {
            method: act.method || "POST",
            headers: { "Content-Type": "application/json", "X-CSRFToken": csrf() },
            body: JSON.stringify(act.body),
          });
        } catch { break; }
        if (answer.status === 401 || answer.status >= 500 || answer.status === 429) break; // later, as the same person
        const said = await answer.json().catch(() => ({}));
        // Taken, or refused for good: a refusal is kept for the person to read.
        await store.sent(key);
        if (!answer.ok) await store.keep(`refused:${Date.now()}`, { words: act.words, why: said.message || String(answer.status) });
        window.dispatchEvent(new CustomEvent("sotay:sent", { detail: { act, answer: said, ok: answer.ok } }));
      }
      await tell();
    })().finally(() => { sending = null; });
    return sending;
  }
  async function tell() {
    const count = await store.count();
    const keptAt = Number(document.body.dataset.keptAt || 0);
    if (count) told(say("device_waiting", { n: count }));
    else if (keptAt) told(say("device_kept", { at: clock(new Date(keptAt)) }));
    else if (!navigator.onLine) told(say("device_offline"));
    else if (one("#may-nay")) told("");
  }

  async function begin() {
    const before = await store.who();
    if (!isShell && before !== person) await store.leave(person);
    await navigator.serviceWorker.register(meta("worker"), { scope: "/" }).catch(() => {});
    if (!(await store.who())) return;
    navigator.storage?.persist?.().catch(() => {});
    await tell();
    if (navigator.onLine) await send();
  }

  // --- Signing out destroys the key and everything under it ------------------------------------------
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form[data-sign-out]") || form.dataset.forgotten) return;
    event.preventDefault();
    const count = await store.count();
    if (count && !form.dataset.asked) {
      if (navigator.onLine) await send();
      const left = await store.count();
      if (left) {
        told(say("device_unsent", { n: left }), "bad");
        form.dataset.asked = "1";
        return;
      }
    }
    await store.destroyAll();
    for (const name of Object.keys(localStorage)) if (name.startsWith("viet:")) localStorage.removeItem(name);
    form.dataset.forgotten = "1";
    form.requestSubmit();
  });
  window.addEventListener("online", () => { tell(); send(); });
  window.addEventListener("offline", tell);
  document.addEventListener("visibilitychange", () => { if (!document.hidden && navigator.onLine) send(); });
  window.sotayDevice = Object.freeze({ send, tell, told, csrf, ready: begin() });

  // An answer to an invitation may be given without a network.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form[data-answer]") || navigator.onLine) return;
    event.preventDefault();
    const answer = event.submitter?.value || "coming";
    const reason = one("[name=reason]", form)?.value || "";
    if (answer === "excused" && !reason.trim()) { told(say("device_reason"), "bad"); return; }
    await store.wait({ url: `/api/v1/meetings/${form.dataset.answer}/answer`, body: { answer, reason }, words: say("device_answer") });
    await tell();
  });
})();
