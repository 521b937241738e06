"""The checks of the exercises on Part 1: each compares an answer with something that
was made otherwise, and raises AssertionError where they differ."""

import collections
import dataclasses
import math
from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor

from ..runs.randomness import generator
from . import baum_sweet, palindromes, vanilla
from .block_study import facts
from .classifier import SequenceClassifier

Step = Callable[[Tensor, Tensor, Tensor], Tensor]
"""A step of a GRU: h (B, H) from a (B, 3H), h⁻ (B, H) and W_hh (3H, H)."""


def check_1(
    answer: Callable[[vanilla.Weights, Tensor, Sequence[int]], tuple[Tensor, Tensor]],
) -> None:
    """Compare ``answer`` with autograd, on nine steps with random weights."""
    random = generator(1, "page 1.5")
    w = vanilla.Weights.draw(inputs=3, hidden=5, classes=4, generator=random)
    x = torch.randn(9, 3, dtype=torch.double, generator=random)
    y = [2, 0, 1, 3, 3, 0, 2, 1, 1]

    def loss(W_ph: Tensor, W_hh: Tensor) -> Tensor:
        with_them = dataclasses.replace(w, W_ph=W_ph, W_hh=W_hh)
        steps = range(1, len(x) + 1)
        losses = [vanilla.cross_entropy(with_them, x[:t], y[t - 1]) for t in steps]
        return torch.stack(losses).sum()

    expected = torch.func.grad(loss, argnums=(0, 1))(w.W_ph, w.W_hh)
    answers = zip(answer(w, x, y), expected, strict=True)
    W_ph, W_hh = ((yours - right).abs().max() for yours, right in answers)
    assert W_ph < 1e-10, f"∂L/∂W_ph is off by {W_ph:.0e}"
    assert W_hh < 1e-10, f"∂L/∂W_hh is off by {W_hh:.0e}"
    print(f"right: W_hh is off by {W_hh:.0e}")


def check_2(answer: Step) -> None:
    """Compare ``answer`` with the equations, one sequence at a time, in seven steps."""
    random = generator(2, "page 1.5")
    inputs, hidden, batch = 4, 5, 3
    weight = torch.randn(
        3, hidden, hidden + inputs, dtype=torch.double, generator=random
    )
    x = torch.randn(7, batch, inputs, dtype=torch.double, generator=random)
    stacked = weight.flatten(0, 1)
    W_z, W_r, W = weight.numpy()
    h = torch.zeros(batch, hidden, dtype=torch.double)
    expected, off = np.zeros((batch, hidden)), 0.0
    for t, x_t in enumerate(x, 1):
        h = answer(x_t @ stacked[:, hidden:].T, h, stacked[:, :hidden])
        for row, seen in zip(expected, x_t.numpy(), strict=True):
            both = np.concatenate([row, seen])
            z, r = 1 / (1 + np.exp(-W_z @ both)), 1 / (1 + np.exp(-W_r @ both))
            row[:] = (1 - z) * row + z * np.tanh(W @ np.concatenate([r * row, seen]))
        off = np.abs(h.numpy() - expected).max()
        assert off < 1e-12, f"step {t} is off by {off:.0e}"
    print(f"right: after seven steps off by {off:.0e}")


def off_nn_gru(step: Step, W_hh: Tensor, inputs: int = 4) -> float:
    """How far ``nn.GRU`` is off ``step`` after 20 steps, z's sign turned; it stacks r,
    z, n."""
    hidden, random = W_hh.shape[1], generator(3, "page 1.5")
    W_ih = torch.randn(3 * hidden, inputs, dtype=torch.double, generator=random)
    x = torch.randn(20, 6, inputs, dtype=torch.double, generator=random)
    theirs = torch.nn.GRU(inputs, hidden, bias=False).double()
    for weight, ours in zip(theirs.all_weights[0], (W_ih, W_hh), strict=True):
        z, r, candidate = ours.chunk(3)
        weight.data = torch.cat([r, -z, candidate])
    h = torch.zeros(6, hidden, dtype=torch.double)
    for x_t in x:
        h = step(x_t @ W_ih.T, h, W_hh)
    return (theirs(x)[0][-1] - h).abs().max().item()


def check_3(answer: Callable[[float], float]) -> None:
    """Multiply gates of the bias ``answer(s)`` over s steps.

    Example:
        >>> check_3(lambda s: -math.log(2 ** (1 / s) - 1))
        right: half is left after 1, 2, 22, 47 and 1,000 steps
    """
    for s in (1, 2, 22, 47, 1000):
        gate = 1 / (1 + math.exp(-answer(s)))
        assert abs(gate**s - 0.5) < 1e-9, f"after {s} steps {gate**s:.3g} is left"
    print("right: half is left after 1, 2, 22, 47 and 1,000 steps")


def check_4(answer: float) -> None:
    """Look at both sides of ``answer``: tanh in double precision, rounded to single."""
    below, above = (np.float32(math.tanh(answer + d)) for d in (-1e-4, 1e-4))
    assert above == 1, f"tanh({answer:g}) is still below 1"
    assert below < 1, f"tanh is 1 before {answer:g} already"
    print(f"right: from {answer:.4f} on")


@torch.no_grad()
def last_contents(model: SequenceClassifier) -> Tensor:
    """c (N, H) after the last symbol of 1,000 palindromes."""
    x, _ = palindromes.draw(10, batch=1000, generator=generator(6, "page 1.5"))
    symbols, state = model.cell.project(model.embedding), model.cell.start()
    for symbol in x.unbind(1):
        _, state = model.cell.step(symbols[symbol], state)
    return state[1]


def check_5(answer: Callable[[Tensor, Tensor, Tensor], int]) -> None:
    """Compare ``answer`` with counts made one draw at a time, at T = 4."""
    x, y, draws = palindromes.every(4)
    for k in (1, 3, 6, x.shape[1]):
        counts = collections.defaultdict(lambda: [0, 0])
        for row, label, times in zip(
            x[:, -k:].tolist(), y.tolist(), draws.tolist(), strict=True
        ):
            counts[tuple(row)][label] += times
        expected, got = sum(map(max, counts.values())), answer(x[:, -k:], y, draws)
        assert got == expected, f"k = {k}: {expected} draws can be right, not {got}"
    print("right for k = 1, 3, 6 and all symbols at T = 4")


def check_6(answer: Sequence[tuple[float, float]]) -> None:
    """Run h = a·h⁻ + b, from h = 0, along every Baum-Sweet word at T = 3, with (a, b)
    of the padding, of the digit 0 and of the digit 1.

    Example:
        >>> check_6([(0, -2), (-1, 0), (0, -1)])
        right on 991 words of 12 symbols
    """
    words, _, _ = baum_sweet.every(3)
    odd, _ = facts(words)
    pairs = torch.tensor(answer, dtype=torch.double)
    assert pairs.shape == (3, 2), "three pairs (a, b) are asked for"
    h = torch.zeros(len(words), dtype=torch.double)
    for t, symbol in enumerate(words.T):
        a, b = pairs[symbol].T
        h = a * h + b
        wrong = int(((h > 0) != odd[:, t]).sum())
        assert not wrong, f"after {t + 1} symbols the sign is wrong in {wrong} words"
    print(f"right on {len(words)} words of {words.shape[1]} symbols")
