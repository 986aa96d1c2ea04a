// Every form: what is missing is said in the page's language, and what is pressed twice is sent once.
(() => {
  "use strict";
  const { say } = window.sotay;
  // What a field lacks, in the page's language: the browser says it in its own.
  const unsay = (form) => [...form.elements].filter((field) => field.dataset.said).forEach((field) => {
    field.setCustomValidity(""); delete field.dataset.said;
  });
  document.addEventListener("invalid", ({ target }) => {
    if (target.validity.customError) return;
    target.setCustomValidity(say(target.validity.valueMissing ? "missing" : "wrong"));
    target.dataset.said = "1";
  }, true);
  for (const name of ["input", "change", "click"]) {
    document.addEventListener(name, ({ target }) => { if (target.form) unsay(target.form); }, true);
  }

  // A hand that presses twice sends once. Coming back to the page, or some seconds, free the form.
  // The window hears it last: what a page's own script sends another way is not counted.
  addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(() => { delete form.dataset.sent; }, 5000);
  });
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
})();
