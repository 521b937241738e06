"""What the build promises, on a small book with this one's configuration: nothing stale
is shown and nothing wrong passes."""

import re
import shutil

import pytest

from .conftest import NOTEBOOK, ROOT, build_book, run
from .test_pdf import EDITIONS, offered

pytestmark = pytest.mark.book

CONTENTS = "format: jb-book\nroot: notebooks/probe\n"
PAGE = (
    NOTEBOOK
    + """
# Probe

```{code-cell} ipython3
import json, time
from pathlib import Path
from seqgraph import probe
root = Path(probe.__file__).parents[2]
record = json.loads((root / "runs/Probe/seed=1.json").read_text())
speed = json.loads((root / "benchmarks/results/probe.json").read_text())
values = f"constant {probe.CONSTANT}, recorded {record}, speed {speed}"
print(f"{values}, at {time.time_ns()}, beside {[*Path.cwd().iterdir()]}")
```
"""
)


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """A copy of what the build reads, with one page."""
    book = tmp_path_factory.mktemp("book")
    for name in ("src", "book"):
        shutil.copytree(
            ROOT / name,
            book / name,
            ignore=shutil.ignore_patterns("__pycache__", "*.md"),
        )
    for name in ("_config.yml", "pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, book)
    (book / "_toc.yml").write_text(CONTENTS)
    for name, text in {
        "notebooks/probe.md": PAGE,
        "runs/Probe/seed=1.json": "7",
        "benchmarks/results/probe.json": "2",
        "src/seqgraph/probe.py": "CONSTANT = 1\n",
    }.items():
        (book / name).parent.mkdir(parents=True, exist_ok=True)
        (book / name).write_text(text)
    return book


def by_name(book):
    """Build with Jupyter Book's own command."""
    return run("jupyter-book", "build", ".", cwd=book, **environment(book))


def build(book, *builder):
    return build_book(*builder, cwd=book, **environment(book))


def environment(book):
    return {"PYTHONPATH": str(book / "src"), "SEQGRAPH_RUNS": str(book / "runs")}


def shown(book, build=build):
    """Build; what the page shows: constant, record, speed, the time of execution."""
    built = build(book)
    assert built.returncode == 0, built.stdout
    page = (book / "_build" / "html" / "notebooks" / "probe.html").read_text()
    pattern = r"constant (\d+), recorded (\d+), speed (\d+), at (\d+)"
    return re.search(pattern, page).groups()


def test_a_page_follows_the_sources_and_nothing_else_executes_it(book):
    first = shown(book, by_name)
    assert first[:3] == ("1", "7", "2")
    assert shown(book, by_name) == first

    (book / "notebooks" / "probe.md").write_text(PAGE + "\nMore prose.\n")
    assert shown(book) == first

    (book / "src" / "seqgraph" / "probe.py").write_text("CONSTANT = 2\n")
    assert shown(book)[:3] == ("2", "7", "2")

    # As `make pdf` does: another builder has read what changed.
    (book / "src" / "seqgraph" / "probe.py").write_text("CONSTANT = 3\n")
    assert build(book, "--builder", "singlehtml").returncode == 0
    assert shown(book)[:3] == ("3", "7", "2")
    (book / "src" / "seqgraph" / "probe.py").write_text("CONSTANT = 2\n")
    assert shown(book)[:3] == ("2", "7", "2")

    (book / "runs" / "Probe" / "seed=1.json").write_text("8")
    assert shown(book)[:3] == ("2", "8", "2")

    (book / "benchmarks" / "results" / "probe.json").write_text("3")
    third = shown(book)
    assert third[:3] == ("2", "8", "3")

    lock = book / "requirements.lock"
    lock.write_text(lock.read_text() + "# another version\n")
    assert shown(book)[3] != third[3]


def test_a_pdf_is_offered_as_long_as_it_is_of_the_same_book(book):
    def links():
        shown(book)
        return offered(book / "_build" / "html" / "notebooks" / "probe.html")

    html = book / "_build" / "html"
    for builder in EDITIONS:
        built = build(book, "--builder", builder)
        assert built.returncode == 0, built.stdout
        (book / "_build" / builder / "report.pdf").write_text(f"from {builder}")
    both = {html / name for name in EDITIONS.values()}
    assert links() == both

    stamp = book / "_build" / "latex" / "made_from"
    made_from = stamp.read_text()
    stamp.write_text("another book")
    assert links() == {html / EDITIONS["singlehtml"]}
    assert not (html / EDITIONS["latex"]).exists()
    stamp.write_text(made_from)
    assert links() == both
    assert (html / EDITIONS["latex"]).read_text() == "from latex"

    (book / "notebooks" / "probe.md").write_text(PAGE + "\nA word more.\n")
    assert links() == set()
    (book / "notebooks" / "probe.md").write_text(PAGE)


def test_a_page_is_executed_in_an_empty_folder(book):
    """As a notebook is that someone opens elsewhere."""
    shown(book)
    page = (book / "_build" / "html" / "notebooks" / "probe.html").read_text()
    assert "beside []" in page


MISSING_RUN = """```{code-cell}
from seqgraph.runs.sweeps import sweep
from seqgraph.recurrent.experiment import Palindromes
sweep(Palindromes(length=12))
```"""
NO_ALT_TEXT = """```{code-cell}
import matplotlib.pyplot as plt
plt.plot([1, 2]);
```"""
STRAY_VALUE = """```{code-cell}
:mystnb: {figure: {caption: "What?"}, image: {alt: "a line"}}
import matplotlib.pyplot as plt
plt.plot([1, 2])
```"""
MISTAKES = {
    "a failing cell": ("```{code-cell}\n1 / 0\n```", "division by zero"),
    "a missing run": (MISSING_RUN, "seqgraph reproduce"),
    "an unresolved reference": ("[](#nowhere)", "nowhere"),
    "an unknown citation": ("{cite}`nobody2000`", "nobody2000"),
    "a figure without alt text": (NO_ALT_TEXT, "image without alt text"),
    "a value printed beside a figure": (STRAY_VALUE, "figure without an image"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_fails_the_build_until_it_is_mended(book, mistake):
    page = book / "notebooks" / "probe.md"
    text, said = MISTAKES[mistake]
    page.write_text(f"{PAGE}\n{text}\n")
    for again in (by_name, build):  # a second build must not forget
        built = again(book)
        assert built.returncode != 0, built.stdout
        assert said in built.stdout
    page.write_text(PAGE)
    shown(book)
