"""Numbers about curves and seeds; SciPy does what it has."""

import functools
from collections.abc import Sequence

import numpy as np
import scipy
from numpy.typing import ArrayLike

from ..errors import InputError


def updates_until(curve: Sequence[float], level: float, window: int) -> int | None:
    """The first update, counted from 1, from which ``window`` in a row average at
    least ``level``, or None.

    Raises:
        InputError: a window longer than the curve.

    Example:
        >>> updates_until([0.5, 0.9, 1.0, 1.0], level=0.95, window=2)
        2
    """
    if window > len(curve):
        raise InputError(
            f"window must be at most the curve's {len(curve)} updates; got {window}"
        )
    sums = np.concatenate([[0.0], np.cumsum(curve)])
    means = (sums[window:] - sums[:-window]) / window
    reached = np.flatnonzero(means >= level - 1e-9)  # the cumulative sum rounds
    return int(reached[0]) + 1 if len(reached) else None


def block_means(curve: Sequence[float], block: int) -> tuple[np.ndarray, np.ndarray]:
    """The middles of consecutive blocks of updates, and the means over them; a last,
    shorter block is left out.

    Example:
        >>> middles, means = block_means([1, 3, 5, 7, 9], block=2)
        >>> middles.tolist(), means.tolist()
        ([1.0, 3.0], [2.0, 6.0])
    """
    blocks = len(curve) // block
    means = np.asarray(curve[: blocks * block]).reshape(blocks, block).mean(1)
    return block * (np.arange(blocks) + 0.5), means


def mean_sd(values: ArrayLike) -> tuple[float, float]:
    """Mean and sample standard deviation (n - 1 in the denominator) of at least two
    values.

    Raises:
        InputError: fewer than two values.

    Example:
        >>> mean_sd([1, 2, 6])
        (3.0, 2.6457513110645907)
    """
    values = np.asarray(values, dtype=float)
    if len(values) < 2:
        raise InputError(
            f"a standard deviation needs at least two values; got {len(values)}"
        )
    return float(np.mean(values)), float(np.std(values, ddof=1))


def mean_se(values: ArrayLike) -> tuple[float, float]:
    """Mean of at least two values and its standard error, sd/√n; for two models, of
    their differences seed by seed.

    Raises:
        InputError: fewer than two values.

    Example:
        >>> mean_se([1, 2, 3, 6])
        (3.0, 1.0801234497346435)
    """
    mean, sd = mean_sd(values)
    return mean, sd / np.size(values) ** 0.5


def auc(scores: ArrayLike, labels: ArrayLike) -> float:
    """How well scores rank labels: the chance that one drawn from label 1 exceeds one
    drawn from label 0, ties counting half (area under the ROC curve; Mann and Whitney's
    U over the number of pairs).

    Args:
        scores: any numbers, one for each label.
        labels: 0 or 1, both of them present.

    Example:
        >>> auc([0.1, 0.4, 0.4, 0.9], [0, 0, 1, 1])
        0.875
    """
    scores, labels = np.asarray(scores), np.asarray(labels).astype(bool)
    ones, zeros = scores[labels], scores[~labels]
    found = scipy.stats.mannwhitneyu(ones, zeros, method="asymptotic")
    return float(found.statistic / (len(ones) * len(zeros)))


def bootstrap(values: ArrayLike, seed: int = 0) -> tuple[float, float, float]:
    """The mean of a sample and its 95 % bootstrap interval: the middle 95 % of the
    means of 4,000 samples drawn from it with replacement. NaN values are left out.

    Raises:
        InputError: no value.

    Example:
        >>> mean, low, high = bootstrap([1, 2, 3, 4])
        >>> low < mean == 2.5 < high
        True
    """
    values = np.asarray(values, dtype=float)
    values = values[~np.isnan(values)]
    if not len(values):
        raise InputError("a bootstrap interval needs at least one value; got none")
    if len(values) == 1:  # SciPy refuses it
        only = float(values[0])
        return only, only, only
    interval = scipy.stats.bootstrap(
        (values,),
        np.mean,
        n_resamples=4000,
        method="percentile",
        rng=np.random.default_rng(seed),
    ).confidence_interval
    return float(values.mean()), float(interval.low), float(interval.high)


def two_way_bootstrap(
    values: ArrayLike, sizes: ArrayLike | None = None, seed: int = 0
) -> tuple[float, float, float]:
    """The mean of a table whose rows and columns are both samples, of networks and of
    beginnings, say, and its 95 % bootstrap interval: rows and columns are drawn with
    replacement 4,000 times, each apart from the other (the pigeonhole bootstrap, Owen
    2007). NaN values are left out.

    Args:
        values: (rows, columns), or (columns,) of one row; for two models, differences.
        sizes: (columns,) over how many a value is a sum; by default 1.
        seed: of the drawing.

    Raises:
        InputError: fewer than two columns.

    Example:
        Two molecules with one and three atoms, and the sums of their errors:

        >>> mean, low, high = two_way_bootstrap([[1.0, 6.0], [2.0, 7.0]], [1, 3])
        >>> mean, low, round(high, 2)
        (2.0, 1.0, 2.33)
    """
    mean, means = _two_way_means(values, sizes, seed)
    low, high = np.quantile(means, (0.025, 0.975))
    return mean, float(low), float(high)


