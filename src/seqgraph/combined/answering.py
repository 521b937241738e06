"""Networks that answer a question about a scene.

Shapes: B examples, N objects, T words, U words of a scene and a question, H units, R
rounds of messages, K answers.
"""

import abc
from typing import final

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from ..lab.randomness import seeded_by
from .questions import ANSWERS, VOCABULARY
from .scenes import ATTRIBUTES, RELATIONS, ROOM, Scenes

VALUES = sum(map(len, ATTRIBUTES.values()))
ROUNDS = 3  # of messages, as many as the most hops


class Answerer(nn.Module, abc.ABC):
    """What every network offers: logits of the answers, from a scene and a question."""

    @abc.abstractmethod
    def forward(self, scenes: Scenes, words: Tensor) -> Tensor:
        """Scenes of B and words (B, T), 0 where there is none, to logits (B, K)."""


class Reader(nn.Module):
    """A bidirectional ``nn.LSTM`` over words: (B, T) to a vector for each word (B, T,
    H), 0 where there is none, and one for the whole (B, H)."""

    def __init__(self, symbols: int, hidden: int):
        super().__init__()
        self.embedding = nn.Embedding(symbols + 1, hidden, padding_idx=0)
        self.lstm = nn.LSTM(hidden, hidden // 2, batch_first=True, bidirectional=True)

    def forward(self, words: Tensor) -> tuple[Tensor, Tensor]:
        lengths = (words > 0).sum(1).cpu()
        packed = pack_padded_sequence(
            self.embedding(words), lengths, batch_first=True, enforce_sorted=False
        )
        outputs, (last, _) = self.lstm(packed)
        return pad_packed_sequence(outputs, batch_first=True)[0], torch.cat([*last], 1)


@final
class QuestionOnly(Answerer):
    """Reads the question, and does not see the scene."""

    def __init__(self, hidden: int, generator: torch.Generator):
        super().__init__()
        with seeded_by(generator):
            self.reader = Reader(len(VOCABULARY), hidden)
            self.out = _output(hidden, hidden)

    def forward(self, scenes: Scenes, words: Tensor) -> Tensor:
        return self.out(self.reader(words)[1])


@final
class SceneAsSentence(Answerer):
    """Reads the question and then the scene as one sentence.

    The scene is told object by object: its name, size, colour and shape, and the names
    of its left neighbour and of the one in front of it, or the word for none. In
    training names are drawn afresh for every scene (from torch's global stream), so
    that a scene with more objects has no name that was never trained.
    """

    NONE = len(VOCABULARY) + VALUES + 1
    NAME = NONE + 1

    def __init__(self, hidden: int, generator: torch.Generator):
        super().__init__()
        with seeded_by(generator):
            self.reader = Reader(self.NAME + ROOM - 1, hidden)
            self.out = _output(hidden, hidden)

    def forward(self, scenes: Scenes, words: Tensor) -> Tensor:
        return self.out(self.reader(self.told(scenes, words))[1])

    def told(self, scenes: Scenes, words: Tensor) -> Tensor:
        """Question and scene as one row of symbols (B, U), 0 where there is none."""
        B, N = scenes.present.shape
        names = torch.arange(N, device=words.device).expand(B, N)
        if self.training:
            names = torch.rand(B, N).argsort(1).to(words.device)
        neighbours = scenes.neighbours[:, [0, 2]].transpose(1, 2)  # (B, N, 2)
        named = names[:, :, None].expand(-1, -1, 2).gather(1, neighbours.clamp(min=0))
        named = torch.where(neighbours < 0, self.NONE, named + self.NAME)
        first = torch.tensor(_firsts(), device=words.device)
        looks = scenes.looks + first + len(VOCABULARY) + 1
        each = torch.cat([names[:, :, None] + self.NAME, looks, named], dim=2)
        each = each * scenes.present[:, :, None]
        rows = torch.cat([words, each.flatten(1)], dim=1)
        # Close the gap after a short question: padding goes to the end, order stays.
        order = (rows == 0).int().argsort(dim=1, stable=True)
        return rows.gather(1, order)


@final
class GraphAndQuestion(Answerer):
    """Combined: messages along the relations of the scene graph, an LSTM over the
    question, and attention that the question guides.

    In each round the question's words are attended to, which gives the round a command
    c. It decides how much the messages of each relation count, and what they say. In
    the end the question decides how much each object counts for the answer.

    Args:
        hidden: H.
        edges: without them it is a bag of objects: each hears only itself.
        generator: source of the initial weights.
    """

    def __init__(self, hidden: int, edges: bool, generator: torch.Generator):
        super().__init__()
        self.edges = edges
        with seeded_by(generator):
            self.reader = Reader(len(VOCABULARY), hidden)
            self.look = nn.Linear(VALUES, hidden)
            self.query = nn.ModuleList(nn.Linear(hidden, hidden) for _ in range(ROUNDS))
            self.relation = nn.Linear(hidden, len(RELATIONS))
            self.command = nn.Linear(hidden, hidden)
            self.message = nn.Linear(hidden, hidden)
            self.update = nn.Sequential(
                nn.Linear(2 * hidden, hidden), nn.ReLU(), nn.Linear(hidden, hidden)
            )
            self.norm = nn.LayerNorm(hidden)
            self.guide = nn.Linear(hidden, hidden)
            self.score = nn.Linear(hidden, 1)
            self.out = _output(2 * hidden, hidden)

    def forward(self, scenes: Scenes, words: Tensor) -> Tensor:
        return self.explain(scenes, words)[0]

    def explain(self, scenes: Scenes, words: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Logits, the attention to each object (B, N) in 0..1, and the attention to
        each word in each round (B, R, T)."""
        outputs, q = self.reader(words)
        present = scenes.present[:, :, None]
        x = self.look(one_hot(scenes)) * present
        neighbours = scenes.neighbours
        read = []
        for query in self.query:
            scores = (outputs @ query(q)[:, :, None])[:, :, 0] / q.shape[1] ** 0.5
            scores = scores.masked_fill(words[:, : scores.shape[1]] == 0, -torch.inf)
            read.append(scores.softmax(1))
            c = (read[-1][:, None] @ outputs)[:, 0]
            weights = self.relation(c).softmax(1)  # of the relations, (B, 4)
            y = F.relu(self.message(x) * self.command(c)[:, None])
            heard = self._heard(y, neighbours, weights) if self.edges else y
            x = self.norm(x + self.update(torch.cat([x, heard], dim=2))) * present
        relevant = self.score(F.relu(x * self.guide(q)[:, None]))
        attention = torch.sigmoid(relevant) * present
        summed = (attention * x).sum(1)
        return (
            self.out(torch.cat([summed, q], 1)),
            attention[:, :, 0],
            torch.stack(read, 1),
        )

    @staticmethod
    def _heard(y: Tensor, neighbours: Tensor, weights: Tensor) -> Tensor:
        """What each object hears (B, N, H): the messages y of its four neighbours, by
        the weights of their relations."""
        B, N, H = y.shape
        place = neighbours.clamp(min=0).flatten(1)[:, :, None].expand(-1, -1, H)
        heard = y.gather(1, place).view(B, -1, N, H)
        weights = weights[:, :, None] * (neighbours >= 0)
        return (heard * weights[..., None]).sum(1)


def one_hot(scenes: Scenes) -> Tensor:
    """Size, colour and shape of each object as zeros and ones, (B, N, 9)."""
    parts = [
        F.one_hot(scenes.looks[..., name], len(values))
        for name, values in enumerate(ATTRIBUTES.values())
    ]
    return torch.cat(parts, dim=2).float()


def _firsts() -> list[int]:
    """The place of the first value of each attribute among all values."""
    counts = [len(values) for values in ATTRIBUTES.values()]
    return [sum(counts[:name]) for name in range(len(counts))]


def _output(inputs: int, hidden: int) -> nn.Module:
    return nn.Sequential(
        nn.Linear(inputs, hidden), nn.ReLU(), nn.Linear(hidden, len(ANSWERS))
    )
