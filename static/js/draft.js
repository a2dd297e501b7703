// Keeps what is typed in a form until the server has it, through a lost session, network or power.
//
//   <form method="post" data-draft="{{ user.pk }}:lage:{{ object.pk }}"
//     data-base="{{ object.version }}">
//
// data-draft names the text; begin with the person, for others may use the same tab after them.
// data-base is the version that the person started from; leave it empty for something new.
//
// Only the server knows that a text was saved, so only it ends a draft: the view calls
// grund.forms.saved(request, "…", draft=KEY), the message on the next page carries data-draft-done,
// and portal.js forgets what was sent. Else a draft ends when the person throws it away, or when
// the server sends the very same text. Texts are kept in sessionStorage: this tab, also after a
// reload.

const STILL = 400; // milliseconds without a key before it is kept
const MOST = 4; // texts kept for one form
const KEPT =
  "textarea, select, input:not([type=password], [type=hidden], [type=file], [type=submit], " +
  "[type=button], [type=reset], [type=image], " +
  "[autocomplete*=password], [autocomplete=one-time-code])";
const REFUSED = '[aria-invalid="true"], [role="alert"]'; // the server sent the text back unsaved

function parts(form) {
  const times = {};
  return [...form.elements]
    .filter((part) => part.name && part.matches(KEPT))
    .map((part) => {
      times[part.name] = (times[part.name] ?? 0) + 1;
      return [`${part.name}#${times[part.name]}`, part];
    });
}

function chosen(select, isServed) {
  const values = [...select.options]
    .filter((o) => (isServed ? o.defaultSelected : o.selected))
    .map((o) => o.value);
  return values.length || select.multiple ? values : [select.options[0]?.value];
}

function valueIn(part, isServed) {
  if (part.options) return chosen(part, isServed);
  if (/^(checkbox|radio)$/.test(part.type)) return isServed ? part.defaultChecked : part.checked;
  return isServed ? part.defaultValue : part.value;
}

