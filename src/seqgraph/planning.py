"""``seqgraph reproduce --plan``: what would be trained, and about how long it takes.

A record of the book says how long a run took, whatever store is to be filled. How fast
this machine is, a second of one run's updates tells.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from . import output
from .machine import devices, memory
from .measure.timing import an_update
from .recurrent.experiment import Palindromes
from .runs import records, store
from .runs.experiment import Experiment
from .runs.provenance import checkout
from .runs.records import Record
from .runs.single import is_missing
from .runs.study import Study

SAMPLE = Palindromes()
"""The run by which this machine is compared with the one that made the record."""


def told(
    sections: Sequence[Study],
    device: str,
    jobs: int | None,
    clock: Callable[[], float] = time.perf_counter,
) -> Iterator[str]:
    """Say, line by line, what the store lacks of some sections, how long that took
    where it was recorded, and what it would take here. Nothing is trained that counts.

    Args:
        sections: with their runs and weights.
        device: ``auto``, ``cpu`` or ``cuda``.
        jobs: processes at a time, by default as many as training would start.
        clock: seconds that pass.

    Raises:
        InputError: an unknown device, or one that is not here.

    Example:
        >>> list(told([Study("1.3", "Nothing", [])], "cpu", None))
        ['nothing is to be trained']
    """
    place = devices.resolve(device)
    lacking = [(section, _lacking(section)) for section in sections]
    runs = list(dict.fromkeys(run for _, its in lacking for run in its))
    if not runs:
        yield "nothing is to be trained"
        return
    made = _recorded(runs)
    factor = _factor(device, clock) if made else None
    for section, its in lacking:
        if its:
            yield f"{section.number:5} {section.title}: {_said(its, made, factor)}"
    yield f"{'all':5} {_said(runs, made, factor)}"
    if factor is not None:
        at_once = jobs or (1 if place.type == "cuda" else devices.cores())
        at_once = min(at_once, len(runs), memory.room_for(at_once))
        times = [factor * _took(record) for record in made.values()]
        longest = output.duration(max(sum(times) / at_once, *times))
        yield (
            f"an update takes {factor:.2f} of its recorded time here; {at_once} at a "
            f"time would be done in about {longest}"
        )


def _lacking(section: Study) -> list[Experiment[Any]]:
    """The runs that training would begin with today."""
    with store.elsewhere(store.folder()):
        return [
            run
            for run in dict.fromkeys([*section.weights, *section.runs])
            if is_missing(run, run in section.weights)
        ]


def _recorded(runs: Sequence[Experiment[Any]]) -> dict[Experiment[Any], Record]:
    """The records of those that the book has, whatever store is to be filled."""
    root = checkout()
    with store.elsewhere(root / "runs" if root else store.folder()):
        found = ((run, records.load(run)) for run in runs)
        return {run: record for run, record in found if record}


def _took(record: Record) -> float:
    return sum(record.seconds.values())


def _factor(device: str, clock: Callable[[], float]) -> float | None:
    """How long an update takes here, in terms of the recorded time; None where the
    book has no record to compare with."""
    sample = _recorded([SAMPLE]).get(SAMPLE)
    if sample is None:
        return None
    here = an_update(SAMPLE, SAMPLE.model(), device, 1.0, clock)
    return here * SAMPLE.steps / sample.seconds["train"]


def _said(
    runs: Sequence[Experiment[Any]],
    made: Mapping[Experiment[Any], Record],
    factor: float | None,
) -> str:
    """How many runs, and what they took and would take one after the other."""
    said = f"{len(runs)} run{'s' * (len(runs) > 1)}"
    took = sum(_took(made[run]) for run in runs if run in made)
    unknown = sum(run not in made for run in runs)
    if unknown < len(runs):
        said += f", recorded with {output.duration(took)}"
        if factor is not None:
            said += f", here about {output.duration(factor * took)}"
    return f"{said}; {unknown} never recorded" if unknown else said
