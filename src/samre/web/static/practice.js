/* Practice: after a swap the reader stands at the answer. Without JavaScript the form is an ordinary one. */
(function () {
  "use strict";

  document.addEventListener("htmx:afterSettle", function () {
    const target = document.querySelector("#fall [data-focus]");
    if (!target) return;
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: "start", behavior: "instant" });
  });

  /* No answer from the server: send the form the ordinary way, so that the browser says what is wrong. */
  ["htmx:responseError", "htmx:sendError", "htmx:timeout"].forEach(function (kind) {
    document.addEventListener(kind, function () {
      const form = document.getElementById("valj");
      if (form) form.submit();
    });
  });
})();
