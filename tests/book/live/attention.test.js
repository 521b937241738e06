"use strict";

const assert = require("node:assert/strict");
const test = require("node:test");
const load = require("./load.js");

const { hears, take } = load("attention")("attention");
const [nodes, edges] = [[..."ABC"], ["AB", "CB"]]; // A–B–C
const messages = { A: 1, B: -2, C: 4 };

test("a node hears itself and its neighbours", () => {
  assert.deepEqual([...hears(nodes, edges, "B")], ["A", "B", "C"]);
  assert.deepEqual([...hears(nodes, [], "B")], ["B"]);
});

test("without scores attention is a mean", () => {
  const { shares, sum } = take({ nodes, edges, messages, a: [0, 0] }, "attention", "B");
  for (const share of shares) assert.ok(Math.abs(share - 1 / 3) < 1e-15);
  assert.ok(Math.abs(sum - take({ nodes, edges, messages }, "equal", "B").sum) < 1e-15);
});

test("what is below zero is bent", () => {
  const { steps } = take({ nodes, edges, messages, a: [1, 2] }, "attention", "A");
  assert.deepEqual(
    [...steps].map((each) => [...each]),
    [
      [3, 3],
      [-3, -3 * 0.2],
    ],
  );
});

test("the receiver's number moves no order of senders", () => {
  const order = (a) => {
    const { near, shares } = take({ nodes, edges, messages, a }, "attention", "B");
    return [...near].sort((i, j) => shares[near.indexOf(i)] - shares[near.indexOf(j)]).join("");
  };
  for (const receiver of [-2, -0.5, 0.5, 2]) assert.equal(order([receiver, 1]), order([0, 1]));
});
