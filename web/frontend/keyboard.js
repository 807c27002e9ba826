// The keys of the desk. Digits work by position (event.code): an AZERTY row needs no Shift.
import { firstOf, visible } from "./focus.js";

const find = (selector) => [...document.querySelectorAll(selector)].filter(visible).at(-1);
let enterIsDown = false;
let recapUnread = false;
let onward = "";

const KEYS = {
  F2: () => press(ringing() ?? find("[data-f2]")),
  F4: () => press(find("[data-f4]")),
  F8: () => times(),
  F9: () => press(find("[data-f9]")),
  Escape: () => back(),
};

// The call that has rung longest.
function ringing() {
  return [...document.querySelectorAll("[data-take]")].find(visible);
}

function press(target) {
  if (!target) return false;
  if (target.matches("input, textarea")) return focus(target);
  target.click();
  return true;
}

function focus(target) {
  if (!target) return false;
  target.focus();
  if (target.type === "search") target.select();
  return true;
}

// The times; from there what is already proposed; in the recap, keep this one and propose another.
function times() {
  const wanted = find("[data-f8]");
  if (wanted?.matches("a")) return press(wanted);
  const proposed = [...document.querySelectorAll("[data-offers] a")].find(visible);
  if (proposed && (!firstOf(wanted) || wanted.contains(document.activeElement))) return focus(proposed);
  return focus(firstOf(wanted));
}

function back() {
  const menu = document.querySelector(".bar details[open]");
  if (menu) {
    menu.open = false;
    return focus(menu.querySelector("summary"));
  }
  const field = document.activeElement;
  if (field?.type === "search" && field.value) return false;
  return press(find("[data-back]"));
}

function withControl(event) {
  if (event.code === "KeyK") return focus(find("[data-ctrl-k]"));
  return event.code === "KeyU" && !event.repeat && press(find("[data-urgency]"));
}

function chooseByDigit(event) {
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
  const list = digit && event.target.closest?.("[data-digits]");
  if (!list || event.target.matches("input:not([type=radio]), textarea, select")) return false;
  const choice = list.querySelectorAll("[data-digit]")[digit - 1];
  if (!choice) return false;
  choice.focus();
  choice.click();
  return true;
}

function heldEnter(event) {
  // A key held down, or still down since the previous screen, must not confirm what nobody has read.
  return event.key === "Enter" && !event.target.matches?.("textarea") && (event.repeat || (recapUnread && enterIsDown));
}

document.addEventListener("keydown", (event) => {
  if (heldEnter(event)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  if (event.key === "Enter") enterIsDown = true;
  if (event.isComposing || event.altKey || event.metaKey) return;
  let done = false;
  if (event.ctrlKey) done = withControl(event);
  else if (event.shiftKey && KEYS[event.key]) return;
  else done = KEYS[event.key] && !event.repeat ? KEYS[event.key]() : chooseByDigit(event);
  if (done) event.preventDefault();
}, true);

document.addEventListener("keyup", (event) => {
  if (event.key !== "Enter") return;
  enterIsDown = false;
  recapUnread = false;
}, true);

document.addEventListener("appear", (event) => {
  if (event.target.matches("[data-confirm]")) recapUnread = enterIsDown;
});

// Enter in a group of radios goes on with the checked one, and only with a checked one.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.defaultPrevented || event.target.type !== "radio") return;
  event.preventDefault();
  const group = event.target.closest("[data-next], form");
  const next = group.dataset.next && document.querySelector(group.dataset.next);
  const checked = event.target.form.querySelector(`[name="${event.target.name}"]:checked`);
  if (event.target.required && !checked) return; // a question is not passed over
  if (group.classList.contains("htmx-request")) onward = group.dataset.next; // its times are still on their way
  else if (next) focus(firstOf(next) ?? next);
  else if (checked) event.target.form.requestSubmit();
});

document.addEventListener("htmx:afterSettle", () => {
  const next = onward && document.querySelector(onward);
  onward = "";
  if (next) focus(firstOf(next));
});
