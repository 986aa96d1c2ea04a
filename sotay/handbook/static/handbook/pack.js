// The handbook from what the device keeps: one's cell, tasks, meetings with papers, notices, pinned texts.
(() => {
  "use strict";
  const { one, all, meta, clock } = window.sotay;
  const words = JSON.parse(meta("device-words") || "{}");
  const say = (key, slots = {}) => (words[key] || "").replace(/\{(\w+)\}/g, (_all, name) => slots[name] ?? "");
  const make = (tag, more = {}, ...inside) => { const made = Object.assign(document.createElement(tag), more); made.append(...inside.filter((one_) => one_ !== null && one_ !== "")); return made; };
  const store = window.sotayStore, device = window.sotayDevice;
  if (!device) { one("#lay-luc").textContent = say("cannot"); return; }
  const two = (n) => String(n).padStart(2, "0");
  const dated = (year, month, day) => `${two(day)}-${month < 3 ? two(month) : month}-${year}`;
  const day = (text) => { const [year, month, date] = text.slice(0, 10).split("-").map(Number); return dated(year, month, date); };
  const hour = (text) => { const at = new Date(text); return `${clock(at)}, ${dated(at.getFullYear(), at.getMonth() + 1, at.getDate())}`; };
  const paragraphs = (text) => text.split(/\n+/).filter((line) => line.trim()).map((line) => make("p", { textContent: line }));
  const FIRST = 6; // notices shown at once
  let pack = null, lines = [], told = "";

  function sheet(id, title, ...inside) {
    const made = make("section", { className: "sheet stack" }, make("h2", { id, textContent: title }), ...inside);
    made.setAttribute("aria-labelledby", id);
    return made;
  }
  const rows = (found, key) => found.length ? make("ul", { className: "lines" }, ...found) : make("p", { className: "hint", textContent: say(key) });
  const row = (title, ...notes) => make("li", {}, title, ...notes.filter(Boolean).map((note) => make("span", { className: "sub-line", textContent: note })));
  const way = (href, text) => make("a", { href, textContent: text });

  function me() {
    if (!pack.me) return null;
    const facts = make("dl", { className: "facts" });
    const fact = (key, value) => { if (value) facts.append(make("dt", { textContent: say(key) }), make("dd", { textContent: value })); };
    fact("cell", [pack.me.cell, pack.me.standing_words].filter(Boolean).join(", "));
    fact("admitted", pack.me.admitted_on && day(pack.me.admitted_on));
    fact("recognised", pack.me.recognised_on && day(pack.me.recognised_on));
    fact("probation", pack.me.probation_ends && day(pack.me.probation_ends));
    return sheet("toi", pack.me.full_name, facts);
  }
  function meeting(one_, at) {
    const papers = one_.papers.map((paper) => paper.is_cut || !paper.words ? row(paper.title, say("not_here"))
      : make("li", {}, make("details", {}, make("summary", { textContent: paper.title }), make("div", { className: "said" }, ...paragraphs(paper.words)))));
    const agenda = (one_.agenda || []).map((item, place) => make("li", {}, make("span", { className: "tag", textContent: place + 1 }),
      make("span", {}, item.title, item.speaker ? make("span", { className: "sub-line", textContent: item.speaker }) : null),
      make("span", { className: "num t-2", textContent: item.minutes ? say("minutes", { n: item.minutes }) : "" })));
    return sheet(`hop-${at}`, one_.title, make("p", { className: "bigday", textContent: [hour(one_.starts_at), one_.place].filter(Boolean).join(". ") }),
      one_.theme ? make("p", { textContent: one_.theme }) : null, make("p", { className: "hint", textContent: say(`answer_${one_.answer}`) || say("answer_none") }),
      agenda.length ? make("h3", { textContent: say("agenda") }) : null, agenda.length ? make("ol", { className: "agenda" }, ...agenda) : null,
      papers.length ? rows(papers) : null, one_.leads ? make("p", {}, way(`/handbook/meeting/${one_.id}/`, say("lead_meeting"))) : null, make("p", {}, way(one_.url, say("open_meeting"))));
  }
  function situation(one_) {
    const steps = one_.steps.map((step) => make("li", {}, step.text, make("span", { className: "sub-line", textContent: step.who })));
    return make("li", {}, make("details", {}, make("summary", { textContent: one_.title }), make("p", { className: "hint", textContent: one_.when }), make("ol", {}, ...steps)));
  }
  function cover() {
    one("#ten-so").textContent = say("title");
    const documents = pack.documents.map((paper) => row(way(`#van-ban-${paper.id}`, `${paper.type_name} ${paper.symbol}`), paper.abstract));
    const notices = pack.notices.map((note) => row(note.words, [day(note.on), note.is_read ? "" : say("unread")].filter(Boolean).join(", ")));
    one("#so-tay").replaceChildren(...[
      me(),
      ...(pack.meetings.length ? pack.meetings.map(meeting) : [sheet("hop", say("meetings"), make("p", { className: "hint", textContent: say("no_meetings") }))]),
      sheet("viec", say("tasks"), rows(pack.tasks.map((task) => row(way(task.url, task.title), task.due_on && say("due", { day: day(task.due_on) }), task.asked)), "no_tasks")),
      lines.length ? sheet("dong", say("lines"), rows(lines.map(([title, note]) => row(title, note))), make("p", { className: "hint", textContent: told })) : null,
      sheet("ghim", say("pinned_texts"), rows(documents, "no_documents")),
      sheet("tin", say("notices"), rows(notices.slice(0, FIRST), "no_notices"),
        notices.length > FIRST ? make("details", {}, make("summary", { textContent: say("more_notices", { n: notices.length - FIRST }) }), rows(notices.slice(FIRST))) : null),
      sheet("huong-dan", say("guidance"), rows(pack.guidance.map(situation))),
    ].filter(Boolean));
  }
  function paper(id) {
    const found = pack.documents.find((one_) => String(one_.id) === id);
    one("#ten-so").textContent = found ? `${found.type_name} ${found.symbol}` : say("title");
    const back = make("p", {}, way("#so-tay", say("back")));
    if (!found) { one("#so-tay").replaceChildren(back, make("p", { textContent: say("no_text") })); return; }
    one("#so-tay").replaceChildren(back, make("p", { className: "lead", textContent: found.abstract }),
      make("p", { className: "hint", textContent: [found.organ, found.issued_on && say("issued", { day: day(found.issued_on) })].filter(Boolean).join(", ") }),
      make("article", { className: "sheet said" }, ...(found.text ? paragraphs(found.text) : [make("p", { textContent: say("not_here") })])));
  }
  function turn() {
    const wanted = location.hash.match(/^#van-ban-(\d+)$/);
    if (wanted) paper(wanted[1]); else cover();
    scrollTo(0, 0);
  }
  // Lines of one's own page (what to read, dues) as they stood when that page was last kept.
  async function linesOf() {
    const page = await store.kept("page:/handbook/");
    if (!page) return;
    const made = new DOMParser().parseFromString(page.value.body, "text/html");
    const mine = all("main .lines.rows a.go span", made).filter((span) => /^\/(dues|documents|news|proposals|library|reports)\//.test(span.closest("a").getAttribute("href")));
    lines = mine.map((span) => [[...span.childNodes].filter((node) => node.nodeType === 3).map((node) => node.textContent).join("").trim(), one("small", span)?.textContent.trim() || ""]);
    const dues = all("main .card-me .facts dd a[href^='/dues/']", made).map((link) => [say("dues"), link.textContent.trim()]);
    lines.unshift(...dues);
    told = say("lines_at", { at: device.moment(new Date(page.at)) });
  }
  async function open() {
    const [row_, at] = [await store.kept("pack"), await store.kept("pack-at")];
    if (!row_) { one("#lay-luc").textContent = say((await store.who()) ? "no_pack" : "nobody"); return; }
    pack = row_.value;
    one("#lay-luc").textContent = say(navigator.onLine ? "pack_online" : "pack_offline", { at: device.moment(new Date(at?.value.at || row_.at)) });
    await linesOf();
    turn();
  }
  addEventListener("hashchange", () => { if (pack) turn(); });
  device.ready.catch(() => {}).then(open);
  // The first page after signing in: the pack comes a moment later.
  addEventListener("sotay:fresh", () => { if (!pack) open(); });
})();
