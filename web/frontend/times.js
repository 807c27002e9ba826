// Up and down go from one row of times to the next; left and right stay with the browser's own radio keys.
document.addEventListener("keydown", (event) => {
  if (!["ArrowUp", "ArrowDown"].includes(event.key) || !event.target.matches?.(".slot input")) return;
  const rows = [...event.target.closest("form").querySelectorAll(".times")]
    .map((row) => [...row.querySelectorAll(":scope > .slot input")])
    .filter((row) => row[0]?.closest(".slot").checkVisibility());
  const at = rows.findIndex((row) => row.includes(event.target));
  const row = rows[at + (event.key === "ArrowDown" ? 1 : -1)];
  event.preventDefault();
  if (!row) return;
  const next = row[Math.min(rows[at].indexOf(event.target), row.length - 1)];
  next.checked = true;
  next.focus();
  next.dispatchEvent(new Event("change", { bubbles: true }));
});

// "+4": the times appear and the first of them has the focus.
document.addEventListener("toggle", (event) => {
  if (event.target.matches?.(".more[open]")) event.target.querySelector("input")?.focus();
}, true);
