// Before printing, open everything that is folded: paper has no clicks.
window.addEventListener("beforeprint", () => {
  for (const part of document.querySelectorAll("details")) part.open = true;
});
