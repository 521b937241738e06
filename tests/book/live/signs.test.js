"use strict";

const assert = require("node:assert/strict");
const test = require("node:test");
const load = require("./load.js");

const signs = load("signs")("signs");

test("an answer is right where a sign is there, and where none is", () => {
  const [moyai, face] = [
    { name: "moyai", sign: "🗿" },
    { name: "fisth face", sign: "" },
  ];
  assert.equal(signs.verdict(moyai, true), "✓ Right. It is U+1F5FF: 🗿");
  assert.match(signs.verdict(moyai, false), /^✗ Not so\. It is/);
  assert.equal(signs.verdict(face, false), "✓ Right. The network invented it.");
  assert.match(signs.verdict(face, true), /^✗/);
});

test("a sign of a small number has four digits", () => {
  assert.match(signs.verdict({ name: "copyright sign", sign: "©" }, true), /U\+00A9: ©$/);
});
