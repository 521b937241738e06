"""Which epoch counts: rules that look at the validation nodes, and never at the test
nodes."""

import math
from collections.abc import Sequence

import numpy as np


class Patience:
    """GAT's rule: stop after ``limit`` epochs in which neither validation loss nor
    accuracy reached its best; the model kept is of the last epoch in which both did.

    A limit of 0 never stops.
    """

    def __init__(self, limit: int):
        self.limit = limit
        self.loss, self.accuracy = math.inf, -math.inf
        self.waited = 0

    def look(self, loss: float, accuracy: float) -> bool:
        """Take in an epoch; whether its model is the one to keep so far."""
        lower, higher = loss <= self.loss, accuracy >= self.accuracy
        self.loss, self.accuracy = min(loss, self.loss), max(accuracy, self.accuracy)
        self.waited = 0 if lower or higher else self.waited + 1
        return lower and higher

    @property
    def over(self) -> bool:
        return self.limit > 0 and self.waited == self.limit


def window_stop(losses: Sequence[float], window: int) -> int:
    """GCN's rule: the first epoch, from 0, whose validation loss is above the mean of
    the ``window`` before it; the last epoch where there is none."""
    for epoch in range(window + 1, len(losses)):
        if losses[epoch] > np.mean(losses[epoch - window : epoch]):
            return epoch
    return len(losses) - 1


def best(accuracies: Sequence[float]) -> int:
    """The first epoch, from 0, with the highest validation accuracy."""
    return int(np.argmax(accuracies))
