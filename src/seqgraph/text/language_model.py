"""A network that reads characters and predicts the next one.

Shapes: B texts of T characters, K in the vocabulary, embedded in E dimensions; L layers
of H units.
"""

from typing import final

import torch
from torch import Tensor, nn

State = tuple[Tensor, Tensor]  # h and c, each (L, B, H)


@final
class LanguageModel(nn.Module):
    """Embedding, stacked ``nn.LSTM``, linear output layer.

    It carries its vocabulary and the words of its text, so that kept weights can be
    used, and what they write be measured, where the text is not at hand.

    Args:
        vocabulary: the K characters it can read and write.
        words: the distinct words of the text it learns from.
        embedding: E, the size of a character's vector.
        hidden: H, the number of units of a layer.
        layers: L.
        dropout: probability of zeroing an output between two layers in training.

    Example:
        >>> from seqgraph.text.language_model import LanguageModel
        >>> model = LanguageModel("abc", ["a", "cab"], 4, 6, 2, dropout=0.0)
        >>> logits, (h, c) = model(torch.tensor([[2, 0, 1]]))
        >>> logits.shape, h.shape  # (B, T, K) and (L, B, H)
        (torch.Size([1, 3, 3]), torch.Size([2, 1, 6]))
    """

    characters: Tensor  # the vocabulary's code points (K,)
    listed_words: Tensor  # the words, a line each, as bytes of UTF-8

    def __init__(
        self,
        vocabulary: str,
        words: list[str],
        embedding: int,
        hidden: int,
        layers: int,
        dropout: float,
    ):
        super().__init__()
        self._carry(vocabulary, words)
        self.embedding = nn.Embedding(len(vocabulary), embedding)
        self.lstm = nn.LSTM(
            embedding, hidden, layers, batch_first=True, dropout=dropout
        )
        self.output = nn.Linear(hidden, len(vocabulary))

    def _carry(self, vocabulary: str, words: list[str]) -> None:
        self.vocabulary, self.words = vocabulary, frozenset(words)
        # Both as tensors too, which are kept with the weights.
        self.register_buffer("characters", torch.tensor([ord(c) for c in vocabulary]))
        listed = "\n".join(words).encode()
        self.register_buffer("listed_words", torch.tensor(list(listed)).byte())

    def draw(self, generator: torch.Generator) -> None:
        """Draw the initial weights, distributed as ``torch.nn`` draws them."""
        bound = self.lstm.hidden_size**-0.5
        nn.init.normal_(self.embedding.weight, generator=generator)
        for weight in (*self.lstm.parameters(), *self.output.parameters()):
            nn.init.uniform_(weight, -bound, bound, generator=generator)

    def forward(self, x: Tensor, state: State | None = None) -> tuple[Tensor, State]:
        """Characters (B, T) to logits x̃ (B, T, K) of the next ones, and the state from
        which a later call can go on."""
        h, after = self.lstm(self.embedding(x), state)
        return self.output(h), after
