"""A recurrent network that reads a sequence of symbols and then names its class.

Shapes: B sequences of T symbols; S kinds of symbol, embedded in E dimensions; H units;
K classes.
"""

from collections.abc import Callable
from typing import final

import torch
from torch import Tensor, nn

from ..errors import InputError
from .backward import last_output
from .cells import LSTM, Cell
from .peepholes import (
    GersPeephole,
    Peephole,
    RecurrentCandidate,
    RecurrentGates,
    TanhCandidate,
)
from .prefixes import Prefixes
from .relatives import GRU, RNN, MinGRU, TwoMinGRUs

CELLS: dict[str, Callable[[int, int, torch.Generator | None], Cell]] = {
    "lstm": LSTM,
    "peephole": Peephole,
    "peephole-tanh": TanhCandidate,
    "peephole-candidate-h": RecurrentCandidate,
    "peephole-gates-h": RecurrentGates,
    "peephole-gers": GersPeephole,
    "rnn": RNN,
    "gru": GRU,
    "mingru": MinGRU,
    "mingru-two": TwoMinGRUs,
}
INITS = ("kaiming", "orthogonal", "identity")


@final
class SequenceClassifier(nn.Module):
    """Embedding, one recurrent cell, and the linear output layer (10) on the last h.

    Args:
        cell: a name in ``CELLS``.
        symbols: S, how many kinds of symbol there are.
        embedding: E, the size of a symbol's vector; vectors start as draws from N(0,
            1).
        hidden: H, the number of units.
        classes: K, the number of classes.
        generator: source of the initial weights.
        init: a name in ``INITS``: what each square of the recurrent weights starts as.

    Raises:
        InputError: another ``init`` than Kaiming's, and the cell has no such weights.

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
        init: str = "kaiming",
    ):
        super().__init__()
        self.embedding = nn.Parameter(
            torch.randn(symbols, embedding, generator=generator)
        )
        self.cell = CELLS[cell](embedding, hidden, generator)
        self.weight_ph = nn.Parameter(torch.empty(classes, hidden))
        self.bias_p = nn.Parameter(torch.zeros(classes))
        nn.init.kaiming_normal_(self.weight_ph, generator=generator)
        if init != "kaiming":
            if not hasattr(self.cell, "weight_hh"):
                raise InputError(
                    f"{cell} has no recurrent weights that could start as {init}"
                )
            for square in self.cell.weight_hh.split(hidden):
                if init == "orthogonal":
                    nn.init.orthogonal_(square, generator=generator)
                else:
                    nn.init.eye_(square)

    def forward(self, x: Tensor) -> Tensor:
        """Symbols (B, T), whole numbers in 0..S-1, to logits p (B, K); ŷ of equation
        (11) is their softmax."""
        # W_gx x + b_g takes only S different values: project the S symbols once, then
        # look the values up.
        table = self.cell.project(self.embedding)
        # A GPU's time should go by steps and not by their width; and how many prefixes
        # are distinct it would have to tell the CPU.
        prefixes = Prefixes.apart(x) if x.is_cuda else Prefixes.shared(x)
        h = last_output(self.cell, table, prefixes)
        return h @ self.weight_ph.T + self.bias_p  # (10)
