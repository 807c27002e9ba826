// A file read once by the server, kept by this page, and sent back by 250 lines: tried, then written.
const form = document.getElementById("reprise");
const shown = document.getElementById("compte-rendu");
const BATCH = 250;
const SHOWN = 200;
const part = (id) => document.getElementById(id);

async function read() {
  const answer = await fetch(form.dataset.read, { method: "POST", body: new FormData(form) });
  if (!answer.ok) {
    const { errors = {} } = await answer.json();
    throw new Error(Object.values(errors).flat().join(" ") || "Ce fichier ne se lit pas.");
  }
  return (await answer.text()).split("\n").filter(Boolean);
}

async function send(lines, isTrial) {
  const body = new FormData();
  for (const name of ["csrfmiddlewaretoken", "kind", "agenda"]) body.set(name, form.elements[name].value);
  if (isTrial) body.set("essai", "1");
  if (form.elements.informed.checked) body.set("informed", "on");
  body.set("lines", lines.join("\n"));
  const answer = await fetch(form.dataset.lines, { method: "POST", body });
  if (!answer.ok) throw new Error("Le serveur a refusé : ce qui est déjà écrit le reste, recommencez quand vous voulez.");
  return answer.json();
}

const cell = (text) => `"${String(text).replaceAll('"', '""')}"`;

// The server sees a part of the file at a time: whoever comes twice in it is found here, by a mark that names nobody.
function again(found, seen) {
  for (const [line, mark, isNew] of found.people) {
    if (!seen.has(mark)) { seen.add(mark); continue; }
    found[isNew ? "written" : "known"] -= 1;
    found.conflicts.push({ line, column: "", said: form.dataset.twice });
  }
}

function say(total, isTrial) {
  const wrong = [...total.troubles, ...total.conflicts].sort((one, other) => one.line - other.line);
  part("bilan").textContent = `${total.written} ${isTrial ? "à écrire" : "écrites"}, ${total.known} déjà là, `
    + `${new Set(total.troubles.map((one) => one.line)).size} en erreur, ${total.conflicts.length} en conflit.`;
  part("lignes").replaceChildren(...wrong.slice(0, SHOWN).map((one) => {
    const row = document.createElement("tr");
    for (const text of [one.line, one.column, one.said]) row.append(Object.assign(document.createElement("td"), { textContent: text }));
    return row;
  }));
  const link = part("erreurs");
  link.hidden = wrong.length === 0;
  const csv = ["Ligne;Colonne;Pourquoi", ...wrong.map((one) => [one.line, one.column, one.said].map(cell).join(";"))];
  URL.revokeObjectURL(link.href);
  link.href = URL.createObjectURL(new Blob(["\ufeff", csv.join("\r\n")], { type: "text/csv" }));
}

async function run(isTrial) {
  const total = { written: 0, known: 0, troubles: [], conflicts: [] };
  shown.hidden = false;
  part("t-compte-rendu").textContent = isTrial ? "Essai : rien n'est écrit" : "Import";
  part("erreurs").hidden = true;
  part("lignes").replaceChildren();
  const bar = part("avance");
  bar.value = 0;
  part("bilan").textContent = "Lecture du fichier…";
  const lines = await read();
  const seen = new Set();
  bar.max = lines.length || 1;
  for (let place = 0; place < lines.length; place += BATCH) {
    const found = await send(lines.slice(place, place + BATCH), isTrial);
    again(found, seen);
    total.written += found.written;
    total.known += found.known;
    total.troubles.push(...found.troubles);
    total.conflicts.push(...found.conflicts);
    bar.value = Math.min(place + BATCH, lines.length);
    part("bilan").textContent = `${bar.value} lignes sur ${lines.length}…`;
  }
  say(total, isTrial);
}

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const buttons = form.querySelectorAll("button");
  for (const button of buttons) button.disabled = true;
  try {
    await run(event.submitter?.name !== "ecrire");
  } catch (problem) {
    part("bilan").textContent = problem.message;
  }
  for (const button of buttons) button.disabled = false;
});
