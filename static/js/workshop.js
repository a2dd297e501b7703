// A workshop's board, live: on a phone, for who leads it, and on a wall. It asks what has changed
// since the version it has. A phone keeps what is written until the portal has said that it is
// stored: each note has a key of its own, so that one that is sent again is the same note.
"use strict";

const root = document.querySelector("[data-workshop]");
const POLL = Number(root.dataset.poll);
const PATIENCE = 8000; // then the net has swallowed the answer, and it is asked again
const isPhone = root.dataset.workshop === "phone";
const list = root.querySelector("[data-slips]");
const blank = root.querySelector("template").content.firstElementChild;
let version = Number(root.dataset.version);
let etag = "";

const part = (name, within = root) => within.querySelector(`[data-${name}]`);
const plural = (count, one, many) => `${count} ${count === 1 ? one : many}`;
const slips = (count) => plural(count, "lapp", "lappar");
const votes = (count) => plural(count, "röst", "röster");

// Said only when it is new: what is said again would be read aloud again.
function say(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
  if (element) element.hidden = !text;
}

// --- what the phone keeps --------------------------------------------------------------------
// One entry for each note and vote, so that two tabs cannot write over each other.
const memory = new Map(); // where there is no store, as in a private window
const PREFIX = `workshop:${root.dataset.store}:`;

function keep(name, value) {
  memory.set(PREFIX + name, JSON.stringify(value));
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // Full or forbidden: it is kept as long as the page is open.
  }
}

function drop(name) {
  memory.delete(PREFIX + name);
  try {
    localStorage.removeItem(PREFIX + name);
  } catch {
    // There is none.
  }
}

function kept(kind) {
  const found = new Map();
  const read = (name, text) => {
    if (name.startsWith(`${PREFIX}${kind}:`)) {
      try {
        found.set(name.slice(PREFIX.length + kind.length + 1), JSON.parse(text));
      } catch {
        // Not ours.
      }
    }
  };
  try {
    for (const name of Object.keys(localStorage)) read(name, localStorage.getItem(name));
  } catch {
    for (const [name, text] of memory) read(name, text);
  }
  return new Map([...found].sort((one, two) => (one[1].at || 0) - (two[1].at || 0)));
}

// A key like the portal's own. crypto.randomUUID is missing where the address is not https.
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [8, 12, 16, 20].reduceRight((text, at) => `${text.slice(0, at)}-${text.slice(at)}`, hex);
}

// --- the net -----------------------------------------------------------------------------------
class Refused extends Error {} // the portal answered, but not as it should

async function ask(url, options = {}) {
  const giveUp = new AbortController();
  const clock = setTimeout(() => giveUp.abort(), PATIENCE);
  try {
    const answer = await fetch(url, { redirect: "manual", signal: giveUp.signal, ...options });
    if (answer.status === 304) return null;
    if (answer.status === 404) throw new Refused(isPhone ? GONE : AWAY);
    if (answer.status === 403) throw new Refused(STALE);
    if (answer.type === "opaqueredirect") throw new Refused(AWAY);
    if (!answer.ok) throw new TypeError("unreachable");
    const body = await answer.json();
    if (answer.headers.get("ETag")) etag = answer.headers.get("ETag");
    return body;
  } finally {
    clearTimeout(clock);
  }
}

const GONE = "Telefonen är inte med längre. Gå till första sidan och skriv koden igen. Det du har skrivit ligger kvar.";
const STALE = "Sidan behöver laddas om. Det du har skrivit ligger kvar i telefonen.";
const AWAY = "Tavlan kan inte visas längre. Ladda om sidan.";

function post(url, pairs) {
  const token = root.querySelector("[name=csrfmiddlewaretoken]").value;
  return ask(url, {
    method: "POST",
    headers: { Accept: "application/json", "X-CSRFToken": token },
    body: new URLSearchParams(pairs),
  });
}

function waitingWords() {
  const notes = kept("note").size;
  const wishes = kept("vote").size;
  const what = [notes ? slips(notes) : "", wishes ? votes(wishes) : ""].filter(Boolean).join(" och ");
  if (!isPhone) return "Väntar på nätet. Tavlan visar det som var.";
  if (!what) return "Väntar på nätet. Det du skriver sparas i telefonen.";
  return `Väntar på nätet – ${what} skickas när det är tillbaka.`;
}

async function sendNotes() {
  const waiting = [...kept("note")].filter(([, note]) => !note.sent).slice(0, 50);
  if (!waiting.length) return;
  const pairs = waiting.flatMap(([key, note]) => [["key", key], ["text", note.text]]);
  const done = await post(root.dataset.send, pairs);
  for (const key of done.stored) {
    const note = kept("note").get(key);
    if (note) keep(`note:${key}`, { ...note, sent: true });
  }
  for (const [key, reason] of Object.entries(done.refused)) {
    const note = kept("note").get(key);
    if (note) {
      keep(`refused:${key}`, { ...note, reason });
      drop(`note:${key}`);
    }
  }
  drawWaiting();
}

