// A workshop's board, live: on a phone, for who leads it, and on a wall. It asks what has changed
// since the version it has. What a phone keeps and sends is in queue.js; here it is shown.

import { Queue, Store, Turns } from "./queue.js";

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

const GONE =
  "Telefonen är inte med längre. Gå till första sidan och skriv koden igen. " +
  "Det du har skrivit ligger kvar.";
const STALE = "Sidan behöver laddas om. Det du har skrivit ligger kvar i telefonen.";
const AWAY = "Tavlan kan inte visas längre. Ladda om sidan.";
const STAY = " Stäng inte sidan: telefonen har inte plats för det du har skrivit.";

function post(url, pairs) {
  const token = root.querySelector("[name=csrfmiddlewaretoken]").value;
  return ask(url, {
    method: "POST",
    headers: { Accept: "application/json", "X-CSRFToken": token },
    body: new URLSearchParams(pairs),
  });
}

function waitingWords() {
  if (!isPhone) return "Väntar på nätet. Tavlan visar det som var.";
  const notes = queue.notes.size;
  const wishes = queue.wishes.size;
  const counts = [notes ? slips(notes) : "", wishes ? votes(wishes) : ""];
  const what = counts.filter(Boolean).join(" och ");
  // Where the phone's storage is full or forbidden, no promise is made that it cannot keep.
  const isFragile = queue.store.isFragile;
  if (what) return `Väntar på nätet – ${what} skickas när det är tillbaka.${isFragile ? STAY : ""}`;
  return `Väntar på nätet.${isFragile ? STAY : " Det du skriver sparas i telefonen."}`;
}

const ADDRESS = { notes: root.dataset.send, vote: root.dataset.vote };
const queue = new Queue({
  store: new Store(() => window.localStorage, `workshop:${root.dataset.store}:`),
  send: (what, fields) => post(ADDRESS[what], fields),
  now: Date.now,
});

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
  for (const input of slip.querySelectorAll(
    "input[name=note], input[name=notes], button[data-hide]",
  ))
    input.value = id;
  return slip;
}

function drawPhone(slip, note) {
  slip.classList.toggle("is-mine", note.mine);
  slip.classList.toggle("is-hidden", note.hidden);
  slip.dataset.voted = note.voted ? "1" : "0";
  if (note.key) {
    slip.dataset.key = note.key;
    queue.arrived(note.key);
  }
  part("mark", slip).textContent = note.hidden
    ? "Dold av den som leder"
    : note.mine
      ? "Din lapp"
      : "";
  part("voting", slip).hidden = root.dataset.state !== "voting" || note.hidden;
  drawVote(slip);
}

function drawVote(slip) {
  if (!slip) return;
  const wish = queue.wishes.get(slip.dataset.slip);
  const voted = wish ? wish.want === "1" : slip.dataset.voted === "1";
  const button = slip.querySelector("button");
  button.setAttribute("aria-pressed", String(voted));
  button.firstChild.textContent = voted ? "Ta tillbaka rösten" : "Rösta";
  button.lastElementChild.textContent = ` på ${part("text", slip).textContent.slice(0, 60)}`;
  slip.querySelector("[name=want]").value = voted ? "0" : "1";
}

function drawRefusedVote(id, reason) {
  say(part("told"), reason);
  drawVote(list.querySelector(`[data-slip="${id}"]`));
}

function drawBoard(slip, note) {
  slip.classList.toggle("is-hidden", note.hidden);
  const choice = slip.querySelector("input[type=checkbox]");
  choice.disabled = note.hidden || Boolean(note.kind);
  if (choice.disabled) choice.checked = false;
  for (const name of slip.querySelectorAll("[data-name]"))
    name.textContent = note.text.slice(0, 60);
  part("mark", slip).textContent = note.hidden
    ? "Dold"
    : note.kind
      ? `${note.kind[0].toUpperCase()}${note.kind.slice(1)} i analysen`
      : "";
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
  const rank = (slip) => [
    slip.classList.contains("is-hidden") ? 1 : 0,
    -slip.dataset.votesAre,
    -slip.dataset.slip,
  ];
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
      form.hidden =
        state !== "voting" || form.closest("[data-slip]").classList.contains("is-hidden");
    }
  } else if (root.dataset.workshop === "wall") {
    part("when-open").hidden = state === "closed";
    part("when-closed").hidden = state !== "closed";
  }
}

