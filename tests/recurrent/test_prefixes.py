"""The plan of shared prefixes against sets of tuples."""

import torch
from hypothesis import given
from hypothesis import strategies as st

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
        assert found == sorted({row[:t] for row in rows})
    assert [lengths[-1][k] for k in prefixes.whole] == rows


@given(batches())
def test_prefixes_apart_are_the_batch_itself(x):
    prefixes = Prefixes.apart(x)
    rows = [tuple(row) for row in x.tolist()]
    for t, found in enumerate(read_back(prefixes)[1:], start=1):
        assert found == [row[:t] for row in rows]
    assert prefixes.whole.tolist() == list(range(len(x)))


@given(batches(), st.sampled_from([Prefixes.shared, Prefixes.apart]))
def test_rows_count_the_states_one_length_after_the_other(x, plan):
    prefixes = plan(x)
    lengths = read_back(prefixes)
    rows = list(range(sum(map(len, lengths))))
    assert prefixes.states == len(rows)
    for step, above, here in zip(
        prefixes.steps, lengths[:-1], lengths[1:], strict=True
    ):
        assert len(rows[step.above]) == len(above)
        assert len(rows[step.rows]) == len(here)
        assert step.above.stop == step.rows.start
    assert prefixes.steps[0].above.start == 0


@given(batches(), st.sampled_from([Prefixes.shared, Prefixes.apart]))
def test_gathering_is_the_transpose_of_inheriting(x, plan):
    for step in plan(x).steps:
        parents = step.above.stop - step.above.start
        inherit = step.inherit(torch.eye(parents, dtype=torch.long))
        gather = step.gather(torch.eye(len(step.symbols), dtype=torch.long))
        assert torch.equal(gather, inherit.T)
