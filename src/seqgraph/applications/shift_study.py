"""Question 3.4, chemical shifts: the runs, and what is measured over them."""

import functools

import numpy as np
import pandas as pd

from ..measure.statistics import two_way_bootstrap
from ..page.notebook import with_interval
from ..runs.records import Record
from ..runs.study import Study
from ..runs.sweeps import grid, grids, run, sweep
from .folds import FOLDS, SPLITS, TUNING_FOLDS
from .shift_errors import LIMITS
from .shift_floors import ShiftFloor
from .shifts import Shifts

SEEDS = range(3)  # of every fold
FLOORS = {
    "mean": ShiftFloor(method="mean"),
    "lookup": ShiftFloor(method="lookup", spheres=6),
    "forest": ShiftFloor(reach=2),
}
GINE = Shifts()
CHOSEN = {**FLOORS, "gine": GINE}
SPACE = Shifts(space=True)  # with the settings of the GINE; folds by molecule alone

# Tried without fold 0, on three of the ten folds of what it leaves.
TRIED = {
    "gine": [
        *grid(
            Shifts(part="tuning"),
            depth=(3, 5, 8, 12),
            units=(32, 64),
            dropout=(0.03, 0.1),
            fold=TUNING_FOLDS,
        ),
        # The best of these, wider.
        *grid(Shifts(part="tuning", units=128), fold=TUNING_FOLDS),
    ],
    "lookup": grid(
        ShiftFloor(part="tuning", method="lookup"),
        spheres=(2, 3, 4, 5, 6),
        least=(1, 2, 3),
        fold=TUNING_FOLDS,
    ),
    "forest": grid(
        ShiftFloor(part="tuning"),
        reach=(1, 2, 4),
        radius=(0, 1, 2),
        leaf=(1, 3),
        fold=TUNING_FOLDS,
    ),
}
VARIED = {
    "gine": ("depth", "units", "dropout"),
    "lookup": ("spheres", "least"),
    "forest": ("reach", "radius", "leaf"),
}


STUDY = Study(
    "3.4b",
    "Chemical shifts",
    runs=[
        *(config for tried in TRIED.values() for config in tried),
        *grid(GINE, split=SPLITS, fold=range(FOLDS), seed=SEEDS),
        *grids(FLOORS, split=SPLITS, fold=range(FOLDS)),
        *grid(SPACE, fold=range(FOLDS), seed=SEEDS),
    ],
)


@functools.cache
def runs_of(model: str, split: str = "molecule") -> list[Record]:
    """The runs of a model of :data:`CHOSEN`: every fold, and every seed of the GINE; or
    of ``space``, the GINE that sees distances, by molecule alone.

    Example:
        >>> len(runs_of("forest")), len(runs_of("gine"))
        (10, 30)
    """
    if model in FLOORS:
        return sweep(FLOORS[model], split=split, fold=range(FOLDS))
    if model == "space":
        return sweep(SPACE, split=split, fold=range(FOLDS), seed=SEEDS)
    return sweep(GINE, split=split, fold=range(FOLDS), seed=SEEDS)


def pooled(records: list[Record], number: str = "mae") -> float:
    """A number's mean over the atoms of all folds."""
    metrics = [record.metrics for record in records]
    sizes = [each["atoms"] for each in metrics]
    return float(np.average([each[number] for each in metrics], weights=sizes))


def mae(model: str, split: str = "molecule") -> float:
    """Mean absolute error in ppm over all folds and seeds.

    Example:
        >>> mae("gine") < mae("forest") < mae("mean")
        True
    """
    return pooled(runs_of(model, split))


@functools.cache
def molecule_of(split: str = "molecule") -> pd.Series:
    """The number of each atom's molecule, by the atom's row in the table."""
    table = tables("errors", "lookup", split)
    return pd.Series(table["molecule"].to_numpy(), index=table["row"].to_numpy())


def _sums(model: str, split: str) -> np.ndarray:
    """(runs, molecules) the sum of a molecule's absolute errors, in ppm: of each seed,
    and where there are several of the mean of their predictions, which ``together``
    names."""
    single = model.removesuffix("-together")
    errors = tables("errors", single, split)
    by_atom = errors.pivot_table(index="row", columns="seed", values="error")
    each = np.asarray(by_atom, dtype=float)  # (atoms, runs)
    if model != single:
        each = each.mean(1, keepdims=True)
    molecule = np.asarray(molecule_of(split)[by_atom.index], dtype=int)
    sums = np.zeros((molecule.max() + 1, each.shape[1]))
    np.add.at(sums, molecule, np.abs(each))
    return sums.T


