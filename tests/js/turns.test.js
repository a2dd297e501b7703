import assert from "node:assert/strict";
import { test } from "node:test";

import { Turns } from "../../static/js/queue.js";
import { Clock, gate } from "./fakes.js";

const EVERY = 2000;

function turns(work, told = () => {}, clock = new Clock()) {
  return { clock, turns: new Turns({ work, told, every: EVERY, clock }) };
}

test("a turn follows the other, from beginning to beginning", async () => {
  const began = [];
  const { clock, turns: one } = turns(async () => {
    began.push(clock.time);
    clock.time += 300;
  });
  await one.take();
  assert.deepEqual(clock.waits, [EVERY - 300]);
  await clock.ring();
  await clock.ring();
  assert.deepEqual(
    began.map((time) => time - began[0]),
    [0, EVERY, 2 * EVERY],
  );
});

test("who asks in the middle of a turn gets one more, at once and never two together", async () => {
  const door = gate();
  let [count, within] = [0, 0];
  const { clock, turns: one } = turns(async () => {
    within += 1;
    assert.equal(within, 1);
    count += 1;
    if (count === 1) await door.passed;
    within -= 1;
  });
  const first = one.take();
  await Promise.all([one.take(), one.take(), one.take()]);
  assert.equal(count, 1);
  door.open();
  await first;
  assert.equal(count, 2);
  assert.equal(clock.waits.length, 1);
});

test("who asks while it waits does not make two clocks tick", async () => {
  const { clock, turns: one } = turns(async () => {});
  await one.take();
  await one.take();
  await one.take();
  assert.equal(clock.waits.length, 1);
});

test("a turn that fails is told and tried again, and so is one that then goes well", async () => {
  const heard = [];
  let isAway = true;
  const trouble = new TypeError("Failed to fetch");
  const { clock, turns: one } = turns(
    async () => {
      if (isAway) throw trouble;
    },
    (error) => heard.push(error),
  );
  await one.take();
  assert.deepEqual(clock.waits, [EVERY]); // no faster than when all is well
  await clock.ring();
  isAway = false;
  await clock.ring();
  assert.deepEqual(heard, [trouble, trouble, null]);
});

test("the pause never grows, however often it fails", async () => {
  const { clock, turns: one } = turns(async () => {
    throw new TypeError("Failed to fetch");
  });
  await one.take();
  for (let time = 0; time < 50; time += 1) {
    assert.deepEqual(clock.waits, [EVERY]);
    await clock.ring();
  }
});

test("after an answer that was waited for in vain the next turn comes at once", async () => {
  const { clock, turns: one } = turns(async () => {
    clock.time += 8000;
    throw new Error("AbortError");
  });
  await one.take();
  assert.deepEqual(clock.waits, [0]);
});

test("a clock that is set back does not make the pause an hour", async () => {
  const { clock, turns: one } = turns(async () => {
    clock.time -= 3_600_000;
  });
  await one.take();
  assert.deepEqual(clock.waits, [EVERY]);
});

test("a fault in telling does not end the turns", async () => {
  const { clock, turns: one } = turns(
    async () => {},
    () => {
      throw new Error("no such element");
    },
  );
  await assert.rejects(one.take());
  await assert.rejects(clock.ring());
  assert.equal(clock.waits.length, 1);
});
