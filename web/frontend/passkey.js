// A passkey, asked of the browser when a button is pressed: its options come by fetch, its answer goes by the form.
const supported = window.PublicKeyCredential?.parseCreationOptionsFromJSON && navigator.credentials;

async function answer(form) {
  const response = await fetch(form.dataset.options, {
    method: "POST",
    headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
  });
  if (!response.ok) throw new Error(response.statusText);
  const options = await response.json();
  return form.dataset.passkey === "create"
    ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
    : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
}

for (const form of supported ? document.querySelectorAll("[data-passkey]") : []) {
  form.hidden = false;
  const trouble = form.querySelector("[role=alert]");
  form.querySelector("button").addEventListener("click", async (event) => {
    event.currentTarget.disabled = true;
    trouble.hidden = true;
    try {
      form.elements.answer.value = JSON.stringify((await answer(form)).toJSON());
      form.submit();
    } catch {
      trouble.hidden = false;
      form.querySelector("button").disabled = false;
    }
  });
}
