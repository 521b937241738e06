"""Statistics of curves, against loops written from their definitions."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from seqgraph.errors import InputError
from seqgraph.measure import statistics
from seqgraph.measure.statistics import (
    auc,
    block_means,
    bootstrap,
    mean_sd,
    mean_se,
    proportion,
    two_way_bootstrap,
    updates_until,
)

curves = st.lists(
    st.integers(0, 256).map(lambda right: right / 256), min_size=5, max_size=60
)


@given(curves, st.sampled_from([0.5, 0.95, 1.0]), st.integers(1, 5))
def test_updates_until_is_its_definition(curve, level, window):
    expected = next(
        (
            u + 1
            for u in range(len(curve) - window + 1)
            if np.mean(curve[u : u + window]) >= level - 1e-9
        ),
        None,
    )
    assert updates_until(curve, level, window) == expected


def test_a_window_longer_than_the_curve_is_refused():
    with pytest.raises(
        InputError, match="window must be at most the curve's 3 updates; got 4"
    ):
        updates_until([0, 0, 1], 1, 4)


@given(curves, st.integers(1, 5))
def test_block_means_are_their_definition(curve, block):
    middles, means = block_means(curve, block)
    assert means == pytest.approx(
        [np.mean(curve[i : i + block]) for i in range(0, len(curve) - block + 1, block)]
    )
    assert middles == pytest.approx(
        [i + block / 2 for i in range(0, len(curve) - block + 1, block)]
    )


def test_the_standard_deviation_is_the_samples():
    assert mean_sd([1.0, 2.0, 6.0]) == pytest.approx((3.0, 7**0.5))
    assert mean_se([1.0, 2.0, 6.0]) == pytest.approx((3.0, (7 / 3) ** 0.5))
    with pytest.raises(InputError, match="at least two values; got 1"):
        mean_sd([1.0])


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=2, max_size=30))
def test_the_area_under_the_curve_counts_pairs(pairs):
    ones = [score for score, label in pairs if label]
    zeros = [score for score, label in pairs if not label]
    assume(ones and zeros)
    wins = sum((a > b) + 0.5 * (a == b) for a in ones for b in zeros)
    scores, labels = zip(*pairs, strict=True)
    assert auc(scores, labels) == pytest.approx(wins / (len(ones) * len(zeros)))


def test_both_runs_and_subjects_widen_the_interval():
    """Where what a run finds for a subject is the sum of a part of each, the variance
    of the mean is the sum of both parts', each divided by its number."""
    draws = np.random.default_rng(1)
    runs, subjects = draws.normal(5, 0.2, 40), draws.normal(0, 1, 500)
    mean, low, high = two_way_bootstrap(runs[:, None] + subjects)
    deviation = (np.var(runs) / 40 + np.var(subjects) / 500) ** 0.5
    assert mean == pytest.approx(runs.mean() + subjects.mean())
    assert high - low == pytest.approx(2 * 1.96 * deviation, rel=0.05)
    alone = np.var(subjects) ** 0.5 / 500**0.5
    assert deviation > 1.15 * alone  # or the runs' part would not be noticed


def test_subjects_of_unlike_size_are_drawn_whole():
    """One run: the interval is that of a ratio of sums over drawn subjects."""
    draws = np.random.default_rng(2)
    sizes = draws.integers(1, 9, 60)
    totals = sizes * draws.normal(2, 0.5, 60)
    mean, low, high = two_way_bootstrap(totals, sizes)
    assert mean == pytest.approx(totals.sum() / sizes.sum())
    chosen = draws.integers(0, 60, (4000, 60))
    ratios = totals[chosen].sum(1) / sizes[chosen].sum(1)
    edges = np.quantile(ratios, [0.025, 0.975])
    assert (low, high) == pytest.approx(edges, abs=0.1 * np.ptp(edges))
    equal = two_way_bootstrap(totals / sizes)
    assert equal == pytest.approx(bootstrap(totals / sizes), rel=0.01)
    with pytest.raises(InputError, match="at least two; got 1"):
        two_way_bootstrap([[1.0], [2.0]])


def test_a_bootstrap_interval_is_the_normal_one_for_many_values():
    values = np.random.default_rng(1).normal(3, 2, size=2000)
    mean, low, high = bootstrap([*values, float("nan")])
    half = 1.96 * values.std() / len(values) ** 0.5
    assert mean == pytest.approx(values.mean(), abs=1e-12)
    assert low == pytest.approx(mean - half, abs=0.1 * half)
    assert high == pytest.approx(mean + half, abs=0.1 * half)
    with pytest.raises(InputError, match="at least one value; got none"):
        bootstrap([float("nan")])


