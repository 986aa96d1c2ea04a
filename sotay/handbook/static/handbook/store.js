// What a device keeps, encrypted: one database for each person, one key that never leaves it.
// Used by pages and by the worker alike. See docs/rules/device.md.
(() => {
  "use strict";
  const scope = typeof window === "undefined" ? self : window;
  const NOW = "sotay-now"; // who works on this device, and nothing else
  const PREFIX = "sotay-of-";
  const text = new TextEncoder();
  const plain = new TextDecoder();

  const opened = new Map();
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
    db.close();
  }
  function databaseOf(person) {
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
    const bytes = text.encode(JSON.stringify(value));
    const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await keyOf(person), bytes);
    return { iv, data, at: Date.now(), size: data.byteLength };
  }
  async function unsealed(person, row) {
    const bytes = await crypto.subtle.decrypt({ name: "AES-GCM", iv: row.iv }, await keyOf(person), row.data);
    return JSON.parse(plain.decode(bytes));
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
  async function drop(name) {
    const mine = await who();
    if (mine) await (await databaseOf(mine)).delete("kept", name);
  }

  // --- Acts that wait for a network: {url, method, body, words} ------------------------------------
  async function wait(act) {
    const mine = await who();
    if (!mine) throw new Error("nobody");
    return (await databaseOf(mine)).add("queue", await sealed(mine, act));
  }
  async function waiting(person) {
    const mine = person || (await who());
    if (!mine) return [];
    const db = await databaseOf(mine);
    const keys = await db.getAllKeys("queue");
    const rows = await db.getAll("queue");
    return Promise.all(rows.map(async (row, at) => ({ key: keys[at], at: row.at, act: await unsealed(mine, row) })));
  }
  async function count() {
    const mine = await who();
    return mine ? (await databaseOf(mine)).count("queue") : 0;
  }
  async function sent(key) {
    const mine = await who();
    if (mine) await (await databaseOf(mine)).delete("queue", key);
  }

  // --- Forgetting ----------------------------------------------------------------------------------
  async function persons() {
    const all = indexedDB.databases ? await indexedDB.databases() : [];
    return all.map((db) => db.name || "").filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length));
  }
  async function destroy(person) {
    const open = opened.get(person);
    opened.delete(person);
    if (open) (await open).close();
    await idb.deleteDB(PREFIX + person);
  }
  // Everything of one person goes, with the key. What was never sent goes too: the caller has asked.
  async function destroyAll() {
    const known = new Set([...(await persons()), await who()].filter(Boolean));
    for (const person of known) await destroy(person);
    await setWho("");
    for (const name of await caches.keys()) if (!name.startsWith("sotay-shell-")) await caches.delete(name);
  }
  // Somebody else, or nobody, works here now: pages go; unsent acts stay sealed for their owner.
  async function leave(person) {
    const before = await who();
    if (before === person) return;
    for (const other of await persons()) {
      if (other === person) continue;
      const db = await databaseOf(other);
      if ((await db.count("queue")) === 0) { await destroy(other); continue; }
      const names_ = await db.getAllKeys("kept");
      await Promise.all(names_.filter((name) => !name.startsWith("meeting:")).map((name) => db.delete("kept", name)));
    }
    for (const name of await caches.keys()) if (!name.startsWith("sotay-shell-")) await caches.delete(name);
    await setWho(person);
  }
  async function space() {
    const seen = navigator.storage?.estimate ? await navigator.storage.estimate() : {};
    return { used: seen.usage || 0, quota: seen.quota || 0 };
  }
  scope.sotayStore = Object.freeze({ who, keep, kept, names, drop, wait, waiting, count, sent, destroyAll, leave, space });
})();
