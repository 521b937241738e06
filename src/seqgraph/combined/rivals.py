"""Rivals of the combined network of 3.5(b): networks that also know the scene's
relations, and bring the question to them in another way.

Shapes: B examples, N objects, T words, H units, K answers.
"""

from typing import final

import torch
from torch import Tensor, nn

from ..runs.randomness import seeded_by
from .answering import ROUNDS, VALUES, Answerer, output, values
from .attention_reader import encoder_layers
from .questions import VOCABULARY
from .scenes import OPPOSITE, RELATIONS, ROOM, Scenes
from .word_reader import WordReader


@final
class QuestionAtTheReadOut(Answerer):
    """Messages first, the question last: three layers of an R-GCN (Schlichtkrull et al.
    2018) over the scene graph know nothing of the question; then it says which objects
    count, and what is read out of them.

    Example:
        >>> from seqgraph.combined.examples import batch
        >>> asked = batch([0], (4, 7), torch.Generator().manual_seed(0))
        >>> network = QuestionAtTheReadOut(8, torch.Generator())
        >>> network(asked.scenes, asked.words).shape
        torch.Size([4, 15])
    """

    def __init__(self, hidden: int, generator: torch.Generator):
        super().__init__()
        with seeded_by(generator):
            self.reader = WordReader(len(VOCABULARY), hidden)
            self.look = nn.Embedding(VALUES, hidden)
            self.layers = nn.ModuleList(
                nn.Linear((1 + len(RELATIONS)) * hidden, hidden) for _ in range(ROUNDS)
            )
            self.wanted = nn.Linear(hidden, hidden + 1)
            self.asked = nn.Linear(hidden, hidden)
            self.out = output(1 + 3 * hidden, hidden)

    def forward(self, scenes: Scenes, words: Tensor) -> Tensor:
        q = self.reader(words)[1]
        h = self.objects(scenes)
        wanted, bias = self.wanted(q).tensor_split([h.shape[2]], dim=1)
        scores = (h @ wanted[:, :, None])[:, :, 0] / h.shape[2] ** 0.5
        meant = torch.sigmoid(scores + bias) * scenes.present
        pooled = (meant[:, None] @ h)[:, 0]
        count = meant.sum(1, keepdim=True)
        return self.out(torch.cat([count, pooled, pooled * self.asked(q), q], 1))

    def objects(self, scenes: Scenes) -> Tensor:
        """Each object after the messages, (B, N, H), whatever is asked."""
        h = self.look(values(scenes)).sum(2) * scenes.present[:, :, None]
        origins = scenes.neighbours[:, OPPOSITE]  # whom an object hears
        B, R, N = origins.shape
        at = origins.clamp(min=0).flatten(1)[:, :, None].expand(-1, -1, h.shape[2])
        for layer in self.layers:
            heard = h.gather(1, at).view(B, R, N, -1) * (origins >= 0)[..., None]
            each = torch.cat([h, *heard.unbind(1)], 2)
            h = (h + torch.relu(layer(each))) * scenes.present[:, :, None]
        return h


class NamedObjects(nn.Module):
    """Objects as vectors (B, N, H) that say all of a scene: the sum of embeddings of
    the object's name, size, colour and shape, and of the names of its left neighbour
    and of the one in front of it.

    In training names are drawn afresh for every scene, as in
    :class:`~seqgraph.combined.answering.SceneAsSentence`.

    Example:
        >>> from seqgraph.combined.examples import batch
        >>> asked = batch([0], (4, 7), torch.Generator().manual_seed(0))
        >>> NamedObjects(8)(asked.scenes).shape
        torch.Size([4, 10, 8])
    """

    def __init__(self, hidden: int):
        super().__init__()
        self.look = nn.Embedding(VALUES, hidden)
        self.name = nn.Embedding(ROOM, hidden)
        self.left, self.front = (nn.Embedding(ROOM + 1, hidden) for _ in range(2))

    def forward(self, scenes: Scenes) -> Tensor:
        B, N = scenes.present.shape
        names = torch.arange(N, device=scenes.present.device).expand(B, N)
        if self.training:
            names = torch.rand(B, N).argsort(1).to(names.device)
        x = self.look(values(scenes)).sum(2) + self.name(names)
        for relation, embedding in ((0, self.left), (2, self.front)):
            neighbour = scenes.neighbours[:, relation]
            named = names.gather(1, neighbour.clamp(min=0))
            x = x + embedding(torch.where(neighbour < 0, ROOM, named))
        return x * scenes.present[:, :, None]


@final
class QuestionLooks(Answerer):
    """An LSTM over the question that looks at the objects: as often as there are
    rounds it attends to them, each time asking with what it read before.

    Example:
        >>> from seqgraph.combined.examples import batch
        >>> asked = batch([0], (4, 7), torch.Generator().manual_seed(0))
        >>> network = QuestionLooks(8, torch.Generator())
        >>> network(asked.scenes, asked.words).shape
        torch.Size([4, 15])
    """

    def __init__(self, hidden: int, generator: torch.Generator):
        super().__init__()
        with seeded_by(generator):
            self.reader = WordReader(len(VOCABULARY), hidden)
            self.objects = NamedObjects(hidden)
            self.queries = nn.ModuleList(
                nn.Linear(2 * hidden, hidden) for _ in range(ROUNDS + 1)
            )
            self.out = output((ROUNDS + 2) * hidden, hidden)

    def forward(self, scenes: Scenes, words: Tensor) -> Tensor:
        q = self.reader(words)[1]
        x = self.objects(scenes)
        read = [torch.zeros_like(q)]
        for query in self.queries:
            asks = query(torch.cat([q, read[-1]], 1))
            scores = (x @ asks[:, :, None])[:, :, 0] / x.shape[2] ** 0.5
            a = scores.masked_fill(~scenes.present, -torch.inf).softmax(1)
            read.append((a[:, None] @ x)[:, 0])
        return self.out(torch.cat([*read[1:], q], 1))


@final
class WordsAndObjects(Answerer):
    """A small transformer (three layers of four heads, pre-norm) over the words of the
    question, in their order, and the objects.

    Example:
        >>> from seqgraph.combined.examples import batch
        >>> asked = batch([0], (4, 7), torch.Generator().manual_seed(0))
        >>> network = WordsAndObjects(8, torch.Generator())
        >>> network(asked.scenes, asked.words).shape
        torch.Size([4, 15])
    """

    LONGEST = 40  # words of a question

    def __init__(self, hidden: int, generator: torch.Generator):
        super().__init__()
        with seeded_by(generator):
            self.word = nn.Embedding(len(VOCABULARY) + 1, hidden, padding_idx=0)
            self.place = nn.Embedding(self.LONGEST, hidden)
            self.objects = NamedObjects(hidden)
            self.answer = nn.Parameter(torch.randn(hidden))
            self.layers = encoder_layers(ROUNDS, hidden)
            self.out = output(hidden, hidden)

    def forward(self, scenes: Scenes, words: Tensor) -> Tensor:
        places = torch.arange(words.shape[1], device=words.device)
        told = self.word(words) + self.place(places)
        first = self.answer.expand(len(words), 1, -1)
        x = torch.cat([first, told, self.objects(scenes)], 1)
        there = torch.ones_like(words[:, :1], dtype=torch.bool)
        absent = ~torch.cat([there, words > 0, scenes.present], 1)
        for layer in self.layers:
            x = layer(x, src_key_padding_mask=absent)
        return self.out(x[:, 0])
