// Reporting from a telephone: says at once when a figure misses its target, and keeps the whole
// report on the device until the server has it. The key in the form lets it be sent twice safely.
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

  // --- The outbox --------------------------------------------------------------------------------
  const strip = document.querySelector("[data-outbox-strip]");
  function say(text) {
    if (!strip) return;
    strip.hidden = !text;
    strip.querySelector("span").textContent = text;
  }
  function store(mode, work) {
    return new Promise(function (done, failed) {
      const asked = indexedDB.open("sotay-outbox", 1);
      asked.onupgradeneeded = function () { asked.result.createObjectStore("reports", { keyPath: "key" }); };
      asked.onerror = function () { failed(asked.error); };
      asked.onsuccess = function () {
        const turn = asked.result.transaction("reports", mode);
        const answer = work(turn.objectStore("reports"));
        turn.oncomplete = function () { asked.result.close(); done(answer.result); };
        turn.onerror = function () { asked.result.close(); failed(turn.error); };
      };
    });
  }
  function send(kept) {
    const body = new FormData();
    kept.fields.forEach(function (pair) {
      if (pair[1] instanceof Blob) body.append(pair[0], pair[1], pair[1].name);
      else body.append(pair[0], pair[1]);
    });
    const token = form.querySelector("[name=csrfmiddlewaretoken]");
    if (token) body.set("csrfmiddlewaretoken", token.value);
    return fetch(kept.url, { method: "POST", body: body, credentials: "same-origin" });
  }
  function isTaken(answer, kept) {
    // The answer to a report that was taken is the task's own page.
    return answer.redirected && new URL(answer.url).pathname === kept.done;
  }
  function drop(key) {
    return store("readwrite", function (box) { return box.delete(key); });
  }
  form.addEventListener("submit", function (event) {
    if (!window.indexedDB || !window.fetch) return;
    event.preventDefault();
    const fields = Array.from(new FormData(form).entries()).filter(function (pair) {
      return !(pair[1] instanceof File) || pair[1].size > 0;
    });
    const key = form.querySelector("[name=device_key]").value;
    const kept = { key: key, url: location.href, done: form.dataset.done, fields: fields };
    say(form.dataset.outboxSending);
    store("readwrite", function (box) { return box.put(kept); })
      .then(function () { return send(kept); }, function () { form.submit(); return null; })
      .then(function (answer) {
        if (!answer) return null;
        if (isTaken(answer, kept)) return drop(key).then(function () { location.assign(answer.url); });
        // Asked to sign in again: the report stays on the device and goes afterwards.
        if (answer.redirected) return location.assign(answer.url);
        if (answer.status >= 500) throw new Error(String(answer.status));
        // Refused: the plain way shows the page with the reason; nothing was kept there.
        return drop(key).then(function () { form.submit(); });
      })
      .catch(function () { say(form.dataset.outbox); });
  });
  function flush() {
    if (!window.indexedDB || navigator.onLine === false) return;
    store("readonly", function (box) { return box.getAll(); }).then(function (all) {
      all.forEach(function (kept) {
        send(kept).then(function (answer) {
          if (isTaken(answer, kept)) return drop(kept.key).then(function () { if (kept.url === location.href) location.assign(answer.url); });
          return null;
        }).catch(function () { say(form.dataset.outbox); });
      });
    });
  }
  window.addEventListener("online", flush);
  flush();
})();
