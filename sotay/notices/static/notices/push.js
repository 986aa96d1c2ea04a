// Turns push on for this browser, or says that it cannot be: without a service worker, none comes.
(async () => {
  "use strict";
  const place = document.querySelector("[data-push]");
  if (!place) return;
  const said = place.querySelector("[role=status]");
  const button = place.querySelector("button");
  // On the first visit the worker is still being set up; where it may not be, it never comes.
  const late = new Promise((done) => { setTimeout(done, 5000, null); });
  const worker = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window
    ? await Promise.race([navigator.serviceWorker.ready, late]) : null;
  if (!worker) {
    place.hidden = false;
    button.parentElement.hidden = true;
    said.textContent = place.dataset.cannot;
    return;
  }
  const token = document.querySelector('meta[name="csrf-token"]').content;
  const route = "/api/v1/notices/push";
  const bytes = (text) => Uint8Array.from(
    atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  const keep = async (made) => {
    const answer = await fetch(route, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify(made.toJSON()),
    });
    if (!answer.ok) throw new Error((await answer.json()).message || "");
  };
  const isOn = () => { button.parentElement.hidden = true; said.textContent = place.dataset.on; };

  place.hidden = false;
  if (Notification.permission === "denied") {
    button.parentElement.hidden = true;
    said.textContent = place.dataset.denied;
    return;
  }
  const had = await worker.pushManager.getSubscription();
  if (had) {
    const sum = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(had.endpoint));
    const digest = [...new Uint8Array(sum)].map((one) => one.toString(16).padStart(2, "0")).join("");
    // On this machine somebody else may have turned it on: then it is offered anew.
    const answer = await fetch(route);
    if (answer.ok && (await answer.json()).some((device) => device.digest === digest)) isOn();
  }
  button.addEventListener("click", async () => {
    button.disabled = true;
    said.textContent = "";
    try {
      if ((await Notification.requestPermission()) !== "granted") {
        said.textContent = place.dataset.denied;
        return;
      }
      const { key } = await (await fetch("/api/v1/notices/push-key")).json();
      await keep(await worker.pushManager.subscribe({
        userVisibleOnly: true, applicationServerKey: bytes(key),
      }));
      location.reload();
    } catch (wrong) {
      said.textContent = wrong.message && wrong.name === "Error" ? wrong.message : place.dataset.failed;
    } finally {
      button.disabled = false;
    }
  });
})();
