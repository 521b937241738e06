"""Why learning is a jump: an LSTM on palindromes, looked at after every update.

N pairs of palindromes, without their last digit, differ in their first digit alone, and
so in their answer. The margin is the difference p₁ − p₀ of the two logits, the outputs
before the softmax: its sign is the answer.
"""

import dataclasses
from collections.abc import Iterator
from typing import final

import torch
from torch import Tensor

from ..runs.experiment import (
    Columns,
    Experiment,
    Measured,
    Numbers,
    adam_rate,
    one_of,
    random_seed,
    register,
    whole,
)
from ..runs.randomness import generator
from . import gate_traces, gradient_flow, palindromes
from .classifier import SequenceClassifier
from .experiment import Palindromes
from .starts import FORGETS
from .unrolling import unroll

PAIRS = 32
CONTROL = 4  # the fifth digit, which says as little about the answer as the others


@register
@final
@dataclasses.dataclass(frozen=True)
class Jump(Experiment[SequenceClassifier]):
    """The first updates of :class:`Palindromes`, with what the first digit does to the
    network after each of them.

    Example:
        >>> config = Jump(length=4, hidden=8, batch=8, steps=2)
        >>> rows = list(config.train(config.model(), torch.device("cpu")))
        >>> sorted(rows[0])[:3]
        ['accuracy', 'arriving', 'control']
    """

    forget: str = one_of(FORGETS, "zero", "the LSTM's forget biases at the start")
    length: int = whole(
        10, "nominal length T, even; an input has 4T + 1 symbols", most=10_000
    )
    hidden: int = whole(256, "units of the cell")
    batch: int = whole(256, "sequences per update, drawn afresh each time")
    steps: int = whole(150, "updates")
    lr: float = adam_rate(1e-4)
    seed: int = random_seed(5, "weights and data")

    def __post_init__(self) -> None:
        super().__post_init__()
        palindromes.check_length("length", self.length)

    @property
    def watched(self) -> Palindromes:
        """The run whose first updates these are."""
        return Palindromes(**self.config)

    def model(self) -> SequenceClassifier:
        return self.watched.model()

    def kept(self, model: SequenceClassifier) -> int:
        return self.watched.kept(model)

    def train(
        self, model: SequenceClassifier, device: torch.device
    ) -> Iterator[Numbers]:
        """Yield what ``Palindromes.train`` yields, and what :func:`seen` sees after
        that update."""
        pairs = drawn_pairs(self.length)
        for numbers in self.watched.train(model, device):
            yield {**numbers, **seen(model, pairs)}

    def evaluate(self, model: SequenceClassifier, device: torch.device) -> Measured:
        """Accuracy over every possible draw, and what each digit does."""
        found = self.watched.evaluate(model, device)
        effects = by_digit(model, drawn_pairs(self.length).flatten(0, 1))
        return Measured(found.numbers, {"digits": effects})


def drawn_pairs(length: int) -> Tensor:
    """Palindromes (2, N, 4T + 1), without their last digit, that begin with 0 and the
    same that begin with 1.

    Example:
        >>> pairs = drawn_pairs(10)
        >>> (pairs[0] != pairs[1]).sum(1).unique().tolist()
        [1]
    """
    x, _ = palindromes.draw(length, PAIRS, generator(0, "pairs"))
    first = gate_traces.after(x, 0)
    both = x.repeat(2, 1, 1)
    for digit, half in enumerate(both):
        half[torch.arange(PAIRS), first] = palindromes.ZERO + digit
    return both


def turned(x: Tensor, k: int) -> Tensor:
    """The strings x (N, T) with their digit k, counted from 0, turned over: a 0 becomes
    a 1 and a 1 a 0.

    Example:
        >>> turned(torch.tensor([[0, 1, 2], [1, 1, 1]]), 1).tolist()
        [[0, 1, 1], [1, 2, 1]]
    """
    x, rows = x.clone(), torch.arange(len(x))
    place = gate_traces.after(x, k)
    x[rows, place] = palindromes.ZERO + palindromes.ONE - x[rows, place]
    return x


