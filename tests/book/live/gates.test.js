"use strict";

const assert = require("node:assert/strict");
const test = require("node:test");
const load = require("./load.js");

const gates = load("gates")("gates");

test("a half is mirrored, loses its last digit and is padded on the left", () => {
  const read = gates.sequence("10110");
  assert.equal(read.length, 41);
  assert.deepEqual([...read].slice(-9), [2, 1, 2, 2, 1, 1, 2, 2, 1]); // 10110 0110
  assert.ok(read.slice(0, 32).every((symbol) => symbol === 0));
  assert.ok(
    gates
      .sequence("1".repeat(20))
      .slice(2)
      .every((symbol) => symbol === 2),
  );
});

test("a half that is none is refused with a sentence", () => {
  assert.equal(gates.fault("10110"), null);
  assert.match(gates.fault(""), /5 to 20 digits.* has 0\./);
  assert.match(gates.fault("1".repeat(1000)), /has 1,000\./);
  assert.match(gates.fault("10201"), /it has 2\./);
  assert.match(gates.fault("10 01"), /0 and 1 only/);
});