async function sendVotes() {
  for (const [id, wish] of kept("vote")) {
    const done = await post(root.dataset.vote, [["note", id], ["want", wish.want]]);
    // Somebody may have pressed again meanwhile: only what was sent is done with.
    if (kept("vote").get(id)?.at === wish.at) drop(`vote:${id}`);
    if (done.refused) {
      say(part("told"), done.refused);
      drawVote(list.querySelector(`[data-slip="${id}"]`));
    }
  }
}

async function poll() {
  const headers = etag ? { "If-None-Match": etag } : {};
  const news = await ask(`${root.dataset.board}?since=${version}`, { headers, cache: "no-store" });
  if (news) draw(news);
}

// --- drawing -----------------------------------------------------------------------------------
function fresh(id) {
  const slip = blank.cloneNode(true);
  slip.dataset.slip = id;
  if (slip.id) slip.id = `lapp-${id}`;
  for (const input of slip.querySelectorAll("input[name=note], input[name=notes], button[data-hide]")) input.value = id;
  return slip;
}

function drawPhone(slip, note) {
  slip.classList.toggle("is-mine", note.mine);
  slip.classList.toggle("is-hidden", note.hidden);
  slip.dataset.voted = note.voted ? "1" : "0";
  if (note.key) {
    slip.dataset.key = note.key;
    drop(`note:${note.key}`); // it is on the board, whether or not the answer came back
  }
  part("mark", slip).textContent = note.hidden ? "Dold av den som leder" : note.mine ? "Din lapp" : "";
  part("voting", slip).hidden = root.dataset.state !== "voting" || note.hidden;
  drawVote(slip);
}

function drawVote(slip) {
  if (!slip) return;
  const wish = kept("vote").get(slip.dataset.slip);
  const voted = wish ? wish.want === "1" : slip.dataset.voted === "1";
  const button = slip.querySelector("button");
  button.setAttribute("aria-pressed", String(voted));
  button.firstChild.textContent = voted ? "Ta tillbaka rösten" : "Rösta";
  button.lastElementChild.textContent = ` på ${part("text", slip).textContent.slice(0, 60)}`;
  slip.querySelector("[name=want]").value = voted ? "0" : "1";
}

function drawBoard(slip, note) {
  slip.classList.toggle("is-hidden", note.hidden);
  const choice = slip.querySelector("input[type=checkbox]");
  choice.disabled = note.hidden || Boolean(note.kind);
  if (choice.disabled) choice.checked = false;
  for (const name of slip.querySelectorAll("[data-name]")) name.textContent = note.text.slice(0, 60);
  part("mark", slip).textContent = note.hidden ? "Dold" : note.kind ? `${note.kind[0].toUpperCase()}${note.kind.slice(1)} i analysen` : "";
  part("hide", slip).name = note.hidden ? "show" : "hide";
  part("hide-word", slip).textContent = note.hidden ? "Visa" : "Dölj";
}

function drawSlip(note) {
  let slip = list.querySelector(`[data-slip="${note.id}"]`);
  const isAway = root.dataset.workshop === "wall" ? note.hidden : !note.text;
  if (isAway) {
    slip?.remove();
    return 0;
  }
  const isNew = !slip;
  if (isNew) {
    slip = fresh(note.id);
    // On a phone the newest is first, and nothing moves under a finger; else the votes decide.
    if (isPhone) list.prepend(slip);
    else list.append(slip);
  }
  part("text", slip).textContent = note.text;
  part("votes", slip).textContent = note.votes ? votes(note.votes) : "";
  slip.dataset.votesAre = note.votes;
  if (isPhone) drawPhone(slip, note);
  else if (root.dataset.workshop === "board") drawBoard(slip, note);
  return isNew ? 1 : 0;
}

function sort() {
  if (isPhone || list.matches(":hover")) return; // not while the leader points at one
  const active = document.activeElement;
  const rank = (slip) => [slip.classList.contains("is-hidden") ? 1 : 0, -slip.dataset.votesAre, -slip.dataset.slip];
  const less = (one, two) => one.map((value, at) => value - two[at]).find(Boolean) || 0;
  const wanted = [...list.children].sort((one, two) => less(rank(one), rank(two)));
  if (wanted.every((slip, at) => slip === list.children[at])) return;
  list.append(...wanted);
  if (list.contains(active)) active.focus({ preventScroll: true });
}

function drawState(state) {
  if (root.dataset.state === state) return;
  // The leader's buttons and what they say are the server's: it is they who changed it.
  if (root.dataset.workshop === "board") window.location.reload();
  root.dataset.state = state;
  if (isPhone) {
    part("write").hidden = state !== "collecting";
    for (const form of root.querySelectorAll("[data-voting]")) {
      form.hidden = state !== "voting" || form.closest("[data-slip]").classList.contains("is-hidden");
    }
  } else if (root.dataset.workshop === "wall") {
    part("when-open").hidden = state === "closed";
    part("when-closed").hidden = state !== "closed";
  }
}

