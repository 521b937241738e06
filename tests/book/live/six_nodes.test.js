"use strict";

const assert = require("node:assert/strict");
const test = require("node:test");
const load = require("./load.js");

const graph = load("six_nodes")("sixNodes");
const path = graph.withLoops([..."ABC"], ["AB", "CB"]); // A–B–C

test("Ã has a loop at every node, and edges without a direction", () => {
  assert.equal(JSON.stringify(path), "[[1,1,0],[1,1,1],[0,1,1]]");
  assert.deepEqual([...graph.degrees(path)], [2, 3, 2]);
});

test("Â divides by the roots of both degrees", () => {
  const normal = graph.normalised(path);
  assert.ok(Math.abs(normal[0][1] - 1 / Math.sqrt(6)) < 1e-15);
  assert.ok(Math.abs(normal[1][1] - 1 / 3) < 1e-15);
  assert.equal(normal[0][2], 0);
});

test("news needs as many updates as there are edges on the way", () => {
  assert.deepEqual([...graph.updates(path, 0)], [0, 1, 2]);
  assert.deepEqual([...graph.updates(graph.withLoops([..."AB"], []), 0)], [0, Infinity]);
  const six = graph.updates(graph.withLoops([..."ABCDEF"], graph.EDGES), 2);
  assert.equal(six[4], 4); // C to E, the question
});

test("a feature spreads along the edges only", () => {
  assert.deepEqual(
    [
      ...graph.spread(
        [
          [0, 1],
          [1, 0],
        ],
        0,
        3,
      ),
    ],
    [0, 1],
  );
  assert.equal(graph.spread(graph.normalised(path), 0, 1)[2], 0);
});
