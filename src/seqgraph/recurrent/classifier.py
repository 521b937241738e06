"""A recurrent network that reads a sequence of symbols and then names its class.

Shapes: B sequences of T symbols; S kinds of symbol, embedded in E dimensions; H units;
K classes.
"""

from collections.abc import Callable
from typing import final

import torch
from torch import Tensor, nn

from .backward import last_output
from .cells import LSTM, Cell
from .peepholes import (
    BlindGates,
    GersPeephole,
    Peephole,
    RecurrentCandidate,
    RecurrentGates,
    SeeingLSTM,
    TanhCandidate,
)
from .prefixes import Prefixes
from .relatives import GRU, RNN, MinGRU, ReLURNN, TwoMinGRUs

CELLS: dict[str, Callable[[int, int, torch.Generator | None], Cell]] = {
    "lstm": LSTM,
    "peephole": Peephole,
    "peephole-tanh": TanhCandidate,
    "peephole-candidate-h": RecurrentCandidate,
    "peephole-gates-h": RecurrentGates,
    "peephole-only-h": BlindGates,
    "lstm-gates-c": SeeingLSTM,
    "peephole-gers": GersPeephole,
    "rnn": RNN,
    "rnn-relu": ReLURNN,
    "gru": GRU,
    "mingru": MinGRU,
    "mingru-two": TwoMinGRUs,
}
READS = ("forwards", "both-ways")


@final
class SequenceClassifier(nn.Module):
    """Embedding, one recurrent cell, and the linear output layer (10) on the last h.

    Read both ways, a second cell reads from the last symbol to the first, and the
    output layer sees both last h, [h→⁽ᵀ⁾; h←⁽⁰⁾].

    Args:
        cell: a name in ``CELLS``.
        symbols: S, how many kinds of symbol there are.
        embedding: E, the size of a symbol's vector; vectors start as draws from N(0,
            1).
        hidden: H, the number of units.
        classes: K, the number of classes.
        generator: source of the initial weights.
        reads: a name in ``READS``.

    Example:
        >>> model = SequenceClassifier("lstm", 3, 4, 5, 2, torch.Generator())
        >>> model(torch.tensor([[0, 1, 2], [0, 0, 1]])).shape
        torch.Size([2, 2])
    """

    def __init__(
        self,
        cell: str,
        symbols: int,
        embedding: int,
        hidden: int,
        classes: int,
        generator: torch.Generator,
        reads: str = "forwards",
    ):
        super().__init__()
        self.embedding = nn.Parameter(
            torch.randn(symbols, embedding, generator=generator)
        )
        self.cell = CELLS[cell](embedding, hidden, generator)
        ways = 1 + (reads == "both-ways")
        self.weight_ph = nn.Parameter(torch.empty(classes, ways * hidden))
        self.bias_p = nn.Parameter(torch.zeros(classes))
        nn.init.kaiming_normal_(self.weight_ph, generator=generator)
        self.back = CELLS[cell](embedding, hidden, generator) if ways > 1 else None

    @property
    def cells(self) -> list[Cell]:
        """The cell that reads forwards and, if there is one, the one that reads
        backwards."""
        return [self.cell] if self.back is None else [self.cell, self.back]

    def forward(self, x: Tensor) -> Tensor:
        """Symbols (B, T), whole numbers in 0..S-1, to logits p (B, K); ŷ of equation
        (11) is their softmax."""
        h = _last_output(self.cell, self.embedding, x)
        if self.back is not None:
            h = torch.cat([h, _last_output(self.back, self.embedding, x.flip(1))], 1)
        return h @ self.weight_ph.T + self.bias_p  # (10)


def _last_output(cell: Cell, embedding: Tensor, x: Tensor) -> Tensor:
    """h (B, H) after the last of the symbols x (B, T)."""
    # W_gx x + b_g takes only S different values: project the S symbols once, then look
    # the values up.
    table = cell.project(embedding)
    # A GPU's time should go by steps and not by their width; and how many prefixes are
    # distinct it would have to tell the CPU.
    prefixes = Prefixes.apart(x) if x.is_cuda else Prefixes.shared(x)
    return last_output(cell, table, prefixes)
