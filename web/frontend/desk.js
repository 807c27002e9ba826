// What the pages run in the browser. Everything here improves plain links and forms; nothing is needed to book.
import htmx from "htmx.org";
import "./keyboard.js";
import "./carry.js";
import "./search.js";
import "./times.js";
import "./clocks.js";
import "./live.js";
import { focusWanted } from "./focus.js";

Object.assign(htmx.config, {
  allowEval: false,
  includeIndicatorStyles: false,
  // A page of patients is never kept in the browser: going back asks the server again.
  historyCacheSize: 0,
  refreshOnHistoryMiss: true,
  scrollIntoViewOnBoost: false,
  // A refusal that carries the screen to show is swapped; any other error leaves the call as it is.
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "(400|409|410|412|422)", swap: true },
    { code: "...", swap: false, error: true },
  ],
});

document.documentElement.classList.add("js");

// A menu of the bar closes when somebody goes on elsewhere.
for (const kind of ["click", "focusin"]) {
  document.addEventListener(kind, ({ target }) => {
    for (const menu of document.querySelectorAll(".bar details[open]")) if (!menu.contains(target)) menu.open = false;
  });
}

const cookie = (name) => document.cookie.split("; ").find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1);

document.addEventListener("htmx:configRequest", ({ detail }) => {
  // Read when sending: another tab may have drawn a newer token than the one in this page.
  const token = cookie("csrftoken") ?? cookie("__Host-csrftoken");
  if (token && detail.verb !== "get") detail.headers["X-CSRFToken"] = token;
});

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  // Signed out meanwhile: the sign-in page replaces the whole page, never a fragment of the call.
  // A refusal page (another practice's object, an expired form) must not either.
  const html = detail.xhr.getResponseHeader("Content-Type")?.startsWith("text/html");
  if (html && /^\s*(<!--.*?-->\s*)*<!doctype/i.test(detail.serverResponse)) {
    detail.shouldSwap = false;
    if (detail.xhr.status < 400) location.assign(detail.xhr.responseURL);
    else complain("Cette action n'a pas pu être faite.");
  }
});

const complain = (text) => {
  const box = document.getElementById("ennui");
  box.textContent = text;
  box.hidden = false;
  clearTimeout(box.timer);
  box.timer = setTimeout(() => { box.hidden = true; }, 8000);
};

const REFUSED = {
  403: "Cela ne vous est pas, ou plus, permis. Rien n'a été enregistré.",
  404: "Cela n'existe pas, ou ne vous est plus ouvert. Rien n'a été enregistré.",
  429: "Trop de demandes : patientez un instant.",
};
document.addEventListener("htmx:responseError", ({ detail }) => {
  complain(REFUSED[detail.xhr.status] ?? "Cette action n'a pas pu être faite. Rien n'a été enregistré.");
});
document.addEventListener("htmx:sendError", () => complain("Le serveur ne répond pas. Vérifiez la connexion, puis réessayez."));
document.addEventListener("htmx:timeout", () => complain("Le serveur tarde à répondre. Réessayez."));
document.addEventListener("htmx:afterSettle", ({ target }) => focusWanted(target));
focusWanted(document);
