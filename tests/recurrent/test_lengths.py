"""``nn.LSTM`` for sequences of several lengths, against the same network fed with one
sequence at a time."""

import pytest
import torch
from torch import nn

from seqgraph.recurrent import palindromes
from seqgraph.recurrent.lengths import by_length, packed, padded


@pytest.fixture
def lstm():
    torch.manual_seed(0)
    return nn.LSTM(4, 7, batch_first=True).double()


@pytest.fixture
def vectors():
    return torch.randn(3, 4, dtype=torch.double, generator=torch.Generator())


@pytest.fixture
def x():
    return palindromes.draw(4, 23, torch.Generator().manual_seed(1))[0]


def alone(lstm, vectors, sequence):
    return lstm(vectors[sequence][None])[0][0, -1]


def test_padded_reads_every_symbol(lstm, vectors, x):
    expected = torch.stack([alone(lstm, vectors, each) for each in x])
    assert torch.allclose(padded(lstm, vectors, x), expected, atol=1e-12)


def test_packed_reads_the_digits_alone(lstm, vectors, x):
    expected = torch.stack(
        [alone(lstm, vectors, each[each != palindromes.PADDING]) for each in x]
    )
    assert torch.allclose(packed(lstm, vectors, x), expected, atol=1e-12)


def test_by_length_reads_no_more_padding_than_its_group_needs(lstm, vectors, x):
    found = by_length(lstm, vectors, x)
    lengths = (x != palindromes.PADDING).sum(1)
    longest = {
        int(row): int(lengths[group].max())
        for group in lengths.argsort().tensor_split(4)
        for row in group
    }
    assert len(set(longest.values())) == 4
    for row, length in longest.items():
        expected = alone(lstm, vectors, x[row, -length:])
        assert torch.allclose(found[row], expected, atol=1e-12)


def test_without_padding_all_three_are_the_same(lstm, vectors):
    x = torch.randint(1, 3, (9, 6), generator=torch.Generator().manual_seed(2))
    expected = padded(lstm, vectors, x)
    for way in (packed, by_length):
        assert torch.allclose(way(lstm, vectors, x), expected, atol=1e-12)
