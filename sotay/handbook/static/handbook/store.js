// What a device keeps, encrypted: one database for each person, one key that never leaves it.
// Used by pages and by the worker alike. See docs/rules/device.md.
(() => {
  "use strict";
  const scope = typeof window === "undefined" ? self : window;
  const NOW = "sotay-now"; // who works on this device, and nothing else
  const PREFIX = "sotay-of-";
  const ME = "/api/v1/account/me";
  const PATIENCE = 15000; // milliseconds in which the server says who is signed in
  const PAUSE = 10 * 60000; // milliseconds before an act that alone does not get through is tried again
  const LONGEST = 90 * 86400000; // milliseconds that writing waits for somebody who left this device
  const text = new TextEncoder();
  const plain = new TextDecoder();

  const opened = new Map();
  const forgotten = new Set(); // who signed out on this page: what is still under way makes nothing anew
  function nowDb() {
    return idb.openDB(NOW, 1, { upgrade: (db) => { db.createObjectStore("who"); } });
  }
  async function who() {
    const db = await nowDb();
    const key = (await db.get("who", "now")) || "";
    db.close();
    return key;
  }
  async function setWho(person) {
    const db = await nowDb();
    await db.put("who", person, "now");
    const known = (await db.get("who", "persons")) || [];
    if (person && !known.includes(person)) await db.put("who", [...known, person], "persons");
    const { [person]: _back, ...left } = (await db.get("who", "left")) || {};
    await db.put("who", left, "left");
    db.close();
  }
  function databaseOf(person) {
    if (forgotten.has(person)) return Promise.reject(new Error("forgotten"));
    if (!opened.has(person)) {
      opened.set(person, idb.openDB(PREFIX + person, 1, {
        upgrade: (db) => {
          db.createObjectStore("key");
          db.createObjectStore("kept"); // name -> {iv, data, at, size}
          db.createObjectStore("queue", { autoIncrement: true }); // unsent acts, oldest first
        },
        blocking: (_now, _wanted, event) => { event.target.close(); opened.delete(person); },
        terminated: () => opened.delete(person),
      }));
    }
    return opened.get(person);
  }
  async function keyOf(person) {
    const db = await databaseOf(person);
    let key = await db.get("key", "aes");
    if (key) return key;
    // Not extractable: scripts may use it, nobody can copy it out.
    key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    const made = db.transaction("key", "readwrite");
    const first = await made.store.get("aes");
    if (!first) await made.store.put(key, "aes");
    await made.done;
    return first || key;
  }
  async function sealed(person, value) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const raw = value instanceof Uint8Array; // a picture, a piece of a recording: as it is
    const bytes = raw ? value : text.encode(JSON.stringify(value));
    const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await keyOf(person), bytes);
    // Of a meeting the number of unsent changes stays readable, so that it is asked without opening it.
    return { iv, data, at: Date.now(), size: data.byteLength, raw, waits: value?.unsent?.length || 0 };
  }
  async function unsealed(person, row) {
    const bytes = await crypto.subtle.decrypt({ name: "AES-GCM", iv: row.iv }, await keyOf(person), row.data);
    return row.raw ? new Uint8Array(bytes) : JSON.parse(plain.decode(bytes));
  }

  // --- What cannot wait for a cipher ----------------------------------------------------------------
  // A page that goes waits for nothing, and the browser's own ciphers make one wait. So a key of the
  // page's is made ahead and sealed under its person's; what is written last is sealed with it at once
  // (tweetnacl, XSalsa20 and Poly1305) and carries that sealed key along. See docs/decisions/0006.
  const letters = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  const bytesOf = (line) => Uint8Array.from(atob(line), (letter) => letter.charCodeAt(0));
  // Gives what seals a value without waiting, as often as it is asked: a nonce serves once.
  async function ahead(person) {
    const key = nacl.randomBytes(nacl.secretbox.keyLength), { iv, data } = await sealed(person, key);
    const under = `${letters(iv)}.${letters(new Uint8Array(data))}`;
    return (value) => {
      const nonce = nacl.randomBytes(nacl.secretbox.nonceLength);
      return `${under}.${letters(nonce)}.${letters(nacl.secretbox(text.encode(JSON.stringify(value)), nonce, key))}`;
    };
  }
  // What was laid so; null where the person's key is another one, for its owner has signed out since, or
  // where somebody changed it.
  async function unlaid(line, person) {
    try {
      const [iv, data, nonce, box] = line.split(".").map(bytesOf);
      const opened = nacl.secretbox.open(box, nonce, await unsealed(person, { iv, data, raw: true }));
      return opened && JSON.parse(plain.decode(opened));
    } catch { return null; }
  }
  // A meeting with changes that its page laid down as it went: each once, the later at a place counts.
  function withLaid(meeting, changes) {
    for (const change of changes) {
      if (meeting.unsent.some(({ key }) => key === change.key)) continue;
      const at = meeting.unsent.findIndex(({ path, made_at }) => path === change.path && made_at <= change.made_at);
      if (at >= 0) meeting.unsent[at] = change; else meeting.unsent.push(change);
      meeting.fields[change.path] = { version: 0, ...meeting.fields[change.path], value: change.value };
    }
  }

  async function keep(name, value, person) {
    const mine = person || (await who());
    if (!mine) return false;
    const row = await sealed(mine, value);
    await (await databaseOf(mine)).put("kept", row, name);
    return true;
  }
  async function kept(name, person) {
    const mine = person || (await who());
    if (!mine) return null;
    const row = await (await databaseOf(mine)).get("kept", name);
    return row ? { value: await unsealed(mine, row), at: row.at } : null;
  }
  async function names(person) {
    const mine = person || (await who());
    return mine ? (await databaseOf(mine)).getAllKeys("kept") : [];
  }
  // What is kept under names that begin so, without opening it: name, moment, size, whether it waits.
  // Only these are brought from the disk: pictures of books and recordings are large.
  async function rows(begin = "", person = "") {
    const mine = person || (await who());
    if (!mine) return [];
    const db = await databaseOf(mine);
    const range = IDBKeyRange.bound(begin, `${begin}\uffff`);
    const [keys, found] = await Promise.all([db.getAllKeys("kept", range), db.getAll("kept", range)]);
    return keys.map((name, at) => ({ name, at: found[at].at, size: found[at].size, waits: found[at].waits || 0 }));
  }
  async function drop(name, person) {
    const mine = person || (await who());
    if (!mine) return;
    await (await databaseOf(mine)).delete("kept", name);
    if (name.startsWith("meeting:")) laidOf(mine, "hop").filter((key) => key.endsWith(`:${name.slice(8)}`)).forEach((key) => localStorage.removeItem(key));
  }
  // A book with all that was kept for it: its text, page and pictures, a recording's pieces. In one step.
  async function dropBook({ offline, shell, base }) {
    const mine = await who();
    if (!mine) return;
    const parts = `book:${base}`;
    const gone = (await databaseOf(mine)).transaction("kept", "readwrite");
    await Promise.all([
      ...[`book:${offline}`, `book:${shell}`, `book-at:${base}`].map((name) => gone.store.delete(name)),
      gone.store.delete(IDBKeyRange.bound(parts, `${parts}\uffff`)),
      gone.done,
    ]);
  }

  // --- Acts that wait for a network: {url, method, body or form, words} ------------------------------
  async function wait(act, person) {
    const mine = person || (await who());
    if (!mine) throw new Error("nobody");
    return (await databaseOf(mine)).add("queue", await sealed(mine, act));
  }
  async function waiting(person) {
    const mine = person || (await who());
    if (!mine) return [];
    const db = await databaseOf(mine);
    const keys = await db.getAllKeys("queue");
    const rows = await db.getAll("queue");
    return Promise.all(rows.map(async (row, at) => ({ key: keys[at], at: row.at, barred: row.barred || null, act: await unsealed(mine, row) })));
  }
  // What is known of the acts that do not get through, without opening one: see `bar`.
  async function stopped() {
    const mine = await who();
    return mine ? (await (await databaseOf(mine)).getAll("queue")).map((row) => row.barred).filter(Boolean) : [];
  }
  // Laid down by a page that went, not yet among the rest: writing, or a meeting's changes (`hop`). The
  // worker sees none of it.
  const laidOf = (person, sort = "viet") => { try { return Object.keys(localStorage).filter((key) => key.startsWith(`${sort}:${person}:`)); } catch { return []; } };
  const meetingsLaid = (person) => laidOf(person, "hop").map((key) => `meeting:${key.split(":")[2]}`);
  // Acts, meetings with unsent changes, refusals nobody has dealt with, writing: all that would be lost.
  async function pending(person) {
    const mine = person || (await who());
    if (!mine) return { acts: 0, meetings: 0, refused: 0, drafts: 0 };
    const [meetings, refused, drafts] = await Promise.all(["meeting:", "refused:", "draft:"].map((begin) => rows(begin, mine)));
    return {
      acts: await (await databaseOf(mine)).count("queue"),
      meetings: new Set([...meetings.filter((row) => row.waits).map((row) => row.name), ...meetingsLaid(mine)]).size,
      refused: refused.length,
      drafts: drafts.length + laidOf(mine).length,
    };
  }
  async function count() {
    const { acts, meetings } = await pending();
    return acts + meetings;
  }
  async function sent(key, person) {
    const mine = person || (await who());
    if (mine) await (await databaseOf(mine)).delete("queue", key);
  }
  // Refused for good: the act leaves the queue and stands among the refused in one step, or not at all.
  async function refuse(key, facts, person) {
    const mine = person || (await who());
    const row = await sealed(mine, facts);
    const name = `refused:${row.at}-${key}`;
    const moved = (await databaseOf(mine)).transaction(["queue", "kept"], "readwrite");
    await Promise.all([moved.objectStore("kept").put(row, name), moved.objectStore("queue").delete(key), moved.done]);
    return name;
  }
  async function again(name) {
    const mine = await who();
    const { act } = (await kept(name, mine)).value;
    const row = await sealed(mine, act);
    const moved = (await databaseOf(mine)).transaction(["queue", "kept"], "readwrite");
    await Promise.all([moved.objectStore("queue").add(row), moved.objectStore("kept").delete(name), moved.done]);
  }

  // A form with its files, as it was filled in: names with texts, or with a file's name, type and bytes.
  function formOf(fields) {
    const made = new FormData();
    for (const [name, value] of fields) made.append(name, typeof value === "string" ? value : new File([bytesOf(value.data)], value.name, { type: value.type }));
    return made;
  }
  // Not so a page of the network one is on, or of what stands in between, whatever it calls itself.
  const isOurs = (answer) => !answer.redirected && (answer.status === 204 || (answer.headers.get("Content-Type") || "").startsWith("application/json"));
  // Who is signed in, by the server; "" where that is nobody, null where it is not the server that answers.
  async function signedIn() {
    if (scope.navigator.onLine === false) return null;
    try {
      const answer = await fetch(ME, { cache: "no-store", signal: AbortSignal.timeout?.(PATIENCE) });
      if (!isOurs(answer) || answer.status >= 500) return null;
      return answer.ok ? String((await answer.json()).id || "") : "";
    } catch { return null; }
  }
  // An act did not get through: since when, tried last when, with what code (0: cut off), and whether
  // nothing does.
  async function bar(person, key, code, whole) {
    const marked = (await databaseOf(person)).transaction("queue", "readwrite");
    const row = await marked.store.get(key), now = Date.now();
    if (row) await marked.store.put({ ...row, barred: { at: row.barred?.at || now, tried: now, code, whole } }, key);
    await marked.done;
  }
  // Send what waits, oldest first, each in its owner's name: the server takes it of nobody else. By one
  // page or worker at a time. Gives how it ended: "done", "barred" (some acts do not get through),
  // "later" (no network, no server, or it is busy) or "ended" (sign in again).
  const flush = (...given) => (scope.navigator.locks ? scope.navigator.locks.request("sotay-gui", () => flushNow(...given)) : flushNow(...given));
  async function flushNow(csrf, heard = () => {}, atOnce = false) {
    const mine = await who();
    const behind = new Set(); // addresses at which an earlier act waits: the order of those is kept
    let isThere = false;
    for (const { key, act, barred } of await waiting(mine)) {
      const since = barred?.code && !barred.whole && !atOnce ? Date.now() - barred.tried : -1;
      if (since >= 0 && since < PAUSE) behind.add(act.url);
      if (behind.has(act.url)) continue;
      // Where nothing got through the last time the act stays here until the server is heard again.
      if (barred?.whole && !isThere) isThere = (await signedIn()) !== null;
      if (barred?.whole && !isThere) return "later";
      const answer = await fetch(act.url, {
        method: act.method || "POST",
        headers: { ...(act.form ? {} : { "Content-Type": "application/json" }), "X-CSRFToken": csrf, "X-Sotay-Who": mine },
        body: act.form ? formOf(act.form) : act.body === undefined ? undefined : JSON.stringify(act.body),
      }).catch(() => null);
      const ours = Boolean(answer) && isOurs(answer);
      if (ours && answer.status === 401) return "ended";
      if (ours && [408, 429].includes(answer.status)) return "later";
      if (!ours || answer.status >= 500) {
        // An answer that is not this server's is no answer. Does nothing get through, or this one alone?
        if (!isThere) isThere = (await signedIn()) !== null;
        if (answer || isThere) await bar(mine, key, answer?.status || 0, !isThere).catch(() => { /* no room: it waits unmarked */ });
        if (!isThere) return "later";
        behind.add(act.url);
        continue;
      }
      const said = (answer.status === 204 ? null : await answer.json().catch(() => null)) || {};
      const turned = Object.values(said.refused || {})[0]; // one change of a meeting's sheet, not taken
      const ok = answer.ok && !turned;
      let name = "";
      if (ok) await sent(key, mine);
      else name = await refuse(key, { act, why: turned || said.message || "", status: answer.status }, mine);
      heard({ act, answer: said, ok, name });
    }
    return behind.size ? "barred" : "done";
  }

  // --- Forgetting ----------------------------------------------------------------------------------
  async function persons() {
    const all = indexedDB.databases ? await indexedDB.databases() : [];
    const found = all.map((db) => db.name || "").filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length));
    if (indexedDB.databases) return found;
    const db = await nowDb();
    const known = (await db.get("who", "persons")) || [];
    db.close();
    return known;
  }
  async function destroy(person) {
    const open = opened.get(person);
    opened.delete(person);
    if (open) (await open).close();
    await idb.deleteDB(PREFIX + person);
    [...laidOf(person), ...laidOf(person, "hop")].forEach((key) => localStorage.removeItem(key));
    const db = await nowDb();
    await db.put("who", ((await db.get("who", "persons")) || []).filter((one) => one !== person), "persons");
    db.close();
  }
  const holds = async (person) => Object.values(await pending(person)).some(Boolean);
  async function clearCaches() {
    for (const name of await caches.keys()) if (!name.startsWith("sotay-shell-")) await caches.delete(name);
  }
  // Other people of this device who have something unsent or unfinished, sealed under keys of their own.
  async function others() {
    const mine = await who();
    const found = [];
    for (const other of await persons()) if (other !== mine && (await holds(other))) found.push(other);
    return found;
  }
  // Signing out: everything of this person goes, with the key. What was never sent goes too: the
  // caller has asked. What waits sealed for somebody else stays; true where nothing is left at all.
  async function forget() {
    const mine = await who();
    const left = await others();
    const gone = [...new Set([...(await persons()), mine])].filter((person) => person && !left.includes(person));
    gone.forEach((person) => forgotten.add(person));
    for (const person of gone) await destroy(person);
    await setWho("");
    await clearCaches();
    return left.length === 0;
  }
  // Somebody else, or nobody, works here now: pages go; what is unsent stays sealed for its owner.
  async function leave(person) {
    const before = await who();
    if (before === person) { if (!person) await clear(""); return null; }
    const left = before ? await pending(before) : null;
    await clear(person);
    await clearCaches();
    await setWho(person);
    // Again: what was under way on the page that is left may have opened an emptied database anew.
    await clear(person);
    return left;
  }
  // What is kept of all but one goes; what is unsent or unfinished stays.
  async function clear(person) {
    for (const other of await persons()) {
      if (other === person) continue;
      if (!(await holds(other))) { await destroy(other); continue; }
      const db = await databaseOf(other);
      const waits = new Set([...(await rows("meeting:", other)).filter((row) => row.waits).map((row) => row.name), ...meetingsLaid(other)]);
      const gone = (await names(other)).filter((name) => !/^(refused|draft):/.test(name) && !waits.has(name));
      await Promise.all(gone.map((name) => db.delete("kept", name)));
    }
  }
  // Writing begun by somebody who has not worked here for 90 days, by the server's clock, goes; what
  // was never sent stays. Counted from when it was first seen here that somebody else works.
  async function expire(now) {
    const mine = await who();
    let db = await nowDb();
    const before = (await db.get("who", "left")) || {}, left = {};
    db.close();
    for (const other of await persons()) {
      if (other === mine) continue;
      left[other] = Math.min(before[other] || now, now);
      if (now - left[other] < LONGEST) continue;
      laidOf(other).forEach((key) => localStorage.removeItem(key));
      for (const { name } of await rows("draft:", other)) await drop(name, other);
      if (await holds(other)) continue;
      await destroy(other);
      delete left[other];
    }
    db = await nowDb();
    await db.put("who", left, "left");
    db.close();
  }
  async function space() {
    const seen = navigator.storage?.estimate ? await navigator.storage.estimate() : {};
    return { used: seen.usage || 0, quota: seen.quota || 0 };
  }
  scope.sotayStore = Object.freeze({
    who, ahead, unlaid, withLaid, laidOf, keep, kept, names, rows, drop, dropBook, wait, waiting, stopped, pending, count, sent, refuse, again, flush,
    isOurs, signedIn, others, forget, leave, expire, space,
  });
})();
