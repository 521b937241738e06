"""What a page shows besides figures: sentences and tables with computed numbers, and
the package's own source."""

import inspect
import re
import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

from IPython.display import Markdown
from numpy.typing import ArrayLike

from ..measure.statistics import mean_sd

# Markdown takes each of these as it is after a backslash, whatever it means without.
SIGNS = re.compile(r"[!-/:-@[-`{-~]")
# Of a docstring, up to its end.
EXAMPLE = re.compile(r'\n\n *Example:\n(?:(?!""").)*?(?=\n *""")', re.DOTALL)


def say(text: str) -> Markdown:
    """A paragraph with numbers in it: the cell's code computes them, so that none is
    typed by hand.

    Example:
        >>> say(f"There are {2 * 9**5:,} draws.").data
        'There are 118,098 draws.'
    """
    return Markdown(textwrap.dedent(text).strip())


def quoted(text: str) -> str:
    """Markdown that sets a text as a quotation: its line ends and empty lines are kept,
    and no sign of it means anything.

    Example:
        >>> print(quoted("a *fox*\\nran"))
        > a \\*fox\\*\\
        > ran
    """
    plain = SIGNS.sub(r"\\\g<0>", text.strip("\n")).replace("  ", "\N{NO-BREAK SPACE} ")
    paragraphs = re.split(r"\n(?: *\n)+", plain)
    return "\n>\n".join(
        "\\\n".join(f"> {line.strip(' ')}" for line in paragraph.split("\n"))
        for paragraph in paragraphs
    )


def unless(*held: bool) -> str:
    """Nothing where what a page tells of times has held; else a sentence that it has
    not. For times that the page measures itself: a busy machine must not stop a build,
    nor make the page say what was not so.

    Example:
        >>> unless(1 < 2)
        ''
        >>> unless(1 < 2, 2 < 1)[:21]
        '\\n\\n**Not so this time.'
    """
    if all(held):
        return ""
    return (
        "\n\n**Not so this time.** The times above, taken while this page was built, "
        "came out otherwise: something else kept the machine busy, or it is of another "
        "kind."
    )


def plus_minus(values: ArrayLike, form: str) -> str:
    """Mean ± standard deviation of at least two values, each in the format ``form``.

    Raises:
        InputError: fewer than two values.

    Example:
        >>> plus_minus([1, 2, 3], ".1f")
        '2.0 ± 1.0'
    """
    mean, sd = mean_sd(values)
    return f"{mean:{form}} ± {sd:{form}}"


def with_interval(found: tuple[float, float, float], form: str) -> str:
    """A value and the two ends of its interval, each in the format ``form``.

    Example:
        >>> with_interval((0.25, 0.2, 0.3), ".0%")
        '25% (20% to 30%)'
    """
    middle, low, high = (f"{value:{form}}" for value in found)
    return f"{middle} ({low} to {high})"


def table(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Markdown:
    """A table; cells are written with ``str``, an empty cell for None.

    Example:
        >>> print(table(["T", "wrong"], [(10, 0), (20, None)]).data)
        | T | wrong |
        | --- | --- |
        | 10 | 0 |
        | 20 |  |
    """
    lines = [header, ["---"] * len(header), *rows]
    return Markdown(
        "\n".join(
            f"| {' | '.join('' if cell is None else str(cell) for cell in line)} |"
            for line in lines
        )
    )


def source(*things: Any) -> Markdown:
    """The source of functions, methods or classes, as the package runs it, without the
    examples in their docstrings.

    Example:
        >>> print(source(say).data.splitlines()[1])
        def say(text: str) -> Markdown:
    """
    code = "\n\n".join(
        EXAMPLE.sub("", textwrap.dedent(inspect.getsource(thing))).strip()
        for thing in things
    )
    return Markdown(f"```python\n{code}\n```")
