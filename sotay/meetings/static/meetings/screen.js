// The room's screen follows the meeting: what changed is fetched and put in place, so that the
// projector neither flashes nor loses its scroll. Without this script the page is loaded by hand.
(function () {
  "use strict";
  const EVERY = 10000; // milliseconds
  const live = document.querySelector("[data-live]");
  if (!live) return;

  async function follow() {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (answer.ok && !answer.redirected) {
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
        const now = fresh.querySelector("[data-live]");
        if (now && now.innerHTML !== live.innerHTML) live.innerHTML = now.innerHTML;
      }
    } catch {
      // No network for a moment: what stands on the screen stays until the next round.
    }
    setTimeout(follow, EVERY);
  }
  setTimeout(follow, EVERY);
})();
