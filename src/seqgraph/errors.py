"""The mistakes a user can make, each ending in one sentence, and what became of the
runs of a sweep. The command line prints these without a traceback."""

import dataclasses
from collections.abc import Sequence
from typing import Any


class InputError(ValueError):
    """A value that cannot be used: the message names the thing, the value and the
    choices."""


class RecordError(RuntimeError):
    """A recorded run that cannot be trusted: truncated, edited, or made with another
    config."""


class MissingData(RuntimeError):
    """A data file that is neither on this machine nor can be downloaded."""


class MissingRun(RuntimeError):
    """A run that is not in the store while training is switched off
    (``SEQGRAPH_TRAIN=0``)."""


class Diverged(RuntimeError):
    """A run whose loss stopped being a number, so that it has no trained model."""


class Interrupted(KeyboardInterrupt):
    """Training was interrupted: the message says what is kept and how to go on."""


@dataclasses.dataclass(frozen=True)
class Ending:
    """What became of a run that did not end as expected.

    Example:
        >>> Ending("Toy(seed=1)", "diverged at update 7", "try a smaller lr").run
        'Toy(seed=1)'
    """

    run: str
    what: str
    """What happened."""
    advice: str
    """What to do."""
    error: Exception | None = dataclasses.field(default=None, compare=False)
    """One of this module's errors, where the run raised it."""
    trace: str = dataclasses.field(default="", compare=False, repr=False)
    """The traceback, where there was one."""


class Unfinished(RuntimeError):
    """Runs of a sweep did not end as they should; every other one is recorded. The
    message is a table: run, what happened, what to do.

    Example:
        >>> error = Unfinished([Ending("Toy(seed=1)", "its process died", "try again")])
        >>> print(error)
        1 run did not end as expected; every other one is recorded
        run          what happened     what to do
        Toy(seed=1)  its process died  try again
    """

    def __init__(self, endings: Sequence[Ending]):
        self.endings = list(endings)
        several = "1 run" if len(self.endings) == 1 else f"{len(self.endings)} runs"
        said = f"{several} did not end as expected; every other one is recorded"
        super().__init__("\n".join([said, *_table(self.endings)]))


def _table(endings: Sequence[Ending]) -> list[str]:
    """Runs to which the same happened share a line."""
    alike: dict[tuple[str, str], list[str]] = {}
    for each in endings:
        alike.setdefault((each.what, each.advice), []).append(each.run)
    rows = [("run", "what happened", "what to do")]
    for (what, advice), runs in alike.items():
        more = f" and {len(runs) - 1} more" if len(runs) > 1 else ""
        rows.append((f"{runs[0]}{more}", what, advice))
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    return [
        f"{run:{widths[0]}}  {what:{widths[1]}}  {advice}" for run, what, advice in rows
    ]


LONGEST = 60  # characters of a value that a message repeats
LONGEST_LINE = 300  # and of what it repeats in full


def brief(text: object) -> str:
    """What a message repeats in full, such as a file's name, in one line that can be
    printed; without its middle where it is longer than any should be.

    Example:
        >>> brief("a" * 1000 + "b" * 1000) == "a" * 150 + "…" + "b" * 100
        True
    """
    # What cannot be printed (half a character, say) must not break the message.
    line = " ".join(str(text).encode("utf-8", "backslashreplace").decode().split())
    return line if len(line) <= LONGEST_LINE else f"{line[:150]}…{line[-100:]}"


def shown(value: Any) -> str:
    """A value as a message shows it: its ``repr``, cut where it is long.

    Example:
        >>> shown("x" * 100)
        "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…"
    """
    try:
        text = " ".join(repr(value).split())
    except Exception:  # a whole number of thousands of digits has none
        text = f"a {type(value).__name__}"
    # What cannot be printed (half a character, say) must not break the message.
    text = text.encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
