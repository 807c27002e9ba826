// Where the hands go next: the server marks it with data-focus, once per answer.
const SHOWN = "appear";

export const focusWanted = (root) => {
  const wanted = root.matches?.("[data-focus]") ? root : root.querySelector?.("[data-focus]") ?? root.querySelector?.("[aria-invalid=true]");
  if (!wanted) return;
  wanted.removeAttribute("data-focus");
  wanted.focus({ preventScroll: !!wanted.closest(".bar") });
  if (wanted.select && wanted.type === "search") wanted.select();
  wanted.dispatchEvent(new CustomEvent(SHOWN, { bubbles: true }));
};

export const firstOf = (group) => group?.querySelector("input:checked:not(:disabled)") ?? group?.querySelector("input[type=radio]:not(:disabled)");

export const visible = (element) => !!element?.checkVisibility();

// Somewhere else than in what was just swapped (the patient search, once a time is held for nobody yet).
document.addEventListener("htmx:afterSettle", ({ target }) => {
  const pointer = target.querySelector?.("[data-focus-on]");
  if (pointer) document.querySelector(pointer.dataset.focusOn)?.focus();
});

// A link of a swapped part takes its focus away with it: give it to the first thing to choose there.
let insideOf = "";
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  insideOf = detail.target.contains(document.activeElement) && detail.target.id !== "resultats" ? detail.target.id : "";
});
document.addEventListener("htmx:afterSettle", () => {
  const part = insideOf && document.getElementById(insideOf);
  insideOf = "";
  if (part && document.activeElement === document.body) (firstOf(part.querySelector("[data-f8]")) ?? part.querySelector("a, button"))?.focus();
});
