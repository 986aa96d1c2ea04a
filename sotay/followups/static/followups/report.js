// Reporting from a telephone: says at once when a figure misses its target, and keeps the whole
// report on the device, under the person's key, until the server has it. The key in the form lets it
// be sent twice safely.
(function () {
  "use strict";
  const form = document.querySelector("form[data-outbox]");
  if (!form) return;

  // --- Figures against what is asked -------------------------------------------------------------
  function read(text) {
    const bare = text.trim();
    const plain = /^\d{1,3}(\.\d{3})+(,\d+)?$/.test(bare) ? bare.replace(/\./g, "") : bare;
    return plain === "" ? NaN : Number(plain.replace(",", "."));
  }
  function written(number) {
    return String(Math.round(number * 10) / 10).replace(".", ",");
  }
  function judge(box) {
    const short = box.querySelector("[data-short]");
    if (!short || !box.dataset.target) return;
    const fields = box.querySelectorAll("input[name^=value_], input[name^=whole_]");
    const value = fields[0] ? read(fields[0].value) : NaN;
    const whole = fields[1] ? read(fields[1].value) : null;
    const target = Number(box.dataset.target);
    const rate = whole === null ? value : (value * 100) / whole;
    const known = Number.isFinite(rate) && (whole === null || whole > 0);
    const holds = { ">=": rate >= target, ">": rate > target, "<=": rate <= target, "=": rate === target };
    short.hidden = !known || holds[box.dataset.comparator];
    if (short.hidden) return;
    const words = short.querySelector("[data-words]");
    const sum = whole === null ? written(value) : written(value) + " ÷ " + written(whole) + " = " + written(rate) + "\u00a0%";
    words.textContent = sum + ", " + words.dataset.words + " " + box.dataset.asked + ".";
  }
  document.querySelectorAll(".figures").forEach(function (box) {
    ["input", "change", "click"].forEach(function (kind) {
      box.addEventListener(kind, function () { setTimeout(judge, 0, box); });
    });
    judge(box);
  });

  // --- The photograph, as it will be sent --------------------------------------------------------
  const photo = form.querySelector("input[name=photo]");
  const preview = form.querySelector("[data-preview]");
  if (photo && preview) {
    photo.addEventListener("change", function () {
      const picture = preview.querySelector("img");
      if (picture.src) URL.revokeObjectURL(picture.src);
      const file = photo.files[0];
      picture.onerror = function () { preview.hidden = true; };
      preview.hidden = !file || !file.type.startsWith("image/");
      if (!preview.hidden) picture.src = URL.createObjectURL(file);
    });
  }

  // --- Pasted or dropped: the first picture is the photograph, what else comes is a file beside it ---
  const more = form.querySelector("input[name=more_files]");
  function put(field, files) {
    const list = new DataTransfer();
    files.forEach(function (file) { list.items.add(file); });
    field.files = list.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  function offer(files) {
    const left = Array.from(files);
    const first = left.findIndex(function (file) { return file.type.startsWith("image/") || /\.hei[cf]$/i.test(file.name); });
    if (photo && first >= 0 && !photo.files.length) put(photo, left.splice(first, 1));
    if (!more || !left.length) return;
    put(more, Array.from(more.files).concat(left));
    more.closest("details").open = true;
  }
  document.addEventListener("paste", function (event) {
    if (!event.clipboardData.files.length) return;
    event.preventDefault();
    offer(event.clipboardData.files);
  });
  form.addEventListener("dragover", function (event) { event.preventDefault(); form.classList.add("over"); });
  form.addEventListener("dragleave", function (event) {
    if (!form.contains(event.relatedTarget)) form.classList.remove("over");
  });
  form.addEventListener("drop", function (event) {
    event.preventDefault();
    form.classList.remove("over");
    offer(event.dataTransfer.files);
  });

  // --- Kept with the other acts that wait, under the person's key, until the server has it -----------
  const device = window.sotayDevice, kept = window.sotayStore;
  if (!device) return; // no cipher here: the form goes the plain way
  function packed(value) {
    if (typeof value === "string") return value;
    return new Promise(function (done, failed) {
      const reader = new FileReader();
      reader.onload = function () { done({ name: value.name || "tep", type: value.type, data: reader.result.split(",")[1] || "" }); };
      reader.onerror = function () { failed(reader.error); };
      reader.readAsDataURL(value);
    });
  }
  async function actOf(fields, url, back) {
    // Without the page's token: by the time it goes another one may hold.
    const given = fields.filter(function (pair) { return pair[0] !== "csrfmiddlewaretoken" && (!(pair[1] instanceof Blob) || pair[1].size > 0); });
    const form_ = await Promise.all(given.map(async function (pair) { return [pair[0], await packed(pair[1])]; }));
    return { url: url, form: form_, words: form.dataset.act, about: [form.dataset.about, fields.find(function (pair) { return pair[0] === "note"; })?.[1]].filter(Boolean).join(". "), back: back };
  }
  const keyOf = (act) => act.form?.find(function (pair) { return pair[0] === "device_key"; })?.[1];
  let mine = "";
  let turned = "";
  window.addEventListener("sotay:sent", function ({ detail }) {
    if (!mine || keyOf(detail.act) !== mine) return;
    if (detail.ok) location.assign(form.dataset.done); else turned = detail.name;
  });
  form.addEventListener("submit", async function (event) {
    event.preventDefault();
    // One line of the page says how it stands: being sent, or kept and what will become of it.
    const sending = form.dataset.outboxSending, waits = form.dataset.outbox;
    device.told(sending, "", "");
    mine = form.querySelector("[name=device_key]").value;
    turned = "";
    const act = await actOf(Array.from(new FormData(form).entries()), form.dataset.send, location.pathname);
    const number = await device.later(act, navigator.onLine ? sending : waits);
    if (!number) {
      if (navigator.onLine && (await device.still())) form.submit(); // no room here: it goes at once
      return;
    }
    // What waits has the words now: the page opened anew does not offer them a second time.
    for (const field of form.querySelectorAll("[data-keep]")) await window.sotayDrafts?.drop(field);
    if (!navigator.onLine) {
      // Pressed again: what was written last takes the place of what waits of this report already.
      for (const one of await kept.waiting()) if (one.key !== number && keyOf(one.act) === mine) await kept.sent(one.key);
      await device.tell(waits);
      return;
    }
    // One that was under way already may have begun before this act was there.
    for (let turn = 0; turn < 2 && (await kept.waiting()).some(function (one) { return one.key === number; }); turn += 1) await device.send();
    if (turned) {
      // The plain way shows the page with the reason; nothing of it is kept.
      await kept.drop(turned);
      form.submit();
    } else if ((await kept.waiting()).some(function (one) { return one.key === number; })) await device.tell(waits);
  });
  // What an older page kept in the open is taken in once.
  async function takeIn() {
    const all = indexedDB.databases ? await indexedDB.databases() : [];
    if (!all.some(function (one) { return one.name === "sotay-outbox"; })) return;
    const db = await idb.openDB("sotay-outbox");
    const rows = db.objectStoreNames.contains("reports") ? await db.getAll("reports") : [];
    db.close();
    for (const row of rows) {
      const path = new URL(row.url).pathname;
      const act = await actOf(row.fields, path.replace(/^\/tasks\/(\d+)\/report\/$/, "/api/v1/tasks/$1/progress/form"), path);
      if (!(await device.later(act))) return;
    }
    await idb.deleteDB("sotay-outbox");
    // As above: a sending under way may have begun before these were there.
    for (let turn = 0; turn < 2 && rows.length && navigator.onLine && (await kept.waiting()).length; turn += 1) await device.send();
  }
  device.ready.catch(function () {}).then(takeIn).catch(function () { /* it stays, and is tried again */ });
})();
