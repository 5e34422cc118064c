// Passkeys: asks the browser for a key and sends its answer with the form. Without JavaScript the page says what to do instead.
const forms = document.querySelectorAll("form[data-passkey]");

async function answer(form) {
  if (form.dataset.passkey === "add") {
    const options = JSON.parse(form.dataset.options);
    Object.assign(options.publicKey.authenticatorSelection, {
      residentKey: "required", requireResidentKey: true, userVerification: "required",
    });
    return window.webauthnJSON.create(options);
  }
  let options = form.dataset.options && JSON.parse(form.dataset.options);
  if (!options) {
    const response = await fetch(form.action, { headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" } });
    if (!response.ok) throw new Error(String(response.status));
    options = (await response.json()).request_options;
  }
  return window.webauthnJSON.get(options);
}

for (const form of forms) {
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    if (form.dataset.ready) return;
    event.preventDefault();
    const fault = form.querySelector("[data-fault]");
    fault.textContent = "";
    try {
      form.elements.credential.value = JSON.stringify(await answer(form));
      form.dataset.ready = "1";
      form.submit();
    } catch {
      fault.textContent = "Det gick inte att använda nyckeln. Försök igen, eller välj ett annat sätt.";
    }
  });
}
