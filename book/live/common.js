// What live figures share: numbers from a script of weights, the step of an LSTM, and the parts of a page.
// Pages are opened from disk, where a script is all that one may load: classic scripts, and nothing is fetched.
"use strict";

const live = (() => {
  const FOLDER = globalThis.document?.currentScript?.src.replace(/[^/]*$/, "");
  const figures = {}; // by name, the question it answers and what fills its box
  const kept = {}; // by name, the weights that were loaded
  const waiting = {}; // by name, the promise of weights

  // ---- numbers

  function bytes(text) {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;
  }

  function half(bits) {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 0x1f;
    const fraction = bits & 0x3ff;
    if (exponent === 31) return fraction ? NaN : sign * Infinity;
    return sign * (exponent ? 2 ** (exponent - 25) * (fraction + 1024) : 2 ** -24 * fraction);
  }

  // A packed tensor as a Float32Array that knows how many rows and columns it has; a vector is one column.
  function unpack({ shape, values, scale }) {
    const [rows, columns = 1] = shape;
    let flat;
    if (scale === null) {
      flat = Float32Array.from(new Uint16Array(bytes(values)), half);
    } else {
      const scales = Float32Array.from(new Uint16Array(bytes(scale)), half);
      flat = Float32Array.from(new Int8Array(bytes(values)), (whole, i) => whole * scales[Math.floor(i / columns)]);
    }
    return Object.assign(flat, { rows, columns });
  }

  // A script of weights calls this.
  function keep(name, { about, tensors }) {
    kept[name] = { about };
    for (const [key, packed] of Object.entries(tensors)) kept[name][key] = unpack(packed);
  }

  // The weights called `name`; rejected with a sentence where their script is missing.
  function load(name) {
    waiting[name] ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = `${FOLDER}weights/${name}.js`;
      script.onload = () => resolve(kept[name]);
      script.onerror = () => {
        delete waiting[name];
        reject(new Error(`The file live/weights/${name}.js of this book is missing, so the model cannot run here.`));
      };
      document.head.append(script);
    });
    return waiting[name];
  }

  // sum + W x, where sum is a vector that is not changed.
  function affine(W, x, sum) {
    const y = Float32Array.from(sum);
    for (let i = 0, at = 0; i < W.rows; i++) {
      let total = 0;
      for (let j = 0; j < W.columns; j++, at++) total += W[at] * x[j];
      y[i] += total;
    }
    return y;
  }

  const sigmoid = (x) => 1 / (1 + Math.exp(-x));

  // One step, equations (4) to (9); `a` is W_·h h + W_·x x + b_· of the gates in PyTorch's order i, f, g, o, and `held` may
  // give a gate a value of its own.
  function lstm(a, c, held = {}) {
    const n = c.length;
    const now = Object.fromEntries([..."gifoch"].map((name) => [name, new Float32Array(n)]));
    for (let k = 0; k < n; k++) {
      now.i[k] = held.i ?? sigmoid(a[k]);
      now.f[k] = held.f ?? sigmoid(a[n + k]);
      now.g[k] = held.g ?? Math.tanh(a[2 * n + k]);
      now.o[k] = held.o ?? sigmoid(a[3 * n + k]);
      now.c[k] = now.g[k] * now.i[k] + c[k] * now.f[k];
      now.h[k] = Math.tanh(now.c[k]) * now.o[k];
    }
    return now;
  }

  // softmax(τ x̃); at τ = ∞ all of it is on the first of the largest.
  function softmax(logits, tau = 1) {
    const top = Math.max(...logits);
    if (tau === Infinity) return Array.from(logits, (_, k) => (k === logits.indexOf(top) ? 1 : 0));
    const powers = Array.from(logits, (x) => Math.exp(tau * (x - top)));
    const sum = powers.reduce((a, b) => a + b);
    return powers.map((p) => p / sum);
  }

  // The Mersenne Twister that PyTorch draws from, and its numbers in [0, 1) of 53 bits.
  function uniform(seed) {
    const state = new Uint32Array(624);
    state[0] = seed;
    for (let i = 1; i < 624; i++) state[i] = Math.imul(1812433253, state[i - 1] ^ (state[i - 1] >>> 30)) + i;
    let at = 624;
    function next() {
      if (at === 624) {
        for (let i = 0; i < 624; i++) {
          const y = (state[i] & 0x80000000) | (state[(i + 1) % 624] & 0x7fffffff);
          state[i] = state[(i + 397) % 624] ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
        }
        at = 0;
      }
      let y = state[at++];
      y ^= y >>> 11;
      y ^= (y << 7) & 0x9d2c5680;
      y ^= (y << 15) & 0xefc60000;
      return (y ^ (y >>> 18)) >>> 0;
    }
    return () => ((next() & 0x1fffff) * 2 ** 32 + next()) * 2 ** -53;
  }

  // ---- the page

  // An element with its properties and children: element("p", {className: "x"}, "text", other).
  function element(tag, properties = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (name in made) made[name] = value;
      else made.setAttribute(name, value);
    }
    made.append(...children);
    return made;
  }

  // An element of a drawing.
  function drawn(tag, properties) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(properties)) made.setAttribute(name, value);
    return made;
  }

  // A field under its label.
  function labelled(text, field, ...more) {
    return element("label", { className: "live-field" }, element("span", {}, text), field, ...more);
  }

  // The number in a field; null, with a sentence at the field, where it is none or not in its range.
  function number(field, name, say) {
    const [least, most, value] = [field.min, field.max, field.value].map(Number);
    const whole = field.step === "1";
    const good = field.value.trim() !== "" && value >= least && value <= most && (!whole || Number.isInteger(value));
    field.setAttribute("aria-invalid", String(!good));
    if (good) return value;
    say(`${name} must be a ${whole ? "whole " : ""}number from ${least} to ${most}.`);
    return null;
  }

  // What a reader who hears the page is told: whole sentences, when they are complete.
  function speaker(role) {
    const box = element("div", { className: "live-heard", role, "aria-live": "polite" });
    box.tell = (text) => box.append(element("p", {}, text));
    return box;
  }

  // A place for one sentence: what is wrong, or what is going on.
  function notice() {
    const box = element("p", { className: "live-notice", role: "status" });
    box.say = (text, ...more) => box.replaceChildren(text, ...more);
    return box;
  }

  const percent = (share) => (share > 0 && share < 0.0005 ? "< 0.1 %" : `${(100 * share).toFixed(1)} %`);

  // Bars from 0 to 1, each with its label, a mark and its number, in per cent or as `told`: rows of
  // [label, share, mark, chosen, told].
  function bars(table, rows) {
    table.replaceChildren(
      ...rows.map(([label, share, mark, chosen, told = percent(share)]) => {
        const bar = element("div", { className: "live-bar", "aria-hidden": "true" });
        bar.style.setProperty("--share", share);
        bar.style.setProperty("--mark", mark);
        const row = element("tr", {}, element("th", { scope: "row" }, label), element("td", {}, bar));
        row.append(element("td", {}, told));
        row.classList.toggle("live-chosen", Boolean(chosen));
        return row;
      }),
    );
  }

  // A choice among units that have a name, and any other by its number. `fields` stand in the page, `offer` fills in the
  // names, `number` is the chosen unit, and `changed` is called when it is another one.
  function chooser(label, most, say, changed) {
    const select = element("select", {});
    const other = element("input", { type: "number", min: 0, max: most, step: 1, value: 0 });
    const otherField = labelled(`unit, 0 to ${most}`, other);
    const made = { fields: element("div", { className: "live-row" }, labelled(label, select), otherField), number: 0 };
    made.offer = (named) => {
      const before = Math.max(0, select.selectedIndex);
      const options = [...named, ["other", "any other"]].map(([value, text]) => element("option", { value }, text));
      select.replaceChildren(...options);
      select.selectedIndex = Math.min(before, named.length);
      read();
    };
    function read() {
      otherField.hidden = select.value !== "other";
      const value = otherField.hidden ? Number(select.value) : number(other, "The unit", say);
      if (value !== null) made.number = value;
      return value !== null;
    }
    select.onchange = other.oninput = () => {
      if (!read()) return;
      say("");
      changed();
    };
    return made;
  }

  // Lines over equally spaced places: [values, class] each, from `low` to `high`, with ticks [value, text] on the left and
  // [place, text] below. `shaded` places at the left have another ground, `marked` is one with a line across, and `log`
  // makes the axis logarithmic.
  function chart(box, { lines, low, high, ticks, below = [], shaded = 0, marked, log = false, title }) {
    const scale = log ? Math.log : (value) => value;
    const height = (value) => {
      const share = (scale(value) - scale(low)) / (scale(high) - scale(low));
      return 100 * (1 - Math.min(1, Math.max(0, share)));
    };
    const last = Math.max(...lines.map(([values]) => values.length)) - 1;
    const across = (i) => (100 * i) / last;
    const svg = drawn("svg", { viewBox: "0 0 100 100", preserveAspectRatio: "none" });
    if (shaded) svg.append(drawn("rect", { class: "live-shade", width: across(shaded), height: 100 }));
    for (const [value] of ticks) {
      svg.append(drawn("line", { class: "live-grid", x1: 0, x2: 100, y1: height(value), y2: height(value) }));
    }
    if (marked !== undefined) {
      svg.append(drawn("line", { class: "live-mark", x1: across(marked), x2: across(marked), y1: 0, y2: 100 }));
    }
    for (const [values, style] of lines) {
      const points = Array.from(values, (value, i) => `${across(i)},${height(value)}`).join(" ");
      svg.append(drawn("polyline", { class: `live-line ${style}`, points }));
    }
    const text = (words, side, at) => {
      const made = element("span", {}, words);
      made.style[side] = `${at}%`;
      return made;
    };
    const left = element(
      "div",
      { className: "live-left" },
      ...ticks.map(([value, words]) => text(words, "top", height(value))),
    );
    const bottom = element(
      "div",
      { className: "live-below" },
      ...below.map(([i, words]) => text(words, "left", across(i))),
    );
    box.className = "live-chart";
    box.setAttribute("role", "img");
    box.setAttribute("aria-label", title);
    box.replaceChildren(left, svg, bottom);
  }

  // A script calls this: the question that its figure answers, and what fills the box.
  function register(name, question, mount) {
    figures[name] = { question, mount };
  }

  // Every figure takes the place of what stands for it on paper; one that fails leaves that where it is.
  function start() {
    for (const box of document.querySelectorAll(".live[data-live]")) {
      const settings = JSON.parse(box.dataset.settings);
      const { question: usual, mount } = figures[box.dataset.live];
      const question = settings.about ?? usual;
      mount(box, settings);
      box.prepend(element("p", { className: "live-question" }, question));
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", question);
      if (box.parentElement.matches(".cell_output")) box.parentElement.classList.add("live-on");
    }
  }

  globalThis.document?.addEventListener("DOMContentLoaded", start);
  const numbers = { unpack, keep, load, affine, lstm, softmax, uniform };
  return { ...numbers, element, drawn, labelled, number, speaker, notice, percent, bars, chooser, chart, register };
})();
