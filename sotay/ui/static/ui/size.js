// Runs before the first paint: the size of text chosen on this device, so that the page never jumps.
(function (page) {
  "use strict";
  page.classList.add("js");
  try {
    var kept = localStorage.getItem("co-chu");
    if (/^(100|125|150|175)$/.test(kept)) page.setAttribute("data-chu", kept);
  } catch (refused) { /* storage may be forbidden: the size from the account stays */ }
})(document.documentElement);
