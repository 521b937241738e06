"""Which atoms are learned from and which are held out: folds that share no molecule or
no scaffold."""

import dataclasses
from collections.abc import Iterator

import numpy as np

from ..errors import InputError
from ..runs.experiment import Experiment, Model, one_of, whole
from . import PURPOSES, molecules

FOLDS = 10
TUNING_FOLDS = range(3)  # folds that tuning measures on
SPLITS = ("molecule", "scaffold")


@dataclasses.dataclass(frozen=True)
class FoldExperiment(Experiment[Model]):
    """Learn from nine of ten folds, and measure on the tenth.

    Example:
        >>> from seqgraph.applications.shifts import Shifts
        >>> issubclass(Shifts, FoldExperiment)
        True
        >>> Shifts(fold=10)
        Traceback (most recent call last):
            ...
        seqgraph.errors.InputError: fold must be below 10; got 10
    """

    split: str = one_of(SPLITS, "molecule", "what two folds do not share")
    part: str = one_of(
        PURPOSES, "test", "test: all atoms; tuning: those that fold 0 leaves"
    )
    fold: int = whole(0, "fold that is held out, from 0", least=0)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.fold >= FOLDS:
            raise InputError(f"fold must be below {FOLDS}; got {self.fold}")

    @property
    def data(self) -> tuple[str, ...]:
        return (molecules.FILE,)

    def atoms(self) -> tuple[molecules.Table, np.ndarray, np.ndarray]:
        """The table, and its atoms to learn from and to measure on: see
        :func:`parts`."""
        table = molecules.load()
        return table, *parts(table, self.split, self.part, self.fold)


def deal(groups: np.ndarray, count: int = FOLDS) -> Iterator[np.ndarray]:
    """``count`` masks (A,) of about equal size that share no value of ``groups`` (A,)
    and together hold every atom once: the largest groups are dealt out first.

    Example:
        >>> for mask in deal(np.array(["a", "a", "b", "c"]), 2):
        ...     print(mask)
        [ True  True False False]
        [False False  True  True]
    """
    split = molecules.chemistry("sklearn.model_selection").GroupKFold(count)
    for _, held in split.split(np.zeros(len(groups)), groups=groups):
        mask = np.zeros(len(groups), dtype=bool)
        mask[held] = True
        yield mask


def parts(
    table: molecules.Table, split: str, part: str, fold: int
) -> tuple[np.ndarray, np.ndarray]:
    """Masks (A,) of the atoms to learn from and to measure on: all but the fold, and
    the fold (``test``); or the same of what fold 0 leaves, which has folds of its own
    (``tuning``).

    Example:
        >>> from types import SimpleNamespace as Some
        >>> table = Some(canonical=np.arange(20))
        >>> for part in ("test", "tuning"):
        ...     learn, held = parts(table, "molecule", part, fold=0)
        ...     print(learn.sum(), held.sum())
        18 2
        16 2
    """
    groups = table.canonical if split == "molecule" else table.scaffold
    if part == "test":
        held = list(deal(groups))[fold]
        return ~held, held
    rest = np.flatnonzero(~next(deal(groups)))
    inner = list(deal(groups[rest]))[fold]
    learn, held = np.zeros((2, len(groups)), dtype=bool)
    learn[rest[~inner]] = held[rest[inner]] = True
    return learn, held
