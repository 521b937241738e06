"""Random combinations, the third of the course's toy tasks: all numbers 0..T-1 but one,
in random order; which is missing?

T, the length, counts symbols and classes; what is read has T - 1 of them.
"""

import itertools
import math

import torch
from torch import Tensor

from ..errors import InputError


def check_length(name: str, length: int) -> None:
    """Raise InputError where there would be nothing to read.

    Example:
        >>> check_length("length", 1)
        Traceback (most recent call last):
            ...
        seqgraph.errors.InputError: length must be at least 2 for combinations, got 1
    """
    if length < 2:
        raise InputError(f"{name} must be at least 2 for combinations, got {length}")


def sizes(length: int) -> tuple[int, int]:
    """Kinds of symbol and classes.

    Example:
        >>> sizes(5)
        (5, 5)
    """
    return length, length


def steps(length: int) -> int:
    """Symbols that are read.

    Example:
        >>> steps(5)
        4
    """
    return length - 1


def draw(length: int, batch: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """A fresh batch: what is read (B, T - 1) and the missing number (B,).

    Example:
        >>> x, y = draw(5, batch=2, generator=torch.Generator())
        >>> (x.sum(1) + y).tolist()
        [10, 10]
    """
    random = torch.rand(batch, length, dtype=torch.double, generator=generator)
    order = random.argsort(1)
    return order[:, :-1], order[:, -1]


def count(length: int) -> int:
    """How many equally likely draws there are.

    Example:
        >>> count(5)
        120
    """
    return math.factorial(length)


def every(length: int) -> tuple[Tensor, Tensor, Tensor]:
    """Every draw: what is read (N, T - 1), the missing number (N,), and 1 for each.

    Example:
        >>> x, y, draws = every(3)
        >>> x.tolist(), y.tolist()
        ([[0, 1], [0, 2], [1, 0], [1, 2], [2, 0], [2, 1]], [2, 1, 2, 0, 1, 0])
    """
    orders = torch.tensor(list(itertools.permutations(range(length))))
    return orders[:, :-1], orders[:, -1], torch.ones(len(orders), dtype=torch.long)
