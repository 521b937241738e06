"""The vectorised generator against a slow one written from the task's definition."""

import random
from collections import Counter

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from seqgraph.errors import InputError
from seqgraph.recurrent import palindromes


def by_definition(integers, reverse: bool, length: int) -> list[int]:
    """One padded sequence of symbols, spelled out as the task says it."""
    half = "".join(format(k, "b") for k in integers)
    half = half[::-1] if reverse else half
    symbols = [int(digit) + 1 for digit in half + half[::-1]]
    return [0] * (4 * length + 2 - len(symbols)) + symbols


@given(st.lists(st.integers(0, 8), min_size=1, max_size=12), st.booleans())
def test_each_sequence_is_the_definitions(integers, reverse):
    got = palindromes.compose(torch.tensor([integers]), torch.tensor([reverse]))
    assert got[0].tolist() == by_definition(integers, reverse, 2 * len(integers))


@given(st.integers(1, 8), st.integers(1, 20), st.integers(0, 2**31))
def test_what_is_drawn_is_a_padded_palindrome_and_its_label_the_last_digit(
    n, batch, seed
):
    x, y = palindromes.draw(2 * n, batch, torch.Generator().manual_seed(seed))
    assert x.shape == (batch, 8 * n + 1)
    for symbols, label in zip(x.tolist(), y.tolist(), strict=True):
        digits = [s for s in [*symbols, label + 1] if s]
        assert digits == digits[::-1]
        assert len(digits) % 2 == 0
        assert len(digits) >= 2 * n
        assert [*symbols, label + 1][
            -len(digits) :
        ] == digits  # padding on the left only


def test_draws_follow_the_definitions_distribution():
    """At T = 4 the slow generator has 162 draws: frequencies lie within 4.5 standard
    errors of theirs."""
    expected = Counter()
    for a in range(9):
        for b in range(9):
            for reverse in (False, True):
                expected[tuple(by_definition([a, b], reverse, 4))] += 1 / 162
    n = 200_000
    x, y = palindromes.draw(4, n, torch.Generator().manual_seed(0))
    seen = Counter(map(tuple, torch.cat([x, y[:, None] + 1], 1).tolist()))
    assert seen.keys() == expected.keys()
    for sequence, p in expected.items():
        assert abs(seen[sequence] - n * p) < 4.5 * (n * p * (1 - p)) ** 0.5


@pytest.mark.parametrize("length", [2, 4, 6])
def test_every_counts_all_draws(length):
    x, y, draws = palindromes.every(length)
    assert draws.sum() == palindromes.count(length)
    assert len(torch.cat([x, y[:, None]], 1).unique(dim=0)) == len(x)
    assert (
        y * draws
    ).sum() * 3 == 2 * draws.sum()  # the label is 1 in exactly two draws out of three


def test_the_slow_generator_gives_the_bits_distance():
    """The label's digit is first seen 2L - 2 symbols before the end: 22.4 on average
    at T = 10, at most 38."""
    x, y, draws = palindromes.every(10)
    digits = (x != palindromes.PADDING).sum(1)  # 2L - 1
    distance = (digits - 1).double()
    assert (distance * draws).sum() / draws.sum() == pytest.approx(2 * 5 * 22 / 9 - 2)
    assert distance.max() == 38
    rng = random.Random(0)
    for row in rng.sample(range(len(x)), 200):
        first = int((x[row] != palindromes.PADDING).nonzero()[0])
        assert x[row, first] - 1 == y[row]
        assert 40 - first == distance[row]


def test_an_odd_length_is_refused_before_anything_is_drawn():
    with pytest.raises(InputError, match="length must be even for palindromes, got 7"):
        palindromes.check_length("length", 7)


@pytest.mark.parametrize("length", [2, 4, 6])
def test_multiplicity_counts_the_draws_that_give_a_sequence(length):
    x, _, draws = palindromes.every(length)
    assert [palindromes.multiplicity(sequence) for sequence in x] == draws.tolist()


@pytest.mark.parametrize("length", [2, 4, 6])
def test_the_bits_distances_are_those_of_all_draws(length):
    x, _, draws = palindromes.every(length)
    steps, p = palindromes.distances(length)
    distance = (x != palindromes.PADDING).sum(1) - 1
    counted = [draws[distance == s].sum().item() / draws.sum().item() for s in steps]
    assert p.tolist() == pytest.approx(counted)
    assert sum(counted) == pytest.approx(1)
