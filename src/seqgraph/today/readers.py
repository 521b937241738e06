"""Networks that read characters and predict the next one: an LSTM, a GRU, a minGRU and
a transformer behind one interface.

Shapes: B texts of T characters, K in the vocabulary, embedded in E dimensions; L layers
of H units.
"""

import abc
from typing import Any, final

import torch
from torch import Tensor, nn

from ..recurrent.relatives import MinGRU
from .recurrences import by_steps, scan
from .transformer import Transformer


class Reader(nn.Module, abc.ABC):
    """What predicts the next character at every place of a text.

    Example:
        >>> issubclass(Recurrent, Reader), issubclass(Attending, Reader)
        (True, True)
    """

    @abc.abstractmethod
    def forward(self, x: Tensor, state: Any = None) -> tuple[Tensor, Any]:
        """Characters (B, T) to logits (B, T, K) of the next ones, and the state from
        which a later call can go on, None where there is none."""


@final
class Recurrent(Reader):
    """Embedding, recurrent layers, linear output layer.

    Args:
        kind: nn.LSTM, nn.GRU or MinGRUs.
        characters: K.
        embedding: E, the size of a character's vector.
        hidden: H, the number of units of a layer.
        layers: L.

    Example:
        >>> model = Recurrent(nn.GRU, 9, embedding=4, hidden=6, layers=2)
        >>> logits, state = model(torch.tensor([[2, 0, 1]]))
        >>> logits.shape, state.shape  # (B, T, K) and (L, B, H)
        (torch.Size([1, 3, 9]), torch.Size([2, 1, 6]))
    """

    def __init__(
        self, kind: Any, characters: int, embedding: int, hidden: int, layers: int
    ):
        super().__init__()
        self.embedding = nn.Embedding(characters, embedding)
        self.layers = kind(embedding, hidden, layers, batch_first=True)
        self.output = nn.Linear(hidden, characters)

    def forward(self, x: Tensor, state: Any = None) -> tuple[Tensor, Any]:
        h, after = self.layers(self.embedding(x), state)
        return self.output(h), after


@final
class Attending(Reader):
    """A transformer; it reads at most as many characters as it was made for, and
    carries nothing on.

    Args:
        transformer: with as many outputs as kinds of symbol.

    Example:
        >>> model = Attending(Transformer(9, 7, 8, 16, heads=2, layers=1, classes=9))
        >>> logits, state = model(torch.tensor([[2, 0, 1]]))
        >>> logits.shape, state
        (torch.Size([1, 3, 9]), None)
    """

    def __init__(self, transformer: Transformer):
        super().__init__()
        self.transformer = transformer

    def forward(self, x: Tensor, state: Any = None) -> tuple[Tensor, Any]:
        return self.transformer(x), None


@final
class MinGRUs(nn.Module):
    """Layers of :class:`MinGRU`, each projecting all characters at once. The steps that
    are left are joined by a scan on a GPU; a single core is done sooner with them one
    after the other.

    Arguments and results are those of ``nn.GRU``, with ``batch_first``.

    Example:
        >>> h, state = MinGRUs(4, 6, 2)(torch.randn(3, 5, 4))
        >>> h.shape, state.shape  # (B, T, H) and (L, B, H)
        (torch.Size([3, 5, 6]), torch.Size([2, 3, 6]))
    """

    def __init__(self, inputs: int, hidden: int, layers: int, batch_first: bool = True):
        super().__init__()
        sizes = [inputs, *[hidden] * (layers - 1)]
        self.cells = [MinGRU(size, hidden) for size in sizes]
        self.layers = nn.ModuleList(self.cells)

    def forward(self, x: Tensor, state: Tensor | None = None) -> tuple[Tensor, Tensor]:
        last = []
        for layer, cell in enumerate(self.cells):
            z, new = cell.project(x).chunk(2, dim=-1)
            z = torch.sigmoid(z)
            start = cell.start()[0] if state is None else state[layer]
            x = (scan if x.is_cuda else by_steps)(1 - z, z * new, start)
            last.append(x[:, -1])
        return x, torch.stack(last)
