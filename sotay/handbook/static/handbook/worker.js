// The worker: the shell from the device, pages from the network, kept pages when there is none.
// VERSION, SHELL, OFFLINE, MEETING come from the page that imports this script.
(() => {
  "use strict";
  const CACHE = `sotay-shell-${VERSION}`;
  const PATIENCE = 4000; // milliseconds before a kept page is shown instead
  // Pages that may be read without a network; everything else is asked of the server each time.
  const KEPT = [/^\/$/, /^\/today\/$/, /^\/handbook\//, /^\/meetings\/(\d+\/(minutes\/)?)?$/, /^\/meetings\/papers\/\d+\/$/,
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
      await self.clients.claim();
    })());
  });

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
    if (url.pathname.startsWith(MEETING)) {
      const shell = await caches.match(MEETING, { cacheName: CACHE });
      if (shell) return shell;
    }
    const network = fetch(request).then((answer) => {
      const html = (answer.headers.get("Content-Type") || "").startsWith("text/html");
      if (answer.ok && html && !answer.redirected && isKept(url.pathname) && !url.search) event.waitUntil(keepPage(url, answer.clone()));
      return answer;
    });
    const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, "late"));
    try {
      const first = await Promise.race([network, late]);
      if (first !== "late") return first;
      const mine = isKept(url.pathname) ? await keptPage(url) : null;
      return mine || (await network);
    } catch {
      network.catch(() => {});
      const mine = isKept(url.pathname) ? await keptPage(url) : null;
      const book = mine ? null : await caches.match(request, { cacheName: "sotay-library", ignoreSearch: true });
      return mine || book || (await caches.match(OFFLINE, { cacheName: CACHE }));
    }
  }
  self.addEventListener("fetch", (event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (request.method !== "GET" || url.origin !== self.location.origin) return;
    if (request.mode === "navigate") event.respondWith(page(event, url));
    else if (SHELL.includes(url.pathname)) event.respondWith(fromShell(request));
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
