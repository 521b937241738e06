"use strict";

const assert = require("node:assert/strict");
const test = require("node:test");
const load = require("./load.js");

const kitchen = load("kitchen")("kitchen");

test("twice the batch is free for a waiter, and twice the time for a cook", () => {
  const slow = { computed: 1e11, moved: 1e9, asked: 1, ahead: false };
  const cook = { computed: 1, moved: 1e9, asked: 1e-9, ahead: false };
  const ratio = (machine) => kitchen.together(machine, 64, 64) / kitchen.together(machine, 32, 64);
  assert.ok(ratio(slow) < 1.001);
  assert.ok(Math.abs(ratio(cook) - 2) < 1e-6);
});

test("orders that are called ahead cost no time of their own", () => {
  const machine = { computed: 1e9, moved: 1e9, asked: 1e-3, ahead: true };
  const [ask, move, compute] = kitchen.alone(machine, 256, 256);
  assert.equal(kitchen.together(machine, 256, 256), compute);
  assert.ok(compute > Math.max(ask, move));
  assert.equal(kitchen.together({ ...machine, ahead: false }, 256, 256), ask + compute);
});

test("times are told in a unit that suits them", () => {
  assert.deepEqual([2, 0.0123, 4.56e-6, 7e-9].map(kitchen.told), ["2 s", "12 ms", "4.6 µs", "7 ns"]);
});

test("on its evening each of the three is waited for, on a CPU as on a GPU", () => {
  const machines = [
    { computed: 5e10, moved: 1.1e10, asked: 3.2e-6 },
    { computed: 1.56e14, moved: 7.8e11, asked: 3.2e-6 },
  ];
  for (const machine of machines) {
    const longest = Object.values(kitchen.EVENINGS).map(([batch, units]) => {
      const each = kitchen.alone(machine, 2 ** batch, 2 ** units);
      return kitchen.WHO[each.indexOf(Math.max(...each))];
    });
    assert.equal(longest.join(), "waiter,stairs,cook");
  }
});
