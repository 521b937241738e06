"""``nn.LSTM`` as one would use it for sequences of several lengths: the last output of
each, padded, packed, or a few lengths at a time.

The palindromes are padded on the left. The padded way reads the padding, as ours does.
The two others drop it, so that the network starts at the first digit: that is what one
would do, and another function of the sequence.

Shapes: B sequences of T symbols, S kinds of symbol, D numbers in a symbol's vector, H
units.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils.rnn import pack_padded_sequence

from ..measure.meaning import whole
from .palindromes import PADDING

GROUPS = 4  # of a batch of 256; 6 and 8 were as fast


def padded(lstm: nn.LSTM, vectors: Tensor, x: Tensor) -> Tensor:
    """The last outputs (B, H) after all symbols, padding and digits.

    Args:
        lstm: one layer, with the batch first.
        vectors: the symbols' vectors (S, D).
        x: the sequences (B, T).

    Example:
        >>> lstm = nn.LSTM(2, 5, batch_first=True)
        >>> padded(lstm, torch.randn(3, 2), torch.tensor([[0, 0, 1], [1, 2, 1]])).shape
        torch.Size([2, 5])
    """
    return lstm(F.embedding(whole(x, "symbols"), vectors))[0][:, -1]


def packed(lstm: nn.LSTM, vectors: Tensor, x: Tensor) -> Tensor:
    """The last outputs (B, H) after the digits alone, packed by PyTorch's own function.

    Example:
        >>> lstm = nn.LSTM(2, 5, batch_first=True)
        >>> packed(lstm, torch.randn(3, 2), torch.tensor([[0, 0, 1], [1, 2, 1]])).shape
        torch.Size([2, 5])
    """
    x = whole(x, "symbols")
    digits = x != PADDING
    # Packing takes what stands in front.
    front = x.gather(1, digits.int().argsort(dim=1, stable=True, descending=True))
    lengths = digits.sum(1)
    inputs = F.embedding(front[:, : lengths.max()], vectors)
    rows = pack_padded_sequence(inputs, lengths, batch_first=True, enforce_sorted=False)
    return lstm(rows)[1][0][0]


def by_length(lstm: nn.LSTM, vectors: Tensor, x: Tensor) -> Tensor:
    """The last outputs (B, H), sorted by length and in GROUPS groups, each without the
    padding that all its sequences have.

    Example:
        >>> lstm, x = nn.LSTM(2, 5, batch_first=True), torch.randint(1, 3, (8, 6))
        >>> by_length(lstm, torch.randn(3, 2), x).shape
        torch.Size([8, 5])
    """
    lengths = (x != PADDING).sum(1)
    order = lengths.argsort()
    groups = [
        padded(lstm, vectors, x[group, -int(lengths[group[-1]]) :])
        for group in order.tensor_split(GROUPS)
    ]
    return torch.cat(groups)[order.argsort()]
