// How large a gradient is after it was carried back through a vanilla RNN: question 1.1 (c).
"use strict";

const gradient = (() => {
  const UNITS = 32;
  const SEQUENCES = 16;
  const SMALLEST = 1e-12; // what the axis shows, and its inverse above

  // Standard normal numbers from uniform ones.
  const normal = (draw) => () => Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());

  // An orthogonal matrix, rows of a Gaussian one made orthonormal one after the other.
  function orthogonal(units, random) {
    const rows = [];
    while (rows.length < units) {
      const row = Array.from({ length: units }, random);
      for (const other of rows) {
        const along = row.reduce((sum, x, k) => sum + x * other[k], 0);
        other.forEach((x, k) => (row[k] -= along * x));
      }
      const norm = Math.hypot(...row);
      rows.push(row.map((x) => x / norm));
    }
    return rows;
  }

  // Norms of δ, relative to the last one, of one sequence: [0] at its end, [k] k steps before. `inputs` is what is added
  // before the tanh, step after step, and `delta` the error at the end.
  function back(W, inputs, delta) {
    const states = [];
    for (const input of inputs) {
      const before = states.at(-1);
      states.push(
        input.map((x, i) => Math.tanh(x + (before ? W[i].reduce((sum, w, j) => sum + w * before[j], 0) : 0))),
      ); // (1)
    }
    const norms = [Math.hypot(...delta)];
    for (const h of states.reverse()) {
      const inner = delta.map((d, i) => (1 - h[i] ** 2) * d);
      delta = delta.map((_, j) => W.reduce((sum, row, i) => sum + row[j] * inner[i], 0));
      norms.push(Math.hypot(...delta));
    }
    return norms.map((norm) => norm / norms[0]);
  }

  const median = (values) => {
    const [sorted, middle] = [[...values].sort((a, b) => a - b), values.length / 2];
    return (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
  };

  function mount(box, settings) {
    const { element, labelled } = live;
    const random = normal(live.uniform(0));
    const Q = orthogonal(UNITS, random);
    const ends = Array.from({ length: SEQUENCES }, () => Array.from({ length: UNITS }, random));
    const noise = []; // of each step and sequence, drawn as far as they are needed
    const field = (name, value, least, most, step) => {
      const number = element("input", { type: "number", min: least, max: most, step, value });
      number.setAttribute("aria-label", name);
      const slider = element("input", { type: "range", min: least, max: most, step, value });
      slider.setAttribute("aria-label", `${name}, from ${least} to ${most}`);
      slider.oninput = () => {
        number.value = slider.value;
        run();
      };
      number.oninput = () => {
        slider.value = number.value;
        run();
      };
      const row = element("div", { className: "live-slide" }, number, slider);
      return [number, name, element("div", { className: "live-field live-tau" }, element("span", {}, name), row)];
    };
    const fields = [
      field("ρ, the norm of W_hh", settings.rho ?? 1, 0.1, 2, 0.05),
      field("spread of the input", settings.scale ?? 0.2, 0, 1, 0.05),
      field("steps back", settings.steps ?? 60, 5, 100, 1),
    ];
    const notice = live.notice();
    const answer = element("p", { className: "live-answer", role: "status" });
    const chart = element("div");
    chart.style.setProperty("--live-height", "16rem");
    box.classList.add("live-gradient");
    box.append(
      element("div", { className: "live-row" }, ...fields.map(([, , row]) => row)),
      notice,
      answer,
      element(
        "p",
        { className: "live-key" },
        element("span", { className: "live-one" }, "median of 16 sequences"),
        element("span", { className: "live-two" }, "largest and smallest"),
        element("span", { className: "live-bound" }, "bound ρˢ"),
      ),
      element("p", { className: "live-title" }, "Norm of δ, relative to the end"),
      chart,
    );

    const raised = (power) => [...String(power)].map((sign) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(sign)]).join("");
    const short = (value) => {
      if (value >= 0.01 && value < 1000) return String(Number(value.toPrecision(2)));
      const [digits, power] = value.toExponential(1).split("e");
      return `${digits} · 10${raised(Number(power))}`;
    };

    function run() {
      notice.say("");
      const values = fields.map(([number, name]) => live.number(number, name, notice.say));
      if (values.includes(null)) return;
      const [rho, scale, steps] = values;
      while (noise.length < steps) noise.push(ends.map(() => Array.from({ length: UNITS }, random)));
      const W = Q.map((row) => row.map((x) => rho * x));
      const flows = ends.map((end, n) =>
        back(
          W,
          noise.slice(0, steps).map((now) => now[n].map((x) => scale * x)),
          end,
        ),
      );
      const along = Array.from({ length: steps + 1 }, (_, k) => flows.map((flow) => flow[k]));
      const [middle, least, most] = [median, (all) => Math.min(...all), (all) => Math.max(...all)].map((of) =>
        along.map(of),
      );
      const bound = along.map((_, k) => rho ** k);
      const floor = Math.min(0.1, ...[...least, ...bound].map((x) => Math.max(x, SMALLEST)));
      const top = Math.max(10, ...[...most, ...bound].map((x) => Math.min(x, 1 / SMALLEST)));
      const [low, high] = [Math.floor(Math.log10(floor)), Math.ceil(Math.log10(top))];
      const stride = Math.ceil((high - low) / 6);
      const powers = Array.from({ length: high - low + 1 }, (_, i) => low + i).filter((power) => power % stride === 0);
      const ticks = powers.map((power) => [10 ** power, power === 0 ? "1" : power === 1 ? "10" : `10${raised(power)}`]);
      const end = middle.at(-1);
      const fate = end < 0.01 ? "It has all but vanished" : end > 100 ? "It has exploded" : "It is still there";
      answer.textContent = `After ${steps} steps back the gradient is ${short(end)} of what it was (median); the bound allows ${short(bound.at(-1))}. ${fate}.`;
      live.chart(chart, {
        lines: [
          [bound, "live-bound"],
          [most, "live-two"],
          [least, "live-two"],
          [middle, "live-one"],
        ],
        low: 10 ** low,
        high: 10 ** high,
        log: true,
        ticks,
        below: [0, 0.5, 1].map((share) => [Math.round(share * steps), `${Math.round(share * steps)}`]),
        title: `Norm of the gradient against 0 to ${steps} steps back, on a logarithmic axis. ${answer.textContent}`,
      });
    }

    run();
  }

  live.register("gradient", "When does a gradient vanish, and when does it explode?", mount);
  return { orthogonal, normal, back, median };
})();
