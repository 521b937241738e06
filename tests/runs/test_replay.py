"""A replay agrees with the code that made the record, and with no other."""

import dataclasses

import pytest
import torch

from seqgraph.recurrent import backward
from seqgraph.recurrent.cells import LSTM
from seqgraph.recurrent.experiment import Palindromes
from seqgraph.recurrent.peepholes import Peephole
from seqgraph.runs import replay, single
from seqgraph.runs.replay import replay_run

SMALL = Palindromes(length=4, hidden=16, embedding=4, batch=32, steps=25)


@pytest.fixture(scope="module")
def record():
    return single.train(SMALL, "cpu")[1]


def test_the_same_code_agrees_to_rounding(record):
    found = replay_run(record, "cpu")
    assert found.tolerance == 1e-5
    assert found.agrees


@pytest.fixture
def by_autograd(monkeypatch):
    """Train the plain cell, by its ``step``."""
    monkeypatch.delitem(backward.BY_HAND, LSTM)


@pytest.mark.usefixtures("by_autograd")
def test_the_plain_cell_agrees_with_a_record_made_by_hand(record):
    assert 0 < replay_run(record, "cpu").difference <= 1e-5


def test_another_torch_or_device_is_allowed_more(record):
    other = dataclasses.replace(
        record, provenance={**record.provenance, "device_name": "abacus"}
    )
    assert replay_run(other, "cpu").tolerance == 1e-3


def swapped_gates(self, a, state):
    """The LSTM with the input and the forget gate exchanged."""
    h, c = state
    f, i, g, o = (a + h @ self.weight_hh.T).chunk(4, dim=-1)
    c = torch.tanh(g) * torch.sigmoid(i) + c * torch.sigmoid(f)
    h = torch.tanh(c) * torch.sigmoid(o)
    return h, (h, c)


def no_output_tanh(self, a, state):
    """The LSTM without the tanh of equation (9)."""
    h, c = state
    i, f, g, o = (a + h @ self.weight_hh.T).chunk(4, dim=-1)
    c = torch.tanh(g) * torch.sigmoid(i) + c * torch.sigmoid(f)
    h = c * torch.sigmoid(o)
    return h, (h, c)


@pytest.mark.usefixtures("by_autograd")
@pytest.mark.parametrize("wrong", [swapped_gates, no_output_tanh])
def test_a_wrong_gate_fails_even_at_the_wider_tolerance(record, monkeypatch, wrong):
    monkeypatch.setattr(LSTM, "step", wrong)
    assert replay_run(record, "cpu").difference > 1e-3


def test_a_wrong_derivative_fails(record, monkeypatch):
    """The σ of a gate taken for the identity on the way back."""
    monkeypatch.setattr(
        backward, "through_sigmoid", lambda d, y, grad_input: grad_input.copy_(d)
    )
    assert not replay_run(record, "cpu").agrees


@pytest.mark.usefixtures("by_autograd")
def test_a_loss_that_is_not_a_number_does_not_agree(record, monkeypatch):
    monkeypatch.setattr(
        LSTM, "step", lambda self, a, state: (a[..., :16] * float("nan"), state)
    )
    assert not replay_run(record, "cpu").agrees


CHAOTIC = Palindromes(
    cell="peephole", length=20, hidden=64, batch=16, lr=1e-3, steps=20
)


@pytest.fixture(scope="module")
def chaotic():
    return single.train(CHAOTIC, "cpu")[1]


def test_of_a_chaotic_run_only_what_rounding_leaves_alone_is_compared(
    chaotic, monkeypatch
):
    assert replay_run(chaotic, "cpu").updates == 20  # the same code, bit by bit
    monkeypatch.delitem(backward.BY_HAND, Peephole)
    found = replay_run(chaotic, "cpu")
    assert found.agrees
    assert 1 <= found.updates < 10


def test_a_wrong_gate_of_a_chaotic_run_fails(chaotic, monkeypatch):
    right = Peephole.project
    monkeypatch.setattr(Peephole, "project", lambda self, x: 1.1 * right(self, x))
    assert not replay_run(chaotic, "cpu").agrees


def test_a_steady_run_is_compared_to_its_end(record, monkeypatch):
    right = LSTM.project
    monkeypatch.setattr(LSTM, "project", lambda self, x: 1.001 * right(self, x))
    found = replay_run(record, "cpu")
    assert not found.agrees
    assert found.updates == 20


@pytest.mark.parametrize(
    ("moved", "compared"),
    [(0.09, 20), (0.11, 5)],  # of the tolerance, by a change of rounding from update 5
)
def test_rounding_decides_where_it_moves_a_loss_by_a_tenth_of_the_tolerance(
    record, monkeypatch, moved, compared
):
    recorded = torch.tensor(record.curves["loss"][:20], dtype=torch.double)

    def losses(config, place, noise=None):
        """Right for five updates and wrong from there on; shaken, a little off that."""
        found = recorded * torch.where(torch.arange(20) < 5, 1.0, 2.0)
        if noise is None:
            return found
        return found * torch.where(torch.arange(20) < 5, 1.0, 1 + moved * 1e-5)

    monkeypatch.setattr(replay, "_losses", losses)
    found = replay_run(record, "cpu")
    assert found.updates == compared
    assert found.agrees == (compared == 5)
