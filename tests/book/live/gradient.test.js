"use strict";

const assert = require("node:assert/strict");
const test = require("node:test");
const load = require("./load.js");

const world = load("gradient");
const [gradient, live] = [world("gradient"), world("live")];

test("the matrix is orthogonal", () => {
  const Q = gradient.orthogonal(6, gradient.normal(live.uniform(1)));
  for (const [i, a] of Q.entries()) {
    for (const [j, b] of Q.entries()) {
      const product = a.reduce((sum, x, k) => sum + x * b[k], 0);
      assert.ok(Math.abs(product - Number(i === j)) < 1e-12);
    }
  }
});

test("normal numbers have mean 0 and variance 1", () => {
  const random = gradient.normal(live.uniform(2));
  const drawn = Array.from({ length: 20000 }, random);
  const mean = drawn.reduce((a, b) => a + b) / drawn.length;
  const variance = drawn.reduce((sum, x) => sum + x * x, 0) / drawn.length;
  assert.ok(Math.abs(mean) < 0.03 && Math.abs(variance - 1) < 0.05, `${mean}, ${variance}`);
});

test("without input, one unit loses just its weight a step", () => {
  const norms = gradient.back([[-0.5]], [[0], [0], [0]], [3]);
  assert.deepEqual([...norms], [1, 0.5, 0.25, 0.125]);
});

test("one step back goes through the slope of the tanh", () => {
  const [, after] = gradient.back([[2]], [[1]], [1]);
  assert.ok(Math.abs(after - 2 * (1 - Math.tanh(1) ** 2)) < 1e-15);
});

test("the median of an even and an odd number of values", () => {
  assert.equal(gradient.median([4, 1, 3, 2]), 2.5);
  assert.equal(gradient.median([9, 1, 3]), 3);
});
