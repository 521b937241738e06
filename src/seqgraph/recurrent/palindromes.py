"""Binary palindromes, the course's toy task: read all but the last digit, then name it.

Symbols: 0 is padding, 1 is the digit 0, 2 is the digit 1. Shapes: B sequences, T
nominal length, n = T/2 integers each.

A sequence is drawn as n integers from 0..8, written in binary without leading zeros and
joined; with probability one half the string is reversed; then its mirror image is
appended and the whole is padded on the left to 4T + 2 symbols.
"""

import numpy as np
import torch
from torch import Tensor

from ..errors import InputError
from ..measure.meaning import whole, yes_or_no

PADDING, ZERO, ONE = 0, 1, 2
SYMBOLS = 3
LARGEST = 8  # the course's generator never draws 9

# The digits of 0..8 as symbols, first digit first, each row filled up with padding to
# four.
_DIGITS = torch.tensor(
    [
        [ONE if bit == "1" else ZERO for bit in f"{k:b}"]
        + [PADDING] * (4 - len(f"{k:b}"))
        for k in range(LARGEST + 1)
    ]
)


def check_length(name: str, length: int) -> None:
    """Raise InputError unless T is even: an odd T can give 4T + 4 symbols, and there
    is room for 4T + 2.

    Example:
        >>> check_length("length", 10)
        >>> check_length("length", 3)  # doctest: +ELLIPSIS
        Traceback (most recent call last):
            ...
        seqgraph.errors.InputError: length must be even for palindromes, got 3: ...
    """
    if length % 2:
        raise InputError(
            f"{name} must be even for palindromes, got {length}: "
            "an odd T can give 4T + 4 symbols, and there is room for 4T + 2"
        )


def sizes(length: int) -> tuple[int, int]:
    """Kinds of symbol and classes.

    Example:
        >>> sizes(10)
        (3, 2)
    """
    return SYMBOLS, 2


def steps(length: int) -> int:
    """Symbols that are read.

    Example:
        >>> steps(10)
        41
    """
    return 4 * length + 1


def compose(integers: Tensor, reverse: Tensor) -> Tensor:
    """Write palindromes: integers (B, n) in 0..8 and reverse (B,) bool give symbols
    (B, 8n + 2), padded on the left.

    Example:
        >>> compose(torch.tensor([[2, 1]]), torch.tensor([False])).tolist()
        [[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 2, 2, 1, 2]]
    """
    batch, n = integers.shape
    integers, reverse = whole(integers, "integers"), yes_or_no(reverse, "reverse")
    room = 4 * n  # symbols of half a palindrome, when every integer has four digits
    digits = _DIGITS[integers].reshape(batch, room)
    written = digits != PADDING
    count = written.sum(1, keepdim=True)  # L, the digits of the half
    rank = written.cumsum(1) - 1  # the place of each digit in the half, 0..L-1
    rank = torch.where(reverse[:, None], count - 1 - rank, rank)
    # Half and mirror image meet at the end of column `middle`, right of the padding of
    # a full half: fill the first half towards the right end, and its mirror image is
    # the same columns read backwards.
    out = digits.new_zeros(batch, 2 * room + 2)
    first = out.shape[1] - 2 * count + rank
    last = out.shape[1] - 1 - rank
    row = torch.arange(batch)[:, None].expand(-1, room)
    out[row[written], first[written]] = digits[written]
    out[row[written], last[written]] = digits[written]
    return out


def split(sequences: Tensor) -> tuple[Tensor, Tensor]:
    """Inputs (B, 4T + 1) and labels (B,): all symbols but the last, and the last as
    the digit 0 or 1.

    Example:
        >>> split(torch.tensor([[0, 0, 2, 1, 1, 2]]))
        (tensor([[0, 0, 2, 1, 1]]), tensor([1]))
    """
    sequences = whole(sequences, "symbols")
    return sequences[:, :-1], sequences[:, -1] - ZERO


def draw(length: int, batch: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """A fresh batch: inputs (B, 4T + 1) of symbols and labels (B,) in {0, 1}.

    Example:
        >>> x, y = draw(10, batch=256, generator=torch.Generator())
        >>> x.shape, y.shape
        (torch.Size([256, 41]), torch.Size([256]))
    """
    integers = torch.randint(LARGEST + 1, (batch, length // 2), generator=generator)
    reverse = torch.rand(batch, generator=generator) < 0.5
    return split(compose(integers, reverse))


def distances(length: int) -> tuple[np.ndarray, np.ndarray]:
    """Over how many steps the bit is carried: numbers of steps from the first digit to
    the last symbol read, and the probability of each.

    Example:
        >>> steps, p = distances(10)
        >>> print(f"{steps @ p:.1f} on average, {steps[p > 0].max()} at most")
        22.4 on average, 38 at most
    """
    digits = np.bincount([len(f"{k:b}") for k in range(LARGEST + 1)]) / (LARGEST + 1)
    half = np.ones(1)
    for _ in range(length // 2):
        half = np.convolve(half, digits)
    return 2 * np.arange(len(half)) - 2, half


def count(length: int) -> int:
    """How many equally likely draws there are: 2 · 9^(T/2).

    Example:
        >>> count(10)
        118098
    """
    return 2 * (LARGEST + 1) ** (length // 2)


def every(length: int) -> tuple[Tensor, Tensor, Tensor]:
    """Every distinct sequence: inputs (N, 4T + 1), labels (N,) and the number of
    draws (N,) that give it.

    Example:
        >>> x, y, draws = every(4)
        >>> len(x), int(draws.sum()), int((y * draws).sum())
        (106, 162, 108)
    """
    n = length // 2
    integers = torch.cartesian_prod(*[torch.arange(LARGEST + 1)] * n).reshape(-1, n)
    both = torch.cat(
        [
            compose(integers, torch.full((len(integers),), flip))
            for flip in (False, True)
        ]
    )
    sequences, draws = both.unique(dim=0, return_counts=True)
    return *split(sequences), draws


def multiplicity(sequence: Tensor) -> int:
    """How many draws give this sequence, 4T + 2 symbols or its input of 4T + 1.

    The half string is read forwards, and backwards for the reversed draws; each time
    the ways are counted in which it splits into T/2 numbers.

    Example:
        >>> multiplicity(compose(torch.tensor([[0, 0]]), torch.tensor([False]))[0])
        2
    """
    n = (len(sequence) + 1) // 8
    digits = [symbol - ZERO for symbol in sequence.tolist() if symbol != PADDING]
    half = digits[: (len(digits) + 1) // 2]
    return _splits(half, n) + _splits(half[::-1], n)


def _splits(digits: list[int], n: int) -> int:
    """In how many ways ``digits`` are n numbers from 0..8 in binary, joined."""
    numbers = [[int(bit) for bit in f"{k:b}"] for k in range(LARGEST + 1)]
    ends = range(len(digits) + 1)
    starts = [
        [
            end - len(number)
            for number in numbers
            if end >= len(number) and digits[end - len(number) : end] == number
        ]
        for end in ends
    ]  # of the numbers that end there
    ways = [1] + [0] * len(digits)  # with no number yet, only the empty string
    for _ in range(n):
        ways = [sum(ways[start] for start in starts[end]) for end in ends]
    return ways[-1]
