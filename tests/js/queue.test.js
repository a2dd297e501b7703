import assert from "node:assert/strict";
import { test } from "node:test";

import { newKey, Queue, Store } from "../../static/js/queue.js";
import { Clock, gate, Portal, Storage } from "./fakes.js";

const PREFIX = "workshop:ABC:";

// A tab, or the same one after a reload: a queue on that storage.
function tab(storage, portal, clock = new Clock()) {
  const open = typeof storage === "function" ? storage : () => storage;
  return new Queue({ store: new Store(open, PREFIX), send: portal.send, now: clock.now });
}

const forbidden = () => {
  throw new Error("SecurityError");
};
const textsOf = (notes) => [...notes.values()].map(({ text }) => text);
const untold = (id) => assert.fail(`the vote on ${id} was refused`);

// What workshop.js does with a board that has come.
function see(queue, portal) {
  for (const key of portal.board.keys()) queue.arrived(key);
}

test("nothing is sent where nothing waits", async () => {
  const portal = new Portal();
  const queue = tab(new Storage(), portal);
  assert.equal(await queue.sendNotes(), false);
  await queue.sendVotes(untold);
  assert.deepEqual(portal.requests, []);
});

test("notes go in the order they were written, also within a millisecond", async () => {
  const portal = new Portal();
  const queue = tab(new Storage(), portal);
  const texts = Array.from({ length: 20 }, (_, at) => `note ${at}`);
  for (const text of texts) queue.write(text);
  assert.deepEqual(textsOf(queue.notes), texts);
  assert.equal(await queue.sendNotes(), true);
  assert.deepEqual(portal.texts, texts);
  assert.equal(portal.requests.length, 1);
});

test("the order holds when the phone's clock is set back", async () => {
  const [portal, clock] = [new Portal(), new Clock()];
  const queue = tab(new Storage(), portal, clock);
  queue.write("before");
  clock.time -= 3_600_000;
  queue.write("after");
  queue.write("last");
  await queue.sendNotes();
  assert.deepEqual(portal.texts, ["before", "after", "last"]);
});

test("more than the portal takes at once goes in several sendings, none twice", async () => {
  const portal = new Portal();
  const queue = tab(new Storage(), portal);
  const texts = Array.from({ length: 120 }, (_, at) => `note ${at}`);
  for (const text of texts) queue.write(text);
  while (await queue.sendNotes());
  assert.deepEqual(portal.texts, texts);
  assert.deepEqual(
    portal.requests.map(([, fields]) => fields.length / 2),
    [50, 50, 20],
  );
});

test("without net a note stays and is sent when the net is back", async () => {
  const portal = new Portal();
  const queue = tab(new Storage(), portal);
  queue.write("written in a cellar");
  portal.isAway = true;
  for (let turn = 0; turn < 3; turn += 1) await assert.rejects(queue.sendNotes(), TypeError);
  assert.deepEqual(textsOf(queue.notes), ["written in a cellar"]);
  portal.isAway = false;
  await queue.sendNotes();
  assert.deepEqual(portal.texts, ["written in a cellar"]);
});

test("where the answer is lost the same note is sent again, and is one on the board", async () => {
  const portal = new Portal();
  const queue = tab(new Storage(), portal);
  queue.write("once");
  portal.losesAnswers = true;
  await assert.rejects(queue.sendNotes());
  await assert.rejects(queue.sendNotes());
  portal.losesAnswers = false;
  await queue.sendNotes();
  assert.equal(portal.requests.length, 3);
  assert.equal(new Set(portal.requests.map(([, [[, key]]]) => key)).size, 1);
  assert.deepEqual(portal.texts, ["once"]);
});

test("what is stored waits to be seen on the board, and is not sent again meanwhile", async () => {
  const [storage, portal] = [new Storage(), new Portal()];
  tab(storage, portal).write("stored");
  await tab(storage, portal).sendNotes();
  const queue = tab(storage, portal);
  assert.equal(await queue.sendNotes(), false);
  assert.deepEqual(textsOf(queue.notes), ["stored"]);
  see(queue, portal);
  assert.equal(queue.notes.size, 0);
  assert.equal(storage.length, 0);
});

test("a page that is loaded anew in the middle of a sending loses and doubles nothing", async () => {
  const [storage, portal, door] = [new Storage(), new Portal(), gate()];
  portal.before = () => {
    portal.before = () => {};
    return door.passed;
  };
  const old = tab(storage, portal);
  old.write("half way");
  const sending = old.sendNotes();
  const loaded = tab(storage, portal); // the old page's answer has not come
  loaded.write("written after");
  await loaded.sendNotes();
  assert.deepEqual(portal.texts, ["half way", "written after"]);
  see(loaded, portal);
  door.open();
  await sending; // and should its answer come after all, nothing waits again
  assert.equal(storage.length, 0);
});

