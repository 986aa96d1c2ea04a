// The worker: the shell from the device, pages from the network, kept pages when there is none.
// VERSION, SHELL, OFFLINE, MEETING, WAITING, KEPT_PACK come from the page that imports this script.
(() => {
  "use strict";
  const CACHE = `sotay-shell-${VERSION}`;
  const STYLES = "sotay-library"; // what a kept book's page is made of
  const MINE = "/handbook/";
  const PATIENCE = 4000; // milliseconds before a kept page is shown instead
  // Pages that may be read without a network; everything else is asked of the server each time.
  const KEPT = [/^\/$/, /^\/today\/$/, /^\/handbook\//, /^\/meetings\/(\d+\/(minutes\/)?)?$/, /^\/meetings\/papers\/\d+\/$/,
    /^\/meetings\/\d+\/groups\/[0-9a-f-]+\/$/,
    /^\/tasks\/(\d+\/)?$/, /^\/documents\/\d+\/$/, /^\/dues\/mine\/$/, /^\/news\/(\d+\/)?$/, /^\/members\/me\/$/];
  const isKept = (path) => KEPT.some((one) => one.test(path));

  self.addEventListener("install", (event) => {
    event.waitUntil((async () => {
      const cache = await caches.open(CACHE);
      await Promise.all(SHELL.map(async (url) => {
        // The shell is nobody's: it is fetched without the person's cookies.
        const answer = await fetch(url, { credentials: "omit", cache: "no-cache" });
        if (answer.ok) await cache.put(url, answer);
        else throw new Error(`${url}: ${answer.status}`);
      }));
      await self.skipWaiting();
    })());
  });
  self.addEventListener("activate", (event) => {
    event.waitUntil((async () => {
      for (const name of await caches.keys()) if (name.startsWith("sotay-shell-") && name !== CACHE) await caches.delete(name);
      // Books that an older worker kept in the open.
      const styles = await caches.open(STYLES);
      for (const request of await styles.keys()) if (!new URL(request.url).pathname.startsWith("/static/")) await styles.delete(request);
      await self.clients.claim();
    })());
  });
  // A page that was on its way while the worker began is missed by the claim above, and asks by itself.
  self.addEventListener("message", (event) => { if (event.data === "claim") event.waitUntil(self.clients.claim()); });

  async function fromShell(request) {
    const found = await caches.match(request, { cacheName: CACHE, ignoreSearch: false });
    return found || fetch(request);
  }
  async function keepPage(url, answer) {
    const person = await sotayStore.who();
    if (!person) return;
    const body = await answer.text();
    // A page says whose it is; one that came for somebody else is not kept.
    if (!body.includes(`<meta name="who" content="${person}">`)) return;
    try { await sotayStore.keep(`page:${url.pathname}`, { body, type: answer.headers.get("Content-Type") }, person); } catch { /* storage full: the page was shown all the same */ }
  }
  async function keptPage(url) {
    try {
      const row = await sotayStore.kept(`page:${url.pathname}`);
      if (!row) return null;
      const at = new Date(row.at);
      const body = row.value.body.replace("<body>", `<body data-kept-at="${at.getTime()}">`);
      return new Response(body, { headers: { "Content-Type": row.value.type, "Content-Security-Policy": POLICY } });
    } catch { return null; }
  }
  async function page(event, url) {
    const { request } = event;
    const own = url.pathname.startsWith(MEETING) ? MEETING : [WAITING, KEPT_PACK].find((one) => one === url.pathname);
    const shell = own && await caches.match(own, { cacheName: CACHE });
    if (shell) return shell;
    const network = fetch(request).then((answer) => {
      const html = (answer.headers.get("Content-Type") || "").startsWith("text/html");
      if (answer.ok && html && !answer.redirected && isKept(url.pathname) && !url.search) event.waitUntil(keepPage(url, answer.clone()));
      // No longer this person's to read: what was kept of it goes. (A page of the network one is on has no policy.)
      if ([403, 404, 410].includes(answer.status) && answer.headers.has("Content-Security-Policy") && isKept(url.pathname)) event.waitUntil(sotayStore.drop(`page:${url.pathname}`).catch(() => {}));
      return answer;
    });
    const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, "late"));
    try {
      const first = await Promise.race([network, late]);
      if (first !== "late") return first;
      return (await keptAnswer(request, url)) || (await network);
    } catch {
      network.catch(() => {});
      return (await keptAnswer(request, url)) || (await caches.match(OFFLINE, { cacheName: CACHE }));
    }
  }
  // Without a network: one's handbook from the pack, pages as they were kept, books, pinned texts.
  async function keptAnswer(request, url) {
    const pack = await sotayStore.kept("pack").catch(() => null);
    if (url.pathname === MINE && pack) return caches.match(KEPT_PACK, { cacheName: CACHE });
    const mine = isKept(url.pathname) ? await keptPage(url) : null;
    if (mine) return mine;
    const book = await keptBook(url);
    if (book) return book;
    if (url.pathname === "/library/kept/") return Response.redirect(WAITING);
    const paper = url.pathname.match(/^\/documents\/(\d+)\/$/);
    if (paper && pack?.value.documents.some(({ id }) => String(id) === paper[1])) return Response.redirect(`${KEPT_PACK}#van-ban-${paper[1]}`);
    return null;
  }
  // The page of a kept book; the address of any page of it leads there.
  async function keptBook({ pathname }) {
    try {
      const row = await sotayStore.kept(`book:${pathname}`);
      if (row?.value.body) return new Response(row.value.body, { headers: { "Content-Type": row.value.type, "Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff" } });
      const [, base, number] = pathname.match(/^(\/.+\/\d+\/)(\d+)\/$/) || [null, pathname, ""];
      const facts = await sotayStore.kept(`book-at:${base}`);
      return facts ? Response.redirect(`${facts.value.shell}${number ? `#p${number}` : ""}`) : null;
    } catch { return null; }
  }
  // A picture of a kept book. It never changes under its address, so the device's own is the quicker.
  const IN_A_BOOK = /^\/library\/read\/\d+\/(?:pictures\/\d+|\d+\/picture)\.webp$/;
  async function bookPicture(request, { pathname }) {
    const row = await sotayStore.kept(`book:${pathname}`).catch(() => null);
    if (!row) return fetch(request);
    return new Response(row.value, { headers: { "Content-Type": "image/webp", "X-Content-Type-Options": "nosniff" } });
  }
  // A part of a kept recording, from the one sealed piece it begins in; a player asks again for the rest.
  const A_RECORDING = /^\/library\/editions\/\d+\/file\/$/;
  async function bookSound(request, { pathname }) {
    const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("Range") || "") || [];
    try {
      const facts = from && (await sotayStore.kept(`book:${pathname}`))?.value;
      if (!facts) return await fetch(request);
      const begin = Number(from), number = Math.floor(begin / facts.piece), start = number * facts.piece;
      if (begin >= facts.size) return new Response(null, { status: 416, headers: { "Content-Range": `bytes */${facts.size}` } });
      const piece = (await sotayStore.kept(`book:${facts.base}pieces/${number}`)).value;
      const end = Math.min(to ? Number(to) : facts.size - 1, start + piece.length - 1);
      return new Response(piece.slice(begin - start, end + 1 - start), {
        status: 206,
        headers: { "Content-Type": facts.type, "Content-Range": `bytes ${begin}-${end}/${facts.size}`, "Accept-Ranges": "bytes", "X-Content-Type-Options": "nosniff" },
      });
    } catch { return fetch(request); }
  }
  self.addEventListener("fetch", (event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (request.method !== "GET" || url.origin !== self.location.origin) return;
    if (request.mode === "navigate") event.respondWith(page(event, url));
    else if (IN_A_BOOK.test(url.pathname)) event.respondWith(bookPicture(request, url));
    else if (A_RECORDING.test(url.pathname) && request.headers.has("Range")) event.respondWith(bookSound(request, url));
    else if (SHELL.includes(url.pathname)) event.respondWith(fromShell(request));
    // Everything else is asked of the server each time.
    else if (url.pathname.startsWith("/static/")) event.respondWith(fetch(request).catch(async () => (await caches.match(request, { cacheName: STYLES, ignoreSearch: true })) || Response.error()));
  });
  // The network is back and no page is open: what waits is sent from here.
  self.addEventListener("sync", (event) => {
    if (event.tag !== "sotay-gui" || !self.cookieStore) return;
    event.waitUntil((async () => {
      const pages = await self.clients.matchAll({ type: "window" });
      if (pages.length) return; // an open page sends by itself and shows it
      const csrf = (await self.cookieStore.get("csrftoken"))?.value || "";
      if ((await sotayStore.flush(csrf)) === "later") throw new Error("later"); // the browser asks again
    })());
  });

  // A notice wakes the device. Its words are the same for everybody: nothing personal on a locked screen.
  self.addEventListener("push", (event) => {
    let told = {};
    try { told = event.data ? event.data.json() : {}; } catch { /* an empty message is a notice too */ }
    const path = typeof told.link === "string" && told.link.startsWith("/") && !told.link.startsWith("//") ? told.link : "/";
    event.waitUntil(self.registration.showNotification(WORDS.title, { body: WORDS.body, tag: "sotay", data: { path } }));
  });
  self.addEventListener("notificationclick", (event) => {
    event.notification.close();
    event.waitUntil(self.clients.openWindow(event.notification.data?.path || "/"));
  });
})();
