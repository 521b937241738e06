"""Carbon shifts without message passing: the mean, what atoms with the same
surroundings have, and a random forest on counts of what surrounds an atom."""

import dataclasses
import functools
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, final

import numpy as np
import torch

from ..runs.experiment import Measured, Numbers, one_of, register, whole
from . import molecules
from .folds import FoldExperiment
from .shift_errors import measure_shifts

if TYPE_CHECKING:
    from sklearn.ensemble import RandomForestRegressor

FITS = ("mean", "lookup", "forest")
LOOKUP, FOREST = ("method", ("lookup",)), ("method", ("forest",))
SPLITS_BY = {"squared": "squared_error", "absolute": "absolute_error"}
BITS = 128  # places that the fragments at one distance are folded to
TREES = 300


@dataclasses.dataclass
class Fitted:
    """What was fitted to shifts: their mean in ppm, and a table or a forest where that
    is the method."""

    mean: float = 0.0
    known: "dict[str, list[float]] | None" = None
    """The shifts (ppm) of the atoms with these surroundings."""
    forest: "RandomForestRegressor | None" = None


@register
@final
@dataclasses.dataclass(frozen=True)
class ShiftFloor(FoldExperiment[Fitted]):
    """Fit on nine of ten folds, and measure on the tenth.

    Example:
        >>> print(ShiftFloor(method="mean"))
        ShiftFloor(method='mean')
    """

    method: str = one_of(FITS, "forest", "what is fitted")
    reach: int = whole(
        4, "forest: bonds from the atom that it sees", least=0, only=FOREST
    )
    radius: int = whole(
        1, "forest: bonds of a fragment around each atom", least=0, only=FOREST
    )
    leaf: int = whole(1, "forest: fewest atoms of a leaf", only=FOREST)
    error: str = one_of(SPLITS_BY, "squared", "forest: what a split lowers", FOREST)
    spheres: int = whole(4, "lookup: most bonds from the atom", only=LOOKUP)
    least: int = whole(1, "lookup: fewest atoms that are taken for enough", only=LOOKUP)
    steps: int = whole(1, "fits")
    seed: int = whole(0, "forest: random seed", least=0, most=10**9, only=FOREST)

    def model(self) -> Fitted:
        return Fitted()

    def train(self, model: Fitted, device: torch.device) -> Iterator[Numbers]:
        """Yield the mean absolute error (ppm) on the atoms that were fitted."""
        table, learn, _ = self.atoms()
        model.mean = float(table.shift[learn].mean())
        if self.method == "lookup":
            model.known = {}
            for row in np.flatnonzero(learn):
                for code in _spheres(self.spheres)[row]:
                    model.known.setdefault(code, []).append(table.shift[row])
        if self.method == "forest":
            ensemble = molecules.chemistry("sklearn.ensemble")
            model.forest = ensemble.RandomForestRegressor(
                TREES,
                criterion=SPLITS_BY[self.error],
                min_samples_leaf=self.leaf,
                max_features=1 / 3,
                random_state=self.seed,
            ).fit(_features(self.reach, self.radius)[learn], table.shift[learn])
        yield {"loss": np.abs(self._predict(model, table) - table.shift)[learn].mean()}

    def evaluate(self, model: Fitted, device: torch.device) -> Measured:
        """Errors on the atoms that were held out: see
        ``shift_errors.measure_shifts``."""
        table, learn, held = self.atoms()
        return measure_shifts(table, self._predict(model, table), learn, held)

    def _predict(self, model: Fitted, table: molecules.Table) -> np.ndarray:
        if model.forest is not None:
            return model.forest.predict(_features(self.reach, self.radius))
        if model.known is None:
            return np.full(len(table.shift), model.mean)
        codes = _spheres(self.spheres)
        return np.array([looked_up(model.known, each, self.least) for each in codes])


def looked_up(
    known: Mapping[str, Sequence[float]], codes: Sequence[str], least: int
) -> float:
    """The median of the shifts ``known`` of the first of an atom's ``codes`` that has
    at least so many.

    Example:
        >>> known = {"CCO*": [60.0], "CO*": [60.0, 50.0, 55.0]}
        >>> looked_up(known, ["CCO*", "CO*"], least=2)
        55.0
    """
    found = (known.get(code, ()) for code in codes)
    return float(np.median(next(each for each in found if len(each) >= least)))


@functools.cache
def _spheres(most: int) -> list[list[str]]:
    """What lies within ``most`` bonds of each labelled atom of the registered table,
    within one less, and so on to nothing at all: a code for each, in the manner of
    Bremser's (1978)."""
    table = molecules.load()
    return [
        [
            *(
                f"{bonds} {molecules.sphere(table.smiles[molecule], atom, bonds)}"
                for bonds in range(most, -1, -1)
            ),
            "",
        ]
        for molecule, atom in zip(table.molecule, table.atom, strict=True)
    ]


@functools.cache
def _features(reach: int, radius: int) -> np.ndarray:
    """What surrounds each labelled atom of the registered table (A, numbers)."""
    table = molecules.load()
    each = [
        molecules.by_distance(table.smiles[molecule], atom, reach, radius, BITS)
        for molecule, atom in zip(table.molecule, table.atom, strict=True)
    ]
    return torch.stack(each).flatten(1).numpy()
