"""Page 1.4c: what an LSTM keeps of a Baum-Sweet word, and on longer words than it was
trained on.

Shapes: N words of L symbols; H units.
"""

from typing import NamedTuple

import torch
from torch import Tensor

from ..runs.randomness import generator
from . import baum_sweet, gate_traces
from .classifier import SequenceClassifier
from .palindromes import ONE, ZERO

WORDS = 1000


class Facts(NamedTuple):
    """What decides about the rest of a word, after each of its symbols: (N, L) bool."""

    odd: Tensor
    """The block of zeros that is being read has an odd length so far."""
    found: Tensor
    """A block of odd length has ended."""


def facts(words: Tensor) -> Facts:
    """Follow words (N, L) symbol by symbol.

    Example:
        >>> odd, found = facts(torch.tensor([[0, 2, 1, 1, 2, 1, 2]]))
        >>> odd.int().tolist(), found.int().tolist()
        ([[0, 0, 1, 0, 0, 1, 0]], [[0, 0, 0, 0, 0, 0, 1]])
    """
    odd = found = torch.zeros(len(words), dtype=torch.bool)
    steps = []
    for symbol in words.T:
        found = found | (odd & (symbol == ONE))
        odd = ~odd & (symbol == ZERO)
        steps.append((odd, found))
    return Facts(*(torch.stack(each, 1) for each in zip(*steps, strict=True)))


class Readable(NamedTuple):
    """In how many cases of a kind a linear read-out of h is right."""

    fact: str
    cases: int
    guess: float
    """The share of the more frequent answer."""
    trained: float
    untrained: float
    """The same read-out, fitted to the network before its training."""


@torch.no_grad()
def readable(
    trained: SequenceClassifier, untrained: SequenceClassifier, length: int
) -> list[Readable]:
    """Fit a linear read-out of h to words, and ask it about others.

    Returns:
        Whether the block is odd, right after a zero has been read: before an odd block
        has ended, and after that. Then whether one has ended, after any digit.
    """
    words = baum_sweet.draw(length, 2 * WORDS, generator(0, "blocks"))[0].unique(dim=0)
    words = words[torch.randperm(len(words), generator=generator(1, "blocks"))]
    odd, found = facts(words)
    zero, digit = words == ZERO, words >= ZERO
    fitted = (torch.arange(len(words)) % 2 == 0)[:, None]
    states = [
        gate_traces.trace(model, words, keep="h")[0]["h"].transpose(0, 1)  # (N, L, H)
        for model in (trained, untrained)
    ]
    rows = []
    for fact, truth, asked in (
        ("this block is odd, none was before", odd, zero & ~found),
        ("this block is odd, one was before", odd, zero & found),
        ("an odd block has ended", found, digit),
    ):
        shares = [_right(h, truth, asked & fitted, asked & ~fitted) for h in states]
        test = truth[asked & ~fitted].double()
        guess = max(test.mean().item(), 1 - test.mean().item())
        rows.append(Readable(fact, len(test), guess, *shares))
    return rows


def _right(h: Tensor, truth: Tensor, fit: Tensor, test: Tensor) -> float:
    """The share of the cases ``test`` in which a read-out of h (N, L, H) that least
    squares fit to the cases ``fit`` says what is so."""

    def known(cases: Tensor) -> Tensor:
        seen = h[cases].double()
        return torch.cat([seen, torch.ones(len(seen), 1).double()], 1)

    # A little weight decay: units that never move would leave the weights undecided.
    X, y = known(fit), 2 * truth[fit].double() - 1
    W = torch.linalg.solve(X.T @ X + 1e-3 * torch.eye(X.shape[1]).double(), X.T @ y)
    return ((known(test) @ W > 0) == truth[test]).double().mean().item()


@torch.no_grad()
def longer(
    model: SequenceClassifier, length: int, words: int = WORDS
) -> tuple[float, float]:
    """The share of fresh words of this length that are answered rightly, among those
    with label 0 and among those with label 1."""
    x, y = baum_sweet.draw(length, words, generator(length, "longer"))
    right = (model(x).argmax(1) == y).double()
    return right[y == 0].mean().item(), right[y == 1].mean().item()
