// Which names did Unicode give to a sign, and which did a network invent? Question 2.1e.
"use strict";

const signs = (() => {
  // What is said of an answer to { name, sign }; `sign` is empty where there is none of that name.
  function verdict({ name, sign }, taken) {
    const right = taken === Boolean(sign) ? "✓ Right." : "✗ Not so.";
    if (!sign) return `${right} The network invented it.`;
    return `${right} It is U+${sign.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}: ${sign}`;
  }

  function mount(box, { names }) {
    const { element } = live;
    const shown = element("p", { className: "live-sign" });
    const told = element("p", { role: "status" });
    const button = (text, onclick) => element("button", { type: "button", onclick }, text);
    const real = button("It exists", () => answer(true));
    const invented = button("The network invented it", () => answer(false));
    const next = button("Next", () => ask(at + 1));
    next.className = "live-main";
    let at = 0;
    let right = 0;
    box.classList.add("live-signs");
    box.append(shown, element("div", { className: "live-row" }, real, invented, next), told);

    function ask(place) {
      at = place % names.length;
      if (at === 0) right = 0;
      shown.textContent = names[at].name;
      told.textContent = `Name ${at + 1} of ${names.length}.`;
      answered(false);
      if (place) real.focus();
    }

    function answered(done) {
      real.disabled = invented.disabled = done;
      next.hidden = !done;
    }

    function answer(taken) {
      right += taken === Boolean(names[at].sign) ? 1 : 0;
      answered(true);
      const last = at + 1 === names.length;
      next.textContent = last ? "Once more" : "Next";
      told.textContent = `${verdict(names[at], taken)} (${right} of ${at + 1} so far.)`;
      next.focus();
    }

    ask(0);
  }

  live.register("signs", "Does this sign exist, or did a network invent its name?", mount);
  return { verdict };
})();
