// What the product of an LSTM's step waits for, on machines whose rates the page gives: What training costs.
"use strict";

const kitchen = (() => {
  const WHO = ["waiter", "stairs", "cook"];

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
    box.classList.add("live-kitchen");
    box.append(
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
      const ratio = together(machine, 2 * B, H) / together(machine, B, H);
      const who = WHO[each.indexOf(longest)];
      answer.textContent =
        `You wait most for the ${who}. With twice the batch the product would take ${ratio.toFixed(1)} times as long` +
        (ratio > 1.75 ? ": nothing is gained." : ratio < 1.25 ? ": more sequences are nearly free." : ".");
    }

    for (const field of box.querySelectorAll("input")) field.oninput = run;
    run();
  }

  live.register("kitchen", "For whom does one product of an LSTM wait?", mount);
  return { alone, together, told };
})();
