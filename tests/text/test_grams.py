"""Counts of stretches against slow ones, written from the formulas on plain strings."""

import itertools
import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from seqgraph.errors import InputError
from seqgraph.text import corpus
from seqgraph.text.experiment import bits_of_counts, bits_of_pairs
from seqgraph.text.grams import KneserNey, counted, plus_one, walk

from .conftest import TALE

texts = st.text("abc", min_size=8, max_size=60)
discounts = st.floats(0.05, 1.0)


def codes(text, letters):
    return corpus.encode(text, letters).numpy()


def often(text, stretch):
    """How often a stretch stands in a text, overlaps counted."""
    return sum(text[i:].startswith(stretch) for i in range(len(text)))


def slow_kneser_ney(text, letters, h, w, d, highest):
    """p(w | h) by the formula of Chen and Goodman's survey, with sets and sums."""

    def c(stretch):
        if len(stretch) == highest:
            return often(text, stretch)
        return len({a for a in letters if a + stretch in text})

    shorter = (
        slow_kneser_ney(text, letters, h[1:], w, d, highest) if h else 1 / len(letters)
    )
    total = sum(c(h + v) for v in letters)
    if not total:  # the context was never followed by anything
        return shorter
    kinds = sum(c(h + v) > 0 for v in letters)
    return max(c(h + w) - d, 0) / total + d * kinds / total * shorter


@given(texts, st.text("abc", max_size=6), discounts, st.integers(1, 4))
def test_kneser_ney_is_the_formula(text, before, d, order):
    letters = "abc"
    model = KneserNey(counted(codes(text, letters), 3, order), d)
    found = model.distribution(codes(before, letters))
    h = before[max(0, len(before) - order + 1) :]
    right = [slow_kneser_ney(text, letters, h, w, d, order) for w in letters]
    assert found == pytest.approx(right, rel=1e-12)


@given(texts, st.text("abcd", min_size=1, max_size=9), discounts, st.integers(1, 5))
def test_each_character_has_its_probability_from_what_stands_before(
    text, asked, d, order
):
    """d is a character that the text does not have."""
    model = KneserNey(counted(codes(text, "abcd"), 4, order), d)
    asked = codes(asked, "abcd")
    rows = np.array([model.distribution(asked[:k]) for k in range(len(asked))])
    assert rows.sum(1) == pytest.approx(np.ones(len(asked)), rel=1e-12)
    assert rows.min() > 0
    found = model.probabilities(asked)
    assert found == pytest.approx(rows[np.arange(len(asked)), asked], rel=1e-12)


@given(texts, st.text("abc", min_size=1, max_size=9), st.integers(1, 4))
def test_plus_one_is_counting(text, asked, order):
    grams = counted(codes(text, "abc"), 3, order)
    found = plus_one(grams, codes(asked, "abc"))
    for k, w in enumerate(asked):
        h = asked[max(0, k - order + 1) : k]
        if len(h) < order - 1:
            right = 1 / 3
        else:
            followed = sum(often(text, h + v) for v in "abc")
            right = (often(text, h + w) + 1) / (followed + 3)
        assert found[k] == pytest.approx(right, rel=1e-12)


@given(texts, st.text("abc", min_size=1, max_size=9), st.integers(1, 4), discounts)
def test_known_is_the_longest_context_that_was_followed(text, asked, order, d):
    model = KneserNey(counted(codes(text, "abc"), 3, order), d)
    for k, found in enumerate(model.known(codes(asked, "abc"))):
        lengths = range(min(order - 1, k) + 1)
        assert found == max(n for n in lengths if asked[k - n : k] in text)


def test_the_first_orders_are_those_that_the_course_s_network_is_compared_with():
    first, last = corpus.split(TALE)
    letters = corpus.vocabulary(TALE)
    read, asked = codes(first, letters), codes(last, letters)
    for order, measure in ((1, bits_of_counts), (2, bits_of_pairs)):
        p = plus_one(counted(read, len(letters), order), asked)[1:]
        right = measure(torch.tensor(read), torch.tensor(asked), len(letters))
        assert -np.log2(p).mean() == pytest.approx(right, rel=1e-12)


def test_a_long_text_of_an_order_needs_its_entropy():
    """Each character is a coin and a parity, which the two before it decide, so that
    parities come as 1, 1, 0: with the two it is worth the coin's one bit, without them
    also the entropy of a third."""
    rng = np.random.default_rng(0)
    text = [0, 1]
    for coin in rng.integers(0, 2, 60_000):
        text.append(int(2 * coin + (text[-1] + text[-2]) % 2))
    text = np.array(text)
    third = -math.log2(1 / 3) / 3 - 2 * math.log2(2 / 3) / 3
    for order, needed in ((1, 1 + third), (3, 1)):
        p = KneserNey(counted(text[:50_000], 4, order), 0.5).probabilities(text)
        assert -np.log2(p[50_000:]).mean() == pytest.approx(needed, abs=0.01)


def test_contexts_are_walked_without_looking_ahead():
    grams = counted(codes(TALE, corpus.vocabulary(TALE)), 20, 4)
    asked = codes("the fox met", corpus.vocabulary(TALE))
    whole = [c for _, c in walk(grams, asked)]
    for k in range(len(asked)):
        part = [c for _, c in walk(grams, asked[:k])]
        for long, short in itertools.zip_longest(whole, part):
            assert long[: k + 1].tolist() == short.tolist()


@pytest.mark.parametrize("discount", [0.0, 1.1, -1.0])
def test_a_discount_is_a_share_of_one(discount):
    with pytest.raises(InputError, match="discount must be above 0 and at most 1"):
        KneserNey(counted(np.array([0, 1, 0]), 2, 1), discount)


def test_a_text_must_be_longer_than_what_is_counted():
    with pytest.raises(InputError, match="a text of 3 characters is too short"):
        counted(np.array([0, 1, 0]), 2, 3)


def test_smoothing_is_what_makes_long_contexts_pay(grimm):
    """On the book itself: with one more than each count the order 4 is best, and 8 is
    worse than pairs; with Kneser and Ney's each of these orders needs less than the one
    before."""
    first, last = corpus.split(grimm)
    letters = corpus.vocabulary(grimm)
    grams = counted(codes(first, letters), len(letters), 8)
    asked = codes(last, letters)
    plain = [-np.log2(plus_one(grams[:n], asked)).mean() for n in range(1, 9)]
    smooth = [
        -np.log2(KneserNey(grams[:n], 0.9).probabilities(asked)).mean()
        for n in range(1, 9)
    ]
    assert min(plain) == plain[3]
    assert plain[7] > plain[1]
    assert smooth == sorted(smooth, reverse=True)
    assert math.isclose(smooth[-1], 1.8987, abs_tol=1e-4)