@functools.cache
def interval(
    model: str, split: str = "molecule", less: str | None = None
) -> tuple[float, float, float]:
    """Mean absolute error in ppm over all atoms, or by how much it is smaller than that
    of another model, and its 95 % bootstrap interval over molecules and seeds.

    Args:
        model: a name in :data:`CHOSEN`, or one with ``-together`` for the mean
            prediction of its seeds; or ``space``.
        split: what two folds do not share.
        less: the other model.

    Example:
        >>> low, high = interval("gine")[1:]
        >>> low < mae("gine") < high
        True
    """
    found = _sums(model, split)
    if less is not None:
        found = _sums(less, split) - found
    sizes = molecule_of(split).value_counts().sort_index()
    return two_way_bootstrap(found, sizes)


def shown(model: str, split: str = "molecule") -> str:
    """The mean absolute error in ppm as a table shows it, with its interval."""
    return with_interval(interval(model, split), ".2f")


def by_seed(model: str, split: str = "molecule") -> np.ndarray:
    """The mean absolute error in ppm of each seed."""
    return _sums(model, split).sum(1) / count("atoms", split)


def by_run(model: str, split: str = "molecule") -> pd.DataFrame:
    """One row for each run: its ``fold`` and ``seed``, its error ``mae`` (ppm), and the
    ``seconds`` that it trained."""
    return pd.DataFrame(
        {
            "fold": record.config.config["fold"],
            "seed": record.config.config["seed"],
            "mae": record.metrics["mae"],
            "seconds": record.seconds["train"],
        }
        for record in runs_of(model, split)
    )


def of_the_table(number: str, split: str = "molecule") -> float:
    """A number that is the same for all models, such as CASCADE's error, over the atoms
    of all folds.

    Example:
        >>> round(of_the_table("cascade"), 2)
        2.64
    """
    return pooled(runs_of("mean", split), number)


def count(things: str, split: str = "molecule") -> int:
    """How many ``atoms`` (or ``molecules``, or ``twins``) there are in all folds, none
    of which shares one with another.

    Example:
        >>> count("atoms"), count("atoms", "scaffold")
        (2458, 2458)
    """
    return int(sum(record.metrics[things] for record in runs_of("mean", split)))


def tables(name: str, model: str, split: str = "molecule") -> pd.DataFrame:
    """A table of each run, below one another; ``fold``, ``seed`` and how many atoms
    were ``held`` out say whose."""
    return pd.concat(
        [
            record.table(name).assign(
                fold=record.config.config["fold"],
                seed=record.config.config["seed"],
                held=record.metrics["atoms"],
            )
            for record in runs_of(model, split)
        ],
        ignore_index=True,
    )


def by_group(split: str = "molecule") -> pd.DataFrame:
    """The GINE's mean absolute error (``mae``, ppm) over the ``atoms`` of all folds, by
    ``what``, ``group`` and ``seed``."""
    found = tables("groups", "gine", split)
    found["mae"] *= found["atoms"]
    sums = found.pivot_table(
        index=["what", "group", "seed"], values=["atoms", "mae"], aggfunc="sum"
    )
    sums["mae"] /= sums["atoms"]
    return sums


def above() -> dict[int, float]:
    """The share of atoms that the GINE is off by more than so many ppm."""
    shares = tables("above", "gine")
    each = {limit: shares[shares["ppm"] == limit] for limit in LIMITS}
    return {
        limit: float(np.average(here["share"], weights=here["held"]))
        for limit, here in each.items()
    }


def together(split: str = "molecule", model: str = "gine") -> pd.DataFrame:
    """The ``error`` (ppm) of the mean prediction of a network's seeds, for each atom:
    by ``fold`` and ``row`` of the table."""
    errors = tables("errors", model, split)
    return errors.pivot_table(index=["fold", "row"], values="error", aggfunc="mean")


def worst(count: int) -> pd.DataFrame:
    """The atoms that the mean prediction of the GINE's seeds misses most, of those that
    are among the worst of a fold: ``smiles``, ``atom`` and ``error`` (ppm)."""
    named = tables("worst", "gine").drop_duplicates("row").set_index(["fold", "row"])
    named["error"] = together()["error"]
    return named.sort_values("error", key=abs, ascending=False, kind="stable").head(
        count
    )


def tuning(model: str) -> list[tuple[dict[str, float], list[float]]]:
    """The settings that were tried, best first, each with its error (ppm) on each fold
    that was held out."""
    varied = VARIED[model]
    errors: dict[tuple, list[float]] = {}
    for record in run(TRIED[model]):
        settings = tuple(record.config.config[name] for name in varied)
        errors.setdefault(settings, []).append(record.metrics["mae"])
    return [
        (dict(zip(varied, settings, strict=True)), errors[settings])
        for settings in sorted(errors, key=lambda each: float(np.mean(errors[each])))
    ]
