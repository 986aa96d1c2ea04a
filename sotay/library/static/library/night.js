// Runs before the first paint of a reader's page: the ground chosen for reading on this device.
(function (page) {
  "use strict";
  try {
    var kept = localStorage.getItem("nen-doc");
    if (kept === "toi" || kept === "sang") page.setAttribute("data-nen", kept);
  } catch (refused) { /* storage may be forbidden: the device's own scheme stays */ }
})(document.documentElement);
