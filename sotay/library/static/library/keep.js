// Editions kept on this device under the person's key: the text in one answer, one reader's page
// without text, the pictures of the text, and under the edition's address what it is; of a recording
// the pieces instead of a text. The service worker answers from there when
// there is no network. Styles and scripts of the reader, which are nobody's, lie in "sotay-library".
(() => {
  "use strict";
  const { one, all, meta, store } = window.sotay;
  const STYLES = "sotay-library";
  const device = window.sotayDevice, kept = window.sotayStore; // none where the browser has no cipher
  const at = (url) => `book:${url}`, about = (base) => `book-at:${base}`;
  const fill = (words, slots) => words.replace(/\{(\w+)\}/g, (_, name) => slots[name]);
  const inWords = (size) => size < 1048576 ? `${Math.max(1, Math.round(size / 1024))} KB` : `${(size / 1048576).toFixed(1).replace(".", ",")} MB`;

  // What a kept page needs beside its text: the files that it and the stylesheet name.
  async function surroundings(html) {
    const cache = await caches.open(STYLES), made = new DOMParser().parseFromString(html, "text/html");
    const named = [...made.querySelectorAll("link[rel=stylesheet], script[src], link[rel=icon]")];
    const urls = named.map((node) => node.getAttribute("href") || node.getAttribute("src"));
    const icons = [...made.querySelectorAll("use")].map((node) => (node.getAttribute("href") || "").split("#")[0]);
    const wanted = new Set([...urls, ...icons].filter((url) => url && url.startsWith("/static/")));
    await Promise.all([...wanted].map(async (url) => {
      if (await cache.match(url)) return;
      const answer = await fetch(url);
      if (answer.ok) await cache.put(url, answer);
    }));
  }

  // One by one: a telephone need not hold them all at once. `told` hears how much is done.
  async function pictures(words, person, told) {
    const wanted = JSON.parse(words).pictures || [];
    let size = 0;
    for (const [done, { url }] of wanted.entries()) {
      told(done / wanted.length);
      const answer = await fetch(url);
      if (!answer.ok || answer.redirected) throw new Error("not kept");
      const bytes = new Uint8Array(await answer.arrayBuffer());
      await kept.keep(at(url), bytes, person);
      size += bytes.length;
    }
    return size;
  }
  const PIECE = 1048576; // bytes of a recording sealed together: any second of it is opened soon
  async function pieces({ offline, base, sound }, person, told) {
    const size = Number(sound);
    for (let begin = 0, number = 0; begin < size; begin += PIECE, number += 1) {
      told(begin / size);
      const end = Math.min(begin + PIECE, size);
      const answer = await fetch(offline, { headers: { Range: `bytes=${begin}-${end - 1}` } });
      const bytes = answer.status === 206 ? new Uint8Array(await answer.arrayBuffer()) : new Uint8Array();
      if (bytes.length !== end - begin) throw new Error("not kept");
      await kept.keep(`${at(base)}pieces/${number}`, bytes, person);
    }
    return size;
  }

  async function keep(box, told) {
    const { offline, shell, base, title, pages, keepEdition, sound, type } = box.dataset, person = meta("who");
    if (!(await device.still())) throw new Error("not kept");
    const [text, page] = await Promise.all([sound ? null : fetch(offline, { cache: "no-cache" }), fetch(shell)]);
    if (!(sound || text.ok) || !page.ok || page.redirected) throw new Error("not kept");
    const [words, html] = [sound ? "" : await text.text(), await page.text()];
    await surroundings(html);
    await kept.keep(at(shell), { body: html, type: "text/html; charset=utf-8" }, person);
    const more = sound ? await pieces(box.dataset, person, told) : await pictures(words, person, told);
    const facts = {
      edition: keepEdition, offline, shell, base, title, pages: Number(pages), sound: Boolean(sound),
      size: new Blob([words, html]).size + more, at: Date.now(),
    };
    await kept.keep(about(base), facts, person);
    const whole = sound ? { base, type, size: Number(sound), piece: PIECE } : { body: words, type: "application/json" };
    await kept.keep(at(offline), whole, person); // last: with it the edition counts as kept
  }

  const drop = kept?.dropBook;

  all("[data-keep-edition]").forEach(async (box) => {
    if (!device) return;
    const says = one("[data-kept-says]", box), take = one("[data-keep-it]", box), give = one("[data-drop-it]", box);
    const show = (kept) => { take.hidden = kept; give.hidden = !kept; };
    await device.ready.catch(() => {});
    show((await kept.names()).includes(at(box.dataset.offline)));
    box.hidden = false;
    take.addEventListener("click", async () => {
      take.disabled = true;
      says.textContent = says.dataset.busy;
      const told = (share) => { if (share > 0) says.textContent = fill(says.dataset.share, { share: Math.floor(share * 100) }); };
      try { await keep(box, told); show(true); says.textContent = says.dataset.done; document.dispatchEvent(new CustomEvent("sotay:edition-kept")); }
      catch (why) { await drop(box.dataset).catch(() => {}); says.textContent = why?.name === "QuotaExceededError" ? says.dataset.full : says.dataset.failed; }
      take.disabled = false;
    });
    give.addEventListener("click", async () => { await drop(box.dataset); show(false); says.textContent = says.dataset.gone; });
  });

  // The list of what is kept, with the room each takes.
  const list = one("[data-kept-list]");
  async function listed() {
    if (!device) { one(".empty", list).textContent = list.dataset.cannot; return; }
    await device.ready.catch(() => {});
    const found = [];
    for (const { name } of await kept.rows(about(""))) found.push((await kept.kept(name)).value);
    list.replaceChildren();
    const make = (tag, facts = {}) => Object.assign(document.createElement(tag), facts);
    if (!found.length) { list.append(make("div", { className: "empty", textContent: list.dataset.empty })); return; }
    const rows = make("ul", { className: "lines pad-x" });
    for (const facts of found.sort((a, b) => a.title.localeCompare(b.title, "vi"))) {
      const row = make("li"), line = make("div", { className: "row between" });
      const link = make("a", { href: facts.sound ? facts.shell : `${facts.shell}#p${Number(store.get(`doc:${meta("who")}:${facts.edition}`)?.page) || 1}`, textContent: facts.title });
      const button = make("button", { type: "button", className: "btn sm", textContent: list.dataset.drop });
      button.setAttribute("aria-label", `${list.dataset.drop}: ${facts.title}`);
      button.addEventListener("click", async () => { await drop(facts); await listed(); });
      line.append(link, button);
      row.append(line, make("span", { className: "sub-line", textContent: fill(facts.sound ? list.dataset.sound : list.dataset.pages, { n: facts.pages, size: inWords(facts.size) }) }));
      rows.append(row);
    }
    const total = found.reduce((sum, facts) => sum + facts.size, 0);
    const foot = make("footer");
    foot.append(make("p", { className: "hint", textContent: fill(list.dataset.total, { size: inWords(total) }) }));
    list.append(rows, foot);
  }
  if (list) listed();
})();
