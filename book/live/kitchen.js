// What the product of an LSTM's step waits for, on machines whose rates the page gives: What training costs.
"use strict";

const kitchen = (() => {
  const WHO = ["waiter", "stairs", "cook"];
  // An evening for each of them: sequences in the batch and units, as powers of 2, with which one waits for him.
  const EVENINGS = { Monday: [0, 4], Tuesday: [0, 12], Wednesday: [10, 10] };

  // Seconds to ask for the product of (4H, H) weights and a batch of states (B, H), to move its numbers, and to compute it.
  function alone({ computed, moved, asked }, batch, units) {
    const numbers = 4 * units * units + batch * units + 4 * batch * units;
    return [asked, numbers / moved, (4 * batch * units * units) / computed];
  }

  // Seconds of all three: moving and computing overlap, and asking as well where orders are called ahead.
  function together(machine, batch, units) {
    const [ask, move, compute] = alone(machine, batch, units);
    const work = Math.max(move, compute);
    return machine.ahead ? Math.max(ask, work) : ask + work;
  }

  function told(seconds) {
    const [unit, size] = [
      ["s", 1],
      ["ms", 1e-3],
      ["µs", 1e-6],
    ].find(([, least]) => seconds >= least) ?? ["ns", 1e-9];
    return `${Number((seconds / size).toPrecision(2))} ${unit}`;
  }

  const STEPS = [0, 1, 2, 3, 4];
  const ring = (x, y, r) => `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;
  const person = (x) => `M${x - 5} 61l5 -16l5 16m-5 -16v-16m-7 15l7 -11${ring(x, 23, 6)}`;
  // By who does it: what always stands in the house, and what moves while he is waited for.
  const PARTS = {
    waiter: [person(30) + "M30 33l13 -4", [...STEPS, 5].map((k) => `M${46 + 18 * k} ${22 + 5 * (k % 3)}h5v7h-5z`).join("")],
    stairs: [
      `M62 104${"v-8.4h17".repeat(5)}` + STEPS.map((k) => ring(12 + 10 * (k % 3), k < 3 ? 99 : 90, 4.5)).join(""),
      STEPS.map((k) => ring(70.5 + 17 * k, 90.6 - 8.4 * k, 4.5)).join(""),
    ],
    cook: [person(165) + "M160 17v-8h10v8M165 33l14 -6M176 61v-17h34v17", "M182 24l-2 -7M192 24l2 -7M202 24l-2 -7"],
  };

  // The restaurant in section.
  function house() {
    const svg = live.drawn("svg", { class: "live-house", viewBox: "0 0 220 108", "aria-hidden": "true" });
    svg.append(live.drawn("path", { d: "M3 3h214v101h-214zM3 62H62M147 62h70M182 43v-14h22v14" }));
    for (const [who, [stands, moves]] of Object.entries(PARTS)) {
      const part = live.drawn("g", { class: `live-${who}` });
      part.append(live.drawn("path", { d: stands }), live.drawn("path", { d: moves, class: "live-moves" }));
      svg.append(part);
    }
    return svg;
  }

  function mount(box, settings) {
    const { machines } = settings;
    const { element, labelled } = live;
    const name = `live-kitchen-${document.querySelectorAll(".live-kitchen").length}`;
    const scale = (most, power) => element("input", { type: "range", min: 0, max: most, step: 1, value: power });
    const [batch, units] = [scale(12, 0), scale(12, Math.log2(settings.units))];
    const radios = Object.keys(machines).map((machine, k) => {
      const radio = element("input", { type: "radio", name, value: machine, checked: k === 0 });
      return element("label", {}, radio, ` ${machine}`);
    });
    const sizes = [batch, units].map(() => element("output", {}));
    const table = element("table", { className: "live-bars" });
    const answer = element("p", { role: "status" });
    const drawing = house();
    const evenings = Object.entries(EVENINGS).map(([name, powers]) => {
      const onclick = () => {
        [batch.value, units.value] = powers;
        run();
      };
      return element("button", { type: "button", onclick }, name);
    });
    box.classList.add("live-kitchen");
    box.append(
      drawing,
      element("div", { className: "live-row" }, ...evenings),
      element("fieldset", {}, element("legend", {}, "The machine"), ...radios),
      labelled("Sequences in the batch", batch, sizes[0]),
      labelled("Units of the LSTM", units, sizes[1]),
      table,
      answer,
    );

    function run() {
      const [B, H] = [2 ** batch.value, 2 ** units.value];
      [B, H].forEach((size, k) => (sizes[k].value = size.toLocaleString("en")));
      [batch, units].forEach((field, k) => field.setAttribute("aria-valuetext", sizes[k].value));
      const machine = machines[box.querySelector("input[type=radio]:checked").value];
      const each = alone(machine, B, H);
      const longest = Math.max(...each);
      live.bars(
        table,
        each.map((seconds, k) => [WHO[k], seconds / longest, 0, seconds === longest, told(seconds)]),
      );
      drawing.setAttribute("data-who", WHO[each.indexOf(longest)]);
      for (const button of evenings) {
        const [b, h] = EVENINGS[button.textContent];
        button.setAttribute("aria-pressed", String(b === Number(batch.value) && h === Number(units.value)));
      }
      const ratio = together(machine, 2 * B, H) / together(machine, B, H);
      const who = WHO[each.indexOf(longest)];
      answer.textContent =
        `You wait most for the ${who}. With twice the batch the product would take ${ratio.toFixed(1)} times as long` +
        (ratio > 1.75 ? ": nothing is gained." : ratio < 1.25 ? ": more sequences are nearly free." : ".");
    }

    for (const field of box.querySelectorAll("input")) field.oninput = run;
    run();
  }

  live.register("kitchen", "Who keeps the guests waiting in one product of an LSTM?", mount);

  // The cheat sheet's evenings, each with its house.
  for (const place of globalThis.document?.querySelectorAll?.(".evening[data-who]") ?? []) {
    const drawing = house();
    drawing.setAttribute("data-who", place.dataset.who);
    place.append(drawing);
  }

  return { EVENINGS, WHO, alone, together, told };
})();
