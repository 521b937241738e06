"""Numbers about curves and seeds."""

from collections.abc import Sequence

import numpy as np

from ..errors import InputError


def updates_until(curve: Sequence[float], level: float, window: int) -> int | None:
    """The first update, counted from 1, from which ``window`` in a row average at
    least ``level``, or None."""
    if window > len(curve):
        raise InputError(
            f"window must be at most the curve's {len(curve)} updates; got {window}"
        )
    sums = np.concatenate([[0.0], np.cumsum(curve)])
    means = (sums[window:] - sums[:-window]) / window
    reached = np.flatnonzero(means >= level - 1e-9)  # the cumulative sum rounds
    return int(reached[0]) + 1 if len(reached) else None


def block_means(curve: Sequence[float], block: int) -> tuple[np.ndarray, np.ndarray]:
    """Means over consecutive blocks of updates, and the middle of each block; a
    last, shorter block is left out."""
    blocks = len(curve) // block
    means = np.asarray(curve[: blocks * block]).reshape(blocks, block).mean(1)
    return block * (np.arange(blocks) + 0.5), means


def mean_sd(values: Sequence[float]) -> tuple[float, float]:
    """Mean and sample standard deviation (n - 1 in the denominator) of at least two
    values."""
    if len(values) < 2:
        raise InputError(
            f"a standard deviation needs at least two values; got {len(values)}"
        )
    return float(np.mean(values)), float(np.std(values, ddof=1))


def mean_se(values: Sequence[float]) -> tuple[float, float]:
    """Mean of at least two values and its standard error, sd/√n; for two models, of
    their differences seed by seed."""
    mean, sd = mean_sd(values)
    return mean, sd / len(values) ** 0.5


def auc(scores: Sequence[float], labels: Sequence[int]) -> float:
    """How well scores rank labels: the chance that one drawn from label 1 exceeds one
    drawn from label 0, ties counting half (area under the ROC curve)."""
    scores, labels = np.asarray(scores), np.asarray(labels).astype(bool)
    _, place, count = np.unique(scores, return_inverse=True, return_counts=True)
    rank = (count.cumsum() - (count - 1) / 2)[place]  # from 1, ties share their mean
    ones, zeros = labels.sum(), (~labels).sum()
    return float((rank[labels].sum() - ones * (ones + 1) / 2) / (ones * zeros))


def bootstrap(values: Sequence[float], seed: int = 0) -> tuple[float, float, float]:
    """The mean of a sample and its 95 % bootstrap interval: the middle 95 % of the
    means of samples drawn from it with replacement. NaN values are left out."""
    values = np.asarray(values, dtype=float)
    values = values[~np.isnan(values)]
    if not len(values):
        raise InputError("a bootstrap interval needs at least one value; got none")
    draws = np.random.default_rng(seed).integers(len(values), size=(4000, len(values)))
    low, high = np.quantile(values[draws].mean(1), (0.025, 0.975))
    return float(values.mean()), float(low), float(high)


def proportion(hits: int, trials: int) -> tuple[float, float, float]:
    """A share and its 95 % interval after Wilson, which says something even where all
    or none of the trials hit."""
    share, z = hits / trials, 1.96
    middle = (share + z**2 / (2 * trials)) / (1 + z**2 / trials)
    variance = share * (1 - share) / trials + z**2 / (4 * trials**2)
    half = z * variance**0.5 / (1 + z**2 / trials)
    return share, max(0.0, middle - half), min(1.0, middle + half)
