// Questions are answered in the page: whether what was chosen is right, and how many are. Kept in this browser alone.
"use strict";

(() => {
  const KEPT = `${document.currentScript.dataset.book}: answers`;
  let answers = {}; // by the key of a question, which choice was last checked

  // What the browser has kept, which another page of the book may have changed; some keep nothing.
  function read() {
    try {
      answers = { ...JSON.parse(localStorage.getItem(KEPT)) };
    } catch {
      // What was answered on this page is still known.
    }
  }

  function keep() {
    try {
      localStorage.setItem(KEPT, JSON.stringify(answers));
    } catch {
      // It holds until the page is left.
    }
  }

  function element(tag, properties, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  }

  const button = (text, onclick) => element("button", { type: "button", onclick }, text);

  // One question of the page.
  function question(fields) {
    const key = fields.dataset.question;
    const radios = [...fields.querySelectorAll("input")];
    const right = radios.findIndex((radio) => "right" in radio.dataset);
    const answer = fields.parentElement.querySelector("details");
    const verdict = element("p", { className: "question-verdict" });
    const told = element("div", { ariaLive: "polite" }, verdict);
    answer.before(told);
    told.append(answer); // with the verdict, what was unfolded is heard
    fields.append(button("Check", check));

    function check() {
      const chosen = radios.findIndex((radio) => radio.checked);
      if (chosen < 0) {
        verdict.textContent = "Choose one of the answers first.";
        return;
      }
      read();
      answers[key] = chosen;
      keep();
      judge();
      answer.open = true;
      count();
    }

    // What is said of the answer that is kept.
    function judge() {
      const chosen = answers[key];
      radios.forEach((radio, place) => (radio.checked = place === chosen));
      fields.dataset.answered = chosen === right ? "right" : chosen in radios ? "wrong" : "";
      verdict.textContent = { right: "✓ Right.", wrong: "✗ Not this one.", "": "" }[fields.dataset.answered];
      if (!verdict.textContent) answer.open = false;
    }

    for (const radio of radios) radio.onchange = () => (verdict.textContent = "");
    return { key, judge, right: () => answers[key] === right };
  }

  const questions = [...document.querySelectorAll("fieldset[data-question]")].map(question);
  const score = element("span", { role: "status" });

  function count() {
    const right = questions.filter((each) => each.right()).length;
    score.textContent = `${right} of ${questions.length} questions on this page answered right.`;
  }

  function forget(which) {
    read();
    for (const key of Object.keys(answers).filter(which)) delete answers[key];
    keep();
    questions.forEach((each) => each.judge());
    count();
  }

  const page = button("Reset this page", () => forget((key) => questions.some((each) => each.key === key)));
  const book = button("Reset the whole book", () => forget(() => true));
  document.querySelector("article").append(element("p", { className: "question-score" }, score, page, book));
  read();
  questions.forEach((each) => each.judge());
  count();
})();
