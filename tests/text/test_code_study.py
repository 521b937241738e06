"""What of a text is Python, on code where one can see it; and what the page says of the
library, where it is at hand as the lock has it."""

import importlib.util
import re
from pathlib import Path

import pytest

from seqgraph.errors import MissingData
from seqgraph.text import at_hand, code_study, corpus
from seqgraph.text.code_study import QUOTES


@pytest.mark.parametrize(
    "line",
    [
        "x = 1",
        "return x",
        "else:",
        "elif x:",
        "except KeyError:",
        "finally:",
        "for u, v in G:  # edges",
        "def f(x, *, y=1):",
        "raise E('#')",
    ],
)
def test_lines_that_python_can_read_alone(line):
    assert code_study.is_line(line)


@pytest.mark.parametrize(
    "line", ["x = (1,", "for u v in G:", "f(x))", 'x = "a', "def f(x=1, y:", "a b"]
)
def test_and_lines_that_it_cannot(line):
    assert not code_study.is_line(line)


def test_a_function_is_more_than_its_lines():
    lines = ["def f(x, x):", "    return x"]
    assert all(code_study.is_line(line.strip()) for line in lines)
    assert not code_study.is_python("\n".join(lines))
    assert code_study.is_python("\n".join(lines).replace("x, x", "x"))


def test_a_docstring_is_no_code():
    told = f"def f(x):\n    {QUOTES}For a\n    graph.{QUOTES}\n    # yes\n    return x"
    assert code_study.statements(told) == ["def f(x):", "return x"]
    assert code_study.share([told, "def f(x:\n    return x"]) == 0.75
    marked = code_study.in_docstring(told)
    inside = "".join(c for c, m in zip(told, marked, strict=True) if m)
    assert inside == f"{QUOTES}For a\n    graph."


def test_what_the_page_says_of_the_library():
    try:
        code = corpus.read(at_hand.NETWORKX)
    except MissingData as error:
        pytest.skip(str(error))
    learnt, _ = corpus.split(code)
    (folder,) = importlib.util.find_spec("networkx").submodule_search_locations
    place = Path(folder, "algorithms")
    files = [file.relative_to(place) for file in place.rglob("*.py")]
    begins = re.split(rf"(?={code_study.OPENING})", code)[1:]
    cut = [text[: code_study.LENGTH] for text in begins]  # as the network's are
    functions = [code_study.function(text) for text in cut]
    written = [code_study.function(text) for text in code_study.written()]
    known = set(re.findall(r"def (\w+)", code))
    found = {
        "files": sum("tests" not in file.parts for file in files),
        "learnt": len(learnt),
        "functions": len(functions),
        "python": sum(map(code_study.is_python, functions)),
        "open": sum(map(code_study.is_open, functions)),
        "lines": round(code_study.share(functions), 3),
        "copied": round(code_study.copied(written, learnt), 3),
        "names": sum(name in known for name in code_study.names()),
    }
    assert found == code_study.LIBRARY
