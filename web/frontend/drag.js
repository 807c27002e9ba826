// Dragging a visit to another time or another column of the board, by five minutes. Nothing moves before the dialog is
// confirmed; a refusal puts the visit back and says why. Touch scrolls: there, and by keyboard, the form moves.
const STEP = 5;
const FAR = 6;
const dialog = document.getElementById("deplacement");
let held = null;

const clock = (minute) => `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

function columnAt(x) {
  return [...document.querySelectorAll(".board .agenda")].find((column) => {
    const { left, right } = column.getBoundingClientRect();
    return x >= left && x < right;
  });
}

// The minute of the day under a point of a column, on the grid of the board.
function minuteAt(column, y) {
  const board = column.closest(".agendas");
  const [from, to] = [Number(board.dataset.from), Number(board.dataset.to)];
  const body = column.getBoundingClientRect();
  const head = column.querySelector("h2").offsetHeight;
  const part = (y - body.top - head) / (body.height - head);
  const minute = from + Math.round((part * (to - from)) / STEP) * STEP;
  return Math.min(Math.max(minute, from), to - held.minutes);
}

function begin(event) {
  const visit = event.target.closest(".board [data-move]");
  if (!visit || event.button !== 0 || event.pointerType === "touch" || dialog?.open) return;
  const [start, end] = [Number(visit.dataset.start), Number(visit.dataset.end)];
  held = { visit, x: event.clientX, y: event.clientY, minutes: end - start, ghost: null,
    grip: event.clientY - visit.getBoundingClientRect().top };
}

function follow(event) {
  if (!held || held.dropped) return;
  if (!held.ghost && Math.hypot(event.clientX - held.x, event.clientY - held.y) < FAR) return;
  const column = columnAt(event.clientX) ?? held.column ?? held.visit.closest(".agenda");
  held.ghost ??= Object.assign(document.createElement("div"), { className: "ghost" });
  held.visit.classList.add("lifted");
  held.column = column;
  held.minute = minuteAt(column, event.clientY - held.grip);
  const row = (held.minute - Number(column.closest(".agendas").dataset.from)) / STEP + 2;
  held.ghost.style.gridRow = `${row} / ${row + Math.ceil(held.minutes / STEP)}`;
  held.ghost.textContent = `${clock(held.minute)} ${held.visit.querySelector("strong").textContent}`;
  column.append(held.ghost);
  event.preventDefault();
}

function putBack() {
  held?.ghost?.remove();
  held?.visit.classList.remove("lifted");
  held = null;
}

function drop() {
  if (!held?.ghost) return void (held = null);
  const { visit, column, minute } = held;
  held.dropped = true;
  if (column === visit.closest(".agenda") && minute === Number(visit.dataset.start)) return putBack();
  const form = dialog.querySelector("form");
  form.action = visit.dataset.move;
  form.elements.version.value = visit.dataset.version;
  form.elements.agenda.value = column.dataset.role;
  form.elements.debut.value = `${column.dataset.day}T${clock(minute)}`;
  dialog.querySelector("[data-who]").textContent = visit.querySelector("strong").textContent;
  dialog.querySelector("[data-what]").textContent =
    `De ${clock(Number(visit.dataset.start))} à ${clock(minute)}, ${column.dataset.name}`;
  dialog.showModal();
}

async function send(event) {
  event.preventDefault();
  const form = event.target;
  const typed = new FormData(form);
  if (document.querySelector(".planning.week")) typed.set("vue", "semaine");
  let told = { said: "Le serveur ne répond pas : rien n'a changé." };
  try {
    told = await (await fetch(form.action, { method: "POST", body: typed, redirect: "error" })).json();
  } catch { /* said above */ }
  if (told.url) return location.assign(told.url);
  const { visit } = held;
  dialog.close();
  refuse(visit, told);
}

function refuse(visit, told) {
  document.querySelector(".planning > .refusal")?.remove();
  const said = Object.assign(document.createElement("p"), { className: "alert refusal" });
  said.setAttribute("role", "alert");
  said.textContent = `${told.said} Le rendez-vous reste à ${clock(Number(visit.dataset.start))}. `;
  if (told.form) said.append(Object.assign(document.createElement("a"), { href: told.form, textContent: "Déplacer par le formulaire" }));
  document.querySelector(".planning > .head").after(said);
  visit.focus();
}

if (dialog) {
  document.addEventListener("pointerdown", begin);
  document.addEventListener("pointermove", follow);
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", putBack);
  document.addEventListener("dragstart", (event) => event.target.closest?.("[data-move]") && event.preventDefault());
  document.addEventListener("keydown", (event) => event.key === "Escape" && !dialog.open && putBack());
  // A drag is not a click: the visit is not opened.
  document.addEventListener("click", (event) => {
    if (!held?.dropped || !event.target.closest(".board")) return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
  dialog.addEventListener("close", putBack);
  dialog.querySelector("[data-keep]").addEventListener("click", () => dialog.close());
  dialog.querySelector("form").addEventListener("submit", send);
}
