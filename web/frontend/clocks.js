// Call timer, time left of a hold, ten seconds of undo. Counted from the server's own figures, not this machine's clock.
const started = new WeakMap();

const seconds = (element) => {
  if (!started.has(element)) started.set(element, performance.now());
  return Math.floor((performance.now() - started.get(element)) / 1000);
};
const face = (total) => `${String(Math.floor(total / 60)).padStart(2, "0")}:${String(total % 60).padStart(2, "0")}`;

function tick() {
  for (const clock of document.querySelectorAll("[data-elapsed]")) clock.textContent = face(Number(clock.dataset.elapsed) + seconds(clock));
  for (const clock of document.querySelectorAll("[data-left]")) {
    const left = Number(clock.dataset.left) - seconds(clock);
    if (left > 0) clock.textContent = face(left).replace(/^0/, "");
    else if (clock.dataset.over) clock.parentElement.textContent = clock.dataset.over;
  }
  for (const undo of document.querySelectorAll("[data-undo]")) {
    const left = Number(undo.dataset.undo) - seconds(undo);
    const figure = undo.querySelector("[data-figure]");
    if (left > 0 && figure) figure.textContent = left;
    if (left > 0) continue;
    const hadFocus = undo.contains(document.activeElement);
    undo.remove();
    if (hadFocus) document.querySelector("[data-end]")?.focus();
  }
}

setInterval(tick, 500);
document.addEventListener("htmx:afterSettle", tick);
tick();
