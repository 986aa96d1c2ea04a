// How fast a recording is heard: chosen once, kept for this person on this device. Without it the
// browser's own player still plays.
(() => {
  "use strict";
  const { one, all, meta, store } = window.sotay;
  const player = one("[data-player]"), paces = one("[data-paces]");
  if (!player || !paces) return;
  const mine = `nhip-nghe:${meta("who")}`; // one person's pace is not the next one's
  const choices = all("input", paces);
  const hear = (pace) => {
    player.defaultPlaybackRate = pace; // it is asked for again when a recording is opened anew
    player.playbackRate = pace;
  };
  // What was kept may be from an older page, or written by hand: only a pace that is offered holds.
  const kept = choices.find((choice) => Number(choice.value) === store.get(mine));
  if (kept) { kept.checked = true; hear(Number(kept.value)); }
  paces.addEventListener("change", ({ target }) => {
    hear(Number(target.value));
    store.set(mine, Number(target.value));
  });
  // Chosen in the browser's own menu it is the same choice.
  player.addEventListener("ratechange", () => {
    const chosen = choices.find((choice) => Number(choice.value) === player.playbackRate);
    if (!chosen || chosen.checked) return;
    chosen.checked = true;
    store.set(mine, player.playbackRate);
  });
})();
