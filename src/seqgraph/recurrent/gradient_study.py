"""Question 1.1: the example and the networks whose gradients page and claims look at.

Shapes as in ``vanilla`` and ``gradient_flow``.
"""

import functools
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import pandas as pd
import torch
from torch import Tensor

from ..measure.derivatives import central_differences
from ..runs.randomness import generator
from ..runs.sweeps import trained
from . import gradient_flow, palindromes, vanilla
from .classifier import SequenceClassifier
from .experiment import Palindromes

STEPS, UNITS, SEQUENCES = 60, 64, 64  # of what is carried back
DRAWS = 40  # Gaussian matrices


class Example(NamedTuple):
    """A vanilla RNN, a sequence x (T, D) and the class y that it should name."""

    w: vanilla.Weights
    x: Tensor
    y: int

    def loss_with(self, name: str) -> Callable[[Tensor], Tensor]:
        """The loss as a function of one of the parameters alone."""
        return lambda value: vanilla.cross_entropy(
            replace(self.w, **{name: value}), self.x, self.y
        )

    def by_autograd(self, name: str) -> Tensor:
        """The loss's gradient with respect to a parameter, without any derivation."""
        return torch.func.grad(self.loss_with(name))(getattr(self.w, name))

    def judge(self, name: str, by_hand: Tensor) -> None:
        """Compare a gradient derived by hand with autograd and central differences.

        Raises:
            AssertionError: it is off by more than rounding.
        """
        auto = self.by_autograd(name)
        slow = central_differences(self.loss_with(name), getattr(self.w, name))
        off_auto, off_slow = ((by_hand - g).abs().max() for g in (auto, slow))
        print(f"∂L/∂{name}: off autograd by {off_auto:.0e},", end=" ")
        print(f"off central differences by {off_slow:.0e}")
        assert torch.allclose(by_hand, auto, rtol=0, atol=1e-10)
        assert torch.allclose(by_hand, slow, rtol=0, atol=1e-6)


def example() -> Example:
    """Nine steps, three inputs, five units, four classes, in double precision.

    Example:
        >>> w, x, y = example()
        >>> error = vanilla.output_error(w, vanilla.states(w, x), y)
        >>> torch.allclose(error, example().by_autograd("b_p"))
        True
    """
    random = generator(0, "page 1.1")
    w = vanilla.Weights.draw(inputs=3, hidden=5, classes=4, generator=random)
    x = torch.randn(9, 3, dtype=torch.double, generator=random)
    return Example(w, x, y=2)


def sum_of_products(
    w: vanilla.Weights,
    h: Tensor,
    error: Tensor,
    W: Tensor | None = None,
    own_tanh: bool = True,
    h_inside: bool = False,
) -> Tensor:
    """∂L⁽ᵀ⁾/∂W_hh as a sum over steps of products over steps, written out.

    Args:
        w: the weights.
        h: the states (T + 1, H).
        error: ŷ − y (K,).
        W: takes the place of W_hhᵀ in the products.
        own_tanh: whether step t's own slope is a factor.
        h_inside: whether h⁽ᵗ⁻¹⁾ stands inside the product, once for each factor.
    """
    back = w.W_hh.T if W is None else W
    total, T = torch.zeros_like(w.W_hh), len(h) - 1
    for t in range(1, T + 1):
        part = w.W_ph.T @ error
        for r in range(T, t, -1):
            part = back @ ((1 - h[r] ** 2) * part)
        if own_tanh:
            part = (1 - h[t] ** 2) * part
        total += torch.outer(part, h[t - 1] ** (T - t) if h_inside else h[t - 1])
    return total


def faults() -> dict[str, float]:
    """Faults planted in the sum of the example, one at a time: how far each leads from
    the gradient, relative to its norm."""
    w, x, y = example()
    h = vanilla.states(w, x)
    error = vanilla.output_error(w, h, y)
    right = sum_of_products(w, h, error)
    planted = {
        "W_hh is missing from the product": {"W": torch.eye(5, dtype=torch.double)},
        "the factor diag(1 − h⁽ᵗ⁾²) of step t itself is missing": {"own_tanh": False},
        "h⁽ᵗ⁻¹⁾ stands inside the product": {"h_inside": True},
    }
    found = {
        fault: sum_of_products(w, h, error, **each) for fault, each in planted.items()
    }
    return {
        fault: ((wrong - right).norm() / right.norm()).item()
        for fault, wrong in found.items()
    }


