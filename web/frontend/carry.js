// A part of the page that was not redrawn still sends the state of the call as the address has it now.
const NOT_CARRIED = ["rdv"];

const state = () => [...new URLSearchParams(location.search)].filter(([name]) => !NOT_CARRIED.includes(name));

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (!detail.elt.closest("[data-carry]")) return;
  if (detail.verb === "get") {
    for (const [name, value] of state()) if (!detail.formData.has(name)) detail.formData.set(name, value);
  } else {
    detail.path = `${detail.path.split("?")[0]}?${new URLSearchParams(state())}`;
  }
});

document.addEventListener("submit", ({ target }) => {
  if (!target.matches("form[data-carry][method=get]")) return;
  const own = new Set([...new FormData(target).keys()].filter((name) => !target.querySelector(`[type=hidden][name="${name}"]`)));
  for (const field of target.querySelectorAll("[type=hidden]")) field.remove();
  for (const [name, value] of state()) {
    if (own.has(name)) continue;
    target.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
}, true);
