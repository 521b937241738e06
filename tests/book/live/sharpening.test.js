"use strict";

const assert = require("node:assert/strict");
const test = require("node:test");
const load = require("./load.js");

const sharpening = load("sharpening")("sharpening");

test("entropy in bits: certain, even, and a quarter beside", () => {
  assert.equal(sharpening.entropy([1, 0, 0]), 0);
  assert.equal(sharpening.entropy([0.25, 0.25, 0.25, 0.25]), 2);
  assert.equal(sharpening.entropy([0.5, 0.25, 0.25]), 1.5);
});
