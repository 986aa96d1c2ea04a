// What waits to be sent, what the server refused, what this device keeps: from the device alone.
(() => {
  "use strict";
  const { one, meta } = window.sotay;
  const words = JSON.parse(meta("device-words") || "{}");
  const say = (key, slots = {}) => (words[key] || "").replace(/\{(\w+)\}/g, (_all, name) => slots[name] ?? "");
  const make = (tag, more = {}, ...inside) => { const made = Object.assign(document.createElement(tag), more); made.append(...inside); return made; };
  const store = window.sotayStore, device = window.sotayDevice;
  if (!device) { one("#ds-cho-gui").textContent = say("cannot"); return; }
  const size = (bytes) => bytes < 1048576 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : bytes < 1073741824
    ? `${(bytes / 1048576).toFixed(1).replace(".", ",")} MB` : `${(bytes / 1073741824).toFixed(1).replace(".", ",")} GB`;
  const status = (text) => { one("#tin-may").textContent = text; };
  let off = 0; // how far this device's clock is ahead of the server's, in milliseconds
  const at = (moment) => device.moment(new Date(moment - off));

  function button(key, act, name, kind = "btn sm") {
    const made = make("button", { type: "button", className: kind, textContent: say(key) });
    made.setAttribute("aria-label", `${say(key)}: ${name}`);
    made.addEventListener("click", act);
    return made;
  }
  // To drop is asked once more, in place; what is asked stays asked where the list is drawn anew meanwhile.
  let asked = "";
  function dropping(key, sure, name, act, which = name) {
    const box = make("span", { className: "row" }), mark = `${key}:${which}`;
    const ask = () => {
      asked = mark;
      const yes = button(sure, async () => { asked = ""; if (await device.still()) await act(); }, name, "btn sm danger");
      box.replaceChildren(yes, button("keep_it", calm, name, "btn sm quiet"));
      yes.focus();
    };
    const calm = () => { asked = ""; box.replaceChildren(button(key, ask, name)); };
    if (asked === mark) ask(); else box.replaceChildren(button(key, ask, name));
    return box;
  }
  function line(title, notes, ...acts) {
    return make("li", {}, typeof title === "string" ? make("b", { textContent: title }) : title,
      ...notes.filter(Boolean).map((note) => make("span", { className: "sub-line", textContent: note })), make("span", { className: "row mt" }, ...acts));
  }
  const list = (rows) => make("ul", { className: "lines" }, ...rows);
  const none = (key) => make("p", { className: "hint", textContent: say(key) });
  async function copy(act) {
    const text = [act.words, act.about].filter(Boolean).join("\n");
    try { await navigator.clipboard.writeText(text); status(say("copied")); } catch {
      // No clipboard here: the words themselves, to be marked and copied by hand.
      const field = make("textarea", { className: "input", value: text, readOnly: true, rows: 3 });
      field.setAttribute("aria-label", say("copy"));
      one("#tin-may").replaceChildren(field);
      field.select();
    }
  }

  // A list that says what it said before is left as it is: what is asked in it stays asked.
  const shown = new Map();
  function asBefore(box, ...what) {
    const now = JSON.stringify(what), same = shown.get(box) === now;
    shown.set(box, now);
    return same;
  }
  // Why one act does not get through while others do, by what answered it.
  const whyBarred = ({ code, at: since }) => say(code === 413 ? "too_big" : code >= 500 ? "fails" : code ? "barred" : "cut_off", { at: at(since), code });
  const withWhy = (item, why) => { item.querySelector(".mt").before(make("p", { className: "t-red", textContent: why })); return item; };
  function ways(act) {
    if (!act.back) return [];
    const link = make("a", { className: "btn sm", href: act.back, textContent: say("edit") });
    link.setAttribute("aria-label", `${say("edit")}: ${act.words}`);
    return [link];
  }

  async function drawWaiting() {
    const [waits, meetings, sealed] = [await store.waiting(), await store.rows("meeting:"), (await store.others()).length];
    // Nothing gets through: said once, above all of it.
    const whole = navigator.onLine ? waits.map(({ barred }) => barred).find((barred) => barred?.whole) : null;
    if (asBefore(one("#ds-cho-gui"), waits.map(({ key, barred }) => [key, barred]), meetings, sealed, whole)) return;
    const rows = waits.map(({ key, at: when, act, barred }) => {
      const alone = barred && !barred.whole;
      const item = line(act.words || say("an_act"), [act.about, say("made", { at: at(act.made_at || when) })], ...(alone ? ways(act) : []),
        button("copy", () => copy(act), act.words),
        dropping("drop", "drop_sure", act.words, async () => { await store.sent(key); status(say("dropped")); await draw(); }, key));
      return alone ? withWhy(item, whyBarred(barred)) : item;
    });
    for (const row of meetings) {
      if (!row.waits) continue;
      const { sheet, unsent, why } = (await store.kept(row.name)).value;
      const said = unsent.map(({ value }) => (value && typeof value === "object" ? Object.values(value) : [value]).filter((part) => typeof part === "string").join(". "));
      const link = make("a", { className: "btn sm", href: `/handbook/meeting/${row.name.slice(8)}/`, textContent: say("open") });
      link.setAttribute("aria-label", `${say("open")}: ${sheet.title}`);
      const item = line(sheet.title, [why ? "" : say("changes", { n: row.waits }), say("made", { at: at(row.at) })], link,
        button("copy", () => copy({ words: sheet.title, about: said.filter(Boolean).join("\n") }), sheet.title),
        dropping("drop", "drop_sure", sheet.title, async () => { await store.drop(row.name); status(say("dropped")); await draw(); }));
      rows.push(why ? withWhy(item, why) : item);
    }
    const said = whole && say(whole.code >= 500 ? "no_server" : "another_answers", { at: at(whole.at), code: whole.code });
    one("#ds-cho-gui").replaceChildren(...(said ? [make("p", { className: "banner off", textContent: said })] : []), rows.length ? list(rows) : none("nothing_waits"), ...(sealed ? [make("p", { className: "hint", textContent: say("others", { n: sealed }) })] : []));
    one("#gui-ngay").hidden = !rows.length;
  }

  async function drawRefused() {
    const refused = await store.rows("refused:");
    if (asBefore(one("#ds-tu-choi"), refused)) return;
    const rows = await Promise.all(refused.map(async ({ name, at: when }) => {
      const { act, why, status: code } = (await store.kept(name)).value;
      const row = line(act.words || say("an_act"), [act.about, say("made", { at: at(act.made_at || when) })],
        button("again", async () => { if (!(await device.still())) return; await store.again(name); status(""); await device.send(true); await draw(); }, act.words), ...ways(act),
        button("copy", () => copy(act), act.words),
        dropping("drop", "drop_sure", act.words, async () => { await store.drop(name); status(say("dropped")); await draw(); }, name));
      return withWhy(row, why || say(code === 404 ? "not_yours" : "no_reason", { code }));
    }));
    one("#tu-choi").hidden = !rows.length;
    one("#ds-tu-choi").replaceChildren(list(rows));
  }

  // --- What is kept ------------------------------------------------------------------------------------
  async function books() {
    const found = [];
    for (const { name } of await store.rows("book-at:")) found.push((await store.kept(name)).value);
    return found.sort((a, b) => a.title.localeCompare(b.title, "vi"));
  }
  async function unpin(pack, one_) {
    const left = { ...pack, documents: pack.documents.filter((each) => each.id !== one_.id) };
    if (!(await device.later({ url: `/api/v1/documents/${one_.id}/pin`, method: "DELETE", words: say("unpin_act"), about: `${one_.type_name} ${one_.symbol}. ${one_.abstract}`, back: one_.url }))) return false;
    await store.keep("pack", left);
    if (navigator.onLine) await device.send();
    return true;
  }
  async function drawKept() {
    const rows = [], kept = [], { used, quota } = await store.space();
    for (const begin of ["pack", "meeting:", "page:", "draft:", "book-at:"]) kept.push(...await store.rows(begin));
    one("#cho-trong").textContent = quota ? say("space", { used: size(used), free: size(Math.max(quota - used, 0)) }) : "";
    if (asBefore(one("#ds-tren-may"), kept)) return;
    const act = (key, title, work) => dropping(key, `${key}_sure`, title, async () => { if ((await work()) !== false) status(say("gone")); await draw(); });
    const pack = kept.find((row) => row.name === "pack");
    if (pack) {
      const when = (await store.kept("pack-at"))?.value.at || pack.at, held = (await store.kept("pack")).value;
      rows.push(line(make("a", { href: "/handbook/kept/", textContent: say("pack") }), [say("fetched", { at: device.moment(new Date(when)) }), size(pack.size)],
        act("remove", say("pack"), async () => { await store.drop("pack"); await store.drop("pack-at"); })));
      for (const paper of held.documents) {
        const title = `${paper.type_name} ${paper.symbol}`;
        rows.push(line(make("a", { href: `/handbook/kept/#van-ban-${paper.id}`, textContent: title }), [paper.abstract, say("pinned", { size: size(new Blob([paper.text]).size) })], act("unpin", title, () => unpin(held, paper))));
      }
    }
    for (const book of await books()) rows.push(line(make("a", { href: `${book.shell}#p1`, textContent: book.title }), [say(book.sound ? "recording" : "book", { n: book.pages, size: size(book.size) })], act("remove", book.title, () => store.dropBook(book))));
    for (const row of kept.filter((each) => each.name.startsWith("meeting:") && !each.waits)) {
      const { sheet } = (await store.kept(row.name)).value;
      rows.push(line(make("a", { href: `/handbook/meeting/${row.name.slice(8).replace("first", "new")}/`, textContent: sheet.title }), [say("meeting", { size: size(row.size), at: at(row.at) })], act("remove", sheet.title, () => store.drop(row.name))));
    }
    const pages = kept.filter((row) => row.name.startsWith("page:"));
    if (pages.length) rows.push(line(say("pages", { n: pages.length }), [size(pages.reduce((sum, row) => sum + row.size, 0))], act("remove", say("pages", { n: pages.length }), async () => { for (const row of pages) await store.drop(row.name); })));
    const drafts = kept.filter((row) => row.name.startsWith("draft:"));
    if (drafts.length) rows.push(line(say("drafts", { n: drafts.length }), [size(drafts.reduce((sum, row) => sum + row.size, 0))], act("remove", say("drafts", { n: drafts.length }), async () => { for (const row of drafts) await store.drop(row.name); })));
    one("#ds-tren-may").replaceChildren(rows.length ? list(rows) : none("nothing_kept"));
  }
  // One after the other: a list that was read earlier must not come to lie over one read later.
  let drawing = Promise.resolve(), next = null;
  function draw() {
    if (!next) next = drawing = drawing.then(() => { next = null; return drawNow(); }).catch(() => shown.clear());
    return next;
  }
  async function drawNow() {
    if (!(await store.who()) || !(await device.still())) {
      shown.clear();
      one("#ds-cho-gui").replaceChildren(none("nobody"));
      one("#ds-tren-may").replaceChildren(none("nothing_kept"));
      return;
    }
    off = (await store.kept("pack-at"))?.value.off || 0;
    await drawWaiting();
    await drawRefused();
    await drawKept();
    if (Math.abs(off) > 300000 && !one("#tin-may").textContent) status(say("clock", { at: device.moment(new Date(Date.now() - off)) }));
  }
  one("#gui-ngay button").addEventListener("click", async () => {
    const how = await device.send(true);
    await draw();
    status(say({ done: "sent_all", barred: "sent_some" }[how] || ((await store.stopped()).length && navigator.onLine ? "sent_not" : "sent_later")));
  });
  for (const when of ["sotay:sent", "sotay:tried", "sotay:fresh", "sotay:put", "online", "offline"]) window.addEventListener(when, () => draw());
  device.ready.catch(() => {}).then(draw);
})();
