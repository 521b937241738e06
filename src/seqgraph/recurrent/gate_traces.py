"""Question 1.2: what the gates of a trained LSTM do, symbol by symbol."""

import torch
from torch import Tensor

from ..errors import InputError
from . import palindromes
from .cells import LSTM
from .classifier import SequenceClassifier

GATES = ("i", "f", "o")


def lstm_of(model: SequenceClassifier) -> LSTM:
    """The model's cell; InputError where it is no LSTM."""
    if not isinstance(model.cell, LSTM):
        kind = type(model.cell).__name__
        raise InputError(f"the cell must be an LSTM, whose gates are read; got {kind}")
    return model.cell


@torch.no_grad()
def trace(
    model: SequenceClassifier,
    x: Tensor,
    fixed: tuple[str, float] | None = None,
    during: Tensor | None = None,
    keep: str = "gifoch",
) -> tuple[dict[str, Tensor], Tensor]:
    """Run ``model`` on symbols x (N, T) and keep what happens on the way.

    Args:
        model: a classifier with an LSTM cell.
        x: symbols.
        fixed: a gate of ``GATES`` and the value it is held at, in every unit.
        during: the steps at which it is held (N, T), by default all.
        keep: the names of what is kept, by default of everything.

    Returns:
        What is kept of g, i, f, o, c and h by name, each (T, N, H), and the logits p
        (N, K).

    Raises:
        InputError: the cell is no LSTM.

    Example:
        >>> from seqgraph.recurrent.experiment import Palindromes
        >>> x, _ = palindromes.draw(2, 6, torch.Generator())
        >>> kept, logits = trace(Palindromes(hidden=8).model(), x, fixed=("i", 0.0))
        >>> kept["c"].shape, kept["c"].abs().max().item()
        (torch.Size([9, 6, 8]), 0.0)
    """
    cell = lstm_of(model)
    a = cell.project(model.embedding)[x]
    h, c = (part.expand(len(x), -1) for part in cell.start())
    kept: dict[str, list[Tensor]] = {name: [] for name in keep}
    if during is None:
        during = torch.ones_like(x, dtype=torch.bool)
    for a_t, holds in zip(a.unbind(1), during.unbind(1), strict=True):
        now = dict(zip("gifo", cell.gates(a_t, h), strict=True))
        if fixed is not None:
            gate, value = fixed
            now[gate] = now[gate].masked_fill(holds[:, None], value)
        c = now["g"] * now["i"] + c * now["f"]  # (8)
        h = torch.tanh(c) * now["o"]  # (9)
        now |= {"c": c, "h": h}
        for name in keep:
            kept[name].append(now[name])
    logits = h @ model.weight_ph.T + model.bias_p  # (10)
    return {name: torch.stack(values) for name, values in kept.items()}, logits


def after(x: Tensor, k: int) -> Tensor:
    """The step k after the first digit of each palindrome x (N, T), in short ones the
    last: (N,).

    Example:
        >>> after(torch.tensor([[0, 0, 2, 1, 2]]), k=1).tolist()
        [3]
    """
    return ((x == palindromes.PADDING).sum(1) + k).clamp(max=x.shape[1] - 1)


def at(values: Tensor, steps: Tensor) -> Tensor:
    """Each sequence's values at its own step: from (T, N, H) and steps (N,), (N, H).

    Example:
        >>> values = torch.tensor([[[1.0], [2.0]], [[3.0], [4.0]]])
        >>> at(values, torch.tensor([1, 0])).tolist()
        [[3.0], [2.0]]
    """
    return values[steps, torch.arange(len(steps))]


def kept_to_the_end(f: Tensor) -> Tensor:
    """The product of the forget gates f (T, N, H) from each step to the last.

    Example:
        >>> kept_to_the_end(torch.full((3, 1, 1), 0.5)).flatten().tolist()
        [0.125, 0.25, 0.5]
    """
    return f.log().flip(0).cumsum(0).flip(0).exp()


def correlation(values: Tensor, labels: Tensor) -> Tensor:
    """Pearson's correlation (H,) of each unit's values (N, H) with labels (N,).

    Example:
        >>> values = torch.tensor([[1.0, 5.0], [2.0, 3.0], [2.0, 3.0]])
        >>> correlation(values, torch.tensor([0, 1, 1]))
        tensor([ 1.0000, -1.0000])
    """
    v = values - values.mean(0)
    w = (labels - labels.double().mean()).to(v.dtype)
    return (w @ v) / (v.norm(dim=0) * w.norm())


def halves(half: str, length: int = 10) -> Tensor:
    """Two palindromes that differ in their first digit, and so in their last: what the
    network reads of them, (2, 4T + 1), first digit 0 and first digit 1.

    Args:
        half: the first half, in 0s and 1s; its first digit is replaced.
        length: T.

    Example:
        >>> halves("101", length=2).tolist()
        [[0, 0, 0, 0, 1, 1, 2, 2, 1], [0, 0, 0, 0, 2, 1, 2, 2, 1]]
    """
    rows = []
    for first in "01":
        digits = first + half[1:]
        read = [int(digit) + 1 for digit in digits + digits[:0:-1]]
        room = 4 * length + 1 - len(read)
        rows.append([palindromes.PADDING] * room + read)
    return torch.tensor(rows)
