// The banner of the calls of the moment, on every page of the desk. It never takes the focus, nor what is being typed.
import htmx from "htmx.org";

const box = document.getElementById("sonneries");
const WORDS = { connected: "Temps réel : connecté", waiting: "Temps réel : reconnexion…", closed: "Session fermée" };
let rung = new Set();

function show({ state, html, at }) {
  for (const place of document.querySelectorAll("[data-live]")) {
    if (place.textContent !== WORDS[state]) place.textContent = WORDS[state];
    place.dataset.live = state;
  }
  const held = box.contains(document.activeElement) && document.activeElement.closest("[data-ring]")?.dataset.ring;
  box.innerHTML = html;
  age(Math.max(0, Math.round((Date.now() - at) / 1000)));
  htmx.process(box);
  if (held) box.querySelector(`[data-ring="${held}"] [data-take]`)?.focus();
  announce();
}

// The words were written a moment ago, perhaps for another tab.
function age(seconds) {
  for (const clock of box.querySelectorAll("[data-elapsed]")) clock.dataset.elapsed = Number(clock.dataset.elapsed) + seconds;
  for (const line of box.querySelectorAll("[data-leaves]")) {
    const left = Number(line.dataset.leaves) - seconds;
    if (left > 0) setTimeout(() => line.remove(), left * 1000);
    else line.remove();
  }
  for (const line of box.querySelectorAll("[data-page]")) line.hidden = location.pathname === line.dataset.page;
}

function announce() {
  const calls = [...box.querySelectorAll("[data-ring]")];
  const fresh = calls.find((call) => !rung.has(call.dataset.ring));
  rung = new Set(calls.map((call) => call.dataset.ring));
  if (fresh) document.getElementById("annonce").textContent = fresh.getAttribute("aria-label");
}

function connect() {
  const { stream, fragment, worker, session } = box.dataset;
  const alone = async () => (await import(box.dataset.feed)).feed({ stream: "", fragment, say: show });
  if (typeof SharedWorker !== "function" || typeof EventSource !== "function") return alone();
  try {
    // One worker a session: who signs in next never hears the calls of who was there before.
    const shared = new SharedWorker(worker, { type: "module", name: `permanence ${session}` });
    shared.addEventListener("error", alone, { once: true });
    shared.port.addEventListener("message", ({ data }) => show(data));
    shared.port.start();
    shared.port.postMessage({ stream, fragment });
    addEventListener("pagehide", () => shared.port.postMessage({ leaving: true }));
  } catch {
    alone();
  }
}

if (box) connect();
