"""Which epoch counts: rules that look at the validation nodes, and never at the test
nodes."""

import math
from collections.abc import Sequence

import numpy as np


class Patience:
    """GAT's rule: stop after ``limit`` epochs in which neither validation loss nor
    accuracy reached its best; the model kept is of the last epoch in which both did.

    A limit of 0 never stops.

    Example:
        >>> patience = Patience(limit=2)
        >>> [patience.look(*seen) for seen in ((1.0, 0.5), (0.9, 0.6), (1.1, 0.5))]
        [True, True, False]
        >>> patience.look(1.2, 0.4), patience.over
        (False, True)
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
    the ``window`` before it; the last epoch where there is none.

    Example:
        >>> window_stop([1.0, 0.9, 0.8, 0.7, 0.9, 0.6], window=2)
        4
    """
    for epoch in range(window + 1, len(losses)):
        if losses[epoch] > np.mean(losses[epoch - window : epoch]):
            return epoch
    return len(losses) - 1


def best(accuracies: Sequence[float]) -> int:
    """The first epoch, from 0, with the highest validation accuracy.

    Example:
        >>> best([0.5, 0.7, 0.7])
        1
    """
    return int(np.argmax(accuracies))