test("two tabs do not write over each other", async () => {
  const [storage, portal, clock] = [new Storage(), new Portal(), new Clock()];
  const [one, two] = [tab(storage, portal, clock), tab(storage, portal, clock)];
  one.write("from one");
  two.write("from two");
  one.write("again from one");
  assert.deepEqual(textsOf(two.notes), ["from one", "from two", "again from one"]);
  await Promise.all([one.sendNotes(), two.sendNotes()]);
  assert.deepEqual(portal.texts, ["from one", "from two", "again from one"]);
  see(two, portal);
  assert.equal(one.notes.size, 0);
  assert.equal(await one.sendNotes(), false);
});

test("an entry that another tab drops while it is read is no fault", () => {
  const [storage, portal] = [new Storage(), new Portal()];
  const queue = tab(storage, portal);
  queue.write("gone");
  queue.write("here");
  const read = storage.getItem.bind(storage);
  storage.getItem = (name) => (read(name).includes("gone") ? null : read(name));
  assert.deepEqual(textsOf(queue.notes), ["here"]);
});

test("with a full storage a note lives as long as the page, and is sent", async () => {
  const [storage, portal] = [new Storage({ room: 20 }), new Portal()];
  const queue = tab(storage, portal);
  queue.write("no room for me");
  assert.equal(queue.store.isFragile, true);
  assert.deepEqual(textsOf(queue.notes), ["no room for me"]);
  await queue.sendNotes();
  assert.equal(await queue.sendNotes(), false);
  assert.deepEqual(portal.texts, ["no room for me"]);
  see(queue, portal);
  assert.equal(queue.notes.size, 0);
  assert.equal(queue.store.isFragile, false);
});

test("what had no room is put in the storage when there is some", async () => {
  const [storage, portal] = [new Storage({ room: 150 }), new Portal()];
  const queue = tab(storage, portal);
  queue.write("first");
  queue.write("second");
  assert.equal(queue.store.isFragile, true);
  assert.deepEqual(textsOf(queue.notes), ["first", "second"]);
  const [first] = queue.notes.keys();
  queue.arrived(first);
  assert.equal(queue.store.isFragile, false);
  assert.deepEqual(textsOf(tab(storage, portal).notes), ["second"]);
});

test("what is known and had no room is known, whatever older is stored", async () => {
  const [storage, portal] = [new Storage(), new Portal()];
  const queue = tab(storage, portal);
  queue.write("stored");
  storage.room = 0; // none for the answer
  await queue.sendNotes();
  assert.equal(await queue.sendNotes(), false);
  assert.equal(portal.requests.length, 1);
});

test("with a forbidden storage all works as long as the page is open", async () => {
  const portal = new Portal();
  const queue = tab(forbidden, portal);
  queue.draft = "half";
  assert.equal(queue.draft, "half");
  queue.draft = "";
  queue.write("private");
  queue.wish("7", "1");
  portal.isAway = true;
  await assert.rejects(queue.sendNotes());
  portal.isAway = false;
  await queue.sendNotes();
  await queue.sendVotes(untold);
  see(queue, portal);
  assert.deepEqual(portal.texts, ["private"]);
  assert.deepEqual([...portal.votes], [["7", "1"]]);
  assert.equal(queue.notes.size + queue.wishes.size, 0);
});

test("a note that is refused is not sent again, and its text and the reason stay", async () => {
  const [storage, portal] = [new Storage(), new Portal()];
  const queue = tab(storage, portal);
  queue.write("too late");
  portal.refuses = () => "Workshopen är stängd.";
  await queue.sendNotes();
  assert.equal(await queue.sendNotes(), false);
  assert.equal(portal.requests.length, 1);
  const loaded = tab(storage, portal);
  const [refused] = loaded.refused.values();
  assert.deepEqual([refused.text, refused.reason], ["too late", "Workshopen är stängd."]);
  loaded.forgetRefused();
  assert.equal(storage.length, 0);
});

test("one that is refused holds up no other", async () => {
  const portal = new Portal();
  const queue = tab(new Storage(), portal);
  for (const text of ["good", "bad", "also good"]) queue.write(text);
  portal.refuses = (text) => (text === "bad" ? "Nej." : "");
  await queue.sendNotes();
  assert.deepEqual(portal.texts, ["good", "also good"]);
  assert.deepEqual(textsOf(queue.refused), ["bad"]);
});

test("a refused text is not lost where the storage has no room for both", async () => {
  const [storage, portal] = [new Storage({ room: 160 }), new Portal()];
  tab(storage, portal).write("a text that someone has thought about");
  portal.refuses = () => "Nej.";
  await tab(storage, portal).sendNotes();
  assert.deepEqual(textsOf(tab(storage, portal).refused), [
    "a text that someone has thought about",
  ]);
  assert.equal(tab(storage, portal).notes.size, 0);
});

