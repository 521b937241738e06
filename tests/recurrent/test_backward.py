"""The backward passes written by hand against autograd, ``nn.LSTM`` and finite
differences; and how much they compute."""

import pytest
import torch
from torch import nn
from torch._subclasses.fake_tensor import (
    DataDependentOutputException,
    DynamicOutputShapeException,
    FakeTensorMode,
)
from torch.utils._python_dispatch import TorchDispatchMode

from seqgraph.machine import products
from seqgraph.machine.libraries import Libraries, using
from seqgraph.recurrent import palindromes
from seqgraph.recurrent.backward import BY_HAND, last_output
from seqgraph.recurrent.cells import LSTM
from seqgraph.recurrent.classifier import CELLS
from seqgraph.recurrent.experiment import Palindromes
from seqgraph.recurrent.prefixes import Prefixes
from seqgraph.recurrent.unrolling import unroll, unroll_prefixes

NAMES = [name for name, kind in CELLS.items() if kind in BY_HAND]
PLANS = [Prefixes.shared, Prefixes.apart]


def source(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def case(name, length, batch, hidden=5, dtype=torch.double):
    """A cell, an embedding, and symbols of palindromes."""
    cell = CELLS[name](4, hidden, source(1))
    nn.init.normal_(cell.bias, generator=source(5))
    cell = cell.to(dtype)
    embedding = torch.randn(3, 4, generator=source(2)).to(dtype).requires_grad_()
    x, _ = palindromes.draw(length, batch, source(3))
    return cell, embedding, x


def by_hand(cell, embedding, x, plan=Prefixes.shared):
    return last_output(cell, cell.project(embedding), plan(x))


def plain(cell, embedding, x):
    return unroll(cell, cell.project(embedding)[x].unbind(1))[0][-1]


def gradients(function, cell, embedding, x):
    """The output, and its gradients under a random upstream gradient."""
    h = function(cell, embedding, x)
    upstream = torch.randn(h.shape, generator=source(4)).to(h.dtype)
    return h, *torch.autograd.grad(h, [embedding, *cell.parameters()], upstream)


def test_it_is_the_lstm_and_the_courses_peephole_lstm_that_are_by_hand():
    assert NAMES == ["lstm", "peephole"]


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("name", NAMES)
def test_gradients_are_finite_differences(name, plan):
    cell, embedding, x = case(name, 2, 6, hidden=3)
    table = cell.project(embedding).detach().requires_grad_()
    apply = BY_HAND[type(cell)].apply
    assert torch.autograd.gradcheck(apply, (table, cell.weight_hh, plan(x)))


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize(("length", "batch"), [(2, 1), (2, 50), (6, 50)])
@pytest.mark.parametrize("name", NAMES)
def test_outputs_and_gradients_are_those_of_the_plain_cell(name, length, batch, plan):
    given = case(name, length, batch)
    got = gradients(lambda *these: by_hand(*these, plan), *given)
    torch.testing.assert_close(got, gradients(plain, *given), rtol=0, atol=1e-11)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "x",
    [
        torch.tensor([[2]]),
        torch.tensor([[0], [2], [0], [1]]),
        torch.tensor([[1, 0, 2, 2]]),
        torch.tensor([[1, 0, 2]] * 3),
        torch.tensor([[0, 1, 1], [1, 1, 1], [2, 1, 1]]),
    ],
    ids=["one symbol", "T = 1", "one sequence", "all equal", "apart from the start"],
)
def test_a_batch_may_have_any_shape(name, x):
    cell, embedding, _ = case(name, 2, 1)
    torch.testing.assert_close(
        gradients(by_hand, cell, embedding, x),
        gradients(plain, cell, embedding, x),
        rtol=0,
        atol=1e-11,
    )


def test_gradients_are_those_of_nn_lstm_under_a_random_upstream_gradient():
    torch.manual_seed(0)
    theirs = nn.LSTM(4, 5, batch_first=True).double()
    ours = LSTM.from_torch(theirs)
    _, embedding, x = case("lstm", 6, 50)
    upstream = torch.randn(50, 5, dtype=torch.double)
    expected = theirs(embedding[x])[0][:, -1]
    got = by_hand(ours, embedding, x)
    torch.testing.assert_close(got, expected, rtol=0, atol=1e-11)
    torch.testing.assert_close(
        torch.autograd.grad(got, [embedding, *ours.parameters()], upstream),
        torch.autograd.grad(expected, [embedding, *theirs.parameters()], upstream)[:4],
        rtol=0,
        atol=1e-11,
    )


@pytest.mark.parametrize("choice", [Libraries(), Libraries(True, True)])
@pytest.mark.parametrize("name", NAMES)
def test_float32_is_as_exact_as_the_plain_cell(name, choice, monkeypatch):
    """Each tensor's error, relative to its norm, against the plain cell in float64."""
    monkeypatch.setattr(products, "SMALL", 0)
    exact = gradients(plain, *case(name, 6, 64, hidden=48))
    given = case(name, 6, 64, 48, torch.float)
    with using(choice):
        got = gradients(by_hand, *given)
    for ours, expected in zip(got, exact, strict=True):
        assert (ours - expected).norm() < 3e-6 * expected.norm()


