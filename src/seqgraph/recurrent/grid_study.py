"""Page 1.4c: the runs of every cell on every task, and what is measured over them."""

import functools
from collections.abc import Sequence

import numpy as np

from ..measure.statistics import updates_until
from ..runs import sweeps
from ..runs.records import Record
from ..runs.study import Study
from ..runs.sweeps import grid
from . import baum_sweet
from .experiment import Palindromes
from .jumps import Jump
from .starts import FORGETS, INITS
from .study import BOTH, SEEDS, TEN

UPDATES = 300  # in which most rows are right about everything
PLAIN = 500  # of vanilla RNNs on the palindromes at T = 10, where their starts compare
# Rows of the grid: what is changed of the LSTM.
NETWORKS = {
    "rnn": {"cell": "rnn"},
    "lstm": {},
    "both": {"reads": "both-ways"},
    "peephole": {"cell": "peephole"},
    "gru": {"cell": "gru"},
    "mingru": {"cell": "mingru"},
    "mingru_two": {"cell": "mingru-two"},
}
NAMES = {
    "rnn": "vanilla RNN",
    "lstm": "LSTM",
    "both": "LSTM,\nboth ways",
    "peephole": "peephole\nLSTM",
    "gru": "GRU",
    "mingru": "minGRU",
    "mingru_two": "two layers\nof minGRU",
}
TITLES = {
    "palindromes": "palindromes",
    "baum-sweet": "Baum–Sweet",
    "combinations": "combinations",
}
# Columns: the course's settings of each task, and its lengths.
TASKS = {
    "palindromes": (Palindromes(), (6, 10, 20)),
    "baum-sweet": (Palindromes(task="baum-sweet", length=4), (4, 5, 6)),
    "combinations": (
        Palindromes(
            task="combinations", length=5, lr=1e-3, batch=128, hidden=128, steps=2000
        ),
        (5, 10, 15),
    ),
}


# Which seeds of which rows: those of 1.3, 1.4 and 1.4b, and what was trained for this.
ONCE = SEEDS[:1]
SEEN: dict[tuple[str, int], dict[str, Sequence[int]]] = {
    **{
        (task, length): {
            **dict.fromkeys(NETWORKS, SEEDS),
            "both": SEEDS if task == "combinations" else ONCE,
        }
        for task, (_, lengths) in TASKS.items()
        for length in lengths
    },
    ("palindromes", 10): {
        **dict.fromkeys(("lstm", "peephole"), SEEDS),
        **dict.fromkeys(("rnn", "gru", "mingru", "mingru_two"), TEN[:3]),
        "both": ONCE,
    },
    ("palindromes", 20): {
        **dict.fromkeys(("lstm", "peephole"), SEEDS),
        **dict.fromkeys(("rnn", "gru", "mingru", "mingru_two"), ONCE),
    },
}


# What was trained as long as the course says: those of 1.3 and 1.4, all combinations
# with T = 5, and what was not right in 95 % after UPDATES, Baum–Sweet with T = 5 aside.
WHOLE = {
    "palindromes": {
        **dict.fromkeys(BOTH, (6, 10, 20)),
        "rnn": (10, 20),
        "mingru": (6, 10, 20),
    },
    "baum-sweet": dict.fromkeys(("peephole", "mingru", "mingru_two"), (4, 6)),
    "combinations": {
        **dict.fromkeys(NETWORKS, (5,)),
        "rnn": (5, 10, 15),
        "lstm": (5, 10),
        "mingru": (5, 15),
    },
}


def runs_at(network: str, task: str, length: int) -> list[Palindromes]:
    """The runs of a row on a task at one length, a seed each; none where it was not
    trained.

    Example:
        >>> [run.config["steps"] for run in runs_at("gru", "combinations", 5)]
        [2000, 2000, 2000]
    """
    seeds = SEEN.get((task, length), {}).get(network, ())
    base, _ = TASKS[task]
    whole = length in WHOLE[task].get(network, ())
    steps = base.steps if whole else UPDATES
    if (task, length) == ("palindromes", 10) and network in ("gru", "mingru_two"):
        steps = 200  # recorded for 1.4b
    changed = {"length": length, "steps": steps, **NETWORKS[network]}
    return grid(base, **changed, seed=seeds) if seeds else []


# The vanilla RNN on the palindromes at T = 10, by how its weights and inputs start.
SMALL = 0.1  # standard deviation of small inputs, in place of 1
_PLAIN = Palindromes(cell="rnn", steps=PLAIN)
STARTED = {
    **{init: grid(_PLAIN, init=init, seed=TEN) for init in INITS},
    "orthogonal, small": grid(_PLAIN, init="orthogonal", scale=SMALL, seed=TEN[:3]),
}
# Two of these starts with as many updates as the course has.
PATIENT = {
    "kaiming": runs_at("rnn", "palindromes", 10),
    "orthogonal": grid(Palindromes(cell="rnn"), init="orthogonal", seed=TEN[:3]),
}
JUMPS = grid(Jump(), forget=FORGETS, seed=SEEDS)
STUDY = Study(
    "1.4c",
    "Every cell on every task",
    runs=[
        *(
            run
            for task, (_, lengths) in TASKS.items()
            for length in lengths
            for network in NETWORKS
            for run in runs_at(network, task, length)
        ),
        *(run for some in STARTED.values() for run in some),
        *PATIENT["orthogonal"],
        *JUMPS,
    ],
    weights=runs_at("lstm", "baum-sweet", 6)[:1],
)