test("what others keep in the storage is left alone", async () => {
  const [storage, portal] = [new Storage(), new Portal()];
  storage.setItem("workshop:XYZ:note:1", '{"text":"another workshop","at":1}');
  storage.setItem(`${PREFIX}note:2`, "no JSON");
  storage.setItem(`${PREFIX}note:3`, "null");
  storage.setItem(`${PREFIX}note:4`, "5");
  storage.setItem("theme", "dark");
  const queue = tab(storage, portal);
  assert.equal(queue.notes.size, 0);
  assert.equal(await queue.sendNotes(), false);
  assert.equal(storage.length, 5);
});

test("of a vote the last wish counts, also one that comes while the first is sent", async () => {
  const portal = new Portal();
  const queue = tab(new Storage(), portal); // its clock stands still
  queue.wish("7", "1");
  portal.before = () => queue.wish("7", "0");
  await queue.sendVotes(untold);
  assert.equal(queue.wishes.get("7").want, "0");
  portal.before = () => {};
  await queue.sendVotes(untold);
  assert.deepEqual([...portal.votes], [["7", "0"]]);
  assert.equal(queue.wishes.size, 0);
});

test("a wish that another tab has dealt with is not sent as it was before", async () => {
  const [storage, portal] = [new Storage(), new Portal()];
  const [one, two] = [tab(storage, portal), tab(storage, portal)];
  one.wish("1", "1");
  one.wish("2", "1");
  portal.before = async () => {
    portal.before = () => {};
    two.wish("2", "0"); // taken back, and sent, while the first vote is under way
    await two.sendVotes(untold);
  };
  await one.sendVotes(untold);
  assert.equal(portal.votes.get("2"), "0");
  assert.equal(one.wishes.size, 0);
});

test("a vote that is refused is told once, and holds up no other", async () => {
  const portal = new Portal();
  const queue = tab(new Storage(), portal);
  queue.wish("1", "1");
  queue.wish("2", "1");
  portal.refuses = (note) => (note === "1" ? "Dina röster är slut." : "");
  const told = [];
  for (let turn = 0; turn < 2; turn += 1) {
    await queue.sendVotes((id, reason) => told.push([id, reason]));
  }
  assert.deepEqual(told, [["1", "Dina röster är slut."]]);
  assert.deepEqual([...portal.votes], [["2", "1"]]);
});

test("a vote whose answer is lost is said again", async () => {
  const portal = new Portal();
  const queue = tab(new Storage(), portal);
  queue.wish("1", "1");
  portal.losesAnswers = true;
  await assert.rejects(queue.sendVotes(untold));
  assert.equal(queue.wishes.size, 1);
  portal.losesAnswers = false;
  await queue.sendVotes(untold);
  assert.deepEqual([...portal.votes], [["1", "1"]]);
  assert.equal(queue.wishes.size, 0);
});

test("a text that is being written is there after a reload, until it is emptied", () => {
  const [storage, portal] = [new Storage(), new Portal()];
  tab(storage, portal).draft = "not done";
  assert.equal(tab(storage, portal).draft, "not done");
  tab(storage, portal).draft = "";
  assert.equal(storage.length, 0);
});

test("keys are such as the portal takes, each its own", () => {
  const keys = Array.from({ length: 200 }, newKey);
  assert.equal(new Set(keys).size, 200);
  const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  for (const key of keys) assert.match(key, shape);
});

// The same course for the same seed (a linear congruential generator).
function dice(seed) {
  let state = seed;
  return (sides) => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

async function course(roll) {
  const storage = new Storage({ room: roll(3) ? Infinity : 400 });
  const [portal, clock, written] = [new Portal(), new Clock(), []];
  const tabs = [tab(storage, portal, clock), tab(storage, portal, clock)];
  for (let step = 0; step < 60; step += 1) {
    const at = roll(2);
    portal.isAway = roll(3) === 0;
    portal.losesAnswers = roll(3) === 0;
    const act = roll(4);
    if (act === 0) {
      written.push(`note ${step}`);
      tabs[at].write(written.at(-1));
    } else if (act === 1) await tabs[at].sendNotes().catch(() => {});
    else if (act === 2 && !portal.isAway) see(tabs[at], portal);
    else if (act === 3 && !tabs[at].store.isFragile) tabs[at] = tab(storage, portal, clock);
  }
  portal.isAway = false;
  portal.losesAnswers = false;
  for (const queue of tabs) {
    while (await queue.sendNotes());
    see(queue, portal);
  }
  assert.deepEqual(portal.texts.toSorted(), written.toSorted());
  assert.equal(storage.length + tabs[0].notes.size + tabs[1].notes.size, 0);
}

test("whatever the net does, with two tabs and reloads, each note is on the board once", async () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    await course(dice(seed)).catch((error) => {
      throw new Error(`seed ${seed}`, { cause: error });
    });
  }
});
