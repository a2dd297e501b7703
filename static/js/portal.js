// Before printing, open what is folded: paper has no clicks. Tables of hundreds of rows stay
// folded; their files hold them.
window.addEventListener("beforeprint", () => {
  for (const part of document.querySelectorAll("details:not([data-long])")) part.open = true;
});
// The server has saved a text: forget its draft, but not other texts that still wait (draft.js).
for (const { dataset } of document.querySelectorAll("[data-draft-done]")) {
  const name = `draft:${dataset.draftDone}`;
  try {
    const rest = JSON.parse(sessionStorage.getItem(name) ?? "[]").filter((draft) => !draft.sent);
    if (rest.length) sessionStorage.setItem(name, JSON.stringify(rest));
    else sessionStorage.removeItem(name);
  } catch {
    // No store, so nothing is kept in it.
  }
}
// A form that was refused: go to the first field to mend, as the browser did when it checked itself.
document.querySelector('main [aria-invalid="true"]')?.focus();
