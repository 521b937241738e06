"""A part of the runs, for one of several machines: ``seqgraph reproduce --shard 3/16``,
or a task of a SLURM array. What the shards record joins by copying their stores into
one folder."""

import dataclasses
import os
import re
from collections.abc import Mapping, Sequence

from .errors import InputError, shown
from .runs.study import Study


@dataclasses.dataclass(frozen=True)
class Shard:
    """Every ``count``-th run, from the ``number``-th.

    Example:
        >>> Shard(3, 16).of(list(range(40)))
        [2, 18, 34]
    """

    number: int
    """From 1."""
    count: int

    def of(self, things: Sequence) -> list:
        """Its part of all things; each is in one shard and no other."""
        return list(things[self.number - 1 :: self.count])

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"


def named(text: str | None, variables: Mapping[str, str] = os.environ) -> Shard | None:
    """The shard that ``--shard`` names, else the one of this task of a SLURM array;
    None for neither.

    Raises:
        InputError: it is no shard, such as 17/16.

    Example:
        >>> print(named("3/16"))
        3/16
        >>> print(named(None, {"SLURM_ARRAY_TASK_ID": "4", "SLURM_ARRAY_TASK_MIN": "0",
        ...                    "SLURM_ARRAY_TASK_MAX": "15"}))
        5/16
    """
    if text is None and "SLURM_ARRAY_TASK_ID" in variables:
        text = _of_slurm(variables)
    if text is None:
        return None
    found = re.fullmatch(r"([0-9]{1,6})/([0-9]{1,6})", text)
    number, count = map(int, found.groups()) if found else (0, 0)
    if not 1 <= number <= count:
        raise InputError(
            f"a shard is one of so many, such as 3/16, from 1/16 to 16/16; "
            f"got {shown(text)}"
        )
    return Shard(number, count)


def _of_slurm(variables: Mapping[str, str]) -> str:
    names = [f"SLURM_ARRAY_TASK_{name}" for name in ("ID", "MIN", "MAX")]
    try:
        task, first, last = (int(variables[name]) for name in names)
        step = int(variables.get("SLURM_ARRAY_TASK_STEP", 1))
        return f"{(task - first) // step + 1}/{(last - first) // step + 1}"
    except (KeyError, ValueError, ZeroDivisionError):
        raise InputError(
            f"SLURM_ARRAY_TASK_ID is set, and {', '.join(names[1:])} are not whole "
            "numbers beside it; name the part with --shard"
        ) from None


def part(sections: Sequence[Study], shard: Shard) -> list[Study]:
    """The sections with the shard's runs alone. A run that several sections show, or
    whose weights are kept, is in one shard."""
    runs = [run for section in sections for run in (*section.weights, *section.runs)]
    here = set(shard.of(list(dict.fromkeys(runs))))
    return [
        dataclasses.replace(
            section,
            runs=[run for run in section.runs if run in here],
            weights=[run for run in section.weights if run in here],
        )
        for section in sections
    ]