function drawCounts(added) {
  const shown = list.querySelectorAll("[data-slip]:not(.is-hidden)");
  const text = added ? `${slips(shown.length)}, ${plural(added, "ny", "nya")}` : slips(shown.length);
  const news = part("news");
  if (added || !news.textContent.startsWith(slips(shown.length))) say(news, text);
  part("none").hidden = list.children.length > 0;
  if (isPhone) return;
  part("count").textContent = shown.length;
  part("total").textContent = [...shown].reduce((sum, slip) => sum + Number(slip.dataset.votesAre), 0);
  if (part("in-tree")) part("in-tree").textContent = [...list.querySelectorAll("[data-mark]")].filter((mark) => mark.textContent.endsWith("i analysen")).length;
}

function draw(news) {
  drawState(news.state);
  let added = 0;
  for (const note of [...news.notes].sort((one, two) => one.id - two.id)) added += drawSlip(note);
  version = news.version;
  if (isPhone) say(part("told"), news.told);
  else part("phones").textContent = news.phones;
  sort();
  drawCounts(added);
  if (isPhone) drawWaiting();
}

// Notes that wait stand on top, as they will stand on the board.
function drawWaiting() {
  for (const slip of list.querySelectorAll("[data-waiting]")) slip.remove();
  for (const [key, note] of kept("note")) {
    if (list.querySelector(`[data-key="${key}"]`)) {
      drop(`note:${key}`);
      continue;
    }
    const slip = fresh("");
    slip.removeAttribute("data-slip");
    slip.removeAttribute("id");
    slip.dataset.waiting = key;
    slip.classList.add("is-mine", "is-waiting");
    part("text", slip).textContent = note.text;
    part("mark", slip).textContent = note.sent ? "Din lapp" : "Din lapp – skickas";
    list.prepend(slip);
  }
  part("none").hidden = list.children.length > 0;
  const refused = [...kept("refused").values()];
  part("unsent").hidden = !refused.length;
  if (refused.length) {
    say(part("unsent-why"), [...new Set(refused.map((note) => note.reason))].join(" "));
    part("unsent").querySelector("textarea").value = refused.map((note) => note.text).join("\n");
  }
}

// --- the turn: send what waits, then ask what is new ---------------------------------------------
let timer = 0;
let isBusy = false;
let isAskedAgain = false;

async function turn() {
  if (isBusy) {
    isAskedAgain = true;
    return;
  }
  isBusy = true;
  clearTimeout(timer);
  const began = Date.now();
  try {
    do {
      isAskedAgain = false;
      if (isPhone) {
        await sendNotes();
        await sendVotes();
      }
      await poll();
    } while (isAskedAgain);
    say(part("net"), "");
  } catch (error) {
    say(part("net"), error instanceof Refused ? error.message : waitingWords());
  }
  isBusy = false;
  timer = setTimeout(turn, Math.max(0, POLL - (Date.now() - began)));
}

// --- writing and voting on a phone ---------------------------------------------------------------
function writing(form) {
  const text = form.querySelector("textarea");
  const most = Number(form.dataset.most);
  const count = () => {
    const left = most - text.value.trim().length;
    say(part("room", form), left > 50 ? "" : left < 0 ? `${-left} tecken för långt` : `${left} tecken kvar`);
    if (text.value) keep("draft:text", { text: text.value });
    else drop("draft:text");
    if (text.value) say(part("wrong", form), "");
  };
  text.addEventListener("input", count);
  if (!text.value) text.value = kept("draft").get("text")?.text || "";
  count();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const words = text.value.trim().replace(/\s+/g, " ");
    const over = words.length - most;
    if (!words || over > 0) {
      // A second tap on the button finds the field empty, and is no fault.
      if (over > 0) say(part("wrong", form), `Lappen är ${over} tecken för lång. Korta den, eller gör två av den.`);
      text.focus();
      return;
    }
    keep(`note:${newKey()}`, { text: words, at: Date.now() });
    text.value = "";
    count();
    text.focus();
    drawWaiting();
    if (!navigator.onLine) say(part("net"), waitingWords());
    turn();
  });
  // The browser asks before it sends an empty form; a double tap must not be told off.
  form.noValidate = true;
}

function voting(event) {
  const form = event.target.closest("[data-voting]");
  if (!form) return;
  event.preventDefault();
  const slip = form.closest("[data-slip]");
  // From what is shown to the other: what is kept and sent is the wish itself, never a change.
  const want = form.querySelector("[name=want]").value;
  keep(`vote:${slip.dataset.slip}`, { want, at: Date.now() });
  drawVote(slip);
  if (!navigator.onLine) say(part("net"), waitingWords());
  turn();
}

root.classList.add("is-live");
if (isPhone) {
  for (const slip of list.children) slip.dataset.voted = slip.querySelector("button").getAttribute("aria-pressed") === "true" ? "1" : "0";
  writing(part("write"));
  list.addEventListener("submit", voting);
  part("forget").addEventListener("click", () => {
    for (const key of kept("refused").keys()) drop(`refused:${key}`);
    drawWaiting();
  });
  drawWaiting();
} else {
  const chosen = () => {
    const count = document.querySelectorAll("input[name=notes]:checked").length;
    say(document.querySelector("[data-chosen]"), count ? ` (${slips(count)})` : "");
  };
  list.addEventListener("change", chosen);
  chosen();
}
window.addEventListener("online", turn);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) turn();
});
turn();
