"""Baum-Sweet words, the second of the course's toy tasks: does a binary number have a
block of consecutive zeros whose length is odd?

Symbols as in ``palindromes``: 0 is padding, 1 is the digit 0, 2 is the digit 1. T is
the nominal length: a word has 4T symbols, padded on the left.

A number is drawn uniformly from 10..10ᵀ. Without an odd block it is kept, label 1;
else it is kept in 16,724 cases of a million, label 0, and otherwise drawn again.
"""

import torch
from torch import Tensor

from ..errors import InputError
from .palindromes import PADDING, SYMBOLS, ZERO

LEAST = 10
KEPT, OF = 16_724, 1_000_000
_TRIES = 64  # numbers drawn for each that is asked for: of 60 at least one is kept


def check_length(name: str, length: int) -> None:
    """Raise InputError where 10ᵀ is no whole number of 64 bits.

    Example:
        >>> check_length("length", 19)
        Traceback (most recent call last):
            ...
        seqgraph.errors.InputError: length must be at most 18 for Baum-Sweet, got 19
    """
    if length > 18:
        raise InputError(f"{name} must be at most 18 for Baum-Sweet, got {length}")


def sizes(length: int) -> tuple[int, int]:
    """Kinds of symbol and classes.

    Example:
        >>> sizes(6)
        (3, 2)
    """
    return SYMBOLS, 2


def steps(length: int) -> int:
    """Symbols that are read.

    Example:
        >>> steps(6)
        24
    """
    return 4 * length


def write(numbers: Tensor, length: int) -> Tensor:
    """Whole numbers (N,) as words (N, 4T).

    Example:
        >>> write(torch.tensor([12]), 2).tolist()
        [[0, 0, 0, 0, 2, 2, 1, 1]]
    """
    shifted = numbers[:, None] >> torch.arange(4 * length - 1, -1, -1)
    return torch.where(shifted > 0, (shifted & 1) + ZERO, PADDING)


def label(numbers: Tensor) -> Tensor:
    """1 for each whole number (N,) without an odd block of zeros, else 0: (N,).

    Example:
        >>> label(torch.tensor([0b1001, 0b101])).tolist()
        [1, 0]
    """
    odd = found = torch.zeros_like(numbers)  # the block at hand; any, so far
    while numbers.any():  # from the last digit on
        digit = numbers & 1
        found = found | (odd & digit)
        odd = (odd ^ 1) & (digit ^ 1)
        numbers = numbers >> 1
    return found ^ 1


def draw(length: int, batch: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """A fresh batch: words (B, 4T) and labels (B,) in {0, 1}.

    Example:
        >>> x, y = draw(4, batch=256, generator=torch.Generator())
        >>> x.shape, y.shape
        (torch.Size([256, 16]), torch.Size([256]))
    """
    kept = torch.empty(0, dtype=torch.long)
    while len(kept) < batch:
        tries = (_TRIES * batch,)
        numbers = torch.randint(LEAST, 10**length + 1, tries, generator=generator)
        lucky = torch.randint(OF, tries, generator=generator) < KEPT
        kept = torch.cat([kept, numbers[lucky | (label(numbers) == 1)]])[:batch]
    return write(kept, length), label(kept)


def ones(length: int) -> float:
    """The share of label 1 among what is drawn.

    Example:
        >>> [round(ones(length), 2) for length in (4, 5, 6)]
        [0.82, 0.67, 0.5]
    """
    y = label(torch.arange(LEAST, 10**length + 1)).sum().item()
    return OF * y / (OF * y + KEPT * (count(length) - y))


def count(length: int) -> int:
    """How many numbers there are.

    Example:
        >>> count(4)
        9991
    """
    return 10**length + 1 - LEAST


def every(length: int) -> tuple[Tensor, Tensor, Tensor]:
    """Every word (N, 4T), the labels (N,), and how many of a million draws of its
    number are kept (N,).

    Example:
        >>> x, y, draws = every(2)
        >>> len(x), round((y * draws).sum().item() / draws.sum().item(), 3)
        (91, 0.95)
    """
    numbers = torch.arange(LEAST, 10**length + 1)
    y = label(numbers)
    return write(numbers, length), y, torch.where(y == 1, OF, KEPT)
