// The character model of question 2.1 writes on from the reader's own beginning.
"use strict";

const writer = (() => {
  const MORE = 300; // characters a press of the button writes
  const LONGEST = 2000; // characters
  const SHOWN = 10; // characters with a bar

  // Of a state, tanh(c) of one unit, counted through all layers.
  function cell(state, unit) {
    const units = state.layers[0].c.length;
    return Math.tanh(state.layers[Math.floor(unit / units)].c[unit % units]);
  }

  // A character from softmax(τ x̃), as `text.sampling` draws it: the largest of x̃ and Gumbel noise over τ, one uniform number a character.
  function choose(logits, tau, draw) {
    let [best, chosen] = [-Infinity, 0];
    logits.forEach((x, k) => {
      const gumbel = -Math.log(-Math.log(Math.max(draw(), 1e-300)));
      const sum = x + gumbel / tau;
      if (sum > best) [best, chosen] = [sum, k];
    });
    return chosen;
  }

  const { shown } = languageModel;
  const signed = (value) => value.toFixed(2).replace("-", "−");

  // ---- the figure

  function mount(box, settings) {
    const { element, labelled } = live;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const name = `live-writer-${document.querySelectorAll(".live-writer").length}`;
    const small = Boolean(settings.small); // a beginning, τ and what is written, for a page that only shows it
    let model = null;
    let places = []; // of each character: itself, the state after it, its span
    let begun = 0; // how many of them are the reader's
    let draw = null;
    let frame = 0; // of the animation, while it writes
    let stale = true; // whether the beginning, as it stands, is still to be read
    let unheard = "";

    const beginning = element("textarea", {
      rows: 2,
      value: settings.beginning ?? "Sleeping beauty is",
      spellcheck: false,
    });
    const tau = element("input", { type: "number", min: 0.1, max: 10, step: 0.1, value: settings.tau ?? 1 });
    const slider = element("input", { type: "range", min: -1, max: 1, step: 0.02, value: Math.log10(tau.value) });
    slider.setAttribute("aria-label", "τ, from 0.1 to 10");
    const greedy = element("input", { type: "checkbox" });
    const temperature = element("output", {});
    const seed = element("input", { type: "number", min: 0, max: 99, step: 1, value: 0 });
    const seedField = labelled("Seed", seed);
    const stages = ["1/3", "2/3", "3/3"].map((text, i) => {
      const radio = element("input", { type: "radio", name, value: i + 1, checked: i === 2 });
      return element("label", {}, radio, ` ${text}`);
    });
    const write = element("button", { type: "button", className: "live-main" }, "Write");
    const again = element("button", { type: "button" }, "Start again");
    const notice = live.notice();
    const heard = live.speaker("log");

    const unit = live.chooser("Colour: tanh(c) of the unit for", 255, notice.say, () => {
      places.forEach(colour);
      look();
    });
    const paper = element("p", { className: "live-paper", "aria-hidden": "true" });
    const place = element("input", { type: "range", min: 1, max: 1, step: 1, value: 1 });
    const earlier = labelled("Look at an earlier place", place);
    const where = element("p", { className: "live-where" });
    const table = element("table", { className: "live-bars" });
    const caption = element("caption", {});
    const result = element(
      "div",
      { className: "live-result", hidden: true },
      element(
        "div",
        {},
        unit.fields,
        element(
          "div",
          { className: "live-scale", hidden: small, "aria-hidden": "true" },
          ...["−1", "0", "+1"].map((text) => element("span", {}, text)),
        ),
        paper,
        earlier,
      ),
      element("div", { hidden: small }, element("p", { className: "live-title" }, "The next character"), where, table),
    );
    box.classList.add("live-writer");
    box.classList.toggle("live-small", small);
    unit.fields.hidden = earlier.hidden = again.hidden = seedField.hidden = small;
    box.append(
      labelled("Your beginning", beginning),
      languageModel.offered(settings.tries ?? [], beginning),
      element(
        "div",
        { className: "live-row" },
        element(
          "div",
          { className: "live-field live-tau" },
          element(
            "div",
            { className: "live-slide" },
            element("label", {}, "τ ", tau),
            ...["wild", slider, "safe"],
          ),
          temperature,
          element("label", { hidden: small }, greedy, " greedy: always the likeliest"),
        ),
        element("fieldset", { hidden: small }, element("legend", {}, "After this much training"), ...stages),
        seedField,
      ),
      element("div", { className: "live-row" }, write, again, notice),
      result,
      heard,
    );
    notice.say(
      "Press Write: the trained network (0.7 MB) is then read from this book’s own files, and runs in this page.",
    );

    const stage = () => box.querySelector(`input[name=${name}]:checked`).value;

    // τ as it is set; null, with a sentence, where it is no such number.
    function sharpness() {
      if (greedy.checked) return Infinity;
      return live.number(tau, "τ", notice.say);
    }

    function describe() {
      tau.disabled = slider.disabled = greedy.checked;
      const value = greedy.checked ? Infinity : Number(tau.value);
      const [shownTau, shownTemperature] = greedy.checked ? ["∞", "0"] : [value, (1 / value).toFixed(2)];
      temperature.value = small
        ? `Elsewhere this is a temperature, 1/τ = ${shownTemperature}: hot is wild.`
        : `τ = ${shownTau} multiplies the logits; as a temperature that divides them, 1/τ = ${shownTemperature}`;
      slider.setAttribute("aria-valuetext", `τ = ${shownTau}, temperature ${shownTemperature}`);
    }

    function colour({ state, span }) {
      const value = cell(state, unit.number);
      span.style.setProperty("--size", Math.abs(value).toFixed(2));
      span.className = value < 0 ? "live-low" : "live-high";
    }

    function add(character, mine) {
      const state = languageModel.read(model, places.at(-1)?.state, model.about.vocabulary.indexOf(character));
      const span = element(mine ? "b" : "span", {}, character);
      places.push({ character, state, span });
      colour(places.at(-1));
      paper.append(span);
    }

    // The bars of the place that is looked at.
    function look() {
      const at = Number(place.value);
      const value = sharpness();
      if (!model || !places.length || value === null) return;
      paper.querySelector(".live-here")?.classList.remove("live-here");
      const { state, span } = places[at - 1];
      span.classList.add("live-here");
      const next = places[at]?.character;
      const [sharp, plain] = [live.softmax(state.logits, value), live.softmax(state.logits)];
      const { vocabulary } = model.about;
      const order = [...sharp.keys()].sort((j, k) => state.logits[k] - state.logits[j]).slice(0, SHOWN);
      live.bars(
        table,
        order.map((k) => [shown(vocabulary[k]), sharp[k], plain[k], vocabulary[k] === next]),
      );
      const before = places.slice(Math.max(0, at - 12), at).map((each) => shown(each.character).replace("␣", " "));
      where.textContent = `after “${at > 12 ? "…" : ""}${before.join("")}”`;
      place.setAttribute("aria-valuetext", `${at} of ${places.length}, ${where.textContent}`);
      const note = value === 1 ? "Bar: its probability." : "Bar: its probability at this τ. Line: at τ = 1.";
      caption.textContent = next === undefined ? note : `${note} Framed: what follows in the text.`;
      table.prepend(caption);
    }

    function follow() {
      place.max = places.length;
      place.value = places.length;
      look();
    }

    function halt() {
      cancelAnimationFrame(frame);
      frame = 0;
      write.textContent = "Write";
      if (unheard.trim()) heard.tell(unheard);
      unheard = "";
    }

    // Read the beginning as it stands now, from where it differs from what was read. Whether there is nothing wrong.
    function reread() {
      halt();
      stale = true;
      const again = () => reread() && notice.say("");
      if (!languageModel.readable(beginning, model.about, "beginning", notice, again)) return false;
      const number = live.number(seed, "The seed", notice.say);
      if (number === null) return false;
      const characters = [...beginning.value];
      let same = 0;
      while (same < begun && same < characters.length && places[same].character === characters[same]) same++;
      places.splice(same).forEach(({ span }) => span.remove());
      characters.slice(same).forEach((character) => add(character, true));
      begun = characters.length;
      draw = live.uniform(model.about.streams[number]);
      follow();
      stale = false;
      return true;
    }

    // The network of the chosen stage, with its units, and nothing read yet. Whether it is here.
    async function fetched() {
      halt();
      const wanted = stage();
      try {
        notice.say("Reading the network …");
        const found = await live.load(`writer-${wanted}`);
        if (wanted !== stage()) return false; // the reader chose another one meanwhile
        model = found;
      } catch (error) {
        notice.say(error.message);
        return false;
      }
      const hidden = model.weight_hh0.columns;
      unit.offer(
        Object.entries(model.about.units).map(([what, { unit: k, correlation }]) => {
          return [k, `${what}: ${k % hidden} of layer ${Math.floor(k / hidden) + 1} (r = ${signed(correlation)})`];
        }),
      );
      places = [];
      begun = 0;
      stale = true;
      paper.replaceChildren();
      heard.replaceChildren();
      result.hidden = false;
      notice.say("");
      return true;
    }

    function step(left) {
      const value = sharpness();
      if (value === null) return halt();
      if (places.length >= LONGEST) {
        halt();
        return notice.say(`That makes ${LONGEST} characters, enough for one page. Start again for more.`);
      }
      const { vocabulary } = model.about;
      for (let i = 0; i < (still ? MORE : 1) && left > 0 && places.length < LONGEST; i++, left--) {
        const character = vocabulary[choose(places.at(-1).state.logits, value, draw)];
        add(character, false);
        unheard += character;
        if (".!?\n".includes(character) && unheard.trim()) {
          heard.tell(unheard);
          unheard = "";
        }
      }
      follow();
      if (left > 0) frame = requestAnimationFrame(() => step(left));
      else halt();
    }

    write.onclick = async () => {
      if (frame) return halt();
      if (!model && !(await fetched())) return;
      if (stale && !reread()) return;
      if (sharpness() === null) return;
      notice.say("");
      write.textContent = "Stop";
      frame = requestAnimationFrame(() => step(MORE));
    };

    const restart = () => model && reread() && notice.say("");
    again.onclick = () => {
      heard.replaceChildren();
      restart();
    };
    beginning.oninput = seed.onchange = restart;
    for (const each of stages) each.onchange = async () => model && (await fetched()) && restart();
    slider.oninput = () => {
      tau.value = (10 ** Number(slider.value)).toPrecision(2);
      tau.oninput();
    };
    tau.oninput = greedy.onchange = (event) => {
      if (sharpness() === null) return;
      if (event) slider.value = Math.log10(tau.value);
      notice.say("");
      describe();
      look();
    };
    place.oninput = look;
    paper.onclick = ({ target }) => {
      const at = [...paper.children].indexOf(target);
      if (at >= 0) place.value = at + 1;
      look();
    };
    describe();
  }

  live.register("writer", "What does the network make of a beginning of yours?", mount);
  return { cell, choose };
})();
