// A small graph that the reader changes: its matrices, and how news spreads, update by update. Question 3.2.
"use strict";

const sixNodes = (() => {
  // Where a node stands, across and up; the first six as in the book's figure.
  const PLACES = {
    A: [1, 1],
    B: [2, 1.6],
    C: [4, 1],
    D: [3, 1],
    E: [0, 1],
    F: [2, 0.4],
    G: [0, 1.75],
    H: [4, 1.75],
    I: [4, 0.25],
    J: [0, 0.25],
    K: [1, 1.75],
    L: [3, 0.25],
  };
  const MOST = Object.keys(PLACES).length;
  const EDGES = ["AB", "AE", "AF", "BD", "CD", "DF"];

  // Ã = A + I, equation (46), for names of nodes and edges between two names.
  function withLoops(nodes, edges) {
    const joined = (i, j) => i === j || edges.includes(i + j) || edges.includes(j + i);
    return nodes.map((i) => nodes.map((j) => Number(joined(i, j))));
  }

  const degrees = (matrix) => matrix.map((row) => row.reduce((sum, x) => sum + x)); // of D̃, equation (47)

  // Â, equation (45): each entry over the roots of both degrees.
  function normalised(matrix) {
    const root = degrees(matrix).map(Math.sqrt);
    return matrix.map((row, i) => row.map((x, j) => x / (root[i] * root[j])));
  }

  // After `count` multiplications by Â, what each node has of a feature that was 1 at `source` and 0 elsewhere.
  function spread(matrix, source, count) {
    let values = matrix.map((_, i) => Number(i === source));
    for (let k = 0; k < count; k++) values = matrix.map((row) => row.reduce((sum, x, j) => sum + x * values[j], 0));
    return values;
  }

  // The least number of updates after which each node knows of `source`; Infinity where none is enough.
  function updates(matrix, source) {
    const found = matrix.map((_, i) => (i === source ? 0 : Infinity));
    for (let reached = [source], k = 1; reached.length; k++) {
      const heard = (i) => found[i] === Infinity && reached.some((j) => matrix[i][j]);
      reached = [...matrix.keys()].filter(heard);
      for (const i of reached) found[i] = k;
    }
    return found;
  }

  function mount(box, settings) {
    const { element, labelled } = live;
    const still = settings.matrix !== undefined; // a matrix alone, and no news
    let [nodes, edges, chosen, count] = [[], [], null, 0];
    const drawing = element("div", { className: "live-graph", role: "group" });
    drawing.setAttribute(
      "aria-label",
      "The graph: press one node, then another, to draw the edge between them or to remove it",
    );
    const [source, target] = [element("select", {}), element("select", {})];
    const button = (text, onclick) => element("button", { type: "button", onclick }, text);
    const step = button("One update", () => at(count + 1));
    step.className = "live-main";
    const zero = button("Back to none", () => at(0));
    const add = button("Add a node", () => {
      const name = Object.keys(PLACES).find((each) => !nodes.includes(each));
      if (!name) return notice.say(`There is room for ${MOST} nodes; a larger graph is a matter for the package.`);
      change([...nodes, name].sort(), edges, `${name} is new, and knows nobody yet.`);
    });
    const remove = button("Remove a node", () => {
      if (!chosen) return notice.say("Press the node to be removed first, then this.");
      if (nodes.length === 1) return notice.say("A graph has at least one node.");
      const gone = chosen;
      change(
        nodes.filter((name) => name !== gone),
        edges.filter((edge) => !edge.includes(gone)),
        `${gone} is gone, and its edges with it.`,
      );
    });
    const cut = button("Remove all edges", () => change(nodes, [], "Each node now hears only itself."));
    const reset = button("As in the question", () => begin());
    const notice = live.notice();
    const answer = element("p", { className: "live-answer", role: "status", hidden: still });
    const which = element(
      "select",
      {},
      ...["Ã = A + I", "D̃, the sums of its rows", "Â = D̃^(−½) Ã D̃^(−½)"].map((text) => element("option", {}, text)),
    );
    const scroller = element("div", { className: "live-wide", tabIndex: 0, role: "region" });
    scroller.setAttribute("aria-label", "Matrix");
    box.classList.add("live-six_nodes");
    box.append(
      element("p", {}, "Press one node, then another, to draw the edge between them or to remove it."),
      drawing,
      element("div", { className: "live-row" }, add, remove, cut, reset),
      notice,
      element(
        "div",
        { className: "live-row", hidden: still },
        labelled("News from", source),
        labelled("to", target),
        step,
        zero,
      ),
      answer,
      labelled("Matrix", which),
      scroller,
    );

    // Another graph, with a sentence about what changed.
    function change(newNodes, newEdges, said) {
      [nodes, edges, chosen, count] = [newNodes, newEdges, null, 0];
      for (const select of [source, target]) {
        const before = select.value;
        select.replaceChildren(...nodes.map((name) => element("option", {}, name)));
        select.value = nodes.includes(before) ? before : nodes[0];
      }
      draw();
      notice.say(said);
    }

    function begin() {
      change([..."ABCDEF"], EDGES, "");
      [source.value, target.value] = ["C", "E"];
      draw();
    }

    function at(updatesDone) {
      count = updatesDone;
      notice.say("");
      draw();
    }

    function press(name) {
      if (!chosen) {
        chosen = name;
        draw();
        notice.say(`${name} is chosen: press another node for the edge between the two, or ${name} again to leave it.`);
      } else if (chosen === name) {
        chosen = null;
        draw();
        notice.say("");
      } else {
        const edge = [chosen, name].sort().join("");
        const there = edges.includes(edge);
        const words = `${edge[0]}–${edge[1]}`;
        change(
          nodes,
          there ? edges.filter((each) => each !== edge) : [...edges, edge],
          there ? `The edge ${words} is gone.` : `The edge ${words} is drawn.`,
        );
      }
    }

    const short = (value) => (value === 0 ? "0" : value === 1 ? "1" : value.toFixed(2).replace(/^0/, ""));

    function draw() {
      const matrix = withLoops(nodes, edges);
      const [from, to] = [nodes.indexOf(source.value), nodes.indexOf(target.value)];
      const values = spread(normalised(matrix), from, count);
      const far = updates(matrix, from);
      const place = (name) => graph.at(PLACES[name]);
      graph.draw(
        drawing,
        edges.map(([i, j]) => {
          const [a, b] = [far[nodes.indexOf(i)], far[nodes.indexOf(j)]];
          const crossed = Math.min(a, b) < count && a !== b;
          return { from: place(i), to: place(j), style: crossed ? "live-crossed" : "live-edge" };
        }),
        nodes.map((name, i) => ({
          name,
          place: place(name),
          small: still ? "" : short(values[i]),
          size: !still && values[i] > 0 ? 0.35 + 0.65 * values[i] : 0,
          pressed: chosen === name,
          label: still ? name : `${name}, has ${values[i].toFixed(2)} of the news`,
          press: () => press(name),
        })),
      );
      const know = nodes.filter((_, i) => values[i] > 0);
      const news =
        far[to] === Infinity
          ? `never reaches ${target.value}: no way leads there`
          : far[to] === 0
            ? "is there from the start"
            : `reaches ${target.value} after ${far[to]} update${far[to] === 1 ? "" : "s"}`;
      answer.textContent = `News from ${source.value} ${news}. After ${count} update${count === 1 ? "" : "s"} ${know.join(", ")} know${know.length === 1 ? "s" : ""} it.`;
      write(matrix);
    }

    function write(matrix) {
      const sums = degrees(matrix);
      const shown = [matrix, matrix.map((_, i) => sums.map((sum, j) => (i === j ? sum : 0))), normalised(matrix)][
        which.selectedIndex
      ];
      const text = (x) => (Number.isInteger(x) ? String(x) : x.toFixed(2).replace(/^0/, ""));
      const head = element("tr", {}, element("td", {}), ...nodes.map((name) => element("th", { scope: "col" }, name)));
      const rows = shown.map((row, i) =>
        element("tr", {}, element("th", { scope: "row" }, nodes[i]), ...row.map((x) => element("td", {}, text(x)))),
      );
      scroller.replaceChildren(element("table", { className: "live-numbers" }, head, ...rows));
    }

    which.selectedIndex = settings.matrix ?? 0;
    source.onchange = target.onchange = () => at(0);
    which.onchange = draw;
    begin();
  }

  live.register("six_nodes", "How many updates does news take in a graph of yours?", mount);
  return { PLACES, EDGES, withLoops, degrees, normalised, spread, updates };
})();
