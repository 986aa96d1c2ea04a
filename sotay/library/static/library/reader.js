// The reader: keeps the place, turns pages by keys, switches the ground, plays from where one was.
// Without it every page still opens, turns and takes notes.
(() => {
  "use strict";
  const { one, all, meta, store } = window.sotay;
  const page = document.documentElement;
  const box = one("[data-place]");
  const book = one("[data-book]");
  const player = one("[data-player]");
  const fill = (words, slots) => words.replace(/\{(\w+)\}/g, (_, name) => slots[name]);

  // The ground: light or dark for reading, on this device; else as the device has it.
  const night = one("[data-night]");
  if (night) {
    const dark = () => page.dataset.nen ? page.dataset.nen === "toi" : matchMedia("(prefers-color-scheme: dark)").matches;
    const told = () => { one("span", night).textContent = dark() ? night.dataset.light : night.dataset.dark; };
    night.addEventListener("click", () => {
      page.dataset.nen = dark() ? "sang" : "toi";
      try { localStorage.setItem("nen-doc", page.dataset.nen); } catch { /* for this page only */ }
      told();
    });
    told();
  }

  // Arrow keys turn pages, as the links at the foot do; never while something is written.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    if (event.target.closest("input, textarea, select, summary, audio, dialog, [role=radiogroup]")) return;
    const way = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
    const link = way && one(`.reader-bar a[rel=${way}]`);
    if (link && !link.hidden) { event.preventDefault(); link.click(); }
  });
  one("[data-goto]")?.addEventListener("submit", (event) => {
    event.preventDefault();
    const wanted = parseInt(one("input", event.target).value, 10);
    if (wanted >= 1) location.href = `${event.target.dataset.goto}${wanted}/`;
  });

  if (!box) return;
  const edition = box.dataset.edition;
  const mine = `doc:${meta("who")}:${edition}`; // one person's place is not the next one's
  const here = () => Number(box.dataset.page);
  // By the server's clock, as far as this device was told it: its own may be wrong by years.
  const moment = () => new Date(Date.now() - (store.get("lech-gio") || 0)).toISOString();
  const address = (place) => `${box.dataset.base}${place.page}/${place.offset ? `#d-${place.offset}` : ""}`;

  // The paragraph at the top of what is seen; of a recording, the second.
  function offset() {
    if (player) return Math.floor(player.currentTime || 0);
    const line = 96;
    for (const block of all("[data-d]", book)) {
      if (block.getBoundingClientRect().bottom > line) return Number(block.dataset.d);
    }
    return 0;
  }

  const TRIED = 30; // places remembered whose answer has not come
  const kept = () => store.get(mine) || {};
  let waiting = 0, asking = false;

  function send(place, leaving = false) {
    if (asking || !box.dataset.place) return Promise.resolve();
    // An answer may be lost on the way: what this device tried to leave there is its own, when met again.
    const tried = kept().tried || [], spot = `${place.page}.${place.offset}`;
    if (navigator.onLine || leaving) store.set(mine, { ...kept(), tried: [...tried.filter((one_) => one_ !== spot), spot].slice(-TRIED) });
    const body = JSON.stringify({
      page: place.page, offset: place.offset, at: place.at,
      was_offline: Boolean(place.unsent), knew: place.knew || null,
    });
    return fetch(box.dataset.place, {
      method: "PUT", body, keepalive: leaving,
      headers: { "Content-Type": "application/json", "X-CSRFToken": window.sotayDevice?.csrf() || meta("csrf-token"), "X-Sotay-Who": meta("who") },
    }).then((answer) => { if (!answer.ok) throw new Error(String(answer.status)); return answer.json(); })
      .then((met) => {
        if (met.other && tried.includes(`${met.kept.page}.${met.kept.offset}`)) return send({ ...place, unsent: false, knew: met.kept.at });
        if (met.other) { choose(met); return; }
        store.set(mine, { ...place, unsent: false, tried: [], knew: met.kept.at });
      })
      .catch(() => { store.set(mine, { ...place, unsent: true, tried: kept().tried }); });
  }

  function note(leaving = false) {
    // A recording that was not opened yet stands at its first second, and that is nobody's place.
    if (asking || (player && !player.readyState)) return;
    const before = kept();
    const place = {
      page: here(), offset: offset(), at: moment(),
      unsent: Boolean(before.unsent) || !navigator.onLine, knew: before.knew || box.dataset.knew || null, tried: before.tried,
    };
    store.set(mine, place);
    send(place, leaving);
  }

  // Two devices, two places: the person chooses, nothing is overwritten meanwhile.
  function choose(met) {
    asking = true;
    const places = { other: met.kept, mine: met.other };
    const question = one("[data-ask]", box);
    if (!question) { asking = false; return; }
    const spot = (place) => player ? Math.floor(place.offset / 60) + 1 : place.page;
    question.textContent = fill(question.dataset.words, { other: spot(places.other), mine: spot(places.mine) });
    all("[data-choose]", box).forEach((button) => {
      const place = places[button.dataset.choose];
      button.textContent = fill(button.dataset.words, { at: spot(place) });
      button.onclick = () => {
        asking = false;
        box.hidden = true;
        const chosen = { ...place, at: moment(), unsent: false, knew: met.kept.at };
        store.set(mine, chosen);
        send(chosen).finally(() => {
          if (player) player.currentTime = chosen.offset;
          else if (chosen.page !== here()) location.href = address(chosen);
        });
      };
    });
    box.hidden = false;
    box.focus();
  }

  if (player) {
    // From a note's own second, where the address names one; else from where one was. What this device
    // kept without a network is brought first; a kept page knows no other place than the device's.
    const noted = /^#d-(\d+)$/.exec(location.hash), before = kept();
    const own = before.unsent || (player.dataset.keptSound && before.at) ? before.offset : null;
    const from = noted ? Number(noted[1]) : own ?? (Number(box.dataset.offset) || 0);
    if (before.unsent) send(before);
    const said = one("[data-heard]");
    const begin = () => { if (noted || from > 5) player.currentTime = from; };
    if (player.readyState) begin();
    else player.addEventListener("loadedmetadata", begin, { once: true });
    if (from > 5 && !noted) said.textContent = fill(said.dataset.words, { minute: Math.floor(from / 60) + 1 });
    document.addEventListener("click", (event) => {
      const link = event.target.closest("[data-second]");
      if (!link) return;
      event.preventDefault();
      player.currentTime = Number(link.dataset.second);
      player.play().catch(() => {}); // where the browser wants a press of its own
    });
    // A button and a clock in the letters of the page: the browser's own are small, and stay so.
    const toggle = one("[data-play]"), clock = one("[data-clock]");
    const clockOf = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
    const shown = () => {
      toggle.textContent = player.paused ? toggle.dataset.start : toggle.dataset.stop;
      clock.textContent = player.readyState && Number.isFinite(player.duration) ? `${clockOf(player.currentTime)} / ${clockOf(player.duration)}` : "";
    };
    ["play", "pause", "ended", "timeupdate", "seeked", "loadedmetadata"].forEach((name) => player.addEventListener(name, shown));
    shown();
    toggle.addEventListener("click", () => { if (player.paused) player.play().catch(() => {}); else player.pause(); });
    all("[data-skip]").forEach((button) => button.addEventListener("click", () => {
      const last = Number.isFinite(player.duration) ? player.duration : Infinity;
      player.currentTime = Math.min(Math.max(0, player.currentTime + Number(button.dataset.skip)), last);
    }));
    player.addEventListener("pause", () => note());
    player.addEventListener("timeupdate", () => {
      if (Date.now() - waiting > 15000) { waiting = Date.now(); note(); }
    });
  } else {
    const begin = () => {
      // What this device kept while it was offline is brought first.
      const before = kept();
      if (before.unsent) send(before).then(() => { if (!asking) note(); });
      else if (!location.hash && Number(box.dataset.offset) > 0) {
        one(`#d-${box.dataset.offset}`)?.scrollIntoView({ block: "start" });
        note();
      } else note();
    };
    if (book?.dataset.keptText) document.addEventListener("sotay:kept-page", () => note());
    else begin();
    addEventListener("scroll", () => { clearTimeout(waiting); waiting = setTimeout(note, 1500); }, { passive: true });
  }
  addEventListener("online", () => { const before = kept(); if (before.unsent) send(before); });
  addEventListener("pagehide", () => note(true));

  // A note is for the paragraph that is seen, and is kept once however often it is sent.
  one("[data-note]")?.addEventListener("submit", (event) => {
    one("[name=offset]", event.target).value = offset();
    const key = one("[name=device_key]", event.target);
    if (!key.value && self.crypto?.randomUUID) key.value = crypto.randomUUID();
  });
})();
