// Before printing, open what is folded: paper has no clicks. Tables of hundreds of rows stay folded;
// their files hold them.
window.addEventListener("beforeprint", () => {
  for (const part of document.querySelectorAll("details:not([data-long])")) part.open = true;
});
