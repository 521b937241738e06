"""Carbon shifts without message passing: the mean, and a random forest on counts of
what surrounds an atom."""

import dataclasses
import functools
from collections.abc import Iterator
from typing import final

import numpy as np
import torch
from torch import nn

from ..runs.experiment import Measured, Numbers, one_of, register, whole
from ..runs.sweeps import grid
from . import molecules
from .folds import TUNED, FoldExperiment
from .shift_errors import measure

METHODS = ("mean", "forest")
BITS = 128  # places that the fragments at one distance are folded to
TREES = 300


class Predictor(nn.Module):
    """Holds what was fitted: a mean, or a forest."""

    forest: object = None

    def __init__(self):
        super().__init__()
        self.register_buffer("centre", torch.zeros((), dtype=torch.float64))


@register
@final
@dataclasses.dataclass(frozen=True)
class ShiftFloor(FoldExperiment[Predictor]):
    """Fit on nine of ten folds, and measure on the tenth."""

    method: str = one_of(METHODS, "forest", "what is fitted")
    reach: int = whole(4, "forest: bonds from the atom that it sees", least=0)
    radius: int = whole(1, "forest: bonds of a fragment around each atom", least=0)
    leaf: int = whole(1, "forest: fewest atoms of a leaf")
    steps: int = whole(1, "fits")
    seed: int = whole(0, "forest: random seed", least=0)

    def model(self) -> Predictor:
        return Predictor()

    def train(self, model: Predictor, device: torch.device) -> Iterator[Numbers]:
        """Yield the mean absolute error (ppm) on the atoms that were fitted."""
        table, learn, _ = self.atoms()
        model.centre.fill_(table.shift[learn].mean())
        if self.method == "forest":
            ensemble = molecules.chemistry("sklearn.ensemble")
            model.forest = ensemble.RandomForestRegressor(
                TREES,
                min_samples_leaf=self.leaf,
                max_features=1 / 3,
                random_state=self.seed,
            ).fit(_features(self.reach, self.radius)[learn], table.shift[learn])
        yield {"loss": np.abs(self._predict(model, table) - table.shift)[learn].mean()}

    def evaluate(self, model: Predictor, device: torch.device) -> Measured:
        """Errors on the atoms that were held out: see ``shift_errors.measure``."""
        table, learn, held = self.atoms()
        return Measured(measure(table, self._predict(model, table), learn, held))

    def _predict(self, model: nn.Module, table: molecules.Table) -> np.ndarray:
        if self.method == "mean":
            return np.full(len(table.shift), model.centre.item())
        return model.forest.predict(_features(self.reach, self.radius))


@functools.cache
def _features(reach: int, radius: int) -> np.ndarray:
    """What surrounds each labelled atom of the registered table (A, numbers)."""
    table = molecules.load()
    each = [
        molecules.by_distance(table.smiles[molecule], atom, reach, radius, BITS)
        for molecule, atom in zip(table.molecule, table.atom, strict=True)
    ]
    return torch.stack(each).flatten(1).numpy()


# Tried without fold 0, on three of the ten folds of what it leaves.
TUNING = grid(
    ShiftFloor(part="tuning"),
    reach=(1, 2, 4),
    radius=(0, 1, 2),
    leaf=(1, 3),
    fold=TUNED,
)
CHOSEN = {"mean": ShiftFloor(method="mean"), "forest": ShiftFloor(reach=2)}
