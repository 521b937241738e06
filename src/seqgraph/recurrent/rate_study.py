"""Page 1.4: each cell at a learning rate of its own, and the peephole LSTM without its
peepholes."""

import dataclasses
import functools
from collections.abc import Sequence

import numpy as np

from ..runs.records import Record
from ..runs.sweeps import grid, run, sweep
from .experiment import Palindromes
from .study import BOTH, PEEPHOLES, SEEDS, TEN, Pair

RATES = (3e-5, 1e-4, 3e-4, 1e-3, 3e-3)
CHOOSING = (100, 101, 102)  # seeds that nothing else is reported on
OWN = {"lstm": 1e-3, "peephole": 1e-3}  # the rates that score lowest
TRIAL = Palindromes(steps=500)
# An update of an LSTM takes three times as long as one of a peephole LSTM.
AT_OWN = {"lstm": Palindromes(steps=300), "peephole": Palindromes(steps=600)}
LATE = slice(100, 300)  # updates 101 to 300: at their own rate all have arrived
CLIPS = (1.0, 0.1)  # beside the course's 10
CLIPPED = dataclasses.replace(AT_OWN["lstm"], cell="peephole", lr=OWN["peephole"])
# The peephole LSTM whose gates see h⁻ alone, and the LSTM whose gates see c⁻ as well.
BLIND = grid(Palindromes(cell="peephole-only-h", steps=600), seed=SEEDS[:2])
SEEING = grid(Palindromes(cell="lstm-gates-c", steps=500), seed=SEEDS)
RUNS = [
    *grid(TRIAL, cell=BOTH, lr=RATES, seed=CHOOSING),
    *(
        config
        for cell, base in AT_OWN.items()
        for config in grid(base, cell=cell, lr=OWN[cell], seed=TEN)
    ),
    *grid(CLIPPED, clip=CLIPS, seed=TEN),
    *BLIND,
    *SEEING,
]
STUDY = dataclasses.replace(PEEPHOLES, runs=[*PEEPHOLES.runs, *RUNS])


@functools.cache
def tried(cell: str, lr: float) -> list[Record]:
    """The runs from which a cell's rate is chosen, a seed each."""
    return sweep(TRIAL, cell=cell, lr=lr, seed=CHOOSING)


def scores(cell: str, lr: float) -> list[float]:
    """The mean loss (nats) over all updates of each short run from which a cell's rate
    is chosen: low for a cell that learns soon and does not fall back.

    Example:
        >>> min(RATES, key=lambda lr: np.mean(scores("lstm", lr))) == OWN["lstm"]
        True
    """
    return [float(np.mean(each.curves["loss"])) for each in tried(cell, lr)]


@functools.cache
def at_own(cell: str) -> list[Record]:
    """The runs of a cell at its own rate, T = 10, a seed each."""
    return sweep(AT_OWN[cell], cell=cell, lr=OWN[cell], seed=TEN)


def own_pairs() -> list[Pair]:
    """LSTM and peephole LSTM of the same seed, each at its own rate."""
    return list(zip(*map(at_own, BOTH), strict=True))


@functools.cache
def clipped(limit: float) -> list[Record]:
    """The runs of the peephole LSTM at its own rate whose gradient's norm is held to
    this limit, one of `CLIPS`; a seed each."""
    return sweep(CLIPPED, clip=limit, seed=TEN)


@functools.cache
def blind() -> list[Record]:
    """The runs of the peephole LSTM whose gates see h⁻ alone, at the course's rate."""
    return run([*BLIND])


@functools.cache
def seeing() -> list[Record]:
    """The runs of the LSTM whose gates see c⁻ as well, at the course's rate."""
    return run([*SEEING])


def late(record: Record) -> np.ndarray:
    """The accuracies of the batches of updates 101 to 300, (200,)."""
    return np.array(record.curves["accuracy"][LATE])


def worst(record: Record) -> float:
    """The lowest accuracy of these batches."""
    return float(late(record).min())


def falling(runs: Sequence[Record]) -> int:
    """How many runs have such a batch with less than 99 % right answers."""
    return sum(worst(each) < 0.99 for each in runs)