@pytest.mark.parametrize(("hits", "trials"), [(0, 87), (3, 87), (40, 87), (87, 87)])
def test_wilsons_interval_ends_where_the_share_is_196_standard_errors_off(hits, trials):
    share, low, high = proportion(hits, trials)
    for end in {low, high} - {0.0, 1.0}:
        error = (end * (1 - end) / trials) ** 0.5
        assert abs(share - end) == pytest.approx(1.959964 * error, rel=1e-6)
    assert 0 <= low <= share <= high <= 1
    assert high - low > 0.03


def test_holm_corrects_step_by_step_as_by_hand():
    """A test is kept at a level if it and all smaller ones pass their own level."""
    source = np.random.default_rng(0)
    for _ in range(50):
        chances = source.uniform(0, 0.1, 5)
        found = statistics.holm(chances)
        for level in (0.01, 0.05, 0.1):
            passed = []
            for left, place in enumerate(chances.argsort()):
                if chances[place] * (5 - left) > level:
                    break
                passed.append(place)
            assert sorted(passed) == np.flatnonzero(found <= level).tolist()


def test_two_means_are_equivalent_where_the_90_percent_interval_lies_inside():
    source = np.random.default_rng(1)
    for shift in np.linspace(-0.6, 0.6, 13):
        one, two = source.normal(size=30), source.normal(shift, 1, size=40)
        sides = [(np.mean(x), np.std(x, ddof=1), len(x)) for x in (one, two)]
        chance = statistics.equivalence(*sides, margin=0.5)
        ends = stats.ttest_ind(one, two, equal_var=False).confidence_interval(0.9)
        assert (chance < 0.05) == (ends.low > -0.5 and ends.high < 0.5)


def test_an_interval_is_that_of_the_t_test():
    values = [3.0, 1.0, 2.5, 4.0]
    ends = stats.ttest_1samp(values, 0).confidence_interval()
    wanted = (2.625, ends.low, ends.high)
    assert statistics.interval(values) == pytest.approx(wanted)


def test_where_all_values_agree_signs_are_what_is_left():
    assert statistics.against_zero([-0.05] * 8) == 2 / 2**8
    assert statistics.against_zero([0.0] * 8) == 1


def test_a_table_is_drawn_again_by_rows_and_by_columns():
    """Against a loop over the same draws."""
    values = np.array([[1.0, 2.0, np.nan], [3.0, 5.0, 8.0]])
    draw = np.random.default_rng(3)
    rows = draw.multinomial(2, [1 / 2] * 2, 4000)
    columns = draw.multinomial(3, [1 / 3] * 3, 4000)
    means = []
    for some, others in zip(rows, columns, strict=True):
        drawn = values.repeat(some, axis=0).repeat(others, axis=1)
        if not np.isnan(drawn).all():
            means.append(np.nanmean(drawn))
    _, found = statistics._two_way_means(values, None, seed=3)
    np.testing.assert_allclose(found, means, rtol=1e-12)


@pytest.mark.parametrize("planted", [0.0, 0.8])
def test_the_test_of_a_table_finds_what_is_planted_and_nothing_else(planted):
    """Networks and beginnings that each have an effect of their own: 5 % false alarms
    at most, and what a bootstrap of all cells would call seen, it would call far too
    often."""
    draw = np.random.default_rng(0)
    hits, naive = 0, 0
    for _ in range(200):
        table = planted + 0.2 * draw.normal(size=(8, 13))
        table += 0.3 * draw.normal(size=(8, 1)) + 0.3 * draw.normal(size=(1, 13))
        hits += statistics.two_way_against_zero(table) < 0.05
        error = table.std(ddof=1) / table.size**0.5
        naive += abs(table.mean()) > 1.96 * error
    if planted:
        assert hits > 190
    else:
        assert hits <= 16  # 5 % of 200, and what chance adds
        assert naive > 60


def test_an_interval_over_networks_covers_and_one_over_their_texts_does_not():
    """Eight networks of 87 texts; networks differ half as much as texts
    do."""
    draw = np.random.default_rng(1)
    covered, pooled = 0, 0
    for _ in range(400):
        texts = 0.05 * draw.normal(size=(8, 1)) + 0.1 * draw.normal(size=(8, 87))
        _, low, high = statistics.interval(texts.mean(axis=1))
        covered += low < 0 < high
        error = texts.std(ddof=1) / texts.size**0.5
        pooled += abs(texts.mean()) < 1.96 * error
    assert 0.92 < covered / 400 < 0.98
    assert pooled / 400 < 0.6
