/* The arrow keys move the chosen box of the drawing: they press the arrows of the page. Without it, the arrows do the same. */
(function () {
  "use strict";

  const WAYS = { ArrowLeft: "vänster", ArrowRight: "höger", ArrowUp: "upp", ArrowDown: "ner" };

  document.addEventListener("keydown", function (event) {
    const way = WAYS[event.key];
    const grid = document.getElementById("rutnat");
    const isInGrid = grid && grid.contains(document.activeElement);
    if (!way || !isInGrid || event.altKey || event.ctrlKey || event.metaKey) return;
    const on = document.activeElement;
    if (!on.matches(".map-box--chosen, .map-grid__way")) return;
    const button = grid.querySelector('button[value="vag:' + way + '"]');
    if (!button) return;
    event.preventDefault();
    button.click();
  });
})();
