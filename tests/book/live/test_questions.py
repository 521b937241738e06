"""Questions that are answered in the page."""

import json
import re

import pytest

from ..axe import violations
from ..conftest import ROOT, run

pytestmark = pytest.mark.book

KEPT = "localStorage.getItem('Recurrent and Graph Neural Networks, Re-run: answers')"


@pytest.fixture
def asked(open_page):
    """The page of questions, its two groups of choices, and how many are right."""
    screen = open_page(page="questions")
    return screen, *screen.locator("fieldset").all(), screen.locator(".question-score")


def verdict(group):
    return group.locator("..").locator(".question-verdict").inner_text()


def folded(group):
    return not group.locator("..").locator("details").evaluate("each => each.open")


def test_the_keyboard_is_enough(asked):
    screen, first, _, score = asked
    assert "0 of 2 questions on this page answered right" in score.inner_text()
    first.get_by_role("radio").first.focus()
    screen.keyboard.press("ArrowDown")  # chooses: only Check answers
    assert (verdict(first), folded(first)) == ("", True)
    screen.keyboard.press("Tab")  # the formula, which can be explored
    screen.keyboard.press("Tab")
    screen.keyboard.press("Enter")
    assert (verdict(first), folded(first)) == ("✓ Right.", False)
    assert "1 of 2" in score.inner_text()


def test_a_wrong_choice_is_told_why_and_may_be_changed(asked):
    screen, first, second, score = asked
    first.get_by_role("button", name="Check").click()
    assert verdict(first) == "Choose one of the answers first."
    assert folded(first)
    first.get_by_role("radio", name="Nothing is known.").check()
    first.get_by_role("button", name="Check").click()
    assert verdict(first) == "✗ Not this one."
    assert screen.get_by_text("It moves, of course.").is_visible()
    told = first.locator("..").locator("[aria-live=polite]")
    assert re.fullmatch(
        r"✗ .*b\. It moves, of course\.\s+And how\.", told.inner_text(), re.S
    )
    first.get_by_role("radio").nth(1).check()
    assert verdict(first) == ""
    first.get_by_role("button", name="Check").click()
    second.get_by_role("radio", name="3").check()
    second.get_by_role("button", name="Check").click()
    assert (verdict(first), verdict(second)) == ("✓ Right.", "✓ Right.")
    assert "2 of 2" in score.inner_text()


def test_answers_are_kept_in_the_browser_until_reset(asked):
    screen, first, second, score = asked
    for group, place in ((first, 0), (second, 0)):
        group.get_by_role("radio").nth(place).check()
        group.get_by_role("button", name="Check").click()
    screen.reload()
    assert (verdict(first), verdict(second)) == ("✗ Not this one.", "✓ Right.")
    assert folded(first)
    assert first.get_by_role("radio").first.is_checked()
    assert "1 of 2" in score.inner_text()

    elsewhere = "another page's"
    here = json.loads(screen.evaluate(KEPT))
    assert sorted(here.values()) == [0, 0]
    both = json.dumps(json.dumps(here | {elsewhere: 1}))
    screen.evaluate(KEPT.replace("getItem", "setItem").replace(")", f", {both})"))
    screen.get_by_role("button", name="Reset this page").click()
    assert (verdict(first), verdict(second)) == ("", "")
    assert screen.locator("input:checked").count() == 0
    assert json.loads(screen.evaluate(KEPT)) == {elsewhere: 1}
    assert "0 of 2" in score.inner_text()
    screen.get_by_role("button", name="Reset the whole book").click()
    assert json.loads(screen.evaluate(KEPT)) == {}


@pytest.mark.parametrize("what", ["'no JSON'", "'[7]'", "'null'"])
def test_what_else_the_browser_holds_does_no_harm(what, asked):
    screen, first, _, score = asked
    screen.evaluate(KEPT.replace("getItem", "setItem").replace(")", f", {what})"))
    screen.reload()
    first.get_by_role("radio").nth(1).check()
    first.get_by_role("button", name="Check").click()
    assert verdict(first) == "✓ Right."
    assert "1 of 2" in score.inner_text()


