// The day as one column per practitioner: the server's list, placed on a grid of five-minute rows.
const WIDE = matchMedia("(min-width: 1000px)");
const STEP = 5;

function hours(board, from, to) {
  const rail = document.createElement("div");
  rail.className = "rail";
  rail.setAttribute("aria-hidden", "true");
  for (let minute = Math.ceil(from / 30) * 30; minute < to; minute += 30) {
    const mark = document.createElement("span");
    mark.textContent = `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
    mark.style.gridRow = String((minute - from) / STEP + 2);
    rail.append(mark);
  }
  board.prepend(rail);
}

function place(board) {
  const from = Number(board.dataset.from);
  const to = Number(board.dataset.to);
  if (board.classList.contains("board") || !(to > from)) return;
  board.classList.add("board");
  board.style.setProperty("--rows", String((to - from) / STEP));
  board.style.setProperty("--agendas", String(board.querySelectorAll(".agenda").length));
  hours(board, from, to);
  for (const item of board.querySelectorAll("[data-start]")) {
    const start = Math.max(Number(item.dataset.start), from);
    const end = Math.min(Number(item.dataset.end), to);
    item.style.gridRow = `${Math.floor((start - from) / STEP) + 2} / ${Math.ceil((end - from) / STEP) + 2}`;
    item.classList.toggle("short", end - start < 15);
    item.classList.toggle("slim", end - start < 10);
    item.classList.toggle("beside", item.dataset.lane > 0 || item.classList.contains("gone"));
  }
}

function unplace(board) {
  if (!board.classList.contains("board")) return;
  board.classList.remove("board");
  board.querySelector(".rail")?.remove();
  for (const item of board.querySelectorAll("[data-start]")) item.style.gridRow = "";
}

function draw() {
  for (const board of document.querySelectorAll(".agendas")) (WIDE.matches ? place : unplace)(board);
}

// The visit shown beside the board keeps its mark; closing the panel gives the focus back to it.
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target.id !== "detail") return;
  for (const visit of document.querySelectorAll(".visit[aria-current]")) visit.removeAttribute("aria-current");
  detail.requestConfig.elt.setAttribute("aria-current", "true");
});
document.addEventListener("click", (event) => {
  const close = event.target.closest("#detail [data-close]");
  const visit = document.querySelector(".visit[aria-current]");
  if (!close || !visit) return;
  event.preventDefault();
  document.getElementById("detail").replaceChildren();
  visit.removeAttribute("aria-current");
  visit.focus();
});

WIDE.addEventListener("change", draw);
document.addEventListener("htmx:afterSettle", draw);
draw();