def grown(W: Tensor, draw: int = 0, scale: float = 0.0) -> float:
    """How much the gradient of a vanilla RNN grows in ``STEPS`` steps, with inputs of
    the spread ``scale``, or all states zero: the median over ``SEQUENCES`` random
    errors.

    Example:
        >>> grown(0.5 * torch.eye(2).double()) == 0.5**STEPS
        True
    """
    flow = gradient_flow.vanilla(W, scale, STEPS, SEQUENCES, generator(draw, "flow"))
    return flow[STEPS].median().item()


@functools.cache
def gaussians(draws: int = DRAWS) -> pd.DataFrame:
    """A row for each Gaussian matrix: its spectral ``radius`` and ``norm``, and how
    much the gradient has grown, all states zero (``growth``) and with inputs
    (``driven``)."""
    drawn = (
        gradient_flow.matrices(UNITS, generator(draw, "matrices"))[1]
        for draw in range(draws)
    )
    return pd.DataFrame(
        {
            "radius": torch.linalg.eigvals(W).abs().max().item(),
            "norm": torch.linalg.matrix_norm(W, 2).item(),
            "growth": grown(W, draw),
            "driven": grown(W, draw, scale=0.2),
        }
        for draw, W in enumerate(drawn)
    )


def networks() -> dict[str, SequenceClassifier]:
    """The LSTM of 1.3 as it starts and as it is in the end."""
    return {
        "before training": Palindromes().model(),
        "after training": trained(Palindromes()),
    }


def sequences() -> Tensor:
    """The 64 palindromes that it reads: (N, 4T + 1)."""
    return palindromes.draw(10, batch=64, generator=generator(0, "palindromes"))[0]


def first_digit(x: Tensor) -> int:
    """How many steps before the last symbol the first digit is read, in the median
    palindrome of x (N, 4T + 1)."""
    return int((x != palindromes.PADDING).sum(1).median()) - 1


def as_the_lstm_starts(draws: int = 5) -> Tensor:
    """What is left of a vanilla RNN's gradient, step by step back, when it starts like
    the LSTM of 1.3: 256 units, Kaiming-normal weights, and random symbols of 64 numbers
    from N(0, 1), whose part in the state has the variance 2.

    Returns:
        For each of ``draws`` matrices the median of ``SEQUENCES`` sequences,
        (draws, STEPS + 1).
    """
    left = []
    for draw in range(draws):
        W = torch.empty(256, 256, dtype=torch.double)
        torch.nn.init.kaiming_normal_(W, generator=generator(draw, "kaiming"))
        flow = gradient_flow.vanilla(
            W, 2**0.5, STEPS, SEQUENCES, generator(draw, "flow")
        )
        left.append(flow.median(dim=1).values)
    return torch.stack(left)


@functools.cache
def arriving() -> tuple[pd.DataFrame, int]:
    """What is left of the gradient, step by step back (the rows), in four networks:
    medians; and at which row the first digit of the LSTM's sequences stands."""
    orthogonal, _ = gradient_flow.matrices(UNITS, generator(0, "matrices"))
    x, last = sequences(), 4 * 10
    start = generator(0, "flow")
    columns = {
        "vanilla, ρ = 1.0, with input": gradient_flow.vanilla(
            orthogonal, 0.2, STEPS, SEQUENCES, start
        ),
        **{
            f"LSTM, {name}": gradient_flow.lstm(model, x)[0].detach()
            for name, model in reversed(networks().items())
        },
        "vanilla, drawn like the LSTM": as_the_lstm_starts().T,
    }
    left = {name: norms[: last + 1].median(1).values for name, norms in columns.items()}
    return pd.DataFrame(left), first_digit(x)
