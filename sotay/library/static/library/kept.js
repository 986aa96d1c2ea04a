// A kept edition shown from what this device holds: the page asked for after the # of the address.
(() => {
  "use strict";
  const { one, meta, store } = window.sotay;
  const book = one("[data-kept-text]"), box = one("[data-place]");
  if (!book) return;
  const fill = (words, slots) => words.replace(/\{(\w+)\}/g, (_, name) => slots[name]);
  // The page that the address names; else where one was on this device, or when the book was kept.
  const place = store.get(`doc:${meta("who")}:${box.dataset.edition}`);
  const asked = () => Number(/^#p(\d+)$/.exec(location.hash)?.[1]) || Number(place?.page) || Number(box.dataset.page) || 1;

  // A page that is a picture of paper, as it was printed: it lies on the device beside the text.
  function photographed(href, number) {
    const make = (tag, facts) => Object.assign(document.createElement(tag), facts);
    const link = make("a", { className: "enlarge", href });
    link.dataset.enlarge = "";
    const cue = make("span", { className: "cue noprint", textContent: book.dataset.enlarge });
    link.append(make("img", { className: "printed", src: href, alt: fill(book.dataset.sheet, { n: number }) }), cue);
    return [make("p", { className: "hint", textContent: book.dataset.photographed }), link];
  }
  function show(text, number) {
    const page = text.pages[number - 1];
    book.replaceChildren();
    // One whose picture was not kept says so.
    if (page.picture) book.append(...photographed(page.picture, number));
    else if (!page.is_read && !page.html) book.append(Object.assign(document.createElement("p"), { className: "hint", textContent: book.dataset.unread }));
    // The text was cleaned on the server when it was read in; a parsed copy runs nothing.
    (page.html ? page.html.split("\n") : []).forEach((line, n) => {
      const block = document.createElement("div");
      block.id = `d-${n}`;
      block.dataset.d = n;
      block.append(...new DOMParser().parseFromString(line, "text/html").body.childNodes);
      book.append(block);
    });
    const chapter = text.pages.slice(0, number).filter((one) => one.heading).pop();
    one("[data-kept-heading]").textContent = chapter ? chapter.heading : text.title;
    const where = one("[data-kept-where]");
    where.textContent = fill(where.dataset.words, { n: number, all: text.pages.length });
    one("[data-kept-count]").textContent = `${number} / ${text.pages.length}`;
    const link = (css, to) => { const way = one(css); way.hidden = to < 1 || to > text.pages.length; way.href = `#p${to}`; };
    link("[data-kept-previous]", number - 1);
    link("[data-kept-next]", number + 1);
    const contents = one("[data-kept-contents]");
    contents.replaceChildren(...text.pages.filter((one) => one.heading).map((one) => {
      const row = document.createElement("li"), way = document.createElement("a");
      way.href = `#p${one.number}`;
      way.textContent = one.heading;
      if (one.number === number) way.setAttribute("aria-current", "page");
      row.append(way);
      return row;
    }));
    box.dataset.page = number;
    document.dispatchEvent(new CustomEvent("sotay:kept-page"));
  }

  (async () => {
    await window.sotayDevice?.ready.catch(() => {});
    const kept = window.sotayDevice && await window.sotayStore.kept(`book:${book.dataset.keptText}`);
    if (!kept) { book.firstElementChild.textContent = book.dataset.missing; return; }
    const text = JSON.parse(kept.value.body);
    const turn = () => show(text, Math.min(Math.max(asked(), 1), text.pages.length));
    addEventListener("hashchange", () => {
      if (!/^#p\d+$/.test(location.hash)) return;
      turn();
      scrollTo(0, 0);
      one("details[open]")?.removeAttribute("open");
    });
    const named = Boolean(location.hash);
    turn();
    if (!named && place?.offset) one(`#d-${place.offset}`)?.scrollIntoView({ block: "start" });
  })();
})();
