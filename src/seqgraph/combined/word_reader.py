"""What reads the words of a question, in every network of 3.5(b).

Shapes: B questions, T words, H units.
"""

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence


class WordReader(nn.Module):
    """A bidirectional ``nn.LSTM`` over words: (B, T) to a vector for each word and what
    stands around it (B, T, H), 0 where there is none, and one for the whole (B, H).

    Example:
        >>> reader = WordReader(symbols=9, hidden=4)
        >>> each, whole = reader(torch.tensor([[3, 1], [2, 0]]))
        >>> each.shape, whole.shape
        (torch.Size([2, 2, 4]), torch.Size([2, 4]))
    """

    def __init__(self, symbols: int, hidden: int):
        super().__init__()
        self.embedding = nn.Embedding(symbols + 1, hidden, padding_idx=0)
        self.lstm = nn.LSTM(hidden, hidden // 2, batch_first=True, bidirectional=True)

    def forward(self, words: Tensor) -> tuple[Tensor, Tensor]:
        lengths = (words > 0).sum(1).cpu()
        x = self.embedding(words)
        packed = pack_padded_sequence(
            x, lengths, batch_first=True, enforce_sorted=False
        )
        outputs, (last, _) = self.lstm(packed)
        outputs, _ = pad_packed_sequence(
            outputs, batch_first=True, total_length=words.shape[1]
        )
        return x + outputs, torch.cat([*last], 1)
