/* The room of a practice run: the list narrows while one types, and a box on the drawing chooses its step. Without JavaScript the
   search is a button and the boxes are links. */
(function () {
  "use strict";

  const form = document.querySelector(".practice-form");
  if (!form) return;
  const seek = form.querySelector("#sok");
  const told = form.querySelector("[data-told]");
  const steps = Array.from(form.querySelectorAll("[data-step]"));
  const button = form.querySelector("[data-seek]");

  const roomy = window.matchMedia("(min-width: 48rem)").matches;

  function narrow() {
    const words = seek.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    form.querySelectorAll("[data-lane]").forEach(function (lane) {
      const name = lane.querySelector("legend").textContent;
      let left = 0;
      lane.querySelectorAll("[data-step]").forEach(function (step) {
        const text = (name + " " + step.textContent).toLowerCase();
        const fits = step.querySelector("input").checked || words.every(function (word) { return text.includes(word); });
        step.hidden = !fits;
        left += fits;
      });
      lane.hidden = !left;
      lane.open = roomy || words.length > 0 || Boolean(lane.querySelector("input:checked"));
      shown += left;
    });
    told.textContent = words.length ? (shown === 1 ? "1 ruta" : shown + " rutor") : "";
  }

  function choose(id) {
    const input = form.querySelector('input[name="steg"][value="' + id + '"]');
    if (!input) return;
    seek.value = "";
    narrow();
    input.checked = true;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    input.closest("details").open = true;
    input.focus();
    input.scrollIntoView({ block: "center" });
  }

  /* A list that the server has narrowed is whole only after a search without words. */
  if (steps.length && !seek.value) {
    button.hidden = true;
    narrow();
    seek.addEventListener("input", narrow);
    seek.addEventListener("keydown", function (event) {
      if (event.key === "Enter") event.preventDefault();
    });
  }

  form.addEventListener("change", function (event) {
    if (event.target.name !== "steg") return;
    const chosen = form.querySelector("[data-chosen]");
    if (chosen) chosen.hidden = true;
  });

  const map = form.querySelector(".room-map");
  if (map) {
    map.addEventListener("click", function (event) {
      const box = event.target.closest("a");
      if (!box) return;
      const id = new URLSearchParams(box.getAttribute("href").split("#")[0].split("?")[1]).get("steg");
      if (!form.querySelector('input[name="steg"][value="' + id + '"]')) return;
      event.preventDefault();
      choose(id);
    });
  }
})();
