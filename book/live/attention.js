// Graph attention on a graph of a few nodes with one feature each: whom a node listens to. Question 3.3.
"use strict";

const attention = (() => {
  const SLOPE = 0.2; // of the LeakyReLU, below zero
  const MOST = 2; // of a number of the vector a, to either side

  // The nodes that `i` hears: itself and its neighbours, for edges between two names.
  function hears(nodes, edges, i) {
    return nodes.filter((j) => i === j || edges.includes(i + j) || edges.includes(j + i));
  }

  // aᵀ [W h_i ‖ W h_j] before and after the LeakyReLU, from both messages and the two numbers of a.
  function score([receiver, sender], mine, theirs) {
    const sum = receiver * mine + sender * theirs;
    return [sum, sum > 0 ? sum : SLOPE * sum];
  }

  // How much `i` takes of each node that it hears, by kind of weights, with the numbers on the way to it.
  const KINDS = {
    attention: ({ messages, a }, i, near) => {
      const scores = near.map((j) => score(a, messages[i], messages[j]));
      const shares = live.softmax(scores.map(([, bent]) => bent));
      return { names: ["sum", "score"], steps: scores, shares };
    },
    equal: (_, i, near) => ({ names: [], steps: near.map(() => []), shares: near.map(() => 1 / near.length) }),
    GCN: ({ nodes, edges }, i, near) => {
      const degrees = near.map((j) => hears(nodes, edges, j).length);
      const shares = degrees.map((degree) => 1 / Math.sqrt(near.length * degree)); // (48)
      return { names: ["degree D̃"], steps: degrees.map((degree) => [degree]), shares };
    },
  };

  // What `i` takes of whom, and the sum of it (49), for a graph of { nodes, edges, messages, a }.
  function take(network, kind, i) {
    const near = hears(network.nodes, network.edges, i);
    const found = KINDS[kind](network, i, near);
    const sum = near.reduce((total, j, k) => total + found.shares[k] * network.messages[j], 0);
    return { near, ...found, sum };
  }

  const fixed = (value) => value.toFixed(2).replace("-", "−");
  const short = (value) => String(Number(value.toFixed(2))).replace("-", "−");

  function mount(box, { places, edges, features, weight, a: [receiver, sender], node }) {
    const { element, labelled } = live;
    const nodes = Object.keys(places);
    const messages = Object.fromEntries(nodes.map((name) => [name, weight * features[name]]));
    let chosen = node;
    const drawing = element("div", { className: "live-graph", role: "group" });
    drawing.setAttribute("aria-label", "The graph: press the node that listens");
    const group = `live-attention-${document.querySelectorAll(".live-attention").length}`;
    const kinds = [
      ["attention", "attention"],
      ["equal", "equal weights"],
      ["GCN", "a GCN’s weights"],
    ].map(([value, text], i) => {
      const radio = element("input", { type: "radio", name: group, value, checked: i === 0, onchange: run });
      return element("label", {}, radio, ` ${text}`);
    });
    const numbers = [
      ["a₁, for the receiver", receiver],
      ["a₂, for the sender", sender],
    ].map(([text, value]) => {
      const range = { min: -MOST, max: MOST, step: 0.05, value };
      const field = element("input", { type: "number", ...range, oninput: run });
      const slider = element("input", { type: "range", ...range });
      slider.setAttribute("aria-label", `${text}, from −${MOST} to ${MOST}`);
      slider.oninput = () => {
        field.value = slider.value;
        run();
      };
      const row = element("div", { className: "live-slide live-even" }, labelled(text, field), slider);
      return { text, field, slider, row };
    });
    const notice = live.notice();
    const answer = element("p", { className: "live-answer", role: "status" });
    const table = element("table", { className: "live-numbers" });
    const scroller = element("div", { className: "live-wide", tabIndex: 0, role: "region" }, table);
    scroller.setAttribute("aria-label", "From messages to weights");
    box.classList.add("live-attention");
    box.append(
      element(
        "p",
        {},
        "Press the node that listens. Under each name stands its message W h, on each line how much of it is taken, and beside the listener how much it takes of itself.",
      ),
      drawing,
      element("fieldset", {}, element("legend", {}, "Weights"), ...kinds),
      ...numbers.map(({ row }) => row),
      notice,
      answer,
      scroller,
    );

    function run() {
      const kind = box.querySelector(`input[name=${group}]:checked`).value;
      for (const { field, slider } of numbers) field.disabled = slider.disabled = kind !== "attention";
      notice.say("");
      const a = numbers.map(({ text, field }) => live.number(field, text, notice.say));
      if (a.includes(null)) return;
      numbers.forEach(({ slider }, k) => (slider.value = a[k]));
      const network = { nodes, edges, messages, a };
      const found = take(network, kind, chosen);
      draw(found);
      tell(
        found,
        Object.keys(KINDS)
          .filter((each) => each !== kind)
          .map((each) => [each, take(network, each, chosen).sum]),
      );
    }

    function draw({ near, shares }) {
      const place = (name) => graph.at(places[name]);
      const share = (name) => shares[near.indexOf(name)];
      const heard = edges.map((edge) => {
        const other = [...edge].find((name) => name !== chosen);
        const [from, to] = edge.includes(chosen) ? [other, chosen] : edge;
        const taken = edge.includes(chosen) ? share(other) : undefined;
        const how = taken === undefined ? {} : { style: "live-crossed", width: 1 + 12 * taken, text: fixed(taken) };
        return { from: place(from), to: place(to), ...how };
      });
      const [across, down] = place(chosen);
      const beside = [across - 5, down + (down > 60 ? -19 : 19)];
      heard.push({ from: beside, to: beside, text: fixed(share(chosen)) });
      graph.draw(
        drawing,
        heard,
        nodes.map((name) => ({
          name,
          place: place(name),
          small: short(messages[name]),
          size: near.includes(name) ? share(name) : 0,
          pressed: name === chosen,
          label: `${name}, message ${short(messages[name])}`,
          press: () => {
            chosen = name;
            run();
          },
        })),
      );
    }

    function tell({ near, names, steps, shares, sum }, others) {
      const most = near.filter((_, k) => shares[k] > Math.max(...shares) - 5e-3);
      const whom = near.length === most.length ? "as much of each" : `most of ${most.join(" and ")}`;
      const instead = others.map(([kind, value]) => {
        const words = { attention: "this attention", equal: "equal weights", GCN: "a GCN’s" };
        return `with ${words[kind]} ${fixed(value)}`;
      });
      answer.textContent =
        `${chosen} hears ${near.join(", ")} and takes ${whom}. Its sum is ${fixed(sum)}; ` + `${instead.join(", ")}.`;
      const cell = (value) => element("td", {}, value);
      const head = ["from", "message", ...names, "weight", "product"].map((text) =>
        element("th", { scope: "col" }, text),
      );
      const rows = near.map((name, k) =>
        element(
          "tr",
          {},
          element("th", { scope: "row" }, name),
          cell(short(messages[name])),
          ...steps[k].map((value) => cell(names[0] === "sum" ? fixed(value) : String(value))),
          cell(fixed(shares[k])),
          cell(fixed(shares[k] * messages[name])),
        ),
      );
      const total = element("td", { colSpan: 2 + names.length }, "sum");
      const last = element("tr", {}, total, cell(fixed(shares.reduce((one, two) => one + two))), cell(fixed(sum)));
      table.replaceChildren(element("caption", {}, `What ${chosen} takes`), element("tr", {}, ...head), ...rows, last);
    }

    run();
  }

  live.register("attention", "Whom does a node listen to, and what does the vector a change?", mount);
  return { hears, take };
})();
