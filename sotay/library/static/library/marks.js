// Bookmarks and notes made without a network: kept encrypted until they are sent, shown meanwhile.
// On the page of a kept edition every mark goes this way; on a page of the server only without network.
(() => {
  "use strict";
  const { one } = window.sotay;
  const device = window.sotayDevice, kept = window.sotayStore;
  const box = one("[data-place]"), form = one("[data-note]"), list = one("[data-marks]");
  if (!device || !box || !form) return;
  const says = one("[data-mark-says]", form);
  const fill = (words, slots) => words.replace(/\{(\w+)\}/g, (_, name) => slots[name]);
  const url = box.dataset.place.replace(/place$/, "bookmarks");
  const name = `marks:${box.dataset.edition}`;
  const here = () => Number(box.dataset.page);

  // What the server has, asked when there is a network and the edition is kept on this device.
  async function refresh() {
    const offline = one("[data-kept-text]")?.dataset.keptText || one("[data-kept-sound]")?.dataset.keptSound || one("[data-keep-edition]")?.dataset.offline;
    if (!navigator.onLine || !offline || !(await kept.names()).includes(`book:${offline}`)) return;
    const answer = await fetch(`/api/v1/library/bookmarks?edition_id=${box.dataset.edition}&limit=500`);
    if (answer.ok) await kept.keep(name, await answer.json());
    await draw();
  }
  let drawing = 0;
  async function draw() {
    if (!list) return;
    const turn = drawing += 1;
    const held = ((await kept.kept(name))?.value || []).filter((mark) => mark.page === here());
    const waits = (await kept.waiting()).filter(({ act }) => act.url === url && act.body.page === here());
    if (turn !== drawing) return; // a later drawing has read what this one had not yet
    const row = (mark, waiting) => {
      const item = document.createElement("li"), line = Object.assign(document.createElement("div"), { className: "row between" });
      const said = mark.words || list.dataset.plain;
      const place = list.dataset.minute && Object.assign(document.createElement("a"), { href: `#d-${mark.offset}`, textContent: fill(list.dataset.minute, { n: Math.floor(mark.offset / 60) + 1 }) });
      if (place) place.dataset.second = mark.offset; // of a recording: heard from there
      line.append(...(place ? [place] : []), Object.assign(document.createElement("span"), { textContent: said }));
      if (waiting) line.append(Object.assign(document.createElement("span"), { className: "chip near", textContent: list.dataset.waits }));
      else {
        const drop = Object.assign(document.createElement("button"), { type: "button", className: "btn sm quiet", textContent: list.dataset.remove });
        drop.setAttribute("aria-label", `${list.dataset.remove}: ${mark.words || list.dataset.plain}`);
        drop.addEventListener("click", () => remove(mark));
        line.append(drop);
      }
      item.append(line);
      return item;
    };
    list.replaceChildren(...held.map((mark) => row(mark, false)), ...waits.map(({ act }) => row(act.body, true)));
    list.hidden = !list.childElementCount;
  }
  const about = (words) => fill(says.dataset.about, { title: form.dataset.title, n: here(), words });
  async function remove(mark) {
    const act = { url: `/api/v1/library/bookmarks/${mark.id}`, method: "DELETE", words: says.dataset.unmark, about: about(mark.words) };
    if (!(await device.later(act))) return;
    const held = (await kept.kept(name))?.value || [];
    await kept.keep(name, held.filter((one_) => one_.id !== mark.id));
    await draw();
    if (navigator.onLine) await device.send();
  }

  form.addEventListener("submit", async (event) => {
    // The server's own form; but a page that is being listened to stays open.
    if (!list && !one("[data-player]") && navigator.onLine) return;
    event.preventDefault();
    const field = one("[name=words]", form), words = field.value.trim();
    // The reader's script, which listens before this one, has put in the paragraph that is seen.
    const body = { page: here(), offset: Number(one("[name=offset]", form).value) || 0, words, device_key: crypto.randomUUID() };
    const back = `${location.pathname}${list ? `#p${here()}` : ""}`;
    if (!(await device.later({ url, body, words: says.dataset.act, about: about(words), back }))) { says.textContent = ""; return; }
    field.value = "";
    one("[name=device_key]", form).value = "";
    await window.sotayDrafts?.drop(field);
    await draw();
    says.textContent = navigator.onLine ? says.dataset.done : says.dataset.later;
    if (navigator.onLine) await device.send();
  });
  window.addEventListener("sotay:sent", () => refresh().catch(() => {}));
  document.addEventListener("sotay:kept-page", () => draw());
  document.addEventListener("sotay:edition-kept", () => refresh().catch(() => {}));
  device.ready.catch(() => {}).then(draw).then(refresh).catch(() => {});
})();