def test_a_browser_that_keeps_nothing_still_answers(open_page):
    screen = open_page(page="questions")
    screen.add_init_script("""for (const name of ["getItem", "setItem"]) {
      const usual = Storage.prototype[name];  // for the theme
      Storage.prototype[name] = function (key, ...more) {
        if (key.endsWith("answers")) throw Error("full");
        return usual.call(this, key, ...more);
      };
    }""")
    screen.reload()
    for group in screen.locator("fieldset").all():
        group.get_by_role("radio").first.check()
        group.get_by_role("button", name="Check").click()
    assert "1 of 2" in screen.locator(".question-score").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing(width, scheme, open_page):
    screen = open_page(width, scheme, page="questions")
    for group in screen.locator("fieldset").all():
        group.get_by_role("radio").first.check()
        group.get_by_role("button", name="Check").click()
    screen.mouse.click(1, 1)
    assert violations(screen, ".question", ".question-score") == []
    assert screen.evaluate("document.documentElement.scrollWidth") <= width
    screen.complaints.clear()  # axe reads style sheets again, and may not


def test_without_javascript_the_answer_unfolds(open_page):
    screen = open_page(page="questions", java_script_enabled=False)
    answer = screen.get_by_text("It moves, of course.")
    assert not answer.is_visible()
    screen.get_by_text("Answer", exact=True).first.click()
    assert answer.is_visible()
    assert screen.get_by_role("button", name="Check").count() == 0
    screen.complaints.clear()  # the theme's own scripts


def test_from_the_printer_come_choices_and_answers(open_page):
    screen = open_page(page="questions")
    screen.emulate_media(media="print")
    for text in ("It stays,", "It moves, of course.", "It is 3.", "Only the answer."):
        assert screen.get_by_text(text).is_visible()
    for what in (".question input", ".question button", ".question-score"):
        assert not any(each.is_visible() for each in screen.locator(what).all())


def test_in_print_choices_have_letters_and_the_answer_follows(tex):
    question = re.search(
        r"\\subsubsection\*\{What does .* do\?\}(.*?)\\end\{sphinxuseclass\}", tex, re.S
    )[1]
    assert r"\sphinxsetlistlabels{\alph}" in question
    assert question.count(r"\item") == 3
    choices, answer = question.split(r"\small")
    assert "It stays, and does not move." in choices
    assert "b. }It moves, " in answer
    assert "[x]" not in tex
    assert "Answer" not in question


def test_other_pages_have_no_script_of_it(book):
    assert "questions.js" in (book / "notebooks" / "questions.html").read_text()
    for other in ("plain", "probe"):
        assert "questions.js" not in (book / "notebooks" / f"{other}.html").read_text()


BROKEN = """
# Broken

:::{question} One choice?
- [x] this
---
Yes.
:::

:::{question} None right?
- [ ] this
- [ ] that
---
No.
:::

:::{question} Two right?
- [x] this
- [x] that
---
No.
:::

:::{question} No answer?
- [x] this
- [ ] that
:::

:::{question} Nothing after the rule?
- [x] this
- [ ] that
---
:::

:::{question} Something before?
Choose.
- [x] this
- [ ] that
---
Yes.
:::
"""


def test_a_broken_question_fails_the_build(tmp_path):
    (tmp_path / "page.md").write_text(BROKEN)
    (tmp_path / "conf.py").write_text(
        "import sys\n"
        f"sys.path.insert(0, {str(ROOT / 'book' / '_ext')!r})\n"
        "extensions = ['myst_parser', 'sphinx_design', 'questions']\n"
        "myst_enable_extensions = ['colon_fence']\n"
        "root_doc = 'page'\n"
    )
    built = run("sphinx-build", "-b", "latex", tmp_path, tmp_path / "out")
    for title in re.findall(r"\{question\} (.*)", BROKEN):
        assert re.search(
            rf"(one of them right.*|the answer is missing): {re.escape(title)}",
            built.stdout,
        ), title
