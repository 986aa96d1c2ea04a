// Without a name: the receipt code is made on this device and does not leave it. What goes is a
// proof of it. Without scripts, or where the browser has no WebCrypto, the server makes the code.
(() => {
  "use strict";
  if (!window.crypto || !crypto.subtle) return;
  // As in rules.py: the alphabet, the field of 32 for the check letter, the words before a hash.
  const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const ALIKE = { O: "0", I: "1", L: "1", U: "V" };
  const LENGTH = 16;
  const doubled = (value) => (value & 16 ? (value << 1) ^ 37 : value << 1);

  function checkLetter(letters) {
    const total = [...letters].reduce((sum, letter) => doubled(sum) ^ LETTERS.indexOf(letter), 0);
    return LETTERS[doubled(total)];
  }
  function newCode() {
    const drawn = crypto.getRandomValues(new Uint8Array(LENGTH));
    const letters = Array.from(drawn, (byte) => LETTERS[byte & 31]).join("");
    return letters + checkLetter(letters);
  }
  function readCode(text) {
    const letters = text.toUpperCase().replace(/[^\p{L}\p{N}]/gu, "").replace(/[OILU]/g, (one) => ALIKE[one]);
    const known = letters.length === LENGTH + 1 && [...letters].every((one) => LETTERS.includes(one));
    return known && checkLetter(letters.slice(0, LENGTH)) === letters[LENGTH] ? letters : null;
  }
  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  async function proofOf(code) {
    const bytes = new TextEncoder().encode(`sotay.proposals.proof.v2\0${code}`);
    return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
  }

  let code = newCode(); // until it is taken: what is sent twice over a poor line is kept once
  let sending = false;

  async function send(form) {
    const given = new FormData(form);
    given.set("proof", await proofOf(code));
    const answer = await fetch(form.action, { method: "POST", body: given, referrerPolicy: "no-referrer", cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const main = page.querySelector("main");
    if (!main) throw new Error("not a page of ours");
    const place = main.querySelector("[data-receipt-code]");
    if (place) {
      place.textContent = code.match(/.{1,4}/g).join("-");
      code = newCode(); // for another question, should this page be come back to
    }
    document.querySelector("main").replaceWith(document.adoptNode(main));
    document.title = page.title;
    window.scrollTo(0, 0);
    const head = document.querySelector("[data-errors]") || document.querySelector("main h1");
    head.tabIndex = -1;
    head.focus();
  }

  // A code that can be none is not told to the server either: a proof of nothing goes in its place.
  async function look(form) {
    const field = form.querySelector("[name=code]");
    const typed = readCode(field.value);
    const proof = typed ? await proofOf(typed) : hex(crypto.getRandomValues(new Uint8Array(32)));
    const hidden = Object.assign(document.createElement("input"), { type: "hidden", name: "code", value: proof });
    field.removeAttribute("name");
    field.value = "";
    form.append(hidden);
    form.submit();
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-receipt-look]")) {
      event.preventDefault();
      look(form);
    } else if (form.matches("[data-nameless]")) {
      event.preventDefault();
      if (sending) return;
      sending = true;
      const failed = form.querySelector("[data-failed]");
      failed.hidden = true;
      send(form).catch(() => { failed.hidden = false; }).finally(() => { sending = false; });
    }
  });
})();
