"""The plan of shared prefixes against sets of tuples."""

from itertools import pairwise

import torch
from hypothesis import given
from hypothesis import strategies as st

from seqgraph.recurrent import palindromes
from seqgraph.recurrent.prefixes import Prefixes


@st.composite
def batches(draw):
    """Few symbols and few sequences, so that many beginnings are equal."""
    batch, length = draw(st.integers(1, 8)), draw(st.integers(1, 6))
    rows = st.lists(st.integers(0, 2), min_size=length, max_size=length)
    return torch.tensor(draw(st.lists(rows, min_size=batch, max_size=batch)))


def read_back(prefixes: Prefixes) -> list[list[tuple[int, ...]]]:
    """The symbols of the prefixes of every length, followed from parent to child."""
    lengths = [[()]]
    for step in prefixes.steps:
        above = torch.arange(len(lengths[-1]))[:, None]
        parents = step.inherit(above)[:, 0].tolist()
        symbols = step.symbols.tolist()
        lengths.append(
            [
                (*lengths[-1][p], symbol)
                for p, symbol in zip(parents, symbols, strict=True)
            ]
        )
    return lengths


@given(batches())
def test_shared_prefixes_are_the_set_of_all_beginnings(x):
    prefixes = Prefixes.shared(x)
    rows = [tuple(row) for row in x.tolist()]
    lengths = read_back(prefixes)
    for t, found in enumerate(lengths):
        assert sorted(found) == sorted({row[:t] for row in rows})
    assert [lengths[-1][k] for k in prefixes.whole] == rows


@given(batches())
def test_prefixes_apart_are_the_batch_itself(x):
    prefixes = Prefixes.apart(x)
    rows = [tuple(row) for row in x.tolist()]
    for t, found in enumerate(read_back(prefixes)[1:], start=1):
        assert found == [row[:t] for row in rows]
    assert prefixes.whole.tolist() == list(range(len(x)))


@given(batches(), st.sampled_from([Prefixes.shared, Prefixes.apart]))
def test_the_first_child_takes_the_place_of_its_parent(x, plan):
    lengths = read_back(plan(x))
    for parents, children in pairwise(lengths):
        for parent, child in zip(parents, children, strict=False):
            assert child[:-1] == parent


@given(batches(), st.sampled_from([Prefixes.shared, Prefixes.apart]))
def test_rows_count_the_prefixes_and_the_states_after_one_are_before_the_next(x, plan):
    prefixes = plan(x)
    lengths = [len(here) for here in read_back(prefixes)[1:]]
    starts = [sum(lengths[:t]) for t in range(len(lengths) + 1)]
    for step, here, (start, stop) in zip(
        prefixes.steps, lengths, pairwise(starts), strict=True
    ):
        assert step.rows == slice(start, stop)
        assert step.after == slice(stop, stop + here)
    assert prefixes.count == sum(lengths)
    assert prefixes.states == sum(lengths) + lengths[-1]


@given(batches(), st.sampled_from([Prefixes.shared, Prefixes.apart]))
def test_states_are_handed_down_in_place_as_they_are_inherited(x, plan):
    prefixes = plan(x)
    states = torch.zeros(prefixes.states, 1, dtype=torch.long)
    values = torch.zeros(1, 1, dtype=torch.long)  # of the empty prefix
    for step in prefixes.steps:
        values = step.inherit(values)
        step.hand_down(states)
        assert torch.equal(states[step.rows], values)
        # A number that no other prefix has.
        values = torch.arange(step.after.start, step.after.stop)[:, None]
        states[step.after] = values


@given(batches(), st.sampled_from([Prefixes.shared, Prefixes.apart]))
def test_gathering_is_the_transpose_of_inheriting(x, plan):
    parents = 1
    for step in plan(x).steps:
        inherit = step.inherit(torch.eye(parents, dtype=torch.long))
        parents = len(step.symbols)
        gather = step.gather(torch.eye(parents, dtype=torch.long))
        assert torch.equal(gather, inherit.T)


def test_of_all_padding_one_state_a_step_is_computed_and_kept():
    """At T = 10 two fifths of the batch are padding, and of the states a hundredth."""
    x, _ = palindromes.draw(10, 256, torch.Generator().manual_seed(0))
    beginnings = {tuple(row[: t + 1]) for row in x.tolist() for t in range(x.shape[1])}
    assert Prefixes.shared(x).count == len(beginnings)
    padding = sum(not any(beginning) for beginning in beginnings)
    assert padding == (x != 0).int().argmax(1).max()
    assert padding < 0.01 * len(beginnings)
    assert (x == 0).sum() > 0.4 * x.numel()
