"""The pages of exercises: each exercise can be checked and has a solution that passes
its check; wrong answers do not; hints and solutions are hidden until opened."""

import re

import jupytext
import nbformat
import pytest
import yaml

from .conftest import ROOT

PAGES = ("1_5_exercises", "2_3_exercises", "3_6_exercises")

# Mistakes that a reader may well make, by page and exercise.
WRONG = {
    "1_5_exercises": {
        1: [
            "lambda w, x, y: (lambda g: (g.W_ph, g.W_hh))("
            "vanilla.gradients(w, x, y[-1]))",  # the last loss alone
        ],
        2: [
            # The reset after the product, and z on the other side.
            "lambda a, h, W: (lambda z, r, u: (1 - z) * h + z * torch.tanh("
            "a.chunk(3, -1)[2] + r * u))("
            "*torch.sigmoid(a + h @ W.T).chunk(3, -1)[:2], h @ W.chunk(3)[2].T)",
            "lambda a, h, W: gru_step(torch.cat([-a[:, :5], a[:, 5:]], 1), h, "
            "torch.cat([-W[:5], W[5:]]))",
        ],
        3: ["lambda s: math.log(s / math.log(2))", "lambda s: 1.0"],
        4: ["9.0", "math.atanh(1 - 2**-24)", "10.0"],
        5: ["lambda seen, y, draws: int((draws * y).sum())"],
        6: [
            "[(0, -1), (1, 0), (0, -1)]",
            "[(0, -1), (-1, 0), (1, -1)]",
            "[(0, -1), (0.5, 1), (0, -1)]",
        ],
    },
    "2_3_exercises": {
        1: ["lambda x, tau: (slopes(x, tau)[0], -slopes(x, tau)[0])"],
        2: [
            "lambda r, q, alphabet, order, a: bits_of_counts(r, q, alphabet, 0, a)",
            "lambda r, q, alphabet, order, a: bits_of_counts(r, q, alphabet, order, 1)",
        ],
        3: ["lambda model, windows: bits_by_place(model, windows) * math.log(2)"],
        4: ["lambda logits, p: nucleus(logits, 0.8 * p)", "lambda logits, p: logits"],
        5: ["lambda model, text: states(model, text)[::-1]"],
    },
    "3_6_exercises": {
        1: ["example.adjacency()", "torch.ones(6, 6) - torch.eye(6)"],
        2: ['lambda A: {**limits(A), "mean": limits(A)["Â"]}'],
        3: ["ring(6), ring(6)", "ring(6), example.adjacency()"],
        4: ["lambda A_hat, Y0, alpha: settled(A_hat, Y0, alpha) / (1 - alpha)"],
        5: ["lambda k: (2 * k + 1, (2 * k + 1) ** 2, 2 ** (k + 1) - 1)"],
    },
}


def exercises(page):
    """The cells of each exercise by section, the task's under ""."""
    found = []
    for cell in jupytext.read(ROOT / "notebooks" / f"{page}.md").cells:
        if cell.cell_type == "markdown" and cell.source.startswith("## "):
            found.append({"": []})
            section = ""
        elif cell.cell_type == "markdown" and cell.source.startswith("### "):
            section = cell.source.splitlines()[0].removeprefix("### ")
            assert cell.metadata["jp-MarkdownHeadingCollapsed"]  # in JupyterLab
            found[-1][section] = []
        if found:
            found[-1][section].append(cell)
    return found


def code(cells):
    return "\n".join(cell.source for cell in cells if cell.cell_type == "code")


def test_each_part_ends_with_its_exercises():
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text())
    ends = [part["chapters"][-1]["file"] for part in contents["parts"][:3]]
    assert ends == [f"notebooks/{page}" for page in PAGES]


@pytest.mark.parametrize("page", PAGES)
def test_each_exercise_has_a_check_that_its_solution_calls(page):
    found = exercises(page)
    assert 3 <= len(found) <= 6
    for number, sections in enumerate(found, 1):
        heading, opening = sections[""][0].source.split("\n\n", 1)
        assert re.fullmatch(rf"## {number}\. .+", heading)
        assert re.match(r"\*\d+ minutes, .+?\.\*", opening)
        assert list(sections) == ["", "Hint", "Solution"]
        task, hint, solution = (code(cells) for cells in sections.values())
        assert re.search(rf"(def|import) check_{number}\b", task)
        assert re.search(rf"^# check_{number}\(", task, re.M)
        assert not re.search(rf"^check_{number}\(", task, re.M)
        assert not hint
        assert re.search(rf"^check_{number}\(", solution, re.M)


@pytest.mark.book
@pytest.mark.parametrize("page", PAGES)
def test_a_check_refuses_wrong_answers(page, execute, tmp_path):
    assert set(WRONG[page]) == set(range(1, len(exercises(page)) + 1))
    notebook = jupytext.read(ROOT / "notebooks" / f"{page}.md")
    lines = ["import pytest"]
    for number, answers in WRONG[page].items():
        for answer in answers:
            lines += [
                "with pytest.raises(AssertionError):",
                f"    check_{number}({answer})",
            ]
    notebook.cells.append(nbformat.v4.new_code_cell("\n".join(lines)))
    execute(notebook, tmp_path)


@pytest.mark.book
@pytest.mark.parametrize("page", PAGES)
def test_hints_and_solutions_are_hidden_until_opened(page, html, browser):
    screen = browser.new_page()
    screen.goto(f"file://{html}/notebooks/{page}.html")
    count = len(exercises(page))
    for kind in ("hint", "solution"):
        folded = screen.locator(f"details.exercise-{kind}")
        assert folded.count() == count
        for details in folded.all():
            inside = details.locator(".sd-summary-content")
            assert details.locator("summary").first.inner_text() == kind.capitalize()
            assert not inside.is_visible()
            details.locator("summary").first.press("Enter")
            assert inside.is_visible()
            details.locator("summary").first.press("Enter")
            assert not inside.is_visible()
    # What solves an exercise stands nowhere else on the page.
    outside = screen.evaluate("""() => {
      const page = document.querySelector('article').cloneNode(true);
      page.querySelectorAll('details.exercise-solution').forEach(e => e.remove());
      return page.textContent;
    }""")
    for number in range(1, count + 1):
        assert len(re.findall(rf"^check_{number}\(", outside, re.M)) == 0
    screen.emulate_media(media="print")
    for inside in screen.locator("details[class*=exercise-] > div").all():
        assert inside.is_visible()
    screen.close()
