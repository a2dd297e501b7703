// Ties the buttons of a page to allauth's passkey functions, which write no words of their own.
for (const button of document.querySelectorAll("[data-passkey]")) {
  const way = button.closest("[data-passkey-way]");
  if (!window.PublicKeyCredential) {
    button.disabled = true;
    continue;
  }
  if (way) way.hidden = false;
  const { passkey, credential, passwordless } = button.dataset;
  const ids = { [passkey]: button.id, credential, passwordless };
  if (document.getElementById("passkey-data")) ids.data = "passkey-data";
  window.allauth.webauthn.forms[`${passkey}Form`]({ ids });
}
document.addEventListener("allauth.error", (event) => {
  event.preventDefault(); // else it is written to the console, which nobody reads
  for (const text of document.querySelectorAll("[data-passkey-trouble]")) text.hidden = false;
});
