// The character model of question 2.1 reads: what it expects after each character, and what it cannot read.
"use strict";

const languageModel = (() => {
  const LONGEST = 400; // characters

  // The state after `code` was read from the state before (none at the start): h and c of each layer, and the logits x̃.
  function read(model, before, code) {
    model.table ??= []; // W_·x x + b_· of the first layer, for each character that was met
    const { about, table } = model;
    let x = model.embedding.subarray(code * model.embedding.columns, (code + 1) * model.embedding.columns);
    const state = { layers: [] };
    for (let layer = 0; layer < about.layers; layer++) {
      const units = model[`weight_hh${layer}`].columns;
      const { h, c } = before?.layers[layer] ?? { h: new Float32Array(units), c: new Float32Array(units) };
      const given = () => live.affine(model[`weight_ih${layer}`], x, model[`bias${layer}`]);
      const a = layer === 0 ? (table[code] ??= given()) : given();
      const now = live.lstm(live.affine(model[`weight_hh${layer}`], h, a), c);
      state.layers.push({ h: now.h, c: now.c });
      x = now.h;
    }
    state.logits = live.affine(model.weight_out, x, model.bias_out);
    return state;
  }

  const shown = (character) => ({ " ": "␣", "\n": "↵" })[character] ?? character;

  // What is wrong with a text, called a `what`, or null; `nearest` is the sign to take for one that the model never met.
  function fault(text, about, what) {
    if (!text) return { text: `The ${what} is empty: give the network at least one character to read.` };
    if ([...text].length > LONGEST) {
      const size = [...text].length.toLocaleString("en");
      return { text: `The ${what} has ${size} characters; the most it may have here is ${LONGEST}.` };
    }
    const unknown = [...text].find((character) => !about.vocabulary.includes(character));
    if (unknown === undefined) return null;
    const nearest = about.nearest[unknown];
    const met = `The network never met ${shown(unknown)} in the tales.`;
    return nearest ? { text: `${met} The nearest sign it knows is ${shown(nearest)}.`, nearest } : { text: met };
  }

  // Says at the field what is wrong with its text, and offers the nearest signs, which `taken` is called after. Whether
  // there is nothing wrong.
  function readable(field, about, what, notice, taken) {
    const wrong = fault(field.value, about, what);
    field.setAttribute("aria-invalid", String(Boolean(wrong)));
    if (!wrong) return true;
    const replace = live.element("button", { type: "button" }, "Take the nearest");
    replace.onclick = () => {
      const near = (character) =>
        about.vocabulary.includes(character) ? character : (about.nearest[character] ?? character);
      field.value = [...field.value].map(near).join("");
      taken();
    };
    notice.say(wrong.text, ...(wrong.nearest ? [" ", replace] : []));
    return false;
  }

  // A row of texts, each of which a press puts into the field.
  function offered(texts, field) {
    const buttons = texts.map((text) => {
      const button = live.element("button", { type: "button" }, text);
      button.onclick = () => {
        field.value = text;
        field.oninput();
      };
      return button;
    });
    const properties = { className: "live-row live-tries", hidden: !texts.length };
    return live.element("div", properties, "or one of these:", ...buttons);
  }

  return { read, shown, fault, readable, offered };
})();
