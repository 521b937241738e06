"""What a page shows besides figures: sentences and tables with computed numbers, and
the package's own source."""

import inspect
import re
import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

from IPython.display import Markdown

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
