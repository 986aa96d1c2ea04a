// Editions kept on this device: the text in one answer, one reader's page without text, and a line
// under the address of each page that leads there, in the cache "sotay-library". The service worker
// answers from there when there is no network.
(() => {
  "use strict";
  const { one, all, meta, store } = window.sotay;
  const CACHE = "sotay-library";
  const can = "caches" in window;
  const fill = (words, slots) => words.replace(/\{(\w+)\}/g, (_, name) => slots[name]);
  const inWords = (size) => size < 1048576 ? `${Math.max(1, Math.round(size / 1024))} KB` : `${(size / 1048576).toFixed(1).replace(".", ",")} MB`;

  // What a kept page needs beside its text: the files that it and the stylesheet name.
  async function surroundings(cache, shell) {
    const made = new DOMParser().parseFromString(await shell.clone().text(), "text/html");
    const named = [...made.querySelectorAll("link[rel=stylesheet], script[src], link[rel=icon]")];
    const urls = named.map((node) => node.getAttribute("href") || node.getAttribute("src"));
    const icons = [...made.querySelectorAll("use")].map((node) => (node.getAttribute("href") || "").split("#")[0]);
    const wanted = new Set([...urls, ...icons].filter((url) => url && url.startsWith("/")));
    await Promise.all([...wanted].map(async (url) => {
      if (await cache.match(url)) return;
      const answer = await fetch(url);
      if (answer.ok) await cache.put(url, answer);
    }));
  }

  async function keep(box) {
    const { offline, shell, base, title, pages, keepEdition } = box.dataset;
    const cache = await caches.open(CACHE);
    const [text, page] = await Promise.all([fetch(offline, { cache: "no-cache" }), fetch(shell)]);
    if (!text.ok || !page.ok || page.redirected) throw new Error("not kept");
    const body = await text.clone().blob();
    await surroundings(cache, page);
    const html = await page.text();
    const dressed = () => new Response(html, { headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": page.headers.get("Content-Security-Policy") || "default-src 'self'", "X-Content-Type-Options": "nosniff" } });
    await cache.put(shell, dressed());
    // Under the address of each page stands a line that leads to that page of the kept edition.
    const leads = (number) => `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=${shell}${number ? `#p${number}` : ""}"><title>${number}</title>`;
    const line = (number) => new Response(leads(number), { headers: { "Content-Type": "text/html; charset=utf-8" } });
    await cache.put(base, line(0)); // to the place where one was
    for (let number = 1; number <= Number(pages); number += 1) await cache.put(`${base}${number}/`, line(number));
    const size = body.size + new Blob([html]).size + leads(pages).length * (Number(pages) + 1);
    const facts = { edition: keepEdition, offline, shell, base, title, pages: Number(pages), size, at: Date.now() };
    await cache.put(`${shell}facts`, new Response(JSON.stringify(facts), { headers: { "Content-Type": "application/json" } }));
    await cache.put(offline, text); // last: with it the edition counts as kept
  }

  async function drop(facts) {
    const cache = await caches.open(CACHE);
    const gone = (await cache.keys()).filter(({ url }) => {
      const { pathname } = new URL(url);
      return pathname === facts.offline || pathname.startsWith(facts.base) || pathname.startsWith(facts.shell);
    });
    await Promise.all(gone.map((request) => cache.delete(request)));
  }

  all("[data-keep-edition]").forEach(async (box) => {
    if (!can) return;
    const says = one("[data-kept-says]", box), take = one("[data-keep-it]", box), give = one("[data-drop-it]", box);
    const show = (kept) => { take.hidden = kept; give.hidden = !kept; };
    show(Boolean(await caches.match(box.dataset.offline, { cacheName: CACHE })));
    box.hidden = false;
    take.addEventListener("click", async () => {
      take.disabled = true;
      says.textContent = says.dataset.busy;
      try { await keep(box); show(true); says.textContent = says.dataset.done; document.dispatchEvent(new CustomEvent("sotay:edition-kept")); }
      catch (why) { await drop(box.dataset).catch(() => {}); says.textContent = why?.name === "QuotaExceededError" ? says.dataset.full : says.dataset.failed; }
      take.disabled = false;
    });
    give.addEventListener("click", async () => { await drop(box.dataset); show(false); says.textContent = says.dataset.gone; });
  });

  // The list of what is kept, with the room each takes.
  const list = one("[data-kept-list]");
  async function listed() {
    if (!can) { one(".empty", list).textContent = list.dataset.cannot; return; }
    const cache = await caches.open(CACHE);
    const found = [];
    for (const request of await cache.keys()) {
      if (new URL(request.url).pathname.endsWith("facts")) found.push(await (await cache.match(request)).json());
    }
    list.replaceChildren();
    const make = (tag, facts = {}) => Object.assign(document.createElement(tag), facts);
    if (!found.length) { list.append(make("div", { className: "empty", textContent: list.dataset.empty })); return; }
    const rows = make("ul", { className: "lines pad-x" });
    for (const facts of found.sort((a, b) => a.title.localeCompare(b.title, "vi"))) {
      const row = make("li"), line = make("div", { className: "row between" });
      const link = make("a", { href: `${facts.shell}#p${Number(store.get(`doc:${meta("who")}:${facts.edition}`)?.page) || 1}`, textContent: facts.title });
      const button = make("button", { type: "button", className: "btn sm", textContent: list.dataset.drop });
      button.setAttribute("aria-label", `${list.dataset.drop}: ${facts.title}`);
      button.addEventListener("click", async () => { await drop(facts); await listed(); });
      line.append(link, button);
      row.append(line, make("span", { className: "sub-line", textContent: fill(list.dataset.pages, { n: facts.pages, size: inWords(facts.size) }) }));
      rows.append(row);
    }
    const total = found.reduce((sum, facts) => sum + facts.size, 0);
    const foot = make("footer");
    foot.append(make("p", { className: "hint", textContent: fill(list.dataset.total, { size: inWords(total) }) }));
    list.append(rows, foot);
  }
  if (list) listed();
})();
