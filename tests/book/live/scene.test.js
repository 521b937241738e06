"use strict";

const assert = require("node:assert/strict");
const test = require("node:test");
const load = require("./load.js");

const scene = load("scene")("scene");
const told = {
  attributes: { size: ["small", "large"], colour: ["red", "blue", "green", "yellow"], shape: ["cube", "ball", "cone"] },
  relations: ["left of", "right of", "in front of", "behind"],
};
// From left to right a red cube, a blue ball, a red cone; the ball is in front.
const places = {
  looks: [
    [0, 0, 0],
    [1, 1, 1],
    [0, 0, 2],
  ],
  across: [0, 1, 2],
  depth: [1, 0, 2],
};
const any = [null, null, null];
const ask = (question) => scene.answer({ nouns: [], asked: 0, ...question }, places, told);

test("what is left of an object hears it from its right", () => {
  const [left, right] = scene.origins(places);
  assert.deepEqual([...left], [1, 2, -1]);
  assert.deepEqual([...right], [-1, 0, 1]);
});

test("answers", () => {
  const red = [null, 0, null];
  assert.equal(ask({ kind: "count", anchor: any, path: [], nouns: [red] }), "2");
  assert.equal(ask({ kind: "exist", anchor: red, path: [1], nouns: [[null, null, 1]] }), "yes"); // right of a red one
  assert.equal(ask({ kind: "exist", anchor: red, path: [2], nouns: [[null, null, 1]] }), "yes"); // in front of a red one
  assert.equal(ask({ kind: "exist", anchor: [null, 1, null], path: [2], nouns: [any] }), "no");
  assert.equal(ask({ kind: "compare", anchor: any, path: [], nouns: [red, [null, 1, null]] }), "yes");
  assert.equal(ask({ kind: "relate", anchor: [1, 1, 1], path: [0], asked: 2 }), "cube");
});

test("a question without an answer says why", () => {
  assert.match(
    ask({ kind: "relate", anchor: [0, 0, null], path: [], asked: 2 }).none,
    /^More than one object is a small red object/,
  );
  assert.match(
    ask({ kind: "relate", anchor: [1, 3, 0], path: [0], asked: 2 }).none,
    /^No object is a large yellow cube/,
  );
  assert.match(ask({ kind: "relate", anchor: [0, 0, 0], path: [0], asked: 2 }).none, /^No object stands there/);
});

test("every drawn question has a form that training had, and others are told apart", () => {
  let seed = 1;
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  for (let n = 0; n < 300; n++) assert.ok(scene.usual(scene.draw(random, told)));
  const question = { kind: "compare", anchor: any, path: [], asked: 0 };
  const [red, blue, ball] = [
    [null, 0, null],
    [null, 1, null],
    [null, null, 1],
  ];
  assert.ok(scene.usual({ ...question, nouns: [red, blue] }));
  assert.ok(!scene.usual({ ...question, nouns: [red, red] }));
  assert.ok(!scene.usual({ ...question, nouns: [red, ball] }));
});