function drawCounts(added) {
  const shown = list.querySelectorAll("[data-slip]:not(.is-hidden)");
  const text = added
    ? `${slips(shown.length)}, ${plural(added, "ny", "nya")}`
    : slips(shown.length);
  const news = part("news");
  if (added || !news.textContent.startsWith(slips(shown.length))) say(news, text);
  part("none").hidden = list.children.length > 0;
  if (isPhone) return;
  part("count").textContent = shown.length;
  part("total").textContent = [...shown].reduce(
    (sum, slip) => sum + Number(slip.dataset.votesAre),
    0,
  );
  if (part("in-tree"))
    part("in-tree").textContent = [...list.querySelectorAll("[data-mark]")].filter((mark) =>
      mark.textContent.endsWith("i analysen"),
    ).length;
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
  for (const [key, note] of queue.notes) {
    if (list.querySelector(`[data-key="${key}"]`)) {
      queue.arrived(key);
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
  const refused = [...queue.refused.values()];
  part("unsent").hidden = !refused.length;
  if (refused.length) {
    say(part("unsent-why"), [...new Set(refused.map((note) => note.reason))].join(" "));
    part("unsent").querySelector("textarea").value = refused.map((note) => note.text).join("\n");
  }
}

// --- the turn: send what waits, then ask what is new ---------------------------------------------
const netWords = (trouble) => (trouble instanceof Refused ? trouble.message : waitingWords());

async function work() {
  if (isPhone) {
    if (await queue.sendNotes()) drawWaiting();
    await queue.sendVotes(drawRefusedVote);
  }
  await poll();
}

const turns = new Turns({
  work,
  told: (trouble) => say(part("net"), trouble ? netWords(trouble) : ""),
  every: POLL,
  clock: {
    now: Date.now,
    after: (wait, act) => setTimeout(act, wait),
    cancel: (timer) => clearTimeout(timer),
  },
});

// --- writing and voting on a phone ---------------------------------------------------------------
function writing(form) {
  const text = form.querySelector("textarea");
  const most = Number(form.dataset.most);
  const count = () => {
    const left = most - text.value.trim().length;
    say(
      part("room", form),
      left > 50 ? "" : left < 0 ? `${-left} tecken för långt` : `${left} tecken kvar`,
    );
    queue.draft = text.value;
    if (text.value) say(part("wrong", form), "");
  };
  text.addEventListener("input", count);
  if (!text.value) text.value = queue.draft;
  count();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const words = text.value.trim().replace(/\s+/g, " ");
    const over = words.length - most;
    if (!words || over > 0) {
      // A second tap on the button finds the field empty, and is no fault.
      if (over > 0)
        say(
          part("wrong", form),
          `Lappen är ${over} tecken för lång. Korta den, eller gör två av den.`,
        );
      text.focus();
      return;
    }
    queue.write(words);
    text.value = "";
    count();
    text.focus();
    drawWaiting();
    if (!navigator.onLine) say(part("net"), waitingWords());
    turns.take();
  });
  // The browser asks before it sends an empty form; a double tap must not be told off.
  form.noValidate = true;
}

function voting(event) {
  const form = event.target.closest("[data-voting]");
  if (!form) return;
  event.preventDefault();
  const slip = form.closest("[data-slip]");
  // From what is shown to the other.
  queue.wish(slip.dataset.slip, form.querySelector("[name=want]").value);
  drawVote(slip);
  if (!navigator.onLine) say(part("net"), waitingWords());
  turns.take();
}

root.classList.add("is-live");
if (isPhone) {
  for (const slip of list.children)
    slip.dataset.voted =
      slip.querySelector("button").getAttribute("aria-pressed") === "true" ? "1" : "0";
  writing(part("write"));
  list.addEventListener("submit", voting);
  part("forget").addEventListener("click", () => {
    queue.forgetRefused();
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
window.addEventListener("online", () => turns.take());
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) turns.take();
});
turns.take();
