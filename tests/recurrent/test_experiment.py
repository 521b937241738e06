"""The experiment's wiring: what training clips, reads and yields, and what its
evaluation counts."""

import dataclasses
import itertools
import math

import pytest
import torch
from torch import nn
from torch.nn import functional as F
from torch.optim.optimizer import register_optimizer_step_pre_hook

from seqgraph.recurrent import palindromes
from seqgraph.recurrent.experiment import FRESH_DRAWS, Palindromes
from seqgraph.runs.randomness import generator

CPU = torch.device("cpu")
SMALL = Palindromes(length=2, hidden=8, embedding=4, batch=16, steps=6, lr=1e-2)


@pytest.mark.parametrize("clip", [1e-3, 1e3])
def test_adam_sees_the_gradient_no_longer_than_the_clip(clip):
    """And what is yielded is its norm before that."""
    lengths = []

    def note(optimizer, *_):
        (group,) = optimizer.param_groups
        gradients = [weight.grad.flatten() for weight in group["params"]]
        lengths.append(torch.cat(gradients).norm().item())

    config = dataclasses.replace(SMALL, clip=clip)
    handle = register_optimizer_step_pre_hook(note)
    try:
        rows = list(config.train(config.model(), CPU))
    finally:
        handle.remove()
    before = [row["gradient_norm"] for row in rows]
    assert len(lengths) == config.steps
    assert lengths == pytest.approx([min(norm, clip) for norm in before], rel=1e-3)
    assert all((norm > clip) == (clip < 1) for norm in before)


@pytest.mark.parametrize("cell", ["lstm", "peephole-gers"])
def test_training_is_adam_on_fresh_batches(cell):
    """The loop again, in other words: from the seed, by autograd, Adam's formula."""
    config = dataclasses.replace(SMALL, cell=cell, clip=0.05)
    rows = list(config.train(config.model(), CPU))

    model = config.model()
    source = generator(config.seed, "data")
    weights = list(model.parameters())
    first, second = ([torch.zeros_like(w) for w in weights] for _ in range(2))
    for step, row in enumerate(rows, 1):
        x, y = palindromes.draw(config.length, config.batch, source)
        logits = model(x)
        loss = F.nll_loss(logits.log_softmax(1), y)
        gradients = torch.autograd.grad(loss, weights)
        norm = math.sqrt(sum(float(g.square().sum()) for g in gradients))
        right = (logits.softmax(1)[:, 1] > 0.5) == (y == 1)
        assert row["loss"] == pytest.approx(loss.item(), rel=1e-4)
        assert row["gradient_norm"] == pytest.approx(norm, rel=1e-3)
        assert row["accuracy"] == pytest.approx(right.sum().item() / len(y))
        with torch.no_grad():
            for w, g, m, v in zip(weights, gradients, first, second, strict=True):
                g = g * min(1, config.clip / norm)
                m.mul_(0.9).add_(0.1 * g)
                v.mul_(0.999).add_(0.001 * g**2)
                w -= (
                    config.lr
                    * (m / (1 - 0.9**step))
                    / ((v / (1 - 0.999**step)).sqrt() + 1e-8)
                )


class Rule(nn.Module):
    """A model that follows a rule and keeps what it was asked."""

    def __init__(self, rule):
        super().__init__()
        self.rule, self.asked = rule, []

    def forward(self, x):
        self.asked.append(x)
        return F.one_hot(self.rule(x), 2).float()


def first_digit(x):
    """The label itself: a palindrome's last digit is its first."""
    first = (x != palindromes.PADDING).long().argmax(1)
    return x[torch.arange(len(x)), first] - palindromes.ZERO


@pytest.mark.parametrize("length", [4, 6])
def test_accuracy_counts_draws_and_not_sequences(length):
    """Always answering 1 is right in two draws of three, exactly; another share of the
    distinct sequences is."""
    config = Palindromes(length=length)
    found = config.evaluate(Rule(lambda x: torch.ones(len(x), dtype=torch.long)), CPU)
    draws = 2 * 9 ** (length // 2)
    assert found.numbers == {
        "accuracy": pytest.approx(2 / 3, abs=1e-12),
        "wrong": draws // 3,
        "draws": draws,
        "exact": True,
    }
    _, y, _ = palindromes.every(length)
    assert y.double().mean().item() != pytest.approx(2 / 3, abs=1e-3)


def test_one_sequence_taken_wrong_costs_as_many_draws_as_give_it():
    x, _, draws = palindromes.every(4)
    for row in (draws.argmax(), draws.argmin()):
        found = Palindromes(length=4).evaluate(
            Rule(lambda x_, at=row: first_digit(x_) ^ (x_ == x[at]).all(1)), CPU
        )
        assert found.numbers["wrong"] == draws[row]
        assert found.numbers["accuracy"] == pytest.approx(1 - draws[row] / draws.sum())
    assert draws.max() > draws.min()


def test_beyond_what_can_be_counted_fresh_draws_are_asked_that_training_did_not_read():
    config = Palindromes(length=20, steps=20)
    rule = Rule(first_digit)
    found = config.evaluate(rule, CPU)
    assert found.numbers == {
        "accuracy": 1,
        "wrong": 0,
        "draws": FRESH_DRAWS,
        "exact": False,
    }
    asked = {tuple(row) for row in torch.cat(rule.asked).tolist()}
    source = generator(config.seed, "data")
    read = itertools.chain.from_iterable(
        palindromes.draw(20, config.batch, source)[0].tolist() for _ in range(20)
    )
    common = sum(tuple(row) in asked for row in read)
    assert common < 5  # of 7 thousand million draws hardly any comes twice
