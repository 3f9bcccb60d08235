/* Makes and uses passkeys on plain pages. What to ask the browser for stands in attributes of the
   form; its answer is sent with the form. Without this script, or without passkeys in the browser,
   the buttons stay hidden and the other ways are open. */
(function () {
  "use strict";

  const toBytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  const toText = (bytes) =>
    btoa(String.fromCharCode(...new Uint8Array(bytes)))
      .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  const withBytes = (key) => Object.assign({}, key, { id: toBytes(key.id) });

  function read(options) {
    options.challenge = toBytes(options.challenge);
    if (options.user) options.user.id = toBytes(options.user.id);
    for (const name of ["allowCredentials", "excludeCredentials"]) {
      if (options[name]) options[name] = options[name].map(withBytes);
    }
    return options;
  }

  function written(credential) {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[name]) response[name] = toText(credential.response[name]);
    }
    return JSON.stringify({
      id: credential.id, rawId: toText(credential.rawId), type: credential.type, response,
    });
  }

  async function ask(form, button, said) {
    button.disabled = true;
    said.hidden = true;
    try {
      const publicKey = read(JSON.parse(form.dataset.options));
      const credential = await navigator.credentials[form.dataset.passkey]({ publicKey });
      form.elements.namedItem("passkey").value = written(credential);
      form.submit();
    } catch {
      said.textContent = form.dataset.failed;
      said.hidden = false;
      button.disabled = false;
    }
  }

  if (!window.PublicKeyCredential) return;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const button = form.querySelector("button");
    const said = form.querySelector("[role=alert]");
    button.hidden = false;
    button.addEventListener("click", () => ask(form, button, said));
    form.addEventListener("submit", (event) => {
      event.preventDefault(); // the key Enter in a field
      ask(form, button, said);
    });
  }
})();
