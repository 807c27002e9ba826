// Patient search: results while typing; Enter takes a patient only when exactly one record matches.
import htmx from "htmx.org";

const results = () => document.getElementById("resultats");
const form = () => document.querySelector("[data-search]")?.form;
// Each keystroke has a number; an answer says which keystroke it answers, never the terms.
const isFresh = () => results()?.querySelector("[data-turn]")?.dataset.turn === form()?.elements.turn.value;
let waiting = false;

function takeTheOnlyOne() {
  const choices = [...results().querySelectorAll("input[type=radio]")];
  if (choices.length === 1) {
    choices[0].checked = true;
    choices[0].form.requestSubmit();
  } else if (choices.length) {
    choices[0].focus();
  }
}

document.addEventListener("keydown", (event) => {
  if (!event.target.matches?.("[data-search]") || event.defaultPrevented) return;
  if (event.key === "ArrowDown") {
    const first = results()?.querySelector("input[type=radio]");
    if (!first) return;
    event.preventDefault();
    first.focus();
    first.checked = true;
  } else if (event.key === "Enter") {
    event.preventDefault();
    if (!event.target.value.trim()) return;
    if (isFresh()) return takeTheOnlyOne();
    waiting = true;
    htmx.trigger(event.target.form, "now");
  }
});

document.addEventListener("input", (event) => {
  if (!event.target.matches?.("[data-search]")) return;
  waiting = false;
  event.target.form.elements.turn.value = Number(event.target.form.elements.turn.value) + 1;
}, true);

document.addEventListener("htmx:afterSettle", ({ target }) => {
  if (target.id !== "resultats" || !waiting || !isFresh()) return;
  waiting = false;
  takeTheOnlyOne();
});
