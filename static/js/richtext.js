// Makes a RichTextField easier to write in: buttons, clean pasting, characters left and a preview.
// The buttons for bold, italic and lists, and the arrow keys among them, are the npm package's.

import { markdownFrom } from "./paste.js";

const NEAR = 0.1; // of the greatest length: from here on it is told how much is left
const WAIT = 700; // milliseconds of stillness before something is told or fetched
const FAILED =
  "Förhandsgranskningen gick inte att hämta. Texten står kvar. Försök igen om en stund.";
const LOGGED_OUT =
  "Du har loggats ut, men texten står kvar. Logga in i en ny flik, och fortsätt sedan här.";

class RichField {
  constructor(box) {
    this.box = box;
    this.field = box.querySelector("textarea");
    this.toolbar = box.querySelector("markdown-toolbar");
    this.status = box.querySelector(".left");
    this.button = box.querySelector("[data-preview]");
    this.shown = box.querySelector(".preview");
    this.turn = 0;
    box.querySelector(".rich-foot").hidden = false;
    this.field.addEventListener("paste", (event) => this.paste(event));
    this.field.addEventListener("keydown", (event) => this.shortcut(event));
    this.field.addEventListener("input", () => this.changed());
    this.button.addEventListener("click", () => this.toggle());
    this.count();
    // Without the package there is nothing to press, so the row stays hidden.
    customElements.whenDefined("markdown-toolbar").then(() => this.equip());
  }

  equip() {
    this.toolbar.hidden = false;
    this.toolbar.removeAttribute("tabindex"); // its buttons take the focus, the row itself need not
    this.tool("portal-heading").addEventListener("click", () => this.heading());
    this.tool("portal-link").addEventListener("click", () => this.link());
  }

  tool(name) {
    return this.toolbar.querySelector(`[data-md-button="${name}"]`);
  }

  shortcut(event) {
    const name = { b: "bold", i: "italic" }[event.key.toLowerCase()];
    if (!name || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    if (this.toolbar.hidden) return;
    event.preventDefault();
    this.tool(name).click();
  }

  // As if typed, so that the browser's own undo takes it back.
  write(start, end, text) {
    this.field.focus();
    this.field.setSelectionRange(start, end);
    if (document.execCommand("insertText", false, text)) return;
    this.field.setRangeText(text, start, end, "end");
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  heading() {
    const { value, selectionStart: at } = this.field;
    const start = value.slice(0, at).lastIndexOf("\n") + 1;
    const end = value.indexOf("\n", at) < 0 ? value.length : value.indexOf("\n", at);
    const line = value.slice(start, end);
    const bare = line.replace(/^#{1,6}\s+/, "");
    this.write(start, end, bare === line ? `# ${line}` : bare);
  }

  link() {
    const { value, selectionStart: start, selectionEnd: end } = this.field;
    const chosen = value.slice(start, end);
    const isAddress = /^(https?:\/\/|mailto:)\S+$/i.test(chosen);
    const words = isAddress || !chosen ? "länktext" : chosen;
    const address = isAddress ? chosen : "https://";
    this.write(start, end, `[${words}](${address})`);
    const asksForWords = isAddress || !chosen;
    const from = start + (asksForWords ? 1 : words.length + 3);
    this.field.setSelectionRange(from, from + (asksForWords ? words : address).length);
  }

  paste(event) {
    const html = event.clipboardData?.getData("text/html");
    const text = html && markdownFrom(html);
    if (!text) return; // plain words are pasted as always
    event.preventDefault();
    this.write(this.field.selectionStart, this.field.selectionEnd, text);
  }

  changed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.count();
      if (!this.shown.hidden) this.fetch();
    }, WAIT);
  }

  count() {
    const max = Number(this.field.dataset.max);
    const left = max - this.field.value.trim().length;
    const told = Math.abs(left).toLocaleString("sv-SE");
    this.status.classList.toggle("over", left < 0);
    if (left > max * NEAR) this.status.textContent = "";
    else this.status.textContent = left < 0 ? `${told} tecken för mycket` : `${told} tecken kvar`;
  }

  toggle() {
    if (this.shown.hidden) this.fetch();
    else this.open(false);
  }

  open(isOpen) {
    this.turn += 1; // what is under way comes too late
    this.shown.hidden = !isOpen;
    this.button.setAttribute("aria-expanded", String(isOpen));
    this.button.textContent = isOpen ? "Stäng förhandsgranskningen" : "Förhandsgranska";
  }

  async fetch() {
    const turn = ++this.turn;
    const body = new FormData();
    body.append("text", this.field.value);
    body.append("level", this.field.dataset.level);
    body.append("csrfmiddlewaretoken", this.field.form?.elements.csrfmiddlewaretoken?.value ?? "");
    const [html, trouble] = await this.ask(body);
    if (turn !== this.turn) return;
    this.open(!trouble);
    if (trouble) this.status.textContent = trouble;
    else this.shown.innerHTML = html; // cleaned by the server
  }

  async ask(body) {
    try {
      const answer = await fetch(this.box.dataset.previewUrl, {
        method: "POST",
        body,
        redirect: "manual",
      });
      if (answer.type === "opaqueredirect") return ["", LOGGED_OUT];
      return answer.ok || answer.status === 413 ? [await answer.text(), ""] : ["", FAILED];
    } catch {
      return ["", FAILED];
    }
  }
}

for (const box of document.querySelectorAll(".rich-field")) new RichField(box);
