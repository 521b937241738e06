// What figures of a graph share: lines between places, and a button for each node.
"use strict";

const graph = (() => {
  // Where a node of the book's six stands, in per cent of the box, from its place in the book's figure.
  const at = ([across, up]) => [20 * across + 10, 50 * (2 - up)];

  // Fill a box, with places in per cent of it: `edges` of { from, to, style, width, text } and `nodes` of { name, place,
  // small, size, pressed, label, press }, where `size` is how dark its ground is, 0 to 1.
  function draw(box, edges, nodes) {
    const svg = live.drawn("svg", { viewBox: "0 0 100 100", preserveAspectRatio: "none" });
    const texts = [];
    for (const { from, to, style = "live-edge", width, text } of edges) {
      const line = live.drawn("line", { class: style, x1: from[0], y1: from[1], x2: to[0], y2: to[1] });
      if (width) line.style.strokeWidth = width;
      svg.append(line);
      const beside = from[1] === to[1] && from[0] !== to[0] ? 14 : 0; // of a flat line, which may be short
      if (text) texts.push(label(text, (from[0] + to[0]) / 2, (from[1] + to[1]) / 2 - beside));
    }
    const buttons = nodes.map(({ name, place, small, size = 0, pressed, label, press }) => {
      const made = live.element("button", { type: "button", onclick: press }, live.element("b", {}, name));
      made.append(live.element("small", {}, small));
      made.dataset.name = name;
      made.style.left = `${place[0]}%`;
      made.style.top = `${place[1]}%`;
      made.style.setProperty("--size", size);
      made.setAttribute("aria-pressed", String(pressed));
      made.setAttribute("aria-label", label);
      return made;
    });
    const focused = box.contains(document.activeElement) && document.activeElement.dataset.name;
    box.replaceChildren(svg, ...texts, ...buttons);
    buttons.find((each) => each.dataset.name === focused)?.focus();
  }

  // A word at a place, which the buttons say already to who hears them.
  function label(text, across, down) {
    const made = live.element("span", { className: "live-label", "aria-hidden": "true" }, text);
    made.style.left = `${across}%`;
    made.style.top = `${down}%`;
    return made;
  }

  return { at, draw };
})();
