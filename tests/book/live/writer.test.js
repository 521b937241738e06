"use strict";

const assert = require("node:assert/strict");
const test = require("node:test");
const load = require("./load.js");

const page = load("language_model", "writer");
const [writer, languageModel] = ["writer", "languageModel"].map(page);
const about = { vocabulary: " abc’", nearest: { "'": "’" } };

test("equal noise leaves the choice to the logits, and a small τ leaves it to the noise", () => {
  assert.equal(
    writer.choose([1, 3, 2], 1, () => 0.5),
    1,
  );
  const draws = [0.5, 0.5, 0.9];
  assert.equal(
    writer.choose([1, 3, 2], 0.1, () => draws.shift()),
    2,
  );
  assert.equal(writer.choose([1, 3, 2], Infinity, Math.random), 1);
});

test("a draw of exactly 0 is no failure", () => {
  assert.equal(
    writer.choose([0, 0], 1, () => 0),
    0,
  );
});

test("what is wrong with a beginning is said, and what is right with it is not", () => {
  assert.equal(languageModel.fault("a b", about, "beginning"), null);
  assert.match(languageModel.fault("", about, "beginning").text, /empty/);
  assert.match(languageModel.fault("a".repeat(1000), about, "beginning").text, /1,000 characters.* 400\./);
  assert.deepEqual(
    { ...languageModel.fault("a'b", about, "beginning") },
    {
      text: "The network never met ' in the tales. The nearest sign it knows is ’.",
      nearest: "’",
    },
  );
  assert.equal(languageModel.fault("漢", about, "beginning").text, "The network never met 漢 in the tales.");
  assert.match(languageModel.fault("😀", about, "beginning").text, /😀/); // one character of two units
});

test("a unit is counted through the layers", () => {
  const state = { layers: [{ c: [0, 1] }, { c: [2, 3] }] };
  assert.equal(writer.cell(state, 3), Math.tanh(3));
});
