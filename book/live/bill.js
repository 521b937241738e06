// What each character of the reader's own sentence costs the character model of question 2.1, and what it had expected.
"use strict";

const bill = (() => {
  const DEAR = 8; // bits, from which on the ground gets no darker
  const SHOWN = 6; // characters with a bar

  // The bits of each character but the first, before which nothing was read, and the state before it.
  function costs(model, text) {
    const { vocabulary } = model.about;
    const places = [];
    let state = null;
    for (const character of text) {
      const code = vocabulary.indexOf(character);
      if (state) places.push({ character, state, bits: -Math.log2(live.softmax(state.logits)[code]) });
      state = languageModel.read(model, state, code);
    }
    return places;
  }

  function mount(box, settings) {
    const { element, labelled } = live;
    const { shown } = languageModel;
    let model = null;
    let places = [];

    const sentence = element("textarea", { rows: 2, value: settings.sentence, spellcheck: false });
    const read = element("button", { type: "button", className: "live-main" }, "Let it read");
    const notice = live.notice();
    const paper = element("p", { className: "live-paper", "aria-hidden": "true" });
    const sum = element("p", { role: "status" });
    const place = element("input", { type: "range", min: 1, max: 1, step: 1, value: 1 });
    const where = element("p", {});
    const table = element("table", { className: "live-bars" });
    const result = element(
      "div",
      { className: "live-result", hidden: true },
      element("div", {}, paper, sum, labelled("Look at a character", place)),
      element("div", {}, element("p", { className: "live-title" }, "What it had expected there"), where, table),
    );
    box.classList.add("live-bill");
    box.append(
      labelled("Your sentence", sentence),
      languageModel.offered(settings.tries, sentence),
      element("div", { className: "live-row" }, read, notice),
      result,
    );
    notice.say("The trained network (0.7 MB) is then read from this book’s own files, and runs in this page.");

    // The bars of the place that is looked at.
    function look() {
      const at = Number(place.value);
      const { character, state, bits } = places[at - 1];
      paper.querySelector(".live-here")?.classList.remove("live-here");
      paper.children[at].classList.add("live-here");
      const shares = live.softmax(state.logits);
      const { vocabulary } = model.about;
      const order = [...shares.keys()].sort((j, k) => shares[k] - shares[j]).slice(0, SHOWN);
      live.bars(
        table,
        order.map((k) => [shown(vocabulary[k]), shares[k], 0, vocabulary[k] === character]),
      );
      const before = places.slice(Math.max(0, at - 12), at - 1).map((each) => each.character);
      const start = at <= 12 ? [...sentence.value][0] : "…";
      where.textContent =
        `After “${start}${before.join("")}” came ${shown(character)}, on which it had put ` +
        `${live.percent(2 ** -bits).replace("<", "less than")}: ${bits.toFixed(1)} bits.`;
      place.setAttribute("aria-valuetext", `${at + 1} of ${places.length + 1}, ${shown(character)}`);
    }

    function run() {
      notice.say("");
      if (!languageModel.readable(sentence, model.about, "sentence", notice, run)) return;
      const characters = [...sentence.value];
      if (characters.length < 2) return notice.say("One more character, please: before the first it has read nothing.");
      places = costs(model, characters);
      const priced = places.map(({ character, bits }) => {
        const digit = element("small", {}, String(Math.min(9, Math.round(bits))));
        const letter = element("span", {}, element("span", {}, shown(character)), digit);
        letter.style.setProperty("--size", Math.min(1, bits / DEAR).toFixed(2));
        return letter;
      });
      paper.replaceChildren(element("span", {}, element("span", {}, shown(characters[0])), element("small", {}, "·")), ...priced);
      const mean = places.reduce((total, { bits }) => total + bits, 0) / places.length;
      const dearest = places.reduce((best, each, k) => (each.bits > places[best].bits ? k : best), 0);
      sum.textContent =
        `${mean.toFixed(2)} bits a character, as if it chose among ${(2 ** mean).toFixed(1)} equally likely ones each time. ` +
        `The dearest is ${shown(places[dearest].character)}, with ${places[dearest].bits.toFixed(1)} bits.`;
      place.max = places.length;
      place.value = dearest + 1;
      result.hidden = false;
      look();
    }

    read.onclick = async () => {
      try {
        notice.say("Reading the network …");
        model ??= await live.load("writer-3");
      } catch (error) {
        return notice.say(error.message);
      }
      run();
    };
    sentence.oninput = () => model && run();
    place.oninput = look;
    paper.onclick = ({ target }) => {
      const at = [...paper.children].findIndex((letter) => letter.contains(target));
      if (at < 1) return;
      place.value = at;
      look();
    };
  }

  live.register("bill", "Which of your sentences is the dearest?", mount);
  return { costs };
})();
