"""A small causal transformer, written out.

Shapes: B sequences of T symbols, T at most the length it was made for; S kinds of
symbol; D the width, in M heads of D/M dimensions each; Q of the T positions are asked.
"""

from typing import final

import torch
from torch import Tensor, nn


def edges_before(length: int) -> Tensor:
    """Which edges there are (T, T): true where position t, the row, may look, which is
    at itself and at every earlier position.

    Example:
        >>> edges_before(3).int().tolist()
        [[1, 0, 0], [1, 1, 0], [1, 1, 1]]
    """
    return torch.ones(length, length, dtype=torch.bool).tril()


def attend(query: Tensor, key: Tensor, value: Tensor, edges: Tensor) -> Tensor:
    """What each position receives (..., Q, D/M): the mean of the values (..., T, D/M)
    of those that it may look at, by edges (Q, T), weighted by
    softmax(query · key / √(D/M)) over them (Vaswani et al. 2017).

    Example:
        >>> x = torch.eye(2)
        >>> attend(torch.zeros(2, 2), x, x, edges_before(2)).tolist()
        [[1.0, 0.0], [0.5, 0.5]]
    """
    scores = query @ key.mT / key.shape[-1] ** 0.5
    weights = scores.masked_fill(~edges, -torch.inf).softmax(dim=-1)
    return weights @ value


@final
class Block(nn.Module):
    """Attention, then a layer with one hidden layer at each position by itself; both
    are added to what was there, and read it normalised. No dropout.

    Args:
        width: D.
        inner: units of the hidden layer.
        heads: M, attentions beside each other.

    Example:
        >>> block = Block(width=8, inner=16, heads=2)
        >>> block(torch.randn(3, 5, 8), edges_before(5)).shape
        torch.Size([3, 5, 8])
    """

    def __init__(self, width: int, inner: int, heads: int):
        super().__init__()
        self.heads = heads
        self.before_attention = nn.LayerNorm(width)
        self.projected = nn.Linear(width, 3 * width)  # to queries, keys and values
        self.received = nn.Linear(width, width)
        self.before_layer = nn.LayerNorm(width)
        self.layer = nn.Sequential(
            nn.Linear(width, inner), nn.ReLU(), nn.Linear(inner, width)
        )

    def forward(self, x: Tensor, edges: Tensor) -> Tensor:
        """x (B, T, D) and edges (Q, T) to (B, Q, D), those of the last Q positions."""
        asked = len(edges)
        query, key, value = (
            part.unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for part in self.projected(self.before_attention(x)).chunk(3, dim=-1)
        )
        found = attend(query[..., -asked:, :], key, value, edges)
        x = x[:, -asked:] + self.received(found.transpose(1, 2).flatten(2))
        return x + self.layer(self.before_layer(x))


@final
class Transformer(nn.Module):
    """Embeddings of symbol and position, causal blocks, a linear output layer.

    Weights are drawn from torch's global stream, as those of ``torch.nn`` are.

    Args:
        symbols: S, how many kinds of symbol there are.
        length: the most symbols of a sequence.
        width: D, the size of a position's vector.
        inner: units of the hidden layer in a block.
        heads: attentions beside each other in a block.
        layers: blocks.
        classes: K, outputs at each position.

    Example:
        >>> model = Transformer(3, 7, width=8, inner=16, heads=2, layers=2, classes=4)
        >>> x = torch.tensor([[0, 1, 2], [0, 0, 1]])
        >>> model(x).shape, model(x, last=True).shape
        (torch.Size([2, 3, 4]), torch.Size([2, 4]))
    """

    def __init__(
        self,
        symbols: int,
        length: int,
        width: int,
        inner: int,
        heads: int,
        layers: int,
        classes: int,
    ):
        super().__init__()
        self.symbols = nn.Embedding(symbols, width)
        self.positions = nn.Parameter(torch.randn(length, width))
        self.blocks = nn.ModuleList(Block(width, inner, heads) for _ in range(layers))
        self.norm = nn.LayerNorm(width)
        self.output = nn.Linear(width, classes)

    def forward(self, x: Tensor, last: bool = False) -> Tensor:
        """Symbols (B, T) to outputs (B, T, K), each of which has seen its position and
        those before it; with ``last``, to the last position's (B, K) alone."""
        edges = edges_before(x.shape[1]).to(x.device)
        y = self.symbols(x) + self.positions[: x.shape[1]]
        *blocks, top = self.blocks
        for block in blocks:
            y = block(y, edges)
        y = top(y, edges[-1:] if last else edges)
        y = self.output(self.norm(y))
        return y[:, -1] if last else y
