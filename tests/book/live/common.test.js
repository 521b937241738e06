"use strict";

const assert = require("node:assert/strict");
const test = require("node:test");
const load = require("./load.js");

const live = load()("live");
const packed = (array) => Buffer.from(array.buffer).toString("base64");
const close = (got, wanted, error = 1e-6) => {
  assert.equal(got.length, wanted.length);
  wanted.forEach((value, i) => assert.ok(Math.abs(got[i] - value) <= error, `${i}: ${got[i]}, not ${value}`));
};

test("half precision: one, a fraction, the smallest, the largest, a negative", () => {
  const bits = new Uint16Array([0x3c00, 0x3555, 0x0001, 0x7bff, 0xc000, 0x0000]);
  const got = live.unpack({ shape: [2, 3], values: packed(bits), scale: null });
  assert.deepEqual([...got], [1, 0.333251953125, 2 ** -24, 65504, -2, 0]);
  assert.deepEqual([got.rows, got.columns], [2, 3]);
});

test("whole numbers take the scale of their row", () => {
  const values = packed(new Int8Array([127, -127, 1, 0, 2, -128]));
  const scale = packed(new Uint16Array([0x3800, 0x4000])); // 0.5 and 2
  const got = live.unpack({ shape: [2, 3], values, scale });
  assert.deepEqual([...got], [63.5, -63.5, 0.5, 0, 4, -256]);
});

test("an affine map leaves the vector that is added to as it is", () => {
  const W = Object.assign(Float32Array.from([1, 2, 3, 4]), { rows: 2, columns: 2 });
  const sum = Float32Array.from([10, 20]);
  assert.deepEqual([...live.affine(W, [1, -1], sum)], [9, 19]);
  assert.deepEqual([...sum], [10, 20]);
});

test("a step of one unit, by hand", () => {
  const ln3 = Math.log(3); // σ(ln 3) = 3/4, tanh(ln 3) = 4/5
  const now = live.lstm([ln3, -ln3, ln3, 0], [2]);
  close(now.c, [0.8 * 0.75 + 2 * 0.25]);
  close(now.h, [Math.tanh(1.1) / 2]);
});

test("a gate that is held has its value in every unit", () => {
  const now = live.lstm(new Float32Array(8), [3, -3], { f: 1, i: 0 });
  assert.deepEqual([...now.f], [1, 1]);
  assert.deepEqual([...now.c], [3, -3]);
});

test("τ multiplies the logits, and at infinity takes the first of the largest", () => {
  close(live.softmax([0, Math.log(3)], 1), [1 / 4, 3 / 4]);
  close(live.softmax([0, Math.log(3)], 2), [1 / 10, 9 / 10]);
  assert.deepEqual([...live.softmax([0, 5, 5], Infinity)], [0, 1, 0]);
  close(live.softmax([1000, 0], 1), [1, 0]);
});

test("the Mersenne Twister's published first outputs", () => {
  // 5489: 3499211612, 581869302; a number in [0, 1) takes 21 bits of the first and all of the second.
  const expected = ((3499211612 & 0x1fffff) * 2 ** 32 + 581869302) * 2 ** -53;
  assert.equal(live.uniform(5489)(), expected);
});

test("the ten thousandth output of the twister is the one that the C++ standard demands", () => {
  const draw = live.uniform(5489);
  for (let i = 0; i < 4999; i++) draw();
  assert.equal((draw() * 2 ** 53) % 2 ** 32, 4123659995);
});