@functools.cache
def learning(network: str, task: str, length: int) -> list[Record]:
    """The recorded runs of a row on a task at one length."""
    return sweeps.run(list(runs_at(network, task, length)))


@functools.cache
def everything() -> dict[tuple[str, str, int], list[Record]]:
    """The runs by network, task and length, where there are any."""
    found = {
        (network, task, length): learning(network, task, length)
        for task, (_, lengths) in TASKS.items()
        for length in lengths
        for network in NETWORKS
    }
    return {where: runs for where, runs in found.items() if runs}


@functools.cache
def plains() -> dict[str, list[Record]]:
    """The vanilla RNNs on the palindromes, by the start of their weights."""
    return {start: sweeps.run([*some]) for start, some in STARTED.items()}


@functools.cache
def jumps() -> dict[str, list[Record]]:
    """The runs that watch the jump, by the start of the forget biases."""
    runs = sweeps.run([*JUMPS])
    return {
        forget: some
        for forget in FORGETS
        if (some := [run for run in runs if run.config.config["forget"] == forget])
    }


@functools.cache
def floor(task: str, length: int) -> float:
    """The accuracy of always giving the most frequent answer.

    Example:
        >>> floor("combinations", 5)
        0.2
    """
    if task == "palindromes":
        return 2 / 3
    if task == "combinations":
        return 1 / length
    share = baum_sweet.ones(length)
    return max(share, 1 - share)


def until_95(run: Record) -> int | None:
    """The first update from which 20 batches in a row average 95 % right answers."""
    return updates_until(run.curves["accuracy"], level=0.95, window=20)


def at_end(run: Record) -> float:
    """The mean accuracy of the last 20 batches."""
    return float(np.mean(run.curves["accuracy"][-20:]))


def typical(runs: Sequence[Record]) -> str:
    """The median of :func:`until_95`, in which never counts as infinite: in words,
    since it may be later than what was trained.

    Example:
        >>> typical(learning("lstm", "palindromes", 10))
        '85'
    """
    middle = np.median([until_95(run) or np.inf for run in runs])
    given = min(len(run.curves["accuracy"]) for run in runs)
    return f"{middle:.0f}" if np.isfinite(middle) else f">\u00a0{given:,}"


def leaving() -> dict[str, tuple[int, int]]:
    """Of the vanilla RNNs on the palindromes, by the start of their weights: how many
    left the floor within PLAIN updates, and how many there are."""
    return {
        init: (sum(at_end(run) > 0.75 for run in some), len(some))
        for init, some in plains().items()
    }


def patient(start: str = "kaiming") -> list[int]:
    """The updates until 95 % of the vanilla RNNs that learn palindromes of T = 10, of
    those in PATIENT with this start of their weights.

    Example:
        >>> min(patient()) > PLAIN
        True
    """
    runs = sweeps.run([*PATIENT[start]])
    return [reached for run in runs if (reached := until_95(run))]


LOW, HIGH = 0.05, 1.0  # between these the growth of an effect is timed


def for_good(holds: Sequence[bool] | np.ndarray) -> int:
    """The first update, counted from 0, from which on it holds to the end.

    Example:
        >>> for_good([True, False, True, True])
        2
    """
    return int(np.max(np.nonzero(np.logical_not(holds))[0], initial=-1)) + 1


def grew(run: Record) -> tuple[int, int]:
    """Of a run that watches the jump: the updates after which the first digit's effect
    is LOW for good, and HIGH."""
    effect = np.abs(run.curves["effect"])
    return for_good(effect >= LOW), for_good(effect >= HIGH)


def doubling(run: Record) -> float:
    """In how many updates the effect doubles, on average from LOW to HIGH."""
    low, high = grew(run)
    return (high - low) * float(np.log(2) / np.log(HIGH / LOW))


def overturns(run: Record) -> float:
    """The effect of the first digit at the update after which the palindromes that
    begin with 0 have a negative margin, on average and for good."""
    return run.curves["effect"][for_good(np.less(run.curves["zeros"], 0))]


def reaches(run: Record, effect: float) -> int:
    """The update, counted from 1, after which the first digit has this effect for
    good."""
    return for_good(np.abs(run.curves["effect"]) >= effect) + 1


def foreseen(run: Record, effect: float) -> float:
    """When it would have it, had the effect grown from the first update on as fast as
    it did between LOW and HIGH."""
    start = abs(run.curves["effect"][0])
    return 1 + doubling(run) * float(np.log2(effect / start))
