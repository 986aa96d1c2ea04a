// Writing begun in a form, kept under its owner's key; ui/drafts.js finds this by its name. What was
// written last is laid down at once where the page goes: see docs/rules/device.md.
(() => {
  "use strict";
  const { meta, store: open } = window.sotay;
  const store = window.sotayStore, device = window.sotayDevice, person = meta("who");
  if (!store || !device || !person) return; // nothing keeps a key here
  const row = (name) => `draft:${name}`, slot = (name) => `viet:${person}:${name}`;

  // Whether this page's person still works here: another tab may have signed out.
  async function works() {
    if ((await store.who()) !== person) await device.ready.catch(() => {});
    return (await store.who()) === person;
  }
  // One after the other, in the order in which it was asked.
  let last = Promise.resolve();
  const queue = (work) => { const run = last.then(work); last = run.catch(() => {}); return run; };

  let making = null, seal = null; // what seals without waiting, made with the first letter
  async function make() { if (await works()) seal = await store.ahead(person); }
  function ahead() {
    making ||= make().catch(() => {}).then(() => { if (!seal) making = null; });
    return making;
  }
  const lay = (name, draft) => Boolean(seal) && open.set(slot(name), { laid: seal(draft) });
  // What was laid down, or what an older page kept in the open.
  const read = async (held, whose) => (held?.laid ? store.unlaid(held.laid, whose) : held);
  const later = (one, other) => (one && other ? (one.at > other.at ? one : other) : one || other || null);

  async function find(name) {
    if (!(await works())) return null;
    return later(await read(open.get(slot(name)), person), (await store.kept(row(name), person))?.value);
  }
  function keep(name, draft) {
    const before = open.get(slot(name))?.laid;
    return queue(async () => {
      if (!(await works())) return false;
      try { await store.keep(row(name), draft, person); } catch {
        // No room for it there: laid down instead, under the same key.
        await ahead();
        return lay(name, draft);
      }
      if (open.get(slot(name))?.laid === before) open.drop(slot(name));
      return true;
    });
  }
  function drop(name) {
    open.drop(slot(name));
    return queue(async () => { if (await works()) await store.drop(row(name), person); });
  }
  // What was laid down goes to the rest; what older pages kept in the open is sealed for whom it is of.
  async function takeIn() {
    for (const key of open.keys().filter((one) => one.startsWith("viet:"))) {
      const [, whose, ...rest] = key.split(":"), name = rest.join(":"), held = open.get(key);
      if (!whose || !held || (held.laid && whose !== person) || !(await works())) continue;
      const draft = await read(held, whose);
      try {
        if (draft) await store.keep(row(name), later(draft, (await store.kept(row(name), whose))?.value), whose);
        if (JSON.stringify(open.get(key)) === JSON.stringify(held)) open.drop(key);
      } catch { /* no room: it stays where it is */ }
    }
  }
  queue(takeIn);
  const can = store.who().then(() => true, () => false);
  window.sotayWriting = Object.freeze({ can, ahead, last: lay, keep, find, drop, done: () => last });
})();
