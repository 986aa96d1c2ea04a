// A whole meeting led from one device, with a network or without: see docs/rules/meetings.md.
// Everything goes to the encrypted store first, then to the server as changes of the sheet.
(() => {
  "use strict";
  const { one, all, meta, clock } = window.sotay;
  const words = JSON.parse(meta("meeting-words") || "{}");
  const say = (key, slots = {}) => (words[key] || "").replace(/\{(\w+)\}/g, (_all, name) => slots[name] ?? "");
  const element = (tag, more = {}, ...inside) => { const made = Object.assign(document.createElement(tag), more); made.append(...inside); return made; };
  const wanted = location.pathname.match(/\/handbook\/meeting\/(\d+|new)\/?/);
  let id = wanted ? wanted[1] : "";
  let state = null; // {sheet, unsent, flying, conflicts, device, begun}
  let timer = 0;
  const RESOLUTION = "resolution/text", OPENED = "meeting/opened_at";
  const AGAIN = 30000; // milliseconds before what could not be sent is tried again
  let owner = ""; // whose meeting it is: kept under that key even once the session is no more
  let off = 0; // how far this device's clock is ahead of the server's, in milliseconds

  const store = () => window.sotayStore;
  const name = () => `meeting:${id}`;
  const now = () => new Date(Date.now() - off).toISOString();
  const value = (path) => state.fields[path]?.value ?? null;
  const entries = (kind) => Object.entries(state.fields).filter(([path, row]) => path.startsWith(`${kind}/`) && row.value !== null)
    .map(([path, row]) => ({ id: path.split("/").slice(1).join("/"), path, ...(typeof row.value === "object" ? row.value : { value: row.value }) }));

  // --- Keeping and sending ---------------------------------------------------------------------------
  // One after the other, or an older state could come to lie over a newer one.
  let saving = Promise.resolve();
  const save = () => { saving = saving.then(saveNow); return saving; };
  async function saveNow() {
    const keys = state.unsent.map(({ key }) => key), laid = laidAt;
    try {
      if (!(await store().keep(name(), state, owner))) throw new Error("nobody");
      safe = new Set(keys);
      if (laid && laid === laidAt) { window.sotay.store.drop(laid); laidAt = ""; }
      if (one("#tin-hop").textContent === say("full")) alarm("");
      stands(new Date());
      return true;
    } catch { alarm(say("full")); return false; }
  }
  function line(text) { one("#luu").textContent = text; }
  let last = new Date(); // when it was kept
  function stands(at = last) {
    last = at;
    line(say(navigator.onLine ? "saved" : "offline", { at: clock(at) }));
  }
  function alarm(text) { const box = one("#tin-hop"); box.textContent = text; box.hidden = !text; }
  // The session is no more: what is kept waits, and the way to sign in leads back here.
  async function signIn() {
    if (state) await save();
    if (await window.sotayDevice.ended()) return;
    alarm(say("sign_in"));
    const way = element("a", { href: `/accounts/login/?next=${encodeURIComponent(location.pathname)}`, textContent: say("to_sign_in") });
    one("#tin-hop").replaceChildren(element("span", {}, `${say("sign_in")} `, way));
  }

  // The page goes and can wait for no cipher: what is not kept yet is sealed at once by what was made
  // ahead (store.js), and kept as ever besides. The next page takes it in.
  let seal = null, laidAt = "", safe = new Set(), isTouched = false; // the changes that are kept; whether any was made
  const slot = () => `hop:${owner}:${id}`;
  function goes() {
    flush();
    const loose = state.unsent.filter(({ key }) => !safe.has(key));
    if (!isTouched || !loose.length) return; // one only looked at leaves nothing
    if (seal && window.sotay.store.set(slot(), { laid: seal({ id, changes: loose }) })) laidAt = slot();
    hold();
  }
  async function takeLaid() {
    const held = window.sotay.store.get(slot());
    if (!held?.laid) return;
    const told = await store().unlaid(held.laid, owner);
    if (told?.id === id) store().withLaid(state, told.changes);
    laidAt = slot(); // goes once all is kept; what cannot be opened goes too
  }

  // Writing in a field, by the field: where it belongs and what was written, taken as it is typed.
  const typed = new Map();
  function flush() {
    const some = typed.size > 0;
    for (const [field, { path, part, text, wait }] of typed) {
      clearTimeout(wait);
      typed.delete(field);
      change(path, path === RESOLUTION ? text : { ...value(path), [part]: text });
    }
    return some;
  }
  // Not drawn anew: the field shows it, and a button about to be pressed must stay where it is.
  const flushed = () => { if (flush()) hold(); };
  function writes(field, path, part = "note") {
    field.addEventListener("input", () => {
      if (!path()) return;
      clearTimeout(typed.get(field)?.wait);
      typed.set(field, { path: path(), part, text: field.value, wait: setTimeout(flushed, 1000) });
    });
    field.addEventListener("change", flushed);
    field.addEventListener("blur", flushed);
  }
  function change(path, wantedValue) {
    isTouched = true;
    const row = state.fields[path] || { value: null, version: 0 };
    const pending = state.unsent.find((one_) => one_.path === path && !state.flying.includes(one_.key));
    if (pending) Object.assign(pending, { key: crypto.randomUUID(), value: wantedValue, made_at: now() });
    else state.unsent.push({ key: crypto.randomUUID(), path, value: wantedValue, was: row.value, base: row.version, made_at: now() });
    state.fields[path] = { ...row, value: wantedValue };
  }
  async function hold() {
    await save();
    soon(1200);
  }
  function soon(wait) { clearTimeout(timer); timer = setTimeout(send, wait); }
  async function put(path, wantedValue) {
    flush();
    change(path, wantedValue);
    draw();
    await hold();
  }
  async function call(url, body) {
    return fetch(url, {
      method: body ? "POST" : "GET",
      headers: { "X-Sotay-Who": owner, ...(body ? { "Content-Type": "application/json", "X-CSRFToken": window.sotayDevice.csrf() } : {}) },
      body: body && JSON.stringify(body),
    });
  }
  // An answer that is not the server's: a page of the network one is on, or of what stands in between.
  class Foreign extends Error {}
  const isOurs = (answer) => store().isOurs(answer);
  async function ours(asked) {
    const answer = await asked;
    if (isOurs(answer)) return answer;
    throw Object.assign(new Foreign(), { code: answer.status });
  }
  let busy = null;
  function send() {
    if (!busy) busy = sendNow().finally(() => { busy = null; });
    return busy;
  }
  async function sendNow() {
    // Looking at a meeting not begun yet makes none on the server.
    if (!navigator.onLine || !state || !state.unsent.length || (id === "new" && !value(OPENED))) return;
    line(say("sending"));
    try {
      if (id === "new" && !(await begin())) return;
      const batch = state.unsent.slice(0, 500).map(({ was: _was, ...change }) => change);
      state.flying = batch.map((change) => change.key);
      const answer = await ours(call(`/api/v1/meetings/${id}/changes`, { device: state.device, sent_at: now(), changes: batch }));
      state.flying = [];
      if (answer.status === 401) { await signIn(); return; }
      const said = await answer.json();
      if (answer.ok && !Array.isArray(said.taken)) throw Object.assign(new Foreign(), { code: answer.status });
      if (!answer.ok) {
        // Refused for good (the office was given up, the member moved): kept, with why, to be copied.
        state.barred = 0;
        state.why = answer.status < 500 ? say("kept_here", { why: said.message || answer.status }) : "";
        await save(); // before it is said: who reads it may go and copy at once
        alarm(state.why || say("offline", { at: clock(new Date()) }));
        return;
      }
      Object.assign(state, { why: "", barred: 0 });
      const settled = new Set([...said.taken, ...Object.keys(said.refused), ...said.conflicts.map(({ key }) => key)]);
      state.unsent = state.unsent.filter(({ key }) => !settled.has(key));
      if (!state.unsent.some(({ path }) => path === OPENED)) state.bared = [];
      for (const one_ of batch) if (said.refused[one_.key]) await refusal(one_, said.refused[one_.key]);
      took(said);
      if (Object.keys(said.refused).length) alarm(say("refused", { why: Object.values(said.refused)[0] }));
      else alarm(state.joined ? say("joined") : said.clock || "");
      state.joined = false;
      await save();
      line(say("sent", { at: clock(new Date()) }));
      window.sotayDevice.tell();
      if (state.unsent.length && settled.size) await sendNow();
    } catch (why) {
      state.flying = [];
      if (why instanceof Foreign) {
        state.barred = state.barred || Date.now();
        const slots = { at: window.sotayDevice.moment(new Date(state.barred - off)), code: why.code };
        state.why = say(why.code >= 500 ? "no_server" : "barred", slots);
      } else if (state.barred) Object.assign(state, { why: "", barred: 0 });
      await save();
      line(state.barred ? `${say("saved", { at: clock(new Date()) })} ${state.why}` : say("offline", { at: clock(new Date()) }));
      soon(AGAIN);
    }
  }
  // What the server does not take is not lost: it stands among the refused, to be read and copied.
  async function refusal(change, why) {
    const given = change.value && typeof change.value === "object" ? Object.values(change.value).filter((part) => typeof part === "string").join(". ") : String(change.value ?? "");
    const act = { url: `/api/v1/meetings/${id}/changes`, body: { device: state.device, sent_at: now(), changes: [change] }, words: state.sheet.title, about: given, back: `/handbook/meeting/${id}/`, made_at: Date.parse(change.made_at) };
    await store().keep(`refused:${Date.now()}-${change.key}`, { act, why }, owner);
  }
  // A meeting begun on the device: the server makes it, or names the one that stands already.
  async function begin() {
    const answer = await ours(call("/api/v1/meetings", state.begun));
    if (answer.status === 401) { await signIn(); return false; }
    const said = await answer.json();
    if (answer.status !== 201 && answer.status !== 409) { alarm(say("refused", { why: said.message || "" })); line(say("saved", { at: clock(new Date()) })); return false; }
    const asked = await (await ours(call(`/api/v1/meetings/${answer.status === 201 ? said.id : said.existing}/sheet`))).json();
    if (answer.status === 409 && !["planned", "invited", "open"].includes(asked.state)) { another(); return false; }
    const { fields, conflicts, ...sheet } = asked;
    flush(); // before what is written changes its place
    join(fields);
    state.sheet = sheet;
    state.conflicts = [];
    id = String(sheet.id);
    took({ fields, conflicts });
    await save(); // under its number first: at no moment does the device keep neither
    await store().drop("meeting:new", owner);
    history.replaceState(null, "", `/handbook/meeting/${id}/`);
    if (answer.status === 409) state.joined = true;
    return true;
  }
  // The month had its meeting: what was written joins it. Its agenda stands, with who presents; what
  // belongs to an item here belongs to the one of that title there, and is not a second one.
  function join(fields) {
    const there = new Map(fields.filter((row) => row.path.startsWith("item/") && row.value).map((row) => [row.value.title, row]));
    const moved = new Map(entries("item").filter(({ title }) => there.has(title)).map((item) => [item.id, there.get(item.title)]));
    state.unsent = state.unsent.flatMap((change) => {
      const row = moved.get(change.path.slice("item/".length));
      if (row) {
        const written = Object.entries(change.value).filter(([part, given]) => given && !["position", "title", "kind", "minutes"].includes(part));
        return written.length ? [{ ...change, path: row.path, value: { ...row.value, ...Object.fromEntries(written) }, was: null, base: 0 }] : [];
      }
      const about = moved.get(change.value?.item);
      return [{ ...change, base: 0, value: about ? { ...change.value, item: about.path.slice("item/".length) } : change.value }];
    });
    moved.forEach((_row, key) => { delete state.fields[`item/${key}`]; });
    for (const { path, value: given } of state.unsent) state.fields[path] = { version: 0, ...state.fields[path], value: given };
  }
  // The month's ordinary meeting was held and closed: the person says what this one was.
  function another() {
    const choose = element("button", { type: "button", className: "btn", textContent: say("as_thematic") });
    choose.addEventListener("click", async () => {
      Object.assign(state.begun, { kind: "thematic", device_key: crypto.randomUUID() });
      state.sheet.kind = "thematic";
      await save();
      one("#khac-nhau").replaceChildren();
      await send();
    });
    alarm("");
    line(say("saved", { at: clock(new Date()) }));
    one("#khac-nhau").replaceChildren(element("section", { className: "sheet stack clash" }, element("p", { textContent: say("was_held") }), element("div", { className: "row" }, choose)));
    one("#khac-nhau").scrollIntoView({ block: "nearest" });
  }
  // What the server has now with what is unsent on top, part by part: an agenda that was arranged anew
  // meanwhile stands, and so does a note written here. Counted from the new version only where nothing
  // clashes; else the server is told from which one it was written, and asks.
  const isObject = (given) => given !== null && typeof given === "object";
  const same = (one_, other) => JSON.stringify(one_ ?? null) === JSON.stringify(other ?? null);
  function met(stands, { was, value: mine }) {
    if (!isObject(stands) || !isObject(mine)) return { value: mine, clashes: !same(stands, was) };
    const before = isObject(was) ? was : {}, written = [...new Set([...Object.keys(before), ...Object.keys(mine)])].filter((part) => !same(mine[part], before[part]));
    return {
      value: { ...stands, ...Object.fromEntries(written.map((part) => [part, mine[part] ?? null])) },
      clashes: written.some((part) => !same(stands[part], before[part]) && !same(stands[part], mine[part])),
    };
  }
  function took(said) {
    const mine = new Map(state.unsent.map((change) => [change.path, change]));
    for (const row of said.fields || []) {
      const change = mine.get(row.path), both = change && met(row.value, change);
      if (both && !both.clashes && !state.flying.includes(change.key)) Object.assign(change, { value: both.value, was: row.value, base: row.version });
      state.fields[row.path] = { value: both ? both.value : row.value, version: row.version };
    }
    if (said.conflicts) {
      const known = new Set(state.conflicts.map((one_) => one_.id));
      state.conflicts.push(...said.conflicts.filter((one_) => !known.has(one_.id)));
    }
    if (said.state) state.sheet.state = said.state;
    draw();
  }

  // --- Opening ---------------------------------------------------------------------------------------
  async function open() {
    await window.sotayDevice.ready;
    owner = await store().who();
    off = (await store().kept("pack-at"))?.value.off || 0;
    const row = id ? await store().kept(name()) : null;
    if (row) {
      state = row.value;
      safe = new Set(state.unsent.map(({ key }) => key));
      await takeLaid();
    }
    try {
      if (id === "new") { if (!state) await fresh(); } else {
        const answer = await call(`/api/v1/meetings/${id}/sheet`);
        if (answer.ok && isOurs(answer)) {
          const sheet = await answer.json();
          if (!state) state = { fields: {}, unsent: [], flying: [], conflicts: [], device: await device() };
          state.flying = [];
          state.conflicts = [];
          const { fields, conflicts, ...rest } = sheet;
          state.sheet = rest;
          took({ fields, conflicts, state: sheet.state });
          await save();
        } else if (answer.status === 401 && isOurs(answer)) {
          // Nobody is signed in: what is kept is not shown; what is unsent waits sealed for its owner.
          state = null;
          await signIn();
          return;
        } else if ([403, 404].includes(answer.status) && isOurs(answer) && state && !state.unsent.length) {
          // No longer this person's to lead, and nothing of it is unsent.
          await store().drop(name(), owner);
          state = null;
        }
      }
    } catch { /* no network: what is kept serves */ }
    if (!state) { alarm(say(id === "new" ? "no_roll" : "no_sheet")); return; }
    if (!row && window.sotay.store.get(slot())) {
      // Of one begun here all was laid, with the agenda it was begun with.
      if (id === "new") Object.assign(state, { unsent: [], fields: {} });
      await takeLaid();
    }
    if (laidAt) await save();
    store().ahead(owner).then((made) => { seal = made; }, () => { /* no key: it is kept as ever */ });
    one("#hop").hidden = false;
    draw();
    bind();
    stands(new Date(row ? row.at : Date.now()));
    send();
    setInterval(tick, 15000);
  }
  async function device() {
    const row = await store().kept("device");
    if (row) return row.value;
    const made = crypto.randomUUID();
    await store().keep("device", made);
    return made;
  }
  // The meeting whose roll and agenda a new one is begun with: the one that the list of meetings had
  // kept for it (where nobody was ever asked to one, the roll of the day); else of those that this
  // device keeps and that the person may lead the last one, an ordinary one first.
  async function model() {
    const chosen = `meeting:${(await store().kept("roll-of"))?.value}`, found = [];
    for (const one_ of (await store().names()).filter((each) => /^meeting:(\d+|first)$/.test(each))) {
      const { sheet, fields } = (await store().kept(one_)).value;
      if (!sheet.roster.length || sheet.kind === "conference" || sheet.may?.lead === false) continue;
      found.push({ sheet, fields, rank: [one_ === chosen ? "1" : "0", sheet.kind === "ordinary" ? "1" : "0", sheet.starts_at].join() });
    }
    return found.sort((a, b) => (a.rank < b.rank ? 1 : -1))[0];
  }
  async function fresh() {
    const before = await model();
    if (!before) return;
    const last = before.sheet;
    const starts = now();
    const month = new Date(starts);
    state = {
      sheet: { ...last, id: "new", state: "planned", form: "in_person", starts_at: starts, title: last.title.replace(/\d+-\d+$/, `${month.getMonth() + 1}-${month.getFullYear()}`), prefilled: [] },
      fields: {}, unsent: [], flying: [], conflicts: [], device: await device(),
      begun: { organisation_id: last.organisation_id, kind: last.kind, starts_at: starts, place: last.place, device_key: crypto.randomUUID() },
    };
    const items = Object.entries(before.fields).filter(([path, row]) => path.startsWith("item/") && row.value);
    for (const [, row] of items) {
      const { position, title, kind, minutes } = row.value; // who presents differs from month to month
      const path = `item/${crypto.randomUUID()}`, given = { position, title, kind, minutes };
      // Kept once the meeting begins, so that opening this page leaves nothing waiting.
      state.unsent.push({ key: crypto.randomUUID(), path, value: given, base: 0, made_at: starts });
      state.fields[path] = { value: given, version: 0 };
    }
  }

  // --- Reading the sheet -----------------------------------------------------------------------------
  const roster = () => state.sheet.roster;
  const mark = (seat) => value(`roll/${seat.member}`)?.state || "";
  const isHere = (seat) => ["present", "online"].includes(mark(seat));
  const takesOnline = () => ["online", "mixed"].includes(state.sheet.form) || roster().some((seat) => mark(seat) === "online");
  const votes = (seat) => !seat.is_away && (seat.standing === 0 ? seat.votes : seat.standing === 2 && isHere(seat) && (seat.votes || !seat.is_guest));
  const person = (key) => roster().find((seat) => seat.member === key)?.name || "";
  const items = () => entries("item").sort((a, b) => (a.position || 0) - (b.position || 0));
  const current = () => value(OPENED) && items().filter((item) => item.started_at && !item.ended_at).sort((a, b) => (a.started_at < b.started_at ? 1 : -1))[0];
  const upcoming = () => items().find((item) => !item.started_at);
  function minutes() {
    const begun = value(OPENED);
    if (!begun) return 0;
    const end = value("meeting/closed_at") ? Date.parse(value("meeting/closed_at")) : Date.now();
    const resting = state.restingSince ? (Date.now() - state.restingSince) / 60000 : 0;
    return Math.max(Math.round((end - Date.parse(begun)) / 60000 - (value("meeting/paused_minutes") || 0) - resting), 0);
  }
  function majority(base) { const [part, whole] = state.sheet.rules.majority.value; return Math.floor((base * part) / whole) + 1; }

  // --- Drawing ---------------------------------------------------------------------------------------
  function draw() {
    if (!state) return;
    const { sheet } = state;
    const begun = value(OPENED), closed = value("meeting/closed_at");
    one("#ten-hop").textContent = sheet.title;
    one("#noi-hop").replaceChildren(element("span", { textContent: sheet.organisation }), element("span", { textContent: sheet.place || "" }));
    if (id !== "new") one("#ve-buoi-hop").href = `/meetings/${id}/`;
    tick();
    one("#muc").replaceChildren(...items().map((item, at) => {
      const here = current()?.id === item.id;
      const row = element("li", { className: item.ended_at ? "ok" : here ? "now" : "" },
        element("span", { className: "tag", textContent: at + 1 }), element("span", { textContent: item.title }, item.speaker ? element("small", { className: "sub-line", textContent: item.speaker }) : ""),
        element("span", { className: item.ended_at ? "t-green" : "num t-2", textContent: item.ended_at ? say("done") : item.minutes ? say("minutes_short", { n: item.minutes }) : "" }));
      if (here) row.setAttribute("aria-current", "step");
      return row;
    }));
    const step = one("#buoc"), next = upcoming();
    step.hidden = Boolean(closed);
    step.textContent = !begun ? say("begin") : next ? say("next", { title: next.title }) : say("end");
    one("#ket-thuc").hidden = !(begun && !closed && next);
    one("#ket-thuc").textContent = say("end");
    one("#bam-nham").hidden = !begun || Boolean(closed);
    one("#nghi").hidden = !begun || Boolean(closed);
    one("#nghi").textContent = say(state.restingSince ? "resume" : "pause");
    drawRoll();
    drawGroups();
    drawVotes();
    drawRest();
  }
  function tick() {
    if (!state) return;
    const least = state.sheet.kind === "ordinary" ? state.sheet.rules.minimum_minutes.value : 0;
    one("#phut").textContent = minutes();
    one("#phut-tren").textContent = least ? say("minutes_of", { n: least }) : say("minutes");
    one("#tien").max = least || 90;
    one("#tien").value = Math.min(minutes(), least || 90);
  }
  function drawRoll() {
    const counted = roster().filter((seat) => !seat.is_away && seat.standing !== 3 && (seat.standing !== 2 || isHere(seat)));
    const n = (states) => counted.filter((seat) => states.includes(mark(seat))).length;
    one("#dem").replaceChildren(...[[n(["present", "online"]), "n_present"], [n(["excused"]), "n_excused"], [n(["absent"]), "n_absent"]]
      .map(([count, key]) => element("div", {}, element("b", { textContent: count }), say(key))));
    const voters = roster().filter(votes), base = voters.length, needed = majority(base), here = voters.filter(isHere).length;
    const committee = state.sheet.kind === "committee"; // no cell: however few it has, it meets
    const few = !committee && base < state.sheet.rules.fewest_full_members.value;
    const enough = !few && here >= needed;
    one("#du").className = `chip ${enough ? "done" : "near"}`;
    one("#du").textContent = enough ? say("enough") : `${here}/${needed}`;
    one("#du-cau").textContent = enough ? "" : few ? say("too_few", { base, fewest: state.sheet.rules.fewest_full_members.value }) : say(committee ? "not_enough_members" : "not_enough", { here, needed, base });
    const list = one("#diem-danh"), choices = ["present", ...(takesOnline() ? ["online"] : []), "excused", "absent"];
    if (list.childElementCount !== roster().length || list.dataset.choices !== choices.join()) {
      list.dataset.choices = choices.join();
      list.replaceChildren(...roster().map((seat, at) => {
        const sort = seat.is_guest ? "guest" : seat.standing === 1 ? "probationary" : seat.standing === 2 ? "exempt" : "";
        const label = element("span", { id: `ten-${at}` }, seat.name, sort ? element("small", { className: "t-2", textContent: ` ${say(sort)}` }) : "");
        const seg = element("span", { className: "seg" });
        seg.setAttribute("role", "radiogroup");
        seg.setAttribute("aria-labelledby", `ten-${at}`);
        for (const choice of choices) {
          const input = element("input", { type: "radio", name: `d-${at}`, value: choice });
          input.addEventListener("change", () => put(`roll/${seat.member}`, { state: choice, how: "list" }));
          seg.append(element("label", {}, input, say(choice)));
        }
        return element("li", {}, label, seg);
      }));
    }
    roster().forEach((seat, at) => {
      const shown = mark(seat);
      all(`input[name="d-${at}"]`).forEach((input) => { input.checked = input.value === shown; });
    });
    for (const select of all("select[name=member]")) {
      const chosen = select.value;
      const offered = select.required ? roster().filter(isHere) : roster();
      select.replaceChildren(element("option", { value: "", textContent: say("nobody") }), ...offered.map((seat) => element("option", { value: seat.member, textContent: seat.name })));
      select.value = chosen;
    }
  }
  // Party groups that meet apart: the roll is one, each has its own talk and its own opinion.
  function drawGroups() {
    const groups = entries("group").sort((a, b) => (a.title || "").localeCompare(b.title || "", "vi"));
    const sits = new Map(entries("seat").map((seat) => [seat.id, seat.value])), list = one("#to");
    one("#cac-to").hidden = !groups.length;
    if (list.dataset.shown !== groups.map(({ id: key }) => key).join()) {
      list.dataset.shown = groups.map(({ id: key }) => key).join();
      list.replaceChildren(...groups.map((group) => {
        const box = element("section", { className: "stack" }, element("h3", { textContent: group.title }), element("p", { className: "hint" }));
        box.dataset.group = group.path;
        for (const [part, rows, most] of [["note", 3, 4000], ["conclusion", 2, 4000]]) {
          const field = element("textarea", { className: "input", name: part, rows, maxLength: most });
          field.setAttribute("aria-label", `${group.title}: ${say(`group_${part}`)}`);
          box.append(element("label", { className: "field" }, element("span", { className: "label", textContent: say(`group_${part}`) }), field));
          writes(field, () => group.path, part);
        }
        return box;
      }));
    }
    for (const group of groups) {
      const box = one(`[data-group="${CSS.escape(group.path)}"]`, list), seats = roster().filter((seat) => sits.get(seat.member) === group.id);
      const leader = group.leader ? `${say("group_leader", { name: person(group.leader) })} ` : "";
      one(".hint", box).textContent = leader + say("group_here", { here: seats.filter(isHere).length, all: seats.length });
      for (const field of all("textarea", box)) if (!isWritten(field)) field.value = group[field.name] || "";
    }
  }
  function stepper(motion, key) {
    const input = element("input", { className: "input", inputMode: "numeric", value: motion[key] ?? "" });
    input.setAttribute("aria-label", say(key));
    const set = (n) => put(motion.path, { ...strip(motion), [key]: Number.isFinite(n) ? Math.max(n, 0) : null });
    input.addEventListener("change", () => set(parseInt(input.value, 10)));
    const button = (by, sign) => {
      const made = element("button", { type: "button", className: "btn", textContent: sign });
      made.setAttribute("aria-label", say(by < 0 ? "less" : "more", { what: say(key) }));
      made.addEventListener("click", () => set((parseInt(input.value, 10) || 0) + by));
      return made;
    };
    return element("div", { className: "vrow" }, element("span", { textContent: say(key) }), element("span", { className: "stepper" }, button(-1, "−"), input, button(1, "+")));
  }
  const strip = ({ id: _id, path: _path, ...rest }) => rest;
  function drawVotes() {
    const base = roster().filter(votes).length, needed = majority(base);
    one("#bieu-quyet").replaceChildren(...entries("motion").map((motion) => {
      const hands = (key) => motion[key] ?? entries("hand").filter((hand) => hand.id.startsWith(`${motion.id}/`) && hand.value === key).length;
      const agree = hands("agree"), carried = agree >= needed;
      const share = base ? ((agree / base) * 100).toFixed(1).replace(".", ",") : "0";
      return element("div", { className: "stack" }, element("p", { className: "said", textContent: motion.words }),
        element("div", { className: "votes" }, ...["agree", "against", "other"].map((key) => stepper(motion, key))),
        element("p", { className: carried ? "t-green" : "t-2", textContent: say(carried ? "carried" : "not_carried", { agree, base, share, needed }) }));
    }));
    one("#co-so").textContent = say("base", { base });
  }
  let noted = ""; // the item whose note the field shows
  const isWritten = (field) => document.activeElement === field || typed.has(field);
  function drawRest() {
    const spoken = entries("speech");
    one("#y-kien").replaceChildren(...spoken.slice(-6).map((talk) => element("p", { className: "said", textContent: say("spoke", { name: person(talk.member), gist: talk.gist }) })));
    one("#viec").replaceChildren(...entries("task").map((task) => {
      const day = task.due_on ? task.due_on.split("-").reverse().join("-") : "";
      return element("li", {}, task.title, element("span", { className: "hint", textContent: ` ${[person(task.member), day && say("due", { day })].filter(Boolean).join(", ")}` }));
    }));
    const note = one("#ghi"), item = current();
    note.disabled = !item;
    // Another item now: what was written in the field is the one's before, and is put there.
    if (noted !== (item?.path || "") || !isWritten(note)) note.value = item?.note || "";
    noted = item?.path || "";
    const resolution = one("#nghi-quyet");
    if (!isWritten(resolution)) resolution.value = value(RESOLUTION) || "";
    const parts = state.sheet.rules.quality_sheet.value;
    if (!one("#cham").childElementCount) {
      one("#cham").replaceChildren(...Object.entries(parts).map(([part, most]) => {
        const input = element("input", { className: "input", inputMode: "decimal" });
        input.dataset.part = part;
        input.addEventListener("change", () => { const n = parseFloat(input.value.replace(",", ".")); if (n >= 0 && n <= most) put(`score/${part}`, n); else input.value = value(`score/${part}`) ?? ""; });
        return element("label", { className: "field" }, element("span", { className: "label", textContent: `${state.sheet.score_parts[part] || part} (0–${most})` }), input);
      }));
    }
    for (const input of all("#cham input")) if (document.activeElement !== input) input.value = value(`score/${input.dataset.part}`) ?? "";
    one("#khac-nhau").replaceChildren(...state.conflicts.map((clash) => {
      const shown = (given) => (given && typeof given === "object" ? clash.parts.map((part) => given[part] ?? "").join("; ") || JSON.stringify(given) : String(given ?? ""));
      const choose = async (take) => {
        const answer = await call(`/api/v1/meetings/conflicts/${clash.id}`, { take }).catch(() => null);
        if (!answer?.ok || !isOurs(answer)) { alarm(say("offline", { at: clock(new Date()) })); return; }
        state.conflicts = state.conflicts.filter((one_) => one_.id !== clash.id);
        const fresh = await (await call(`/api/v1/meetings/${id}/sheet`)).json();
        took({ fields: fresh.fields, state: fresh.state });
        await save();
      };
      const button = (take, key) => { const made = element("button", { type: "button", className: "btn", textContent: say(key) }); made.addEventListener("click", () => choose(take)); return made; };
      return element("section", { className: "sheet stack clash" }, element("p", { textContent: clash.sentence }), element("p", { className: "said", textContent: shown(clash.stands) }), element("p", { className: "said", textContent: shown(clash.yours) }),
        element("div", { className: "row" }, button("stands", "keep_theirs"), button("sent", "take_mine")));
    }));
    const over = value("meeting/closed_at");
    if (over) { alarm(""); line(`${say("closed")} ${one("#luu").textContent}`.slice(0, 200)); }
  }

  // --- Acts ------------------------------------------------------------------------------------------
  function bind() {
    one("#buoc").addEventListener("click", async () => {
      if (!value(OPENED)) { await press(); return; }
      flush(); // before the item is read
      const here = current(), next = upcoming();
      if (here) change(here.path, { ...strip(here), ended_at: now() }); // with the next one, in one step
      if (next) await put(next.path, { ...strip(next), started_at: now(), ended_at: null });
      else await finish();
    });
    one("#ket-thuc").addEventListener("click", finish);
    one("#tra-lai").addEventListener("click", unopen);
    one("#nghi").addEventListener("click", async () => {
      if (!state.restingSince) { state.restingSince = Date.now(); await save(); draw(); return; }
      rested();
      draw();
      await hold();
    });
    one("#f-y-kien").addEventListener("submit", (event) => {
      event.preventDefault();
      const form = event.target;
      put(`speech/${crypto.randomUUID()}`, { item: current()?.id ?? null, member: form.member.value, gist: form.gist.value.trim() });
      form.reset();
    });
    one("#f-bieu-quyet").addEventListener("submit", (event) => {
      event.preventDefault();
      put(`motion/${crypto.randomUUID()}`, { item: current()?.id ?? null, words: event.target.words.value.trim() });
      event.target.reset();
    });
    one("#f-viec").addEventListener("submit", (event) => {
      event.preventDefault();
      const form = event.target, typed = form.due_on.value.trim();
      const found = typed.match(/^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/);
      if (typed && !found) { alarm(say("bad_day")); return; }
      const due = found ? `${found[3]}-${found[2].padStart(2, "0")}-${found[1].padStart(2, "0")}` : null;
      put(`task/${crypto.randomUUID()}`, { title: form.title.value.trim(), member: form.member.value || null, due_on: due, product: "" });
      form.reset();
    });
    writes(one("#ghi"), () => noted);
    writes(one("#nghi-quyet"), () => RESOLUTION);
    document.addEventListener("visibilitychange", () => { if (document.hidden) goes(); });
    window.addEventListener("pagehide", goes);
    for (const net of ["offline", "online"]) window.addEventListener(net, () => { if (flush()) hold(); else stands(); });
    window.addEventListener("online", send);
  }
  async function press() {
    alarm("");
    if (id === "new") state.begun.starts_at = state.sheet.starts_at = now();
    // Taken back and begun again before the server heard of it: the marks go by their own changes.
    for (const { path, was } of state.bared || []) {
      change(path, { ...value(path), started_at: null, ended_at: null });
      Object.assign(state.unsent.findLast((waits) => waits.path === path), { was });
    }
    state.bared = [];
    await put(OPENED, now());
  }
  // Begun by mistake: as it was before; what was written stays. The marks of when items began go, on
  // the server by what it does itself (services/closing.py), so that nothing goes if it refuses.
  async function unopen() {
    flush();
    Object.assign(state, { restingSince: 0, bared: [] });
    for (const item of items().filter((each) => each.started_at || each.ended_at)) {
      const row = state.fields[item.path], pending = state.unsent.find(({ path, key }) => path === item.path && !state.flying.includes(key));
      const before = pending?.was ?? (pending ? null : row.value);
      state.fields[item.path] = { ...row, value: { ...row.value, started_at: null, ended_at: null } };
      if (pending) pending.value = { ...pending.value, started_at: before?.started_at ?? null, ended_at: before?.ended_at ?? null };
      if (before?.started_at || before?.ended_at) state.bared.push({ path: item.path, was: before });
    }
    if (id === "new") {
      state.unsent = state.unsent.filter(({ path }) => path !== OPENED);
      delete state.fields[OPENED];
    } else change(OPENED, null);
    one("#bam-nham").open = false;
    draw();
    // Nothing but the agenda it was begun with: nothing waits.
    const isBare = id === "new" && state.unsent.every(({ path, value: given }) => path.startsWith("item/") && !given.note);
    isTouched = !isBare;
    if (isBare) await (saving = saving.then(() => store().drop(name(), owner)));
    else await hold();
    alarm(say("unopened"));
    one("#buoc").focus();
  }
  // In one step: a page may go at any moment, and half a meeting's end is none.
  async function finish() {
    flush();
    const here = current();
    if (here) change(here.path, { ...strip(here), ended_at: now() });
    if (state.restingSince) rested();
    await put("meeting/closed_at", now());
    await send();
  }
  function rested() {
    const some = Math.round((Date.now() - state.restingSince) / 60000);
    state.restingSince = 0;
    change("meeting/paused_minutes", (value("meeting/paused_minutes") || 0) + some);
  }
  if (wanted) open();
})();
