"""Question 1.1: the vanilla RNN, equations (1)-(3), and its gradients derived by hand.

One sequence at a time, without autograd. Shapes: T steps, D inputs, H units, K classes;
x (T, D), h (T + 1, H) with h[0] = h⁽⁰⁾ = 0, and y one of 0..K-1.
"""

import dataclasses
from typing import Self

import torch
from torch import Tensor


@dataclasses.dataclass(frozen=True)
class Weights:
    """The parameters of (1) and (2), or the loss's gradient with respect to them.

    Example:
        >>> w = Weights.draw(3, 5, classes=4, generator=torch.Generator())
        >>> sum(part.numel() for part in vars(w).values())  # 5·3 + 5·5 + 5 + 4·5 + 4
        69
    """

    W_hx: Tensor
    """(H, D)"""
    W_hh: Tensor
    """(H, H)"""
    b_h: Tensor
    """(H,)"""
    W_ph: Tensor
    """(K, H)"""
    b_p: Tensor
    """(K,)"""

    @classmethod
    def draw(
        cls, inputs: int, hidden: int, classes: int, generator: torch.Generator
    ) -> Self:
        """Draw from N(0, 1/columns), in double precision.

        Example:
            >>> w = Weights.draw(3, 5, classes=4, generator=torch.Generator())
            >>> w.W_ph.shape
            torch.Size([4, 5])
        """

        def normal(*shape: int) -> Tensor:
            drawn = torch.randn(shape, dtype=torch.double, generator=generator)
            return drawn / shape[-1] ** 0.5

        return cls(
            W_hx=normal(hidden, inputs),
            W_hh=normal(hidden, hidden),
            b_h=normal(hidden),
            W_ph=normal(classes, hidden),
            b_p=normal(classes),
        )


def states(w: Weights, x: Tensor) -> Tensor:
    """h⁽⁰⁾ ... h⁽ᵀ⁾, shape (T + 1, H), for x (T, D).

    Example:
        >>> w = Weights.draw(3, 5, classes=4, generator=torch.Generator())
        >>> states(w, torch.zeros(7, 3).double()).shape
        torch.Size([8, 5])
    """
    h = [torch.zeros_like(w.b_h)]
    for x_t in x.to(w.b_h):
        h.append(torch.tanh(w.W_hx @ x_t + w.W_hh @ h[-1] + w.b_h))  # (1)
    return torch.stack(h)


def cross_entropy(w: Weights, x: Tensor, y: int) -> Tensor:
    """The loss L⁽ᵀ⁾ in nats, for x (T, D) and the class y.

    Example:
        >>> w = Weights.draw(3, 5, classes=4, generator=torch.Generator())
        >>> losses = [cross_entropy(w, torch.zeros(7, 3).double(), y) for y in range(4)]
        >>> torch.stack(losses).neg().exp().sum()  # all classes' probabilities
        tensor(1.0000, dtype=torch.float64)
    """
    p = w.W_ph @ states(w, x)[-1] + w.b_p  # (2)
    return -torch.log_softmax(p, dim=0)[int(y)]  # (3)


def output_error(w: Weights, h: Tensor, y: int) -> Tensor:
    """∂L⁽ᵀ⁾/∂p⁽ᵀ⁾ = ŷ − y, shape (K,), from the states h (T + 1, H).

    Example:
        >>> w = Weights.draw(3, 5, classes=4, generator=torch.Generator())
        >>> h = states(w, torch.zeros(7, 3).double())
        >>> (output_error(w, h, y=2) < 0).tolist()
        [False, False, True, False]
    """
    error = torch.softmax(w.W_ph @ h[-1] + w.b_p, dim=0)
    error[int(y)] -= 1
    return error


def backpropagate(w: Weights, h: Tensor, delta_T: Tensor) -> Tensor:
    """δ⁽ᵗ⁾ = ∂L⁽ᵀ⁾/∂h⁽ᵗ⁾ for t = 0..T, shape (T + 1, H), from δ⁽ᵀ⁾ (H,) backwards.

    Example:
        >>> w = Weights.draw(3, 5, classes=4, generator=torch.Generator())
        >>> h = states(w, torch.zeros(7, 3).double())
        >>> delta = backpropagate(w, h, torch.ones(5).double())
        >>> delta.shape, delta[-1].tolist()
        (torch.Size([8, 5]), [1.0, 1.0, 1.0, 1.0, 1.0])
    """
    delta = [delta_T]
    for h_t in h[1:].flip(0):
        delta.append(w.W_hh.T @ ((1 - h_t**2) * delta[-1]))
    return torch.stack(delta).flip(0)


def gradients(w: Weights, x: Tensor, y: int) -> Weights:
    """The loss's gradient with respect to every parameter, for x (T, D) and class y.

    Example:
        >>> w = Weights.draw(3, 5, classes=4, generator=torch.Generator())
        >>> x = torch.randn(7, 3, dtype=torch.double)
        >>> abs(gradients(w, x, y=2).b_p.sum().item()) < 1e-12
        True
    """
    h = states(w, x)
    error = output_error(w, h, y)
    delta = backpropagate(w, h, w.W_ph.T @ error)
    inner = (1 - h[1:] ** 2) * delta[1:]  # (T, H): the error before the tanh
    return Weights(
        W_hx=inner.T @ x.to(inner),
        W_hh=inner.T @ h[:-1],
        b_h=inner.sum(0),
        W_ph=torch.outer(error, h[-1]),
        b_p=error,
    )
