// Forms for passkeys: the server says what it wants, the browser asks the person, the form takes the answer along. Without all that they stay hidden.
"use strict";

// A passkey belongs to a name: there is none for a bare address.
const isName = !/^[\d.]+$|:/.test(location.hostname);
const supported = isSecureContext && isName && "PublicKeyCredential" in window && "parseCreationOptionsFromJSON" in PublicKeyCredential;

const ways = {
  create: options => navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }),
  get: options => navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }),
};

async function ask(form) {
  const answer = await fetch(form.dataset.options, { method: "POST", body: new FormData(form) });
  if (!answer.ok)
    throw new Error(answer.status === 400 ? await answer.text() : "");
  const credential = await ways[form.dataset.passkey](await answer.json());
  form.elements.Credential.value = JSON.stringify(credential);
  form.submit();
}

if (supported) {
  for (const note of document.querySelectorAll("[data-passkey-unsupported]"))
    note.hidden = true;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const told = form.querySelector("[data-told]");
    form.hidden = false;
    form.addEventListener("submit", event => {
      event.preventDefault();
      told.hidden = true;
      ask(form).catch(error => {
        // What the browser says when the person closes its window is for developers.
        told.textContent = error instanceof DOMException || error.message === "" ? form.dataset.failed : error.message;
        told.hidden = false;
      });
    });
  }
}