def two_way_against_zero(values: ArrayLike, seed: int = 0) -> float:
    """p of whether the mean of such a table is zero: how seldom, on both sides, a mean
    that is drawn as in :func:`two_way_bootstrap` falls on the other side of zero.

    Example:
        >>> two_way_against_zero([[1, -1], [-1, 1]]) > 0.5
        True
    """
    _, means = _two_way_means(values, None, seed)
    beyond = min((means <= 0).sum(), (means >= 0).sum()) + 1
    return float(min(1.0, 2 * beyond / (len(means) + 1)))


def _two_way_means(
    values: ArrayLike, sizes: ArrayLike | None, seed: int
) -> tuple[float, np.ndarray]:
    table = np.atleast_2d(np.asarray(values, dtype=float))
    if table.shape[1] < 2:
        raise InputError(
            f"a bootstrap over columns needs at least two; got {table.shape[1]}"
        )
    there = ~np.isnan(table) * (1.0 if sizes is None else np.asarray(sizes, float))
    table = np.where(np.isnan(table), 0, table)
    rows, columns = _drawn(table.shape, seed)
    sums, counts = (((rows @ part) * columns).sum(1) for part in (table, there))
    means = sums[counts > 0] / counts[counts > 0]
    return float(table.sum() / there.sum()), means


@functools.lru_cache(maxsize=4)  # a page compares many models over the same users
def _drawn(shape: tuple[int, int], seed: int) -> tuple[np.ndarray, np.ndarray]:
    """How often each row and each column is drawn: (draws, rows), (draws, columns)."""
    draw = np.random.default_rng(seed)
    rows, columns = (draw.multinomial(n, np.full(n, 1 / n), 4000) for n in shape)
    return rows.astype(np.uint16), columns.astype(np.uint16)


def proportion(hits: int, trials: int) -> tuple[float, float, float]:
    """A share and its 95 % interval after Wilson (1927), which says something even
    where all or none of the trials hit.

    Example:
        >>> share, low, high = proportion(0, 87)
        >>> share, low, round(high, 3)
        (0.0, 0.0, 0.042)
    """
    interval = scipy.stats.binomtest(hits, trials).proportion_ci(method="wilson")
    return hits / trials, float(interval.low), float(interval.high)


def interval(values: ArrayLike) -> tuple[float, float, float]:
    """Mean of at least two values and its 95 % interval (t); for two models, of their
    differences seed by seed. Of values that are all the same it has no width.

    Raises:
        InputError: fewer than two values.

    Example:
        >>> mean, low, high = interval([1, 2, 3, 6])
        >>> mean, round(low, 2), round(high, 2)
        (3.0, -0.44, 6.44)
    """
    mean, error = mean_se(values)
    if not error:
        return mean, mean, mean
    low, high = scipy.stats.t.interval(0.95, np.size(values) - 1, loc=mean, scale=error)
    return mean, float(low), float(high)


def against_zero(values: ArrayLike) -> float:
    """p of the t-test of whether the mean of what the values are drawn from is zero;
    for two models, of their differences seed by seed. Where all values are one and the
    same, which leaves the t-test nothing to divide by, p of the sign test.

    Example:
        >>> round(against_zero([1, 2, 3, 6]), 3), against_zero([2, 2, 2, 2])
        (0.069, 0.125)
    """
    values = np.asarray(values, dtype=float)
    if not np.ptp(values):
        return signs(len(values), len(values)) if values[0] else 1.0
    found = scipy.stats.ttest_1samp(values, 0)
    return float(found.pvalue)  # pyright: ignore[reportAttributeAccessIssue]: stubs


def signs(wins: int, pairs: int) -> float:
    """p of the sign test: how often as many pairs or more agree by chance, in either
    direction.

    Example:
        >>> signs(3, 3), round(signs(10, 10), 4)
        (0.25, 0.002)
    """
    return float(scipy.stats.binomtest(wins, pairs).pvalue)


def holm(chances: ArrayLike) -> np.ndarray:
    """p values of a family of tests, corrected for their number after Holm (1979): the
    smallest counts as often as there are tests, the next once less, and so on.

    Example:
        >>> holm([0.01, 0.04, 0.03]).round(2).tolist()
        [0.03, 0.06, 0.06]
    """
    chances = np.asarray(chances, dtype=float)
    order = chances.argsort()
    corrected = chances[order] * np.arange(len(chances), 0, -1)
    found = np.empty_like(chances)
    found[order] = np.minimum(np.maximum.accumulate(corrected), 1)
    return found


def equivalence(
    ours: tuple[float, float, int], theirs: tuple[float, float, int], margin: float
) -> float:
    """p of the two one-sided tests (Welch) of whether two means are less than
    ``margin`` apart: small where a larger difference can be excluded on either side.

    Args:
        ours: mean, standard deviation, and number of values.
        theirs: likewise.
        margin: the largest difference that would not matter.

    Example:
        >>> round(equivalence((81.0, 0.5, 100), (81.1, 0.5, 100), margin=0.5), 6)
        0.0
        >>> equivalence((81.0, 0.5, 100), (81.5, 0.5, 100), margin=0.5)
        0.5
    """
    mean, *others = theirs
    sides = ((mean - margin, "greater"), (mean + margin, "less"))
    return max(
        float(
            scipy.stats.ttest_ind_from_stats(
                *ours, edge, *others, equal_var=False, alternative=side
            ).pvalue
        )
        for edge, side in sides
    )
