/* What the guide gains with JavaScript: dropping a file, focus after a swap, copying, and a word of warning. */
(function () {
  "use strict";

  let askedIn = "";
  document.documentElement.classList.add("js");

  function readFile(input) {
    const button = input.form && input.form.querySelector("[data-read]");
    if (button && input.files.length) button.click();
  }

  document.addEventListener("change", function (event) {
    if (event.target.matches(".drop__input")) readFile(event.target);
  });

  ["dragover", "dragleave", "drop"].forEach(function (kind) {
    document.addEventListener(kind, function (event) {
      const zone = event.target.closest && event.target.closest("[data-drop]");
      if (kind !== "dragleave" && event.dataTransfer && event.dataTransfer.types.includes("Files")) event.preventDefault();
      if (!zone) return;
      zone.toggleAttribute("data-over", kind === "dragover");
      if (kind === "drop" && event.dataTransfer.files.length) {
        const input = zone.querySelector(".drop__input");
        input.files = event.dataTransfer.files;
        readFile(input);
      }
    });
  });

  document.addEventListener("submit", function (event) {
    const section = event.submitter && event.submitter.closest("section[id]");
    askedIn = section ? section.id : "";
  }, true);

  function unhide() {
    document.querySelectorAll("[data-js]").forEach(function (element) { element.hidden = false; });
  }

  /* The back button takes back the latest answer instead of leaving the guide. The steps are kept in the page's own
     memory and nowhere else: the browser's history is given their numbers only. */
  const steps = [];
  let current = 0;
  let restoring = false;

  function fields(withTyped) {
    const form = document.getElementById("guideform");
    const carried = Array.from(form.querySelectorAll("input[type=hidden]"), function (input) { return input.name; });
    const found = {};
    new FormData(form).forEach(function (value, name) {
      if (!carried.includes(name) && !(withTyped && name.startsWith("skriv."))) return;
      (found[name] = found[name] || []).push(value);
    });
    delete found.csrfmiddlewaretoken;
    return found;
  }

  function keepStep() {
    if (!document.getElementById("guideform")) return;
    const now = fields(false);
    if (restoring) {
      restoring = false;
    } else if (!steps.length) {
      window.history.replaceState({ guide: 0 }, "");
    } else if (JSON.stringify(steps[current]) !== JSON.stringify(now)) {
      current += 1;
      steps.length = current;
      window.history.pushState({ guide: current }, "");
    }
    steps[current] = now;
  }

  window.addEventListener("popstate", function (event) {
    const number = event.state && event.state.guide;
    const form = document.getElementById("guideform");
    if (!form || !window.htmx || typeof number !== "number" || !steps[number]) return;
    steps[current] = fields(true);
    current = number;
    restoring = true;
    const values = Object.assign({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value }, steps[number]);
    window.htmx.ajax("POST", form.getAttribute("hx-post"), { target: "#guide", swap: "outerHTML show:none", values: values });
  });

  let unfolded = [];

  document.addEventListener("htmx:beforeSwap", function () {
    unfolded = Array.from(document.querySelectorAll("details[data-keep][open]"), function (fold) { return fold.id; });
  });

  document.addEventListener("htmx:afterSwap", keepStep);

  document.addEventListener("htmx:afterSettle", function () {
    unhide();
    unfolded.forEach(function (id) {
      const fold = document.getElementById(id);
      if (fold) fold.open = true;
    });
    const guide = document.getElementById("guide");
    if (!guide) return;
    const told = document.getElementById("nytt-lage");
    if (told.textContent !== guide.dataset.place) told.textContent = guide.dataset.place;
    const section = document.getElementById(askedIn === "vet" ? "vet" : askedIn === "intyget" ? "intyget" : "fraga");
    const target = section && (section.querySelector("[data-focus], [data-focus-new]") || section.querySelector("h2"));
    if (!target) return;
    if (!target.hasAttribute("tabindex")) target.setAttribute("tabindex", "-1");
    target.focus({ preventScroll: true });
    const box = target.getBoundingClientRect();
    if (box.top < 0 || box.top > window.innerHeight * 0.6) target.scrollIntoView({ block: "start" });
  });

  /* The page stays as it is when the server does not answer: nothing that was typed is lost. */
  ["htmx:responseError", "htmx:sendError", "htmx:timeout"].forEach(function (kind) {
    document.addEventListener(kind, function () {
      restoring = false;
      const told = document.getElementById("fel-svar");
      if (!told) return;
      told.hidden = false;
      told.textContent = "Servern svarade inte som den skulle. Dina svar finns kvar på sidan. Försök igen om en stund.";
      told.focus();
    });
  });

  /* Personal identity numbers do not belong here: a word beside the field, nothing more. */
  const NUMBER = /(^|[^0-9])(?:19|20)?[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01]|6[1-9]|[78][0-9]|9[01])[-+ ]?[0-9]{4}(?![0-9])/;

  document.addEventListener("input", function (event) {
    const field = event.target;
    if (!field.matches || !field.matches("[data-personal]")) return;
    const id = "person-" + field.id;
    let note = document.getElementById(id);
    if (NUMBER.test(field.value)) {
      if (note) return;
      note = document.createElement("p");
      note.id = id;
      note.className = "ds-validation-message";
      note.dataset.color = "warning";
      note.setAttribute("role", "status");
      note.textContent = "Det här ser ut som ett personnummer. Ta bort det, det behövs inte här.";
      field.insertAdjacentElement("afterend", note);
    } else if (note) {
      note.remove();
    }
  });

  document.addEventListener("click", function (event) {
    const copy = event.target.closest && event.target.closest("[data-copy]");
    if (copy) {
      const source = document.getElementById(copy.dataset.copy);
      navigator.clipboard.writeText("value" in source ? source.value : source.innerText).then(function () {
        const told = document.getElementById("kopierat");
        if (told) told.textContent = "Texten är kopierad.";
      });
    }
    if (event.target.closest && event.target.closest("[data-print]")) window.print();
  });

  unhide();
  keepStep();

  /* The answers live in the page only: ask before they are thrown away. The question is asked only while there is
     something to lose, so that the browser can keep the page as it is for its back button. */
  function guard(event) {
    event.preventDefault();
  }

  function setGuard() {
    const guide = document.getElementById("guide");
    const started = guide && guide.dataset.started === "ja";
    window[started ? "addEventListener" : "removeEventListener"]("beforeunload", guard);
  }

  document.addEventListener("htmx:afterSettle", setGuard);
  window.addEventListener("pageshow", setGuard);
  document.addEventListener("submit", function (event) {
    if (event.target.id === "guideform" && window.htmx) return;
    window.removeEventListener("beforeunload", guard);
    window.setTimeout(setGuard, 2000);
  }, true);
})();
