// The LSTM of question 1.3 reads a palindrome that the reader begins, and its gates can be held.
"use strict";

const gates = (() => {
  const ROOM = 41; // symbols that the network reads, padding and all but the last digit
  const LENGTHS = [5, 20]; // digits of a half that it met in training
  const BEFORE = 4; // padding that is drawn
  const PADDING = 0; // the digits 0 and 1 are the symbols 1 and 2
  const ROWS = { g: "candidate g", i: "input gate i", f: "forget gate f", o: "output gate o", c: "content c" };

  // The symbols of a palindrome, from its first half, without the last digit.
  function sequence(half) {
    const digits = [...half, ...[...half].reverse()].slice(0, -1);
    return [...Array(ROOM - digits.length).fill(PADDING), ...digits.map((digit) => Number(digit) + 1)];
  }

  // g, i, f, o, c and h after each symbol, and the logits, with some gates held.
  function trace(model, symbols, held = {}) {
    const units = model.weight_hh.columns;
    const symbol = (k) =>
      Float32Array.from({ length: 4 * units }, (_, row) => model.symbols[row * model.symbols.columns + k]);
    const steps = [];
    for (const k of symbols) {
      const { h, c } = steps.at(-1) ?? { h: new Float32Array(units), c: new Float32Array(units) };
      steps.push(live.lstm(live.affine(model.weight_hh, h, symbol(k)), c, held));
    }
    return { steps, logits: live.affine(model.weight_out, steps.at(-1).h, model.bias_out) };
  }

  // What is wrong with a half, or null.
  function fault(half) {
    if (/[^01]/.test(half)) return `The half may have the digits 0 and 1 only; it has ${half.match(/[^01]/u)[0]}.`;
    const [least, most] = LENGTHS;
    if (half.length >= least && half.length <= most) return null;
    return `The half must have ${least} to ${most} digits, as in training; this one has ${half.length.toLocaleString("en")}.`;
  }

  function mount(box, settings) {
    const { element, labelled } = live;
    let model = null;
    let traces = null; // by first digit
    const half = element("input", {
      type: "text",
      value: settings.half ?? "1011000",
      inputMode: "numeric",
      autocomplete: "off",
    });
    const holds = ["i", "f", "o"].map((name) => {
      const select = element(
        "select",
        {},
        ...["free", "held at 0", "held at 1"].map((text) => element("option", {}, text)),
      );
      select.onchange = run;
      return [name, select];
    });
    const start = element("button", { type: "button", className: "live-main" }, "Read it");
    const notice = live.notice();
    const answer = element("p", { className: "live-answer", role: "status" });
    const read = element("p", { className: "live-read" });
    const charts = Object.entries(ROWS).map(([name, text]) => [name, text, element("div")]);
    const unit = live.chooser("Unit", 255, notice.say, draw);
    const step = element("input", { type: "range", min: 1, max: ROOM, step: 1, value: ROOM });
    const table = element("table", { className: "live-numbers" });
    const result = element(
      "div",
      { hidden: true, className: "live-stack" },
      answer,
      unit.fields,
      element(
        "p",
        { className: "live-key" },
        element("span", { className: "live-one" }, "first digit 1"),
        element("span", { className: "live-two" }, "first digit 0"),
        element("span", { className: "live-shade" }, "padding"),
      ),
      ...charts.map(([, text, chart]) => element("div", {}, element("p", { className: "live-title" }, text), chart)),
      labelled("Values after symbol", step),
      table,
    );
    box.classList.add("live-gates");
    box.append(
      labelled("First half of a palindrome, in 0s and 1s", half),
      read,
      element("div", { className: "live-row" }, ...holds.map(([name, select]) => labelled(ROWS[name], select))),
      element("div", { className: "live-row" }, start, notice),
      result,
    );

    const held = () =>
      Object.fromEntries(
        holds.filter(([, select]) => select.selectedIndex).map(([name, select]) => [name, select.selectedIndex - 1]),
      );

    function run() {
      const wrong = fault(half.value);
      half.setAttribute("aria-invalid", String(Boolean(wrong)));
      read.textContent = wrong
        ? ""
        : `It reads ${half.value}${[...half.value].reverse().join("").slice(0, -1)} and is asked for the last digit.`;
      if (wrong) notice.say(wrong);
      if (wrong || !model) return;
      notice.say("");
      const rest = half.value.slice(1);
      traces = [0, 1].map((first) => trace(model, sequence(first + rest), held()));
      const shares = traces.map(({ logits }) => live.softmax(logits));
      const said = shares.map(([zero, one]) => (one > zero ? 1 : 0));
      const sure = (first) => `${said[first]} (${(100 * shares[first][said[first]]).toFixed(1)} %)`;
      const verdict =
        said[0] === 0 && said[1] === 1
          ? "It tells them apart, and is right both times."
          : said[0] === said[1]
            ? `It answers ${said[0]} whatever came first.`
            : "It takes one for the other.";
      answer.textContent = `The last digit is the first one. Where that is 1, the network says ${sure(1)}; where it is 0, ${sure(0)}. ${verdict}`;
      draw();
    }

    function draw() {
      if (!traces) return;
      const k = unit.number;
      const padding = ROOM - (2 * half.value.length - 1);
      const from = Math.max(0, padding - BEFORE);
      step.min = from + 1;
      const below = sequence(half.value)
        .map((symbol, t) => [t - from, ["·", "0", "1"][symbol]])
        .slice(from);
      for (const [name, text, chart] of charts) {
        const [zero, one] = traces.map(({ steps }) => steps.slice(from).map((now) => now[name][k]));
        const reach = name === "c" ? Math.max(1, ...[...zero, ...one].map(Math.abs)) : 1;
        const end = reach.toFixed(name === "c" ? 1 : 0);
        const signed = name === "g" || name === "c";
        const ticks = [...(signed ? [[-reach, `−${end}`]] : []), [0, "0"], [reach, end]];
        live.chart(chart, {
          lines: [
            [one, "live-one"],
            [zero, "live-two"],
          ],
          low: ticks[0][0],
          high: reach,
          ticks,
          below: name === "c" ? below : [],
          shaded: padding - from - 0.5,
          marked: Number(step.value) - 1 - from,
          title: `${text} of unit ${k}, symbol by symbol; at the end ${one.at(-1).toFixed(2)} where the first digit is 1, ${zero.at(-1).toFixed(2)} where it is 0`,
        });
      }
      tell();
    }

    function tell() {
      const t = Number(step.value) - 1;
      const name = (k) => ["padding", "0", "1"][k];
      const rest = half.value.slice(1);
      const symbols = [1, 0].map((first) => name(sequence(first + rest)[t]));
      const rows = Object.keys(ROWS).map((row) => {
        const values = [1, 0].map((first) => traces[first].steps[t][row][unit.number].toFixed(3).replace("-", "−"));
        return element(
          "tr",
          {},
          element("th", { scope: "row" }, row),
          ...values.map((value) => element("td", {}, value)),
        );
      });
      const head = ["", "first digit 1", "first digit 0"].map((text) =>
        text ? element("th", { scope: "col" }, text) : element("td", {}),
      );
      const what = symbols[0] === symbols[1] ? symbols[0] : "the first digit";
      table.replaceChildren(
        element("caption", {}, `Symbol ${t + 1} of ${ROOM}: ${what}`),
        element("tr", {}, ...head),
        ...rows,
      );
      step.setAttribute("aria-valuetext", `symbol ${t + 1} of ${ROOM}, ${what}`);
    }

    start.onclick = async () => {
      try {
        model = await live.load("palindromes");
      } catch (error) {
        return notice.say(error.message);
      }
      start.hidden = true;
      result.hidden = false;
      unit.offer(Object.entries(settings.units ?? {}).map(([what, k]) => [k, `${k}, which ${what}`]));
      run();
    };
    half.oninput = run;
    step.oninput = draw;
    run();
    if (!fault(half.value))
      notice.say(
        "Press Read it: the trained network (0.4 MB) is then read from this book’s own files, and runs in this page.",
      );
  }

  live.register("gates", "Where does the first digit go when a gate is held?", mount);
  return { sequence, trace, fault };
})();
