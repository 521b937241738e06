"""Questions 1.3 and 1.4: the runs, and what is measured over them."""

import functools
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import torch

from ..measure.statistics import updates_until
from ..runs.randomness import generator
from ..runs.records import Record
from ..runs.study import Study
from ..runs.sweeps import grid, sweep
from .experiment import Palindromes

BOTH = ("lstm", "peephole")
LENGTHS = (6, 10, 20)  # of 1.4; 1.3 has the last two
SEEDS = (5, 10, 20)  # the original's
TEN = range(5, 55, 5)  # seeds of 1.4's verdict at T = 10
SMALL = Palindromes(hidden=64, batch=64, lr=1e-3, steps=500)
# The course's peephole LSTM with one thing changed, and Gers' cell.
VARIANTS = (
    "peephole-tanh",
    "peephole-candidate-h",
    "peephole-gates-h",
    "peephole-gers",
)
BUDGET = 500  # updates of a variant's training
SETTLED = 1000  # updates after which a batch should not go wrong any more

PALINDROMES = Study(
    "1.3",
    "LSTM on binary palindromes",
    runs=[
        # The longest first, so that no core waits long for another at the end.
        *grid(Palindromes(), length=(20, 10), seed=SEEDS),
        SMALL,
    ],
    weights=[Palindromes()],
)
PEEPHOLES = Study(
    "1.4",
    "LSTM against peephole LSTM",
    runs=[
        *grid(Palindromes(), cell=BOTH, length=LENGTHS, seed=SEEDS),
        *grid(Palindromes(), cell=BOTH, seed=TEN),
        *grid(Palindromes(steps=BUDGET), cell=VARIANTS, seed=SEEDS),
        *grid(SMALL, cell="peephole"),
    ],
)

Pair = tuple[Record, Record]
"""The runs of an LSTM and of a peephole LSTM that read the same batches."""
Measure = Callable[[Record], float | None]


@functools.cache
def runs_of(cell: str, length: int = 10) -> list[Record]:
    """The runs of a cell at one length, a seed each; missing ones are trained.

    Example:
        >>> [run.config.seed for run in runs_of("peephole", 20)]
        [5, 10, 20]
    """
    return sweep(Palindromes(cell=cell, length=length), seed=SEEDS)


@functools.cache
def variants() -> dict[str, list[Record]]:
    """The runs of each variant, a seed each, by the name of its cell."""
    base = Palindromes(steps=BUDGET)
    return {cell: sweep(base, cell=cell, seed=SEEDS) for cell in VARIANTS}


def pairs(*lengths: int) -> list[Pair]:
    """LSTM and peephole LSTM of the same length and seed, at these lengths, at all of
    ``LENGTHS`` for none."""
    return [
        pair
        for length in lengths or LENGTHS
        for pair in zip(*(runs_of(cell, length) for cell in BOTH), strict=True)
    ]


@functools.cache
def ten_pairs() -> list[Pair]:
    """LSTM and peephole LSTM of the same of ten seeds, at T = 10."""
    both = (sweep(Palindromes(cell=cell), seed=TEN) for cell in BOTH)
    return list(zip(*both, strict=True))


def until_95(run: Record) -> int | None:
    """The first update from which 20 batches in a row average 95 % right answers.

    Example:
        >>> [until_95(run) for run in runs_of("peephole")]
        [31, 52, 52]
    """
    return updates_until(run.curves["accuracy"], level=0.95, window=20)


def until_100(run: Record) -> int | None:
    """The first of five batches in a row without an error."""
    return updates_until(run.curves["accuracy"], level=1.0, window=5)


def worst_batch(run: Record) -> float:
    """The lowest accuracy of a batch after update 1,000."""
    return min(run.curves["accuracy"][SETTLED:])


def final_loss(run: Record) -> float:
    """The mean loss of the last 100 updates, in nats."""
    return float(np.mean(run.curves["loss"][-100:]))


class Falls(NamedTuple):
    """Batches after update 1,000, of several runs."""

    batches: int
    fallen: int
    """With less than 99 % right answers."""
    clipped: int
    """With a gradient that was longer than the clip."""
    both: int


def falls(runs: Sequence[Record]) -> Falls:
    """How many batches went wrong late in training, and in how many of these the
    gradient was clipped.

    Example:
        >>> falls([lstm for lstm, _ in ten_pairs()])
        Falls(batches=20000, fallen=0, clipped=0, both=0)
    """
    fallen, clipped = (
        np.concatenate([wrong(run)[SETTLED:] for run in runs])
        for wrong in (
            lambda run: np.less(run.curves["accuracy"], 0.99),
            lambda run: np.greater(
                run.curves["gradient_norm"], run.config.config["clip"]
            ),
        )
    )
    counts = (int(some.sum()) for some in (fallen, clipped, fallen & clipped))
    return Falls(len(fallen), *counts)


def largest_norm(runs: Sequence[Record]) -> float:
    """The largest norm of a gradient after update 1,000, before it is clipped."""
    return max(max(run.curves["gradient_norm"][SETTLED:]) for run in runs)


def total(metric: str, runs: Sequence[Record]) -> float:
    """The sum of a metric over runs, such as ``wrong`` or ``draws``."""
    return sum(run.metrics[metric] for run in runs)


def lower(measure: Measure, cell: str, pairs: Sequence[Pair]) -> int:
    """In how many pairs the run of ``cell`` has the lower measure; what was not
    reached, None, counts as infinite.

    Example:
        >>> lower(until_95, "peephole", pairs(10))
        3
    """
    place, values = BOTH.index(cell), _measured(measure, pairs)
    return int((values[:, place] < values[:, 1 - place]).sum())


def quotients(measure: Measure, pairs: Sequence[Pair]) -> np.ndarray:
    """How many times the peephole LSTM's measure the LSTM's is, pair by pair."""
    lstm, peephole = _measured(measure, pairs).T
    return lstm / peephole


def _measured(measure: Measure, pairs: Sequence[Pair]) -> np.ndarray:
    """A measure of both runs of each pair, (pairs, 2)."""
    values = [[measure(run) for run in pair] for pair in pairs]
    return np.array([[np.inf if v is None else v for v in pair] for pair in values])


def compared(measures: dict[str, Callable[[Record], object]]) -> tuple[list, list]:
    """Header and rows of a table: a row for each pair of runs, of each measure two
    columns, L for the LSTM and P for the peephole LSTM."""
    header = [f"{name}: {cell}" for name in measures for cell in ("L", "P")]
    rows = [
        [lstm.config.config["length"], lstm.config.config["seed"]]
        + [measure(run) for measure in measures.values() for run in (lstm, peephole)]
        for lstm, peephole in pairs()
    ]
    return ["T", "seed", *header], rows


def losses(config: Palindromes, noise: float = 0.0) -> np.ndarray:
    """The losses of a training whose initial weights are each multiplied by
    1 + ``noise`` times a draw from N(0, 1)."""
    model, draws = config.model(), generator(0, "rounding")
    with torch.no_grad():
        for weight in model.parameters():
            weight *= 1 + noise * torch.randn(weight.shape, generator=draws)
    return np.array([row["loss"] for row in config.train(model, torch.device("cpu"))])
