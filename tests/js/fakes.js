// What the queue meets: a phone's storage, a portal behind a bad net, and a clock that stands still.

// As the browser's localStorage. `room` is how many characters it has place for.
export class Storage {
  constructor({ room = Infinity } = {}) {
    this.room = room;
    this.entries = new Map();
  }

  get length() {
    return this.entries.size;
  }

  // The order is the browser's own, and says nothing of when an entry was made.
  key(at) {
    return [...this.entries.keys()].sort()[at] ?? null;
  }

  getItem(name) {
    return this.entries.get(name) ?? null;
  }

  setItem(name, text) {
    const others = [...this.entries].filter(([other]) => other !== name);
    const used = others.reduce((sum, [other, kept]) => sum + other.length + kept.length, 0);
    if (used + name.length + text.length > this.room) throw new Error("QuotaExceededError");
    this.entries.set(name, text);
  }

  removeItem(name) {
    this.entries.delete(name);
  }
}

// Stores each key once, as forbattring/workshop/actions/phones.py, and keeps a list of all that
// reached it.
export class Portal {
  constructor() {
    this.requests = [];
    this.board = new Map(); // key to text
    this.votes = new Map(); // note to want
    this.isAway = false; // nothing gets through
    this.losesAnswers = false; // what is sent gets through, the answer does not
    this.refuses = () => ""; // why it does not take a text or a vote
    this.before = () => {}; // awaited before an answer
    this.send = (what, fields) => this.receive(what, fields);
  }

  get texts() {
    return [...this.board.values()];
  }

  async receive(what, fields) {
    if (this.isAway) throw new TypeError("Failed to fetch");
    this.requests.push([what, fields]);
    const answer = what === "notes" ? this.takeNotes(fields) : this.takeVote(fields);
    await this.before(what, fields);
    if (this.losesAnswers) throw new TypeError("Failed to fetch");
    return answer;
  }

  takeNotes(fields) {
    const values = (name) => fields.filter(([field]) => field === name).map(([, value]) => value);
    const texts = values("text");
    const answer = { stored: [], refused: {} };
    for (const [at, key] of values("key").entries()) {
      const reason = this.board.has(key) ? "" : this.refuses(texts[at]);
      if (reason) answer.refused[key] = reason;
      else {
        if (!this.board.has(key)) this.board.set(key, texts[at]);
        answer.stored.push(key);
      }
    }
    return answer;
  }

  takeVote(fields) {
    const { note, want } = Object.fromEntries(fields);
    const refused = this.refuses(note);
    if (!refused) this.votes.set(note, want);
    return { refused };
  }
}

// Time passes only when a test says so.
export class Clock {
  constructor(time = 1_000_000) {
    this.time = time;
    this.alarms = new Map();
    this.made = 0;
  }

  now = () => this.time;

  after = (wait, act) => {
    this.made += 1;
    this.alarms.set(this.made, { wait, act });
    return this.made;
  };

  cancel = (alarm) => this.alarms.delete(alarm);

  // How long each alarm that is set has to wait.
  get waits() {
    return [...this.alarms.values()].map(({ wait }) => wait);
  }

  // The next alarm goes off.
  ring() {
    const [[alarm, { wait, act }]] = this.alarms;
    this.alarms.delete(alarm);
    this.time += wait;
    return act();
  }
}

// A door that a test holds until it opens it.
export function gate() {
  const held = {};
  held.passed = new Promise((open) => {
    held.open = open;
  });
  return held;
}
