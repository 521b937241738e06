"use strict";

const assert = require("node:assert/strict");
const test = require("node:test");
const load = require("./load.js");

const bill = load("language_model", "bill")("bill");

test("a sentence is billed from its second character on, by what was expected before it", () => {
  const flat = (rows, columns, values) => Object.assign(Float32Array.from(values), { rows, columns });
  const zero = (rows, columns) => flat(rows, columns, Array(rows * columns).fill(0));
  // An LSTM that does nothing, so that its bias decides: probabilities 1/2, 1/4, 1/8, 1/8.
  const model = {
    about: { vocabulary: "abcd", layers: 1 },
    embedding: zero(4, 2),
    weight_ih0: zero(4, 2),
    weight_hh0: zero(4, 1),
    bias0: zero(4, 1),
    weight_out: zero(4, 1),
    bias_out: flat(4, 1, [3, 2, 1, 1].map((bits) => bits * Math.LN2)),
  };
  const places = bill.costs(model, [..."daabc"]);
  assert.deepEqual(
    Array.from(places, ({ character, bits }) => [character, Math.round(1e5 * bits) / 1e5]),
    [
      ["a", 1],
      ["a", 1],
      ["b", 2],
      ["c", 3],
    ],
  );
});
