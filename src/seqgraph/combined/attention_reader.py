"""A transformer that reads the same sequences as the LSTM.

Shapes: B graphs of at most N nodes, H units.
"""

from typing import final

import torch
from torch import Tensor, nn

from ..runs.randomness import seeded_by
from .families import LETTERS
from .readers import FARTHEST, InOrder, pooled, within

ATTENTIONS, HEADS = 2, 4  # layers, and heads in each


def encoder_layers(count: int, hidden: int) -> nn.ModuleList:
    """So many layers of a transformer, without dropout, normed first. Those of
    ``nn.TransformerEncoder`` would all start with the same weights.

    Example:
        >>> one, other = encoder_layers(2, hidden=8)
        >>> bool((one.linear1.weight == other.linear1.weight).all())
        False
    """
    return nn.ModuleList(
        nn.TransformerEncoderLayer(
            hidden, HEADS, 2 * hidden, dropout=0.0, batch_first=True, norm_first=True
        )
        for _ in range(count)
    )


@final
class AttentionReader(InOrder):
    """A transformer (Vaswani et al. 2017) over a traversal: every step attends to all.

    Args:
        order: a name in ``traversals.ORDERS``.
        hidden: H, a multiple of 4.
        generator: source of the initial weights.

    Example:
        >>> reader = AttentionReader("dfs", 8, torch.Generator().manual_seed(0))
        >>> from seqgraph.combined.families import Graph
        >>> path = Graph((0, 1, 0), frozenset({(0, 1), (1, 2)}))
        >>> reader.logits([path], "cpu").shape
        torch.Size([1, 2])
    """

    def __init__(self, order: str, hidden: int, generator: torch.Generator):
        super().__init__()
        self.order = order
        with seeded_by(generator):
            self.start = nn.Linear(LETTERS + FARTHEST, hidden)
            self.layers = encoder_layers(ATTENTIONS, hidden)
            self.norm = nn.LayerNorm(hidden)
            self.out = nn.Linear(2 * hidden, 2)

    def forward(self, steps: Tensor, lengths: Tensor) -> Tensor:
        h = self.start(steps)
        return self.attend(h + positions(h), within(steps.shape[1], lengths))

    def attend(self, h: Tensor, present: Tensor) -> Tensor:
        """Logits from steps (B, N, H) that know their positions, of which (B, N) are
        there."""
        for layer in self.layers:
            h = layer(h, src_key_padding_mask=~present)
        return self.out(pooled(self.norm(h), present))


def positions(steps: Tensor) -> Tensor:
    """Sines and cosines of each position (N, H), for steps (B, N, H): the first half of
    the H are sin(t/ω), the second cos(t/ω), ω from 1 to almost 10,000 (Vaswani et al.
    2017, section 3.5, in another order).

    Example:
        >>> positions(torch.zeros(1, 2, 4)).tolist()[0]
        [0.0, 0.0, 1.0, 1.0]
    """
    _, N, H = steps.shape
    places = torch.arange(N, device=steps.device)[:, None]
    periods = 10_000 ** (2 * torch.arange(H // 2, device=steps.device) / H)
    angles = (places / periods).to(steps.dtype)
    return torch.cat([angles.sin(), angles.cos()], dim=1)
