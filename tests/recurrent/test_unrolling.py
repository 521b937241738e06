"""Stepping equal prefixes once changes no output and no gradient; it only saves
steps."""

import pytest
import torch

from seqgraph.recurrent import palindromes
from seqgraph.recurrent.classifier import CELLS
from seqgraph.recurrent.prefixes import Prefixes
from seqgraph.recurrent.unrolling import unroll, unroll_prefixes


@pytest.mark.parametrize("name", CELLS)
@pytest.mark.parametrize("length", [2, 6])
def test_outputs_and_gradients_are_those_of_the_plain_loop(name, length):
    cell = CELLS[name](4, 5, torch.Generator().manual_seed(1)).double()
    embedding = torch.randn(
        3,
        4,
        dtype=torch.double,
        generator=torch.Generator().manual_seed(2),
        requires_grad=True,
    )
    x, _ = palindromes.draw(length, 50, torch.Generator().manual_seed(3))
    upstream = torch.randn(
        50, 5, dtype=torch.double, generator=torch.Generator().manual_seed(4)
    )
    leaves = [embedding, *cell.parameters()]

    plain = unroll(cell, cell.project(embedding)[x].unbind(1))[0][-1]
    shared = unroll_prefixes(cell, cell.project(embedding), Prefixes.shared(x))
    torch.testing.assert_close(shared, plain, rtol=0, atol=1e-13)
    torch.testing.assert_close(
        torch.autograd.grad(shared, leaves, upstream),
        torch.autograd.grad(plain, leaves, upstream),
        rtol=0,
        atol=1e-11,
    )


def test_each_distinct_prefix_is_stepped_exactly_once(monkeypatch):
    cell = CELLS["lstm"](4, 5)
    x, _ = palindromes.draw(10, 256, torch.Generator().manual_seed(3))
    steps, step = [], cell.step
    monkeypatch.setattr(
        cell, "step", lambda a, state: steps.append(len(a)) or step(a, state)
    )
    unroll_prefixes(cell, cell.project(torch.randn(3, 4)), Prefixes.shared(x))
    assert steps == [len(x[:, :t].unique(dim=0)) for t in range(1, 42)]
    assert sum(steps) < 0.55 * x.numel()
