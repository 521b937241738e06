// What τ does to three logits of the reader's own: question 2.1c.
"use strict";

const sharpening = (() => {
  // Entropy in bits.
  function entropy(shares) {
    return shares.reduce((sum, p) => (p > 0 ? sum - p * Math.log2(p) : sum), 0);
  }

  function mount(box, settings) {
    const { element, labelled } = live;
    const letters = settings.letters ?? ["a", "b", "c"];
    const logits = (settings.logits ?? [2, 1, 0]).map((value) =>
      element("input", { type: "number", min: -20, max: 20, step: 0.1, value }),
    );
    const tau = element("input", { type: "number", min: 0, max: 10, step: 0.1, value: settings.tau ?? 1 });
    const slider = element("input", { type: "range", min: 0, max: 10, step: 0.1, value: tau.value });
    slider.setAttribute("aria-label", "τ, from 0 to 10");
    const notice = live.notice();
    const answer = element("p", { role: "status" });
    const table = element("table", { className: "live-bars" });
    const note = "Bar: the probability at this τ. Line: at τ = 1.";
    box.classList.add("live-sharpening");
    box.append(
      element("div", { className: "live-row" }, ...logits.map((field, k) => labelled(`x̃ of ${letters[k]}`, field))),
      element("div", { className: "live-slide" }, element("label", {}, "τ ", tau), slider),
      notice,
      table,
      answer,
    );

    function run() {
      notice.say("");
      const values = logits.map((field, k) => live.number(field, `x̃ of ${letters[k]}`, notice.say));
      const value = live.number(tau, "τ", notice.say);
      if (values.includes(null) || value === null) return;
      const [sharp, plain] = [live.softmax(values, value), live.softmax(values)];
      live.bars(
        table,
        letters.map((letter, k) => [letter, sharp[k], plain[k]]),
      );
      table.prepend(element("caption", {}, note));
      const temperature = value === 0 ? "∞" : (1 / value).toFixed(2);
      answer.textContent =
        `τ = ${value} is a temperature of 1/τ = ${temperature}. The choice has ${entropy(sharp).toFixed(2)} bits, ` +
        `where τ = 1 has ${entropy(plain).toFixed(2)} and equal chances have ${Math.log2(letters.length).toFixed(2)}.`;
    }

    slider.oninput = () => {
      tau.value = slider.value;
      run();
    };
    tau.oninput = () => {
      slider.value = tau.value;
      run();
    };
    for (const field of logits) field.oninput = run;
    run();
  }

  live.register("sharpening", "What does τ do to three logits of yours?", mount);
  return { entropy };
})();
