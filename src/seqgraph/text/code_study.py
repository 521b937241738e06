"""What a network writes that has learnt from a library in Python, and what of it is
Python: page 2.1e."""

import ast
import functools
import re
import warnings
from collections.abc import Callable, Iterable

from ..runs.sweeps import trained
from .language_model import LanguageModel
from .sampling import generate
from .study import PYTHON

QUOTES = '"""'
OPENING = "\n\n\ndef "  # with which each function begins
TEXTS, LENGTH = 40, 800  # written, characters of each
# Counted by tests/text/test_code_study.py, where the library is as the lock has it:
# files, characters that are learnt from, functions, and of these, cut as the network's
# are, how many Python reads, how many end within a docstring, and the share of lines;
# of the network's lines the share that stand in the library; and how many of the names
# that it gives are the library's.
LIBRARY = {
    "files": 199,
    "learnt": 2_165_811,
    "functions": 227,
    "python": 134,
    "open": 51,
    "lines": 0.930,
    "copied": 0.028,
    "names": 14,
}
DOCSTRING = 326  # the unit that follows docstrings
_END = re.compile(r"\n\n\n(?=\S)")  # of a function: two empty lines, and no indent
_REMARK = re.compile(r"\s+#[^\"']*$")
_GOES_ON = re.compile(r"(elif .*|else|except.*|finally):$")


@functools.cache
def network() -> LanguageModel:
    """The network that has read networkx's algorithms."""
    return trained(PYTHON)


@functools.cache
def written() -> tuple[str, ...]:
    """What it writes at random (τ = 1), each text after the beginning of a function."""
    return tuple(generate(network(), [OPENING] * TEXTS, LENGTH - len(OPENING), tau=1.0))


@functools.cache
def names() -> list[str]:
    """The names of 200 functions that it begins at random."""
    begun = generate(network(), [OPENING] * 200, 60, tau=1.0)
    return [re.split(r"\W", text[len(OPENING) :])[0] for text in begun]


def function(text: str) -> str:
    """The function with which a text begins: up to two empty lines before something
    that is not indented, or else all whole lines.

    Example:
        >>> from seqgraph.text.code_study import function
        >>> function("\\n\\ndef f(x):\\n    return x\\n\\n\\ndef g(")
        'def f(x):\\n    return x'
    """
    text = text.lstrip("\n")
    end = _END.search(text)
    return text[: end.start() if end else text.rfind("\n")].rstrip()


def is_open(code: str) -> bool:
    """Whether a docstring is still open where a piece of code ends.

    Example:
        >>> from seqgraph.text.code_study import QUOTES, is_open
        >>> is_open(f"def f(x):\\n    {QUOTES}For a graph")
        True
    """
    return code.count(QUOTES) % 2 == 1


def is_python(code: str) -> bool:
    """Whether Python can read and compile a piece of code.

    Example:
        >>> from seqgraph.text.code_study import is_python
        >>> is_python("def f(x): return x"), is_python("def f(x: return x")
        (True, False)
    """
    return _reads(lambda: compile(code, "", "exec"))


def _reads(read: Callable[[], object]) -> bool:
    with warnings.catch_warnings():  # of odd escapes
        warnings.simplefilter("ignore")
        try:
            read()
        except (SyntaxError, ValueError):
            return False
    return True


def statements(code: str) -> list[str]:
    """The lines of a function, but those of its docstring, without their indents.

    Example:
        >>> from seqgraph.text.code_study import statements
        >>> quotes = 3 * '"'
        >>> statements(f"def f(x):\\n    {quotes}Just x.{quotes}\\n    return x")
        ['def f(x):', 'return x']
    """
    head, _, rest = code.partition(QUOTES)
    told, closed, body = rest.partition(QUOTES)
    found = head + (body if closed else "" if rest else told)
    lines = (line.strip() for line in found.split("\n"))
    return [line for line in lines if line and not line.startswith("#")]


def is_line(line: str) -> bool:
    """Whether Python can read one line of code that something may follow.

    Example:
        >>> from seqgraph.text.code_study import is_line
        >>> [is_line(line) for line in ("else:", "for v in G:", "for v G:", "x = (1,")]
        [True, True, False, False]
    """
    before, line = "", _REMARK.sub("", line)
    if _GOES_ON.match(line):
        before = f"{'try' if line.startswith(('ex', 'fin')) else 'if x'}: pass\n"
    code = f"{before}{line}{' pass' * line.endswith(':')}"
    return _reads(lambda: ast.parse(code))


def share(code: Iterable[str]) -> float:
    """Of the statements of functions, the share that Python can read, line by line.

    Example:
        >>> from seqgraph.text.code_study import share
        >>> share(["def f(x):\\n    return x x"])
        0.5
    """
    found = [line for each in code for line in statements(each)]
    return sum(map(is_line, found)) / len(found)


def in_docstring(text: str) -> list[float]:
    """1 from the three quotation marks that open a docstring to those that close it,
    else 0.

    Example:
        >>> from seqgraph.text.code_study import in_docstring
        >>> in_docstring(f"a{QUOTES}b{QUOTES}c")
        [0.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0]
    """
    marked: list[float] = []
    for k, piece in enumerate(text.split(QUOTES)):
        inside = float(k % 2)
        marked += [inside] * (len(QUOTES) * (k > 0) + len(piece))
    return marked


def copied(code: Iterable[str], library: str, least: int = 20) -> float:
    """The share of lines of so many characters or more that stand in a library.

    Example:
        >>> from seqgraph.text.code_study import copied
        >>> copied(["x = nodes(G)\\n  y = nodes(H)"], "y = nodes(H)", least=12)
        0.5
    """
    stand = {line.strip() for line in library.split("\n")}
    lines = [line.strip() for each in code for line in each.split("\n")]
    long = [line for line in lines if len(line) >= least]
    return sum(line in stand for line in long) / len(long)
