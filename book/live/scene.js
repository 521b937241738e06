// The network of question 3.5(b) answers a reader's question about a scene, and shows what it means, round by round.
"use strict";

const scene = (() => {
  const ROUNDS = 3; // of messages
  const MOST = 3; // objects that it counts up to
  const SHOWN = 5; // answers with a bar
  const KINDS = ["exist", "count", "compare", "relate"];

  // ---- a scene: { looks, across, depth }, of each object its size, colour and shape and its place in both orders

  // Of each relation and object, the objects that stand in it to that one: the nearest on that side, none or one. The four
  // are left of, right of, in front of, behind.
  function nearest({ across, depth }) {
    const at = (places, step) => places.map((place) => places.indexOf(place + step));
    return [at(across, -1), at(across, 1), at(depth, -1), at(depth, 1)];
  }

  // For each object the one from which a relation leads to it, or -1: what is left of me hears me from its right.
  const origins = (places) => [1, 0, 3, 2].map((opposite) => nearest(places)[opposite]);

  // ---- a question: { kind, anchor, path, nouns, asked }, as `combined.questions` has it; a noun is three values or null

  function phrase(noun, attributes) {
    const [size, colour, shape] = Object.values(attributes).map((values, name) => values[noun[name]]);
    return [size, colour, shape ?? "object"].filter(Boolean).join(" ");
  }

  function words({ kind, anchor, path, nouns, asked }, { attributes, relations }) {
    const told = path.map((relation) => relations[relation]).reverse();
    const start = phrase(anchor, attributes);
    if (kind === "relate") {
      const chain = told.map((relation) => `object ${relation} the `).join("");
      return `what ${Object.keys(attributes)[asked]} is the ${chain}${start}`.split(" ");
    }
    const chain = told.length ? ` ${told.join(" an object ")} a ${start}` : "";
    const [first, second] = nouns.map((noun) => phrase(noun, attributes));
    if (kind === "exist") return `is there a ${first}${chain}`.split(" ");
    if (kind === "count") return `how many ${first}s are there${chain}`.split(" ");
    return `are there more ${first}s than ${second}s${chain}`.split(" ");
  }

  const fits = (noun, look) => noun.every((value, name) => value === null || value === look[name]);

  // The right answer in words, or { none } with the reason why there is no answer.
  function answer({ kind, anchor, path, nouns, asked }, places, { attributes }) {
    const start = places.looks.map((look) => (path.length || kind === "relate" ? fits(anchor, look) : true));
    let chosen = start;
    for (const relation of path) chosen = origins(places)[relation].map((from) => from >= 0 && chosen[from]);
    const found = places.looks.filter((_, i) => chosen[i]);
    if (kind === "relate") {
      const many = start.filter(Boolean).length;
      if (many !== 1)
        return { none: `${many ? "More than one object" : "No object"} is a ${phrase(anchor, attributes)}.` };
      if (!found.length) return { none: "No object stands there." };
      return Object.values(attributes)[asked][found[0][asked]];
    }
    const [one, two = 0] = nouns.map((noun) => found.filter((look) => fits(noun, look)).length);
    if (kind === "count") return one > MOST ? { none: `There are ${one}, and it counts to ${MOST}.` } : String(one);
    return one > two ? "yes" : "no";
  }

  // Whether questions in training had this form.
  function usual({ kind, anchor, path, nouns, asked }) {
    const given = (noun) => noun.filter((value) => value !== null).length;
    if (kind === "relate") return given(anchor) === (path.length ? 3 : 2) && (path.length || anchor[asked] === null);
    if (path.length && given(anchor) !== 1) return false;
    if (kind === "exist") return given(nouns[0]) === (path.length ? 1 : 2);
    if (nouns.some((noun) => given(noun) !== 1)) return false;
    const same = (name) => nouns.every((noun) => noun[name] !== null);
    return kind === "count" || ([0, 1, 2].some(same) && String(nouns[0]) !== String(nouns[1]));
  }

  // A question of such a form, from random numbers in [0, 1).
  function draw(random, { attributes, relations }) {
    const values = Object.values(attributes).map((each) => each.length);
    const upTo = (count) => Math.floor(random() * count);
    const some = (names, count) => {
      const kept = [...names];
      while (kept.length > count) kept.splice(upTo(kept.length), 1);
      return values.map((most, name) => (kept.includes(name) ? upTo(most) : null));
    };
    const kind = KINDS[upTo(KINDS.length)];
    const path = Array.from({ length: upTo(ROUNDS + 1) }, () => upTo(relations.length));
    const asked = upTo(values.length);
    const all = [...values.keys()];
    if (kind === "relate") {
      const others = all.filter((name) => path.length || name !== asked);
      return { kind, anchor: some(others, 3), path, nouns: [], asked };
    }
    const anchor = path.length ? some(all, 1) : [null, null, null];
    const first = some(all, kind === "exist" && !path.length ? 2 : 1);
    const other = (value, name) => (value === null ? null : (value + 1 + upTo(values[name] - 1)) % values[name]);
    return { kind, anchor, path, nouns: kind === "compare" ? [first, first.map(other)] : [first], asked: 0 };
  }

  // ---- the page

  function mount(box, { scenes, paints, ...told }) {
    const { element, labelled } = live;
    const { attributes, relations, vocabulary, answers } = told;
    const names = Object.keys(attributes);
    let model = null;
    let thought = null;

    const button = (text, onclick) => element("button", { type: "button", onclick }, text);
    const menu = (options, onchange) => {
      const made = element("select", { onchange });
      options.forEach(([value, text]) => made.append(element("option", { value }, text)));
      return made;
    };
    const nounMenus = (legend) => {
      const menus = names.map((name) => {
        const any = name === "shape" ? "object" : `any ${name}`;
        const made = menu([["", any], ...attributes[name].map((value, k) => [k, value])], ask);
        made.setAttribute("aria-label", `${name}, ${legend}`);
        return made;
      });
      const fields = element("fieldset", {}, element("legend", {}, legend), ...menus);
      return { menus, fields, read: () => menus.map(({ value }) => (value === "" ? null : Number(value))) };
    };

    const which = menu(
      scenes.map((each, k) => [k, `${k + 1}, of ${each.looks.length} objects`]),
      ask,
    );
    const shuffle = button("Another scene", () => {
      which.value = (Number(which.value) + 1 + Math.floor(Math.random() * (scenes.length - 1))) % scenes.length;
      ask();
    });
    const kind = menu(
      [
        ["exist", "is there …"],
        ["count", "how many … are there"],
        ["compare", "are there more … than …"],
        ["relate", "what does … look like"],
      ],
      ask,
    );
    const asked = menu(
      names.map((name, k) => [k, name]),
      ask,
    );
    const askedField = labelled("what is asked", asked);
    const [first, second, anchor] = ["looked for", "than", "start from"].map(nounMenus);
    const hops = menu(
      Array.from({ length: ROUNDS + 1 }, (_, k) => [k, k]),
      ask,
    );
    const path = Array.from({ length: ROUNDS }, (_, k) => {
      const made = menu(
        relations.map((name, value) => [value, name]),
        ask,
      );
      return { made, field: labelled(`step ${k + 1}`, made) };
    });
    const sentence = element("p", { className: "live-read" });
    const start = element("button", { type: "button", className: "live-main" }, "Ask it");
    const notice = live.notice();
    const said = element("p", { className: "live-answer", role: "status" });
    const picture = element("div", { className: "live-scene", role: "img" });
    const moment = element("input", { type: "range", min: 0, max: ROUNDS, step: 1, value: ROUNDS, oninput: look });
    const moments = labelled("Objects meant after round", moment);
    const heard = element("p", { className: "live-words" });
    const followed = element("p", {});
    const bars = element("table", { className: "live-bars live-answers" });
    const table = element("table", { className: "live-numbers" });
    const wide = element("div", { className: "live-wide", tabIndex: 0, role: "region" }, table);
    wide.setAttribute("aria-label", "How much each object is meant");
    const result = element("div", { className: "live-stack", hidden: true }, moments, heard, followed, bars, wide);
    box.classList.add("live-scenes");
    box.append(
      element("div", { className: "live-row" }, labelled("Scene", which), shuffle),
      element(
        "div",
        { className: "live-row" },
        labelled("Question", kind),
        askedField,
        first.fields,
        second.fields,
        labelled("steps from there", hops),
        ...path.map(({ field }) => field),
        anchor.fields,
      ),
      sentence,
      element(
        "div",
        { className: "live-row" },
        start,
        button("Draw a question", () => {
          const places = scenes[which.value];
          let drawn = draw(Math.random, told);
          while (typeof answer(drawn, places, told) !== "string") drawn = draw(Math.random, told);
          set(drawn);
          ask();
        }),
        notice,
      ),
      said,
      picture,
      element(
        "p",
        { className: "live-key" },
        "From above, the front below. Lines join neighbours: solid from left to right, dotted from front to back. The darker its ground, the more an object is meant.",
      ),
      result,
    );

    function question() {
      return {
        kind: kind.value,
        anchor: anchor.read(),
        path: path.slice(0, Number(hops.value)).map(({ made }) => Number(made.value)),
        nouns: { exist: [first.read()], count: [first.read()], compare: [first.read(), second.read()], relate: [] }[
          kind.value
        ],
        asked: Number(asked.value),
      };
    }

    function set(wanted) {
      kind.value = wanted.kind;
      asked.value = wanted.asked;
      hops.value = wanted.path.length;
      wanted.path.forEach((relation, k) => (path[k].made.value = relation));
      const put = ({ menus }, noun) => noun.forEach((value, k) => (menus[k].value = value ?? ""));
      put(anchor, wanted.anchor);
      [first, second].forEach((each, k) => wanted.nouns[k] && put(each, wanted.nouns[k]));
    }

    // What is asked now, and, where the network is there, what it says.
    function ask() {
      const [asking, places] = [question(), scenes[which.value]];
      askedField.hidden = asking.kind !== "relate";
      first.fields.hidden = asking.kind === "relate";
      second.fields.hidden = asking.kind !== "compare";
      anchor.fields.hidden = asking.kind !== "relate" && !asking.path.length;
      path.forEach(({ field }, k) => (field.hidden = k >= asking.path.length));
      const read = words(asking, told);
      sentence.textContent = `${read.join(" ").replace(/^./, (letter) => letter.toUpperCase())}?`;
      const right = answer(asking, places, told);
      const odd = usual(asking) ? "" : "In training no question had this form. ";
      notice.say(odd + (right.none ? `The question has no answer here. ${right.none}` : ""));
      thought =
        model &&
        sceneNetwork.explain(
          model,
          places,
          read.map((word) => vocabulary.indexOf(word) + 1),
        );
      if (thought) tell(read, right);
      look();
    }

    function tell(read, right) {
      const shares = live.softmax(thought.logits);
      const order = [...shares.keys()].sort((j, k) => shares[k] - shares[j]).slice(0, SHOWN);
      const says = answers[order[0]];
      const verdict = right.none ? "" : says === right ? " That is right." : ` Right is ${right}.`;
      said.textContent = `It says ${says} (${(100 * shares[order[0]]).toFixed(1)} %).${verdict}`;
      live.bars(
        bars,
        order.map((k) => [answers[k], shares[k], shares[k], answers[k] === right]),
      );
      bars.prepend(element("caption", {}, "Bar: its probability. Framed: the right answer."));
      const head = ["object", "start", ...path.map((_, k) => `round ${k + 1}`)];
      const lines = objects(scenes[which.value]).map((name, i) =>
        element(
          "tr",
          {},
          element("th", { scope: "row" }, name),
          ...thought.meant.map((values) => element("td", {}, values[i].toFixed(2))),
        ),
      );
      const titles = head.map((text) => element("th", { scope: "col" }, text));
      const caption = element("caption", {}, "How much each object is meant, from left to right");
      table.replaceChildren(caption, element("tr", {}, ...titles), ...lines);
      heard.replaceChildren(...read.flatMap((word) => [element("span", {}, word), " "]));
    }

    const objects = ({ looks }) => looks.map((look) => phrase(look, attributes));

    // The scene, and where there is an answer, what was meant, read and followed at the chosen moment.
    function look() {
      const k = Number(moment.value);
      const places = scenes[which.value];
      paint(places, thought?.meant[k] ?? places.looks.map(() => 0));
      if (!thought) return;
      [...heard.querySelectorAll("span")].forEach((span, t) =>
        span.style.setProperty("--size", thought.attended[k][t].toFixed(2)),
      );
      const most = (shares) => shares.indexOf(Math.max(...shares));
      const word = heard.querySelectorAll("span")[most(thought.attended[k])].textContent;
      const way = k && most(thought.followed[k - 1]);
      const share = k && `${(100 * thought.followed[k - 1][way]).toFixed(0)} %`;
      const passes = ["lets all stay as it is", ...relations.map((name) => `follows “${name}”`)].at(
        way === relations.length ? 0 : way + 1,
      );
      followed.textContent = k
        ? `Round ${k} looks most at the word “${word}”, and ${passes} (${share}).`
        : `At the start it looks most at the word “${word}”.`;
      moment.setAttribute("aria-valuetext", `${k ? `round ${k}` : "the start"}: ${followed.textContent}`);
    }

    function paint(places, meant) {
      const count = places.looks.length;
      const at = (i) => [20 * places.across[i] + 10, 20 * (count - 1 - places.depth[i]) + 10];
      const svg = live.drawn("svg", { viewBox: `0 0 ${20 * count} ${20 * count}` });
      for (const [order, style] of [
        [places.across, "live-way"],
        [places.depth, "live-way live-dotted"],
      ]) {
        const points = [...order.keys()].sort((i, j) => order[i] - order[j]).map((i) => at(i).join(","));
        svg.append(live.drawn("polyline", { class: style, points: points.join(" "), fill: "none" }));
      }
      objects(places).forEach((name, i) => {
        const [x, y] = at(i);
        const [size, , shape] = name.split(" ");
        const r = size === "small" ? 3 : 5.4;
        const ground = live.drawn("circle", { class: "live-ground", cx: x, cy: y, r: 8.6 });
        ground.style.setProperty("--size", meant[i].toFixed(2));
        const drawn = {
          cube: () => live.drawn("rect", { x: x - 0.9 * r, y: y - 0.9 * r, width: 1.8 * r, height: 1.8 * r }),
          ball: () => live.drawn("circle", { cx: x, cy: y, r }),
          cone: () =>
            live.drawn("polygon", { points: `${x},${y - r} ${x - r},${y + 0.8 * r} ${x + r},${y + 0.8 * r}` }),
        }[shape]();
        drawn.setAttribute("class", "live-object");
        drawn.style.fill = paints[name.split(" ")[1]];
        svg.append(ground, drawn);
      });
      const order = (by, list) =>
        [...by.keys()]
          .sort((i, j) => by[i] - by[j])
          .map((i) => list[i])
          .join(", ");
      const list = objects(places);
      picture.setAttribute(
        "aria-label",
        `A scene from above. From left to right: ${order(places.across, list)}. From front to back: ${order(places.depth, list)}.`,
      );
      picture.replaceChildren(svg);
    }

    start.onclick = async () => {
      try {
        notice.say("Reading the network …");
        [model] = await Promise.all([live.load("scenes"), live.load("scene_network")]);
      } catch (error) {
        return notice.say(error.message);
      }
      start.hidden = true;
      result.hidden = false;
      ask();
    };

    set(told.question);
    ask();
    if (!notice.textContent) {
      notice.say(
        "Press Ask it: the trained network (0.1 MB) is then read from this book’s own files, and runs in this page.",
      );
    }
  }

  live.register("scene", "Which objects does the network mean, round by round, when you ask?", mount);
  return { ROUNDS, origins, words, answer, usual, draw };
})();
