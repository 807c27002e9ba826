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

export const visible = (element) => !!element && element.getClientRects().length > 0;
