// What rings, told to whoever asks: one stream when the browser can have one, else a question every five seconds.
// Runs in the worker that all tabs share, or in the page itself. An event says that something changed, never what.
const EVERY = 5000;
const PAUSE = 100;

export function feed({ stream, fragment, say }) {
  let state = "waiting";
  let html = "";
  let asking = false;
  let askAgain = false;
  const known = new Map();

  const tell = () => say({ state, html, at: Date.now() });
  const become = (next) => {
    if (state === "closed" || state === next) return;
    state = next;
    tell();
  };

  async function ask() {
    if (state === "closed") return;
    if (asking) { askAgain = true; return; }
    asking = true;
    try {
      const answer = await fetch(fragment, { headers: { "HX-Request": "true" }, cache: "no-store" });
      // Anything else than an answer leaves what is shown as it is.
      if (answer.ok) html = await answer.text();
      else if (answer.status === 401 || answer.status === 403) state = "closed";
      tell();
    } catch {
      become("waiting");
    }
    asking = false;
    if (askAgain) { askAgain = false; setTimeout(ask, PAUSE); }
  }

  const isNews = (data) => {
    const [, call, version] = data.split("\n", 1)[0].split(" ");
    if ((known.get(call) ?? 0) >= Number(version)) return false;
    known.set(call, Number(version));
    return true;
  };

  // What every desk shows of a call that begins to ring comes with the news; the rest is asked for.
  function first(data) {
    const [ids, banner] = data.split("\n");
    if (!banner || html.includes(ids.split(" ")[1])) return;
    html += banner;
    tell();
  }

  function open() {
    const source = new EventSource(stream);
    // The first events of a stream are the calls of the moment: without any, there is nothing to ask.
    let opening = true;
    let told = false;
    source.addEventListener("call", ({ data }) => {
      const news = isNews(data);
      if (opening) told = true;
      else if (news) { first(data); ask(); }
    });
    source.addEventListener("resync", ({ data }) => {
      const nothing = opening && !told;
      opening = false;
      if (nothing) html = "";
      become(data === "listening" ? "connected" : "waiting");
      if (!nothing) ask();
      else tell();
    });
    source.addEventListener("error", () => {
      [opening, told] = [true, false];
      become("waiting");
      if (source.readyState !== EventSource.CLOSED) return;
      source.close();
      if (state !== "closed") setTimeout(open, EVERY);
    });
  }

  if (stream && typeof EventSource === "function") open();
  else ask();
  setInterval(() => { if (state === "waiting") ask(); }, EVERY);
  return { ask, tell };
}