function fill(part, value) {
  if (part.options)
    for (const option of part.options) option.selected = value.includes(option.value);
  else if (typeof value === "boolean") part.checked = value;
  else part.value = value;
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

function clock(text) {
  const then = new Date(text);
  const two = (number) => String(number).padStart(2, "0");
  const hour = `${two(then.getHours())}.${two(then.getMinutes())}`;
  if (then.toDateString() === new Date().toDateString()) return hour;
  return `${then.getFullYear()}-${two(then.getMonth() + 1)}-${two(then.getDate())} ${hour}`;
}

class Draft {
  constructor(form) {
    this.form = form;
    this.name = `draft:${form.dataset.draft}`;
    this.base = form.dataset.base ?? "";
    this.served = Object.fromEntries(parts(form).map(([key, part]) => [key, valueIn(part, true)]));
    this.refused = Boolean(form.querySelector(REFUSED));
    this.leaving = false;
    this.warn = (event) => event.preventDefault();
    // The texts that wait for an answer, newest first; one is sent only while its page lives.
    this.waiting = this.read().filter((draft) => this.differs(draft.fields));
    for (const draft of this.waiting) delete draft.sent;
    this.mine = this.refused ? this.now() : null;
    this.buildNote();
    this.keep();
    this.offer();
    for (const kind of ["input", "change"]) form.addEventListener(kind, () => this.typed());
    window.addEventListener("submit", (event) => this.submitted(event));
    window.addEventListener("pagehide", () => this.keep());
    document.addEventListener("visibilitychange", () => this.keep());
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) this.returned();
    });
  }

  // The person went back to the page as it was left; what was saved since is the new beginning.
  returned() {
    this.leaving = false;
    if (!this.mine?.sent || this.read().length) return;
    this.served = this.values();
    this.refused = false;
    this.mine = null;
  }

  values() {
    return Object.fromEntries(parts(this.form).map(([key, part]) => [key, valueIn(part, false)]));
  }

  differs(fields) {
    return Object.entries(fields).some(
      ([key, value]) => key in this.served && !same(value, this.served[key]),
    );
  }

  now() {
    return {
      at: new Date().toISOString(),
      base: this.mine?.base ?? this.base,
      fields: this.values(),
    };
  }

  read() {
    try {
      return JSON.parse(sessionStorage.getItem(this.name)) ?? [];
    } catch {
      return [];
    }
  }

  keep() {
    clearTimeout(this.timer);
    const isUnsaved = this.refused || this.differs(this.values());
    if (!this.leaving)
      window[isUnsaved ? "addEventListener" : "removeEventListener"]("beforeunload", this.warn);
    if (!isUnsaved) this.mine = null;
    else if (!this.mine || !same(this.mine.fields, this.values())) this.mine = this.now();
    const drafts = [this.mine, ...this.waiting].filter(Boolean).slice(0, MOST);
    try {
      if (drafts.length) sessionStorage.setItem(this.name, JSON.stringify(drafts));
      else sessionStorage.removeItem(this.name);
    } catch {
      // The store is full or forbidden. The question before leaving remains.
    }
  }

  typed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), STILL);
    window.addEventListener("beforeunload", this.warn); // keep() takes it away if nothing differs
  }

  submitted(event) {
    if (event.target !== this.form || event.defaultPrevented) return;
    this.keep();
    if (this.mine) this.mine.sent = true;
    this.leaving = true;
    this.keep();
    window.removeEventListener("beforeunload", this.warn);
  }

  // --- the note above the form ------------------------------------------------------------
  buildNote() {
    this.note = document.createElement("div");
    this.note.className = "note draft-note";
    this.note.hidden = true;
    this.told = document.createElement("p");
    this.told.setAttribute("role", "status");
    this.told.tabIndex = -1;
    this.row = document.createElement("div");
    this.row.className = "draft-buttons";
    this.note.append(this.told, this.row);
    this.form.before(this.note);
  }

  say(text, ...buttons) {
    this.note.hidden = false;
    this.row.replaceChildren(
      ...buttons.map(([label, look, act]) => {
        const button = document.createElement("button");
        button.type = "button";
        button.className = look;
        button.textContent = label;
        button.addEventListener("click", act);
        return button;
      }),
    );
    // A moment later, for what is written together with its place is not read aloud.
    setTimeout(() => (this.told.textContent = text), 50);
  }

  offer() {
    const [draft] = this.waiting;
    if (!draft) return;
    let text = `Det finns text från ${clock(draft.at)} som du inte har sparat.`;
    if (draft.base !== this.base)
      text += " Någon har sparat en nyare version sedan dess. Jämför med den innan du sparar.";
    this.say(
      text,
      ["Lägg tillbaka texten", "button", () => this.putBack()],
      ["Släng den", "button plain", () => this.throwAway()],
    );
  }

  putBack() {
    const draft = this.waiting.shift();
    this.keep();
    // What was typed meanwhile is not lost either: it is offered in its turn.
    if (this.mine && !same(this.mine.fields, draft.fields)) this.waiting.push(this.mine);
    const touched = parts(this.form).filter(
      ([key, part]) => key in draft.fields && !same(draft.fields[key], valueIn(part)),
    );
    this.mine = draft;
    for (const [key, part] of touched) {
      fill(part, draft.fields[key]);
      part.dispatchEvent(new Event("input", { bubbles: true }));
    }
    this.keep();
    touched[0]?.[1].focus();
    if (this.waiting.length) this.offer();
    else this.say("Texten ligger i formuläret igen. Den är inte sparad än.");
  }

  throwAway() {
    const draft = this.waiting.shift();
    this.keep();
    const undo = () => {
      this.waiting.unshift(draft);
      this.keep();
      this.offer();
      this.told.focus();
    };
    this.say("Texten är slängd.", ["Ångra", "button plain", undo]);
    this.told.focus();
  }
}

for (const form of document.querySelectorAll("form[data-draft]")) new Draft(form);
