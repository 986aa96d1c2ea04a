// Every page: register the worker, know whose device it is, send what waits, keep the pack, forget on
// signing out. See docs/rules/device.md.
(() => {
  "use strict";
  const { one, meta, say, clock } = window.sotay;
  if (!("serviceWorker" in navigator) || !window.idb || !window.crypto?.subtle) return;
  const store = window.sotayStore;
  const person = meta("who");
  const isShell = Boolean(meta("shell")) && !person; // from the device; from the server it names who asked
  const PACK = "/api/v1/handbook/pack", MINE = "/handbook/", WAITING = "/handbook/device/";
  const FIRST = "meeting:first"; // what the first meeting of a cell is begun with
  const SELDOM = 5 * 60000; // milliseconds between two questions whether the pack changed
  const AGAIN = 60000; // milliseconds before an open page tries again what did not get through
  const LATER = "form[data-answer], form[data-group], form[data-outbox], [data-note]"; // what is taken without a network

  // The one line in which a page says what its device does. Left as it is where it says so already.
  function told(text, kind = "", way = WAITING) {
    let line = one("#may-nay");
    const saying = JSON.stringify([text, kind, way]);
    if (line?.dataset.saying === saying) return line;
    if (!line) {
      line = document.createElement("p");
      line.id = "may-nay";
      one("#thong-bao")?.append(line);
    }
    line.dataset.saying = saying;
    line.className = `strip ${kind}`.trim();
    const words = Object.assign(document.createElement("span"), { textContent: text });
    if (way && text && location.pathname !== way) words.append(" ", Object.assign(document.createElement("a"), { href: way, textContent: say("device_page") }));
    line.replaceChildren(words);
    line.hidden = !text;
    return line;
  }
  // The cookie first: a page kept on the device may be older than the last signing in.
  const csrf = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] || meta("csrf-token");
  // A moment in words: the hour today, the hour and the day before.
  const moment = (at) => {
    const day = `${String(at.getDate()).padStart(2, "0")}-${at.getMonth() > 1 ? at.getMonth() + 1 : `0${at.getMonth() + 1}`}-${at.getFullYear()}`;
    return at.toDateString() === new Date().toDateString() ? clock(at) : say("device_moment", { at: clock(at), day });
  };

  // --- Sending what waits: by one page at a time, each act known to the server by its own key --------
  let sending = null, soon = 0;
  // `atOnce`: also what was tried a moment ago and did not get through.
  function send(atOnce = false) {
    if (sending && !atOnce) return sending;
    const mine = Promise.resolve(sending).catch(() => {}).then(() => sendNow(atOnce)).finally(() => { if (sending === mine) sending = null; });
    sending = mine;
    return mine;
  }
  async function sendNow(atOnce) {
    const how = await store.flush(csrf(), (detail) => window.dispatchEvent(new CustomEvent("sotay:sent", { detail })), atOnce).catch(() => "later");
    if (how === "ended") await ended();
    else await Promise.all([places(), tell()]);
    window.dispatchEvent(new Event("sotay:tried"));
    clearTimeout(soon);
    if (["later", "barred"].includes(how) && navigator.onLine) soon = setTimeout(send, AGAIN);
    return how;
  }
  // Places in books, left unsent by a reader that is no longer open. Where two differ the reader asks.
  async function places() {
    const mine = await store.who(), here = one("[data-place]")?.dataset.edition;
    for (const key of window.sotay.store.keys().filter((name) => name.startsWith(`doc:${mine}:`))) {
      const place = window.sotay.store.get(key), edition = key.split(":")[2];
      if (!mine || !place?.unsent || edition === here || !navigator.onLine) continue;
      const put = (was_offline, knew) => fetch(`/api/v1/library/editions/${edition}/place`, {
        method: "PUT", headers: { "Content-Type": "application/json", "X-CSRFToken": csrf(), "X-Sotay-Who": mine },
        body: JSON.stringify({ page: place.page, offset: place.offset, at: place.at, was_offline, knew }),
      }).catch(() => null);
      const told_ = async (answer) => (answer?.ok ? answer.json().catch(() => null) : null);
      const answer = await put(true, place.knew || null);
      if (answer?.status === 404 && store.isOurs(answer)) window.sotay.store.drop(key);
      let met = await told_(answer);
      // What stands there is what this device left itself, and was never told so.
      if (met?.other && place.tried?.includes(`${met.kept.page}.${met.kept.offset}`)) met = await told_(await put(false, met.kept.at));
      if (met && !met.other) window.sotay.store.set(key, { ...place, unsent: false, knew: met.kept.at });
    }
  }
  let own = ""; // what the page itself says of an act of its own that waits, in place of the number
  async function tell(words) {
    if (typeof words === "string") own = words;
    const { acts, meetings, refused } = await store.pending();
    // A meeting that is led here says of itself, in its own line, that it is kept and goes on.
    const leads = Boolean(one("#luu")), count = leads ? acts : acts + meetings;
    const keptAt = Number(document.body.dataset.keptAt || 0), off = !navigator.onLine;
    const waits = () => (off ? say("device_waiting_offline", { n: count }) : say("device_waiting", { n: count }));
    if (refused) told(`${count ? `${waits()} ` : ""}${say("device_refused", { n: refused })}`, "bad");
    else if (count && !off && (await store.stopped()).length) told(say("device_barred", { n: count }));
    else if (count) told(own || waits());
    else if (keptAt) told(say("device_kept", { at: moment(new Date(keptAt)) }));
    else if (off && !leads) told(say(one(LATER) ? "device_offline" : "offline"));
    else if (one("#may-nay") && !one("#may-nay").dataset.stays) told("");
  }
  // Whose page this is. Another tab may have signed somebody else in since: an act made here is then
  // nobody's to send, and false is given, with a sentence.
  let owner = person;
  async function still() {
    await met.catch(() => {});
    if (owner && owner === (await store.who())) return true;
    told(say("device_ended"), "bad", "").dataset.stays = "1";
    return false;
  }
  // Put an act aside until there is a network; gives its number, or false, with a sentence, where the device has no room or
  // works for somebody else now. `words` say of it what the page wants said while it waits.
  async function later(act, words = "") {
    told(say("keeping"), "", "");
    if (!(await still())) return false;
    let key = 0;
    try { key = await store.wait({ ...act, made_at: Date.now() }, owner); } catch { told(say("device_full"), "bad"); return false; }
    await tell(words);
    window.dispatchEvent(new Event("sotay:put"));
    navigator.serviceWorker.ready.then((worker) => worker.sync?.register("sotay-gui")).catch(() => {});
    return key;
  }

  // --- The pack: asked for by its version, kept whole ------------------------------------------------
  async function freshen(atOnce = false) {
    const mine = await store.who(), last = (await store.kept("pack-at"))?.value || {};
    const since = Date.now() - (last.asked || 0);
    if (!mine || (since >= 0 && since < SELDOM && !isShell && !atOnce)) return;
    const had = (await store.names()).includes("pack") ? last.etag : "";
    const answer = await fetch(PACK, { cache: "no-store", headers: { "X-Sotay-Who": mine, ...(had ? { "If-None-Match": had } : {}) } });
    if (answer.status === 401 && store.isOurs(answer)) { await ended(); return; }
    if (answer.status !== 304 && !(answer.ok && !answer.redirected)) return;
    // By the server's clock: the device's own may be wrong by years.
    const at = Date.parse(answer.headers.get("Date") || "") || Date.now();
    window.sotay.store.set("lech-gio", Math.abs(Date.now() - at) > 60000 ? Date.now() - at : 0);
    if (answer.ok) await takePack(await answer.json(), mine);
    await keepLed(); // before it is said when the pack was taken: where the page goes meanwhile, the next one asks again
    await store.keep("pack-at", { etag: answer.ok ? answer.headers.get("ETag") : last.etag, at, asked: Date.now(), off: Date.now() - at }, mine);
    await store.expire(at);
    if (answer.ok && location.pathname !== MINE) await keepPage(await fetch(MINE), mine);
    window.dispatchEvent(new Event("sotay:fresh"));
  }
  // Moved to another cell: what was kept of the one before goes first, but for what is unsent.
  async function takePack(pack, mine) {
    const cell = pack.me?.cell_id ?? 0;
    const before = (await store.kept("cell", mine))?.value ?? (await store.kept("pack", mine))?.value.me?.cell_id ?? cell;
    if (before !== cell) for (const begin of ["page:", "meeting:"]) for (const { name, waits } of await store.rows(begin, mine)) if (!waits) await store.drop(name, mine);
    await store.keep("cell", cell, mine);
    await store.keep("pack", pack, mine);
  }
  // The page of one's own lines (dues, what to read), kept although it was not opened.
  async function keepPage(page, mine) {
    const body = page.ok && !page.redirected ? await page.text() : "";
    if (body.includes(`<meta name="who" content="${mine}">`)) await store.keep(`page:${MINE}`, { body, type: page.headers.get("Content-Type") }, mine);
  }

  // --- The session is no more: it ran out, or was ended from another machine --------------------------
  function because(left) {
    const waits = left.acts + left.meetings + left.refused;
    told(`${say("device_ended")}${waits ? ` ${say("device_sealed", { n: waits })}` : ""}`, "", "").dataset.stays = "1";
  }
  let ending = null;
  // True where the page is opened anew, for somebody else has signed in since.
  function ended() {
    if (!ending) ending = endedNow().finally(() => { ending = null; });
    return ending;
  }
  async function endedNow() {
    const mine = await store.who();
    // Somebody else works here since: that this page's session is over says nothing of theirs.
    if (owner !== mine) { if (owner) told(say("device_ended"), "bad", "").dataset.stays = "1"; return false; }
    // A page of the shell may be the first one that the next person opens.
    const next = isShell ? await store.signedIn() : "";
    if (next && next !== mine) {
      await store.leave(next);
      forgetPlaces(mine, (place) => !place?.unsent);
      location.reload();
      return true;
    }
    const left = await store.leave("");
    if (!left) return false;
    forgetPlaces(mine, (place) => !place?.unsent);
    try { sessionStorage.setItem("het-phien", JSON.stringify(left)); } catch { /* said on this page only */ }
    if (location.pathname.startsWith("/handbook/meeting/")) because(left);
    else location.replace(`/accounts/login/?next=${encodeURIComponent(location.pathname)}`);
    return false;
  }
  function forgetPlaces(mine, which = () => true) {
    for (const key of window.sotay.store.keys().filter((name) => name.startsWith(`doc:${mine}:`))) if (which(window.sotay.store.get(key))) window.sotay.store.drop(key);
  }

  // Who works here, before anything else is done. A page of the shell is nobody's and may be the first
  // one after signing in: where the device knows nobody yet, the server is asked who that was.
  async function meet() {
    const before = await store.who();
    if (isShell) {
      const found = before || (await store.signedIn());
      if (!before && found) await store.leave(found);
      owner = await store.who();
      return;
    }
    if (before !== person || !person) {
      const left = await store.leave(person);
      if (before) forgetPlaces(before, (place) => !place?.unsent);
      if (before && !person) because(left);
    }
    const said = !person && sessionStorage.getItem("het-phien");
    if (said) { because(JSON.parse(said)); sessionStorage.removeItem("het-phien"); }
  }
  async function begin() {
    await met;
    await navigator.serviceWorker.register(meta("worker"), { scope: "/" }).catch(() => {});
    navigator.serviceWorker.ready.then(({ active }) => { if (!navigator.serviceWorker.controller) active.postMessage("claim"); });
    if (!(await store.who())) return;
    navigator.storage?.persist?.().catch(() => {});
    await takeLaid().catch(() => { /* no room: it stays where it is */ });
    await tell();
    if (!navigator.onLine) return;
    send();
    freshen().catch(() => { /* no room or no network: what is kept stays */ });
    if (one("[data-keep-sheet]")) keepModel(one("[data-keep-sheet]").dataset.keepSheet).catch(() => {});
    if (one("[data-keep-first]")) keepFirst(one("[data-keep-first]").dataset.keepFirst).catch(() => {});
  }
  // What a meeting's page laid down as it went is put with the rest of that meeting.
  async function takeLaid() {
    const mine = await store.who();
    for (const slot of store.laidOf(mine, "hop")) {
      const id = slot.split(":")[2], name = `meeting:${id}`;
      if (location.pathname === `/handbook/meeting/${id}/`) continue; // it does so itself
      const held = window.sotay.store.get(slot), row = await store.kept(name, mine);
      const told = held?.laid && row ? await store.unlaid(held.laid, mine) : null;
      if (told?.id !== id) continue;
      store.withLaid(row.value, told.changes);
      await store.keep(name, row.value, mine);
      if (window.sotay.store.get(slot)?.laid === held.laid) window.sotay.store.drop(slot);
    }
  }
  // Meetings to come that the person leads, with roll and agenda, although their pages were not opened:
  // each again where the pack tells of it otherwise than when it was kept.
  async function keepLed() {
    for (const one_ of (await store.kept("pack"))?.value.meetings || []) {
      const told = JSON.stringify(one_);
      if (one_.leads && (await store.kept(`meeting:${one_.id}`))?.value.told !== told) await keepSheet(one_.id, told);
    }
  }
  // The roll of the last meeting, so that one can be begun without a network.
  async function keepModel(id) {
    await store.keep("roll-of", id);
    await keepSheet(id);
    await store.drop(FIRST);
  }
  // Where nobody was ever asked to a meeting: the roll of the day and the agenda by rule.
  async function keepFirst(organisation) {
    await store.keep("roll-of", "first");
    const mine = await store.who(), answer = await fetch(`/api/v1/meetings/first-sheet?organisation_id=${organisation}`, { headers: { "X-Sotay-Who": mine } });
    if (!answer.ok || !store.isOurs(answer)) return;
    const { fields, conflicts: _none, ...sheet } = await answer.json();
    await store.keep(FIRST, { sheet, fields: Object.fromEntries(fields.map((row) => [row.path, { value: row.value, version: 0 }])), unsent: [] }, mine);
  }
  // The sheet as the server has it. Where something is unsent, or is being written on this page, the
  // meeting's own page brings both together.
  async function keepSheet(id, told = "") {
    const name = `meeting:${id}`, mine = await store.who();
    const isFree = async () => location.pathname !== `/handbook/meeting/${id}/` && !(await store.kept(name, mine))?.value.unsent.length;
    if (!(await isFree())) return;
    const answer = await fetch(`/api/v1/meetings/${id}/sheet`, { headers: { "X-Sotay-Who": mine } });
    if (!answer.ok || !store.isOurs(answer)) return;
    const { fields, conflicts, ...sheet } = await answer.json();
    const held = Object.fromEntries(fields.map((row) => [row.path, { value: row.value, version: row.version }]));
    if (!(await isFree())) return;
    const before = (await store.kept(name, mine))?.value;
    await store.keep(name, { device: crypto.randomUUID(), ...before, told, sheet, fields: held, unsent: [], flying: [], conflicts }, mine);
  }

  // --- Signing out destroys the key and everything under it ------------------------------------------
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form[data-sign-out]") || form.dataset.forgotten) return;
    event.preventDefault();
    if (navigator.onLine) await send(true);
    const mine = await store.who(), { acts, meetings, refused } = await store.pending(), left = acts + meetings + refused;
    if (!navigator.onLine && !form.dataset.asked) { told(`${say("device_cannot_leave")}${left ? ` ${say("device_unsent", { n: left })}` : ""}`, "bad"); form.dataset.asked = "1"; return; }
    if (left && !form.dataset.asked) { told(say("device_unsent", { n: left }), "bad"); form.dataset.asked = "1"; return; }
    await window.sotayWriting?.done(); // or what is being kept would make the database anew
    const nothing = await store.forget();
    forgetPlaces(mine || person);
    form.dataset.forgotten = "1";
    if (!navigator.onLine) { location.replace("/handbook/offline/"); return; }
    // Nothing sealed of anybody is left: the server may have the browser clear all it holds of the site.
    if (nothing) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "nothing_waits", value: "1" }));
    form.requestSubmit();
  });
  window.addEventListener("online", () => { tell(); send(true); freshen(true).catch(() => {}); });
  window.addEventListener("offline", () => tell());
  document.addEventListener("visibilitychange", () => { if (!document.hidden && navigator.onLine) send(); });
  const met = meet();
  window.sotayDevice = Object.freeze({ send, tell, told, csrf, moment, later, still, ended, ready: begin() });

  // An answer to an invitation may be given without a network.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form[data-answer]") || navigator.onLine) return;
    event.preventDefault();
    const answer = event.submitter?.value || "coming";
    const reason = one("[name=reason]", form)?.value || "";
    if (answer === "excused" && !reason.trim()) { told(say("device_reason"), "bad", ""); return; }
    const about = [one("h1")?.textContent.trim(), event.submitter?.textContent.trim(), reason.trim()].filter(Boolean).join(". ");
    await later({ url: `/api/v1/meetings/${form.dataset.answer}/answer`, body: { answer, reason }, words: say("device_answer"), about, back: location.pathname });
  });
  // So may who leads a party group write down what it says. The page may have been kept before the
  // meeting was opened: without a network nobody tells the device that it was, so the button is there.
  const unseen = () => { for (const part of document.querySelectorAll("[data-without-network]")) part.hidden = navigator.onLine; };
  for (const when of ["online", "offline"]) window.addEventListener(when, unseen);
  unseen();
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form[data-group]") || navigator.onLine) return;
    event.preventDefault();
    const given = [...new FormData(form)], { note = "", conclusion = "" } = Object.fromEntries(given);
    const roll = Object.fromEntries(given.filter(([name, mark]) => name.startsWith("roll_") && mark).map(([name, mark]) => [name.slice(5), mark]));
    const about = [one("h1")?.textContent.trim(), note.trim(), conclusion.trim()].filter(Boolean).join(". ");
    await later({ url: form.dataset.group, body: { roll, note, conclusion }, words: say("device_group"), about, back: location.pathname });
  });
})();
