// For the service worker of the site, by importScripts: shows a pushed message and opens its page.
// A message is {"words", "link"}: fixed words and a path of this site.
self.addEventListener("push", (event) => {
  let said = {};
  try { said = event.data ? event.data.json() : {}; } catch { said = {}; }
  const link = /^\/(?![/\\])/.test(said.link || "") ? said.link : "/notices/";
  event.waitUntil(self.registration.showNotification("Sổ tay", {
    body: said.words || "Sổ tay có tin mới cho đồng chí",
    tag: "so-tay",
    data: { link },
  }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const target = new URL(event.notification.data.link, self.location.origin).href;
  event.waitUntil((async () => {
    const open = await self.clients.matchAll({ type: "window" });
    const same = open.find((page) => page.url === target);
    return same ? same.focus() : self.clients.openWindow(target);
  })());
});
