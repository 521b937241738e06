"""Booleans, whole numbers and fractions of one meaning give one result in every public
function of graphs and recurrent that takes tensors, or a sentence."""

import dataclasses

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from seqgraph.errors import InputError
from seqgraph.graphs import (
    homophily,
    label_propagation,
    layers,
    likeness,
    propagation,
    sparse,
    stopping,
)
from seqgraph.graphs.exhibits import example
from seqgraph.recurrent import gradient_flow, lengths, palindromes, unrolling, vanilla
from seqgraph.recurrent.cells import LSTM
from seqgraph.recurrent.experiment import Palindromes
from seqgraph.recurrent.prefixes import Prefixes

INTEGER = (torch.bool, torch.uint8, torch.int8, torch.int32, torch.int64)
KINDS = (*INTEGER, torch.float32, torch.float64)

# The whole graph of two nodes and its parts: zeros and ones, which every type can hold.
A = torch.tensor([[0, 1], [1, 0]])
LOOP = torch.tensor([[1, 1], [1, 0]])
EDGES = torch.tensor([[0, 1], [1, 0]])
LOOSE = torch.tensor([[0, 1, 0], [1, 0, 0]])
H = torch.tensor([[1, 0, 1], [0, 1, 1]])
W = torch.tensor([[1], [0], [1]])
ONE = torch.tensor([[1, 1], [0, 1]])
SYMBOLS = torch.tensor([[0, 1, 1], [0, 0, 1], [1, 0, 1], [0, 1, 1]])


def seeded(make):
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return make()


RNN = seeded(lambda: nn.LSTM(2, 3, batch_first=True))
CELL, VECTORS = seeded(lambda: (LSTM(3, 4), torch.randn(2, 2)))
WEIGHTS = vanilla.Weights.draw(3, 5, 2, torch.Generator().manual_seed(0))
MODEL = Palindromes(hidden=4, embedding=2).model()


def unrolled(x):
    table = CELL.project(torch.eye(3))
    return unrolling.unroll_prefixes(CELL, table, Prefixes.shared(x))


def plain(x):
    return unrolling.unroll(CELL, CELL.project(x).unbind(0))[0]


FUNCTIONS = {
    # By name: the function, its tensors, and what else it takes.
    "with_self_loops": (layers.with_self_loops, [LOOP]),
    "normalised": (layers.normalised, [LOOP]),
    "gcn_by_matrix": (layers.gcn_by_matrix, [H, W, LOOP]),
    "gcn_by_messages": (layers.gcn_by_messages, [H, W, EDGES]),
    "attend": (layers.attend, [H, W.T[None], ONE[:1], LOOP]),
    "alike": (lambda h, a: layers.alike(h, a, nodes=2), [H, A]),
    "check_graph": (lambda e: propagation.check_graph(e, 2), [EDGES]),
    "normalise": (lambda e: propagation.normalise(e, 2), [LOOSE]),
    "without_self_loops": (lambda e: propagation.without_self_loops(e, 2), [LOOSE]),
    "routes": (lambda e: propagation.routes("normalised", e, 2, 2), [LOOSE]),
    "csr": (lambda r, c, v: sparse.csr(r, c, v, (2, 2)).to_dense(), [*EDGES, ONE[0]]),
    "drop": (lambda x: sparse.drop(x, 0.0, True), [H]),
    "within_field": (homophily.within_field, [LOOSE, torch.tensor([0, 1])]),
    "reached": (lambda e, s: homophily.reached(e, 2, s), [LOOSE, torch.tensor([1])]),
    "around": (lambda e: homophily.around(e, 1), [LOOSE]),
    "typical": (lambda e, y: homophily.typical(e, y, [0]), [LOOSE, ONE[0]]),
    "spread": (likeness.spread, [H]),
    "angle": (likeness.angle, [H]),
    "propagated": (
        lambda y, g, e, w: label_propagation.propagated(y, g, (e, w), 0.5),
        [ONE, A, EDGES, ONE[0]],
    ),
    "window_stop": (lambda x: stopping.window_stop(x.tolist(), 1), [SYMBOLS[0]]),
    "best": (lambda x: stopping.best(x.tolist()), [SYMBOLS[0]]),
    "updates_by_powers": (lambda a: example.updates_by_powers(a, 0, 1), [LOOP]),
    "distances": (lambda a: example.distances(a, 0), [LOOP]),
    "shortest_paths": (lambda a: example.shortest_paths(a, 0, 1), [LOOP]),
    "example.reached": (lambda a: example.reached(a, 0, 2), [LOOP]),
    "compose": (palindromes.compose, [ONE, torch.tensor([0, 1])]),
    "split": (palindromes.split, [SYMBOLS]),
    "multiplicity": (palindromes.multiplicity, [torch.tensor([0] * 8 + [1, 1])]),
    "states": (lambda x: vanilla.states(WEIGHTS, x), [H]),
    "cross_entropy": (lambda x, y: vanilla.cross_entropy(WEIGHTS, x, y), [H, A[0, 1]]),
    "output_error": (
        lambda y: vanilla.output_error(WEIGHTS, torch.zeros(2, 5).double(), y),
        [A[0, 1]],
    ),
    "gradients": (
        lambda x, y: dataclasses.astuple(vanilla.gradients(WEIGHTS, x, y)),
        [H, A[0, 1]],
    ),
    "padded": (lambda x: lengths.padded(RNN, VECTORS, x), [SYMBOLS]),
    "packed": (lambda x: lengths.packed(RNN, VECTORS, x), [SYMBOLS]),
    "by_length": (lambda x: lengths.by_length(RNN, VECTORS, x), [SYMBOLS]),
    "unroll": (plain, [SYMBOLS]),
    "unroll_prefixes": (unrolled, [SYMBOLS]),
    "lstm": (lambda x: gradient_flow.lstm(MODEL, x), [SYMBOLS]),
}


def values(found):
    """All numbers of a result, in order."""
    if isinstance(found, torch.Tensor):
        return found.detach().double().flatten().tolist()
    if isinstance(found, dict):
        return values([*found.items()])
    if isinstance(found, list | tuple):
        return [number for each in found for number in values(each)]
    if isinstance(found, str):
        return [*map(ord, found)]
    return [] if found is None else [float(found)]


@pytest.mark.parametrize("name", FUNCTIONS)
@given(st.data())
@settings(max_examples=15)
def test_what_means_the_same_gives_the_same_or_a_sentence(name, data):
    call, tensors = FUNCTIONS[name]
    kinds = [data.draw(st.sampled_from(KINDS)) for _ in tensors]
    # As each is documented: features and weights real, edges and symbols int64.
    expected = None
    for usual in (torch.int64, torch.float64):
        try:
            expected = values(call(*[t.to(usual) for t in tensors]))
            break
        except (InputError, RuntimeError):
            continue
    assert expected is not None
    try:
        found = values(call(*[t.to(k) for t, k in zip(tensors, kinds, strict=True)]))
    except InputError:
        return
    assert found == pytest.approx(expected, rel=1e-5, abs=1e-6, nan_ok=True)


LABELS = st.sampled_from([1, True, 1.0, np.int64(1), np.bool_(True), torch.tensor(1)])


@given(LABELS)
def test_a_class_may_be_any_number_that_is_one(y):
    x = torch.ones(3, 3).double()
    right = vanilla.cross_entropy(WEIGHTS, x, 1)
    assert torch.equal(vanilla.cross_entropy(WEIGHTS, x, y), right)
    error = vanilla.output_error(WEIGHTS, vanilla.states(WEIGHTS, x), y)
    assert float(error.sum()) == pytest.approx(0, abs=1e-12)