@pytest.mark.parametrize("name", NAMES)
def test_training_goes_the_same_way_under_both(name, monkeypatch):
    """To the tolerance at which a recorded run replays."""
    config = Palindromes(cell=name, length=4, hidden=32, batch=32, steps=20)

    def losses():
        model = config.model()
        return [row["loss"] for row in config.train(model, torch.device("cpu"))]

    ours = losses()
    monkeypatch.setattr(
        "seqgraph.recurrent.classifier.last_output",
        lambda cell, table, prefixes: unroll_prefixes(cell, table, prefixes),
    )
    assert ours == pytest.approx(losses(), rel=1e-5)


class Count(TorchDispatchMode):
    """Counts the numbers that σ and tanh are taken of, and the matrix products with
    their floating-point operations."""

    def __init__(self):
        super().__init__()
        self.products, self.flops, self.cells = 0, 0, 0

    def __torch_dispatch__(self, operation, types, args=(), kwargs=None):
        aten = torch.ops.aten
        if operation in (aten.mm.default, aten.addmm_.default):
            a, b = args[-2:]
            self.products += 1
            self.flops += 2 * len(a) * len(b) * b.shape[1]
        if operation in (aten.sigmoid_.default, aten.tanh.out):
            self.cells += args[0].numel()
        return operation(*args, **(kwargs or {}))


def counted(name, plan):
    """What an update of the course's batch at T = 10 computes, 8 units."""
    cell, embedding, x = case(name, 10, 256, hidden=8)
    table = cell.project(embedding).detach().requires_grad_()
    upstream = torch.ones(256, 8, dtype=torch.double)
    prefixes = plan(x)
    with Count() as count:
        last_output(cell, table, prefixes).backward(upstream)
    distinct = [len(x[:, :t].unique(dim=0)) for t in range(1, 42)]
    return count, distinct


@pytest.mark.parametrize("plan", PLANS)
def test_how_much_an_update_of_the_lstm_computes(plan):
    """Per step one product forwards and one backwards, for each prefix; and one for the
    weights."""
    count, distinct = counted("lstm", plan)
    here = distinct if plan == Prefixes.shared else [256] * 41
    assert count.cells == 5 * 8 * sum(here)  # i, f, g, o and tanh c
    assert count.products == 2 * 41 + 1
    assert count.flops == 3 * 2 * sum(here) * 8 * 32


@pytest.mark.parametrize("plan", PLANS)
def test_how_much_an_update_of_the_peephole_lstm_computes(plan):
    """As for the LSTM, but o and its third of the weights at the last step only."""
    count, distinct = counted("peephole", plan)
    here = distinct if plan == Prefixes.shared else [256] * 41
    assert count.cells == 8 * (2 * sum(here) + here[-1])  # i, f; o
    assert count.products == 2 * 41 + 1 + 3
    assert count.flops == 3 * 2 * (sum(here) * 8 * 16 + here[-1] * 8 * 8)


def test_sharing_halves_the_work_at_the_courses_settings():
    _, distinct = counted("lstm", Prefixes.shared)
    assert 0.40 < sum(distinct) / (41 * 256) < 0.55


@pytest.mark.parametrize("name", NAMES)
def test_a_second_backward_pass_is_as_autograd_has_it(name):
    cell, embedding, x = case(name, 2, 6)
    h = by_hand(cell, embedding, x)
    first = torch.autograd.grad(h.sum(), embedding, retain_graph=True)
    assert torch.equal(*first, *torch.autograd.grad(h.sum(), embedding))
    with pytest.raises(RuntimeError, match="second time"):
        torch.autograd.grad(h.sum(), embedding)


@pytest.mark.parametrize("name", NAMES)
def test_second_derivatives_are_refused(name):
    cell, embedding, x = case(name, 2, 6)
    (first,) = torch.autograd.grad(
        by_hand(cell, embedding, x).square().sum(), embedding, create_graph=True
    )
    with pytest.raises(RuntimeError, match="once_differentiable"):
        first.sum().backward()


@pytest.mark.parametrize("mode", [torch.no_grad, torch.inference_mode])
@pytest.mark.parametrize("name", NAMES)
def test_outputs_without_gradients_are_the_same(name, mode):
    given = case(name, 6, 20)
    expected = by_hand(*given)
    with mode():
        got = by_hand(*given)
    assert not got.requires_grad
    assert torch.equal(got, expected.detach())


@pytest.mark.parametrize("name", CELLS)
def test_an_update_with_prefixes_apart_reads_no_number_back(name):
    """As a CUDA graph needs it: tensors without content have no number to read."""
    with FakeTensorMode():
        cell = CELLS[name](4, 5)
        table = cell.project(torch.randn(3, 4))
        x = torch.randint(3, (6, 7))
        last_output(cell, table, Prefixes.apart(x)).sum().backward()
        with pytest.raises((DataDependentOutputException, DynamicOutputShapeException)):
            Prefixes.shared(x)


@pytest.mark.parametrize("name", NAMES)
def test_weights_are_those_of_the_plain_cell(name):
    """Kept weights load, whichever way they were trained."""
    kept = Palindromes(cell=name, hidden=8).model().state_dict()
    assert {key: tuple(value.shape) for key, value in kept.items()} == {
        "embedding": (3, 64),
        "weight_ph": (2, 8),
        "bias_p": (2,),
        "cell.weight_ih": (32, 64),
        "cell.weight_hh": ({"lstm": 32, "peephole": 24}[name], 8),
        "cell.bias": (32,),
    }
