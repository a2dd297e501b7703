// Moving rows of a cause analysis: by dragging one onto another, and by Alt with an arrow. Each
// move is the same form as the buttons send, so that without script nothing is missing.

const BELOW = { area: ["problem"], problem: ["cause", "proposal"], cause: ["cause", "proposal"] };
const WAYS = { ArrowUp: "up", ArrowDown: "down", ArrowRight: "in", ArrowLeft: "out" };

function send(row, fields) {
  const form = row.querySelector("form");
  for (const [name, value] of Object.entries(fields)) {
    const input = document.createElement("input");
    input.type = "hidden";
    input.name = name;
    input.value = value;
    form.append(input);
  }
  form.submit();
}

// Where a row may be dropped: under one that takes its kind, or before one of the same parent kind.
function place(dragged, target) {
  if (dragged === target || dragged.contains(target)) {
    return null;
  }
  if ((BELOW[target.dataset.kind] || []).includes(dragged.dataset.kind)) {
    return { parent: target.dataset.row };
  }
  const parent = target.parentElement.closest("[data-row]");
  const takes = parent ? BELOW[parent.dataset.kind] : ["area"];
  if (!takes.includes(dragged.dataset.kind)) {
    return null;
  }
  return { parent: parent ? parent.dataset.row : "", before: target.dataset.row };
}

let dragged = null;

for (const row of document.querySelectorAll("[data-row]")) {
  const line = row.querySelector(".outline-line");
  line.draggable = true;
  line.tabIndex = 0;
  line.addEventListener("dragstart", (event) => {
    dragged = row;
    row.classList.add("is-dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", row.dataset.row);
  });
  line.addEventListener("dragend", () => row.classList.remove("is-dragged"));
  line.addEventListener("dragover", (event) => {
    if (dragged && place(dragged, row)) {
      event.preventDefault();
      row.classList.add("is-target");
    }
  });
  line.addEventListener("dragleave", () => row.classList.remove("is-target"));
  line.addEventListener("drop", (event) => {
    event.preventDefault();
    const where = dragged && place(dragged, row);
    if (where) {
      send(dragged, where);
    }
  });
  line.addEventListener("keydown", (event) => {
    const way = event.altKey && event.target === line ? WAYS[event.key] : null;
    if (way) {
      event.preventDefault();
      send(row, { way });
    }
  });
}

// After a move the browser comes back to the row's own address; the keys go on from there. Going to
// the address takes the focus away, so that it is given when the page has come to rest.
window.addEventListener("load", () => {
  const row = document.getElementById(window.location.hash.slice(1));
  const line = row?.querySelector(":scope > .outline-line");
  if (line) {
    requestAnimationFrame(() => line.focus());
  }
});
