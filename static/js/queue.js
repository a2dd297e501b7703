// What a phone in a workshop has written and voted, kept until the portal says that it has it:
// through a lost net, a lost answer and a page that is closed. Each note has a key of its own, so
// that one that is sent again is the same note. Nothing here knows the page: workshop.js shows
// what waits, and brings the storage, the way to the portal and the clock.

const BATCH = 50; // notes in one sending; the portal takes a hundred

function parsed(text) {
  try {
    const value = JSON.parse(text);
    return value && typeof value === "object" ? value : null;
  } catch {
    return null; // not ours
  }
}

// One entry for each note and vote, so that two tabs cannot write over each other.
export class Store {
  // `open` gives the browser's storage, and throws where it is forbidden.
  constructor(open, prefix) {
    this.open = open;
    this.prefix = prefix;
    this.memory = new Map(); // what the storage would not take lives as long as the page
  }

  // Whether something would be lost with the page.
  get isFragile() {
    return this.memory.size > 0;
  }

  keep(name, value) {
    this.put(name, JSON.stringify(value));
  }

  put(name, text) {
    try {
      this.open().setItem(this.prefix + name, text);
      this.memory.delete(name);
    } catch {
      this.memory.set(name, text); // full or forbidden
    }
  }

  drop(name) {
    this.memory.delete(name);
    try {
      this.open().removeItem(this.prefix + name);
    } catch {
      // There is none.
    }
    for (const [other, text] of [...this.memory]) this.put(other, text); // there may be room now
  }

  // Names without the prefix, and texts; null where another tab has dropped it just now.
  stored() {
    try {
      const storage = this.open();
      const names = Array.from({ length: storage.length }, (_, at) => storage.key(at));
      return names
        .filter((name) => name?.startsWith(this.prefix))
        .map((name) => [name.slice(this.prefix.length), storage.getItem(name)]);
    } catch {
      return [];
    }
  }

  // All of a kind, the oldest first. Memory has what is newer and found no room: its word is last.
  kept(kind) {
    const found = new Map();
    for (const [name, text] of [...this.stored(), ...this.memory]) {
      const value = name.startsWith(`${kind}:`) ? parsed(text) : null;
      if (value) found.set(name.slice(kind.length + 1), value);
    }
    return new Map([...found].sort((one, two) => (one[1].at || 0) - (two[1].at || 0)));
  }
}

// A key like the portal's own. crypto.randomUUID is missing where the address is not https.
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [8, 12, 16, 20].reduceRight((text, at) => `${text.slice(0, at)}-${text.slice(at)}`, hex);
}

export class Queue {
  // `send` takes "notes" or "vote" with the fields, and gives what the portal answers.
  constructor({ store, send, now }) {
    this.store = store;
    this.send = send;
    this.now = now;
  }

  get notes() {
    return this.store.kept("note");
  }

  get wishes() {
    return this.store.kept("vote");
  }

  get refused() {
    return this.store.kept("refused");
  }

  get draft() {
    return this.store.kept("draft").get("text")?.text ?? "";
  }

  set draft(text) {
    if (text) this.store.keep("draft:text", { text });
    else this.store.drop("draft:text");
  }

  // Later than all that waits, also within a millisecond and after a clock that was set back.
  next() {
    const times = [...this.notes.values(), ...this.wishes.values()].map(({ at }) => (at || 0) + 1);
    return Math.max(this.now(), ...times);
  }

  write(text) {
    this.store.keep(`note:${newKey()}`, { text, at: this.next() });
  }

  // What is kept and sent is the wish itself, never a change: said twice it is the same.
  wish(id, want) {
    this.store.keep(`vote:${id}`, { want, at: this.next() });
  }

  // It is on the board, whether or not the answer came back.
  arrived(key) {
    this.store.drop(`note:${key}`);
  }

  forgetRefused() {
    for (const key of this.refused.keys()) this.store.drop(`refused:${key}`);
  }

  // Whether there was anything to send. What another tab has done with meanwhile stays done with.
  async sendNotes() {
    const waiting = [...this.notes].filter(([, note]) => !note.sent).slice(0, BATCH);
    if (!waiting.length) return false;
    const fields = waiting.flatMap(([key, { text }]) => [
      ["key", key],
      ["text", text],
    ]);
    const answer = await this.send("notes", fields);
    for (const key of answer.stored) {
      const note = this.notes.get(key);
      if (note) this.store.keep(`note:${key}`, { ...note, sent: true });
    }
    for (const [key, reason] of Object.entries(answer.refused)) this.refuse(key, reason);
    return true;
  }

  // It is not sent again, but its text stays until the person has taken care of it.
  refuse(key, reason) {
    const note = this.notes.get(key);
    if (!note) return;
    this.store.keep(`refused:${key}`, { ...note, reason });
    this.store.drop(`note:${key}`);
  }

  // `told` hears of each vote that the portal does not take.
  async sendVotes(told) {
    for (const id of this.wishes.keys()) {
      const wish = this.wishes.get(id); // as it is now: another tab may have sent it meanwhile
      if (!wish) continue;
      const answer = await this.send("vote", [
        ["note", id],
        ["want", wish.want],
      ]);
      // Somebody may have pressed again meanwhile: only what was sent is done with.
      const left = this.wishes.get(id);
      if (left?.at === wish.at && left.want === wish.want) this.store.drop(`vote:${id}`);
      if (answer.refused) told(id, answer.refused);
    }
  }
}

// One turn after the other, never two at once, and a pause that is never longer than `every`
// milliseconds from the beginning of one to that of the next.
export class Turns {
  // `told` hears how each turn went: null, or the error.
  constructor({ work, told, every, clock }) {
    this.work = work;
    this.told = told;
    this.every = every;
    this.clock = clock;
    this.isBusy = false;
    this.isAskedAgain = false;
  }

  async take() {
    this.isAskedAgain = this.isBusy;
    if (this.isBusy) return;
    this.isBusy = true;
    this.clock.cancel(this.timer);
    const began = this.clock.now();
    try {
      this.told(await this.trouble());
    } finally {
      this.isBusy = false;
      // A clock that is set back meanwhile must not make the pause an hour.
      const left = Math.min(this.every, this.every - (this.clock.now() - began));
      this.timer = this.clock.after(Math.max(0, left), () => this.take());
    }
  }

  async trouble() {
    try {
      do {
        this.isAskedAgain = false;
        await this.work();
      } while (this.isAskedAgain);
      return null;
    } catch (error) {
      return error;
    }
  }
}