@torch.no_grad()
def margins(model: SequenceClassifier, x: Tensor) -> Tensor:
    """p₁ − p₀ (N,) of the strings x (N, T)."""
    logits = model(x)
    return logits[:, 1] - logits[:, 0]


def by_digit(model: SequenceClassifier, x: Tensor) -> Columns:
    """What happens if one digit of the strings x (N, T) is turned over and the others
    are left: its number, counted from 1, how far the margin moves on average, and the
    share of answers that change; over the strings that have this digit.

    A network that answered by the parity of what it read would be moved alike by all.
    """
    before = margins(model, x)
    digits = (x != palindromes.PADDING).sum(1)
    moved, overturned = [], []
    for k in range(int(digits.max())):
        there = digits > k
        now, was = margins(model, turned(x[there], k)), before[there]
        moved.append((now - was).abs().mean().item())
        overturned.append(((now > 0) != (was > 0)).double().mean().item())
    return {
        "digit": [*range(1, len(moved) + 1)],
        "moved": moved,
        "overturned": overturned,
    }


def seen(model: SequenceClassifier, pairs: Tensor) -> Numbers:
    """What the first digit does in ``model``.

    Returns:
        effect: how much the margin rises on average when the first digit is changed
            from 0 to 1.
        control: how far the margin moves on average, up or down, when the fifth digit
            alone is turned over.
        zeros: the mean margin of the palindromes that begin with 0.
        spread: standard deviation of the margin among palindromes with the same first
            digit.
        unit: the largest correlation, without its sign, of a unit's last content with
            the first digit.
        units: how many units have one above 0.9.
        arriving: the norm of the margin's gradient with respect to the content at the
            first digit, relative to that at the last symbol; the median.

    Example:
        >>> found = seen(Palindromes(hidden=8).model(), drawn_pairs(10))
        >>> abs(found["effect"]) < found["spread"]
        True
    """
    both = pairs.flatten(0, 1)
    with torch.no_grad():
        kept, logits = gate_traces.trace(model, both)
    margin = (logits[:, 1] - logits[:, 0]).unflatten(0, pairs.shape[:2])
    digit = torch.arange(2).repeat_interleave(pairs.shape[1])
    tells = gate_traces.correlation(kept["c"][-1], digit).abs()
    norms, _ = gradient_flow.lstm(model, pairs[1])
    back = pairs.shape[2] - 1 - gate_traces.after(pairs[1], 0)
    control = margins(model, turned(both, CONTROL)) - margin.flatten()
    return {
        "effect": (margin[1] - margin[0]).mean().item(),
        "control": control.abs().mean().item(),
        "zeros": margin[0].mean().item(),
        "spread": (margin - margin.mean(1, keepdim=True)).std().item(),
        "unit": tells.max().item(),
        "units": int((tells > 0.9).sum()),
        "arriving": norms[back, torch.arange(len(back))].median().item(),
    }


def first_step_back(config: Palindromes) -> tuple[float, float]:
    """Of the gradient of a vanilla RNN's margin with respect to its state, before
    training: how large it is at the first digit of 32 palindromes, relative to the last
    step, in the median; and how far its directions there agree, the norm of the mean of
    the unit vectors."""
    model = config.model()
    x = drawn_pairs(10)[1]
    outputs, _ = unroll(model.cell, model.cell.project(model.embedding)[x].unbind(1))
    margin = outputs[-1] @ (model.weight_ph[1] - model.weight_ph[0])
    gradients = torch.stack(torch.autograd.grad(margin.sum(), outputs))
    first = gate_traces.at(gradients, gate_traces.after(x, 0))
    norms = first.norm(dim=1)
    directions = first / norms[:, None]
    left = (norms / gradients[-1].norm(dim=1)).median()
    return left.item(), directions.mean(0).norm().item()
