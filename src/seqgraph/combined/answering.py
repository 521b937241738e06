"""Networks that answer a question about a scene.

Shapes: B examples, N objects, T words, U words of a scene and a question, H units, R
rounds of messages, K answers.
"""

import abc
import dataclasses
from typing import final

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..runs.randomness import seeded_by
from .questions import ANSWERS, VOCABULARY
from .scenes import ATTRIBUTES, OPPOSITE, RELATIONS, ROOM, Scenes
from .word_reader import WordReader

VALUES = sum(map(len, ATTRIBUTES.values()))
ROUNDS = 3  # of messages, as many as the most hops
STAYS = 4.0  # initial bias of a round's weight for staying, before the softmax
SOME = 0.1  # objects meant, added so that a share of none is 0


class Answerer(nn.Module, abc.ABC):
    """What every network offers: logits of the answers, from a scene and a question.

    Example:
        >>> from seqgraph.combined.examples import batch
        >>> asked = batch([0], (4, 7), torch.Generator().manual_seed(0))
        >>> network = SceneAsSentence(8, torch.Generator())
        >>> isinstance(network, Answerer)
        True
        >>> network(asked.scenes, asked.words).shape == (4, len(ANSWERS))
        True
    """

    @abc.abstractmethod
    def forward(self, scenes: Scenes, words: Tensor) -> Tensor:
        """Scenes of B and words (B, T), 0 where there is none, to logits (B, K)."""


@final
class QuestionOnly(Answerer):
    """Reads the question, and does not see the scene.

    Example:
        >>> from seqgraph.combined.examples import batch
        >>> asked = batch([0], (4, 7), torch.Generator().manual_seed(0))
        >>> logits = QuestionOnly(8, torch.Generator())(asked.scenes, asked.words)
        >>> torch.allclose(logits, logits[0])  # one question, four scenes
        True
    """

    def __init__(self, hidden: int, generator: torch.Generator):
        super().__init__()
        with seeded_by(generator):
            self.reader = WordReader(len(VOCABULARY), hidden)
            self.out = output(hidden, hidden)

    def forward(self, scenes: Scenes, words: Tensor) -> Tensor:
        return self.out(self.reader(words)[1])


@final
class SceneAsSentence(Answerer):
    """Reads the question and then the scene as one sentence.

    The scene is told object by object: its name, size, colour and shape, and the names
    of its left neighbour and of the one in front of it, or the word for none. In
    training names are drawn afresh for every scene (from torch's global stream), so
    that a scene with more objects has no name that was never trained.

    Example:
        >>> from seqgraph.combined.examples import batch
        >>> asked = batch([0], (4, 4), torch.Generator().manual_seed(0))
        >>> network = SceneAsSentence(8, torch.Generator())
        >>> said = network.told(asked.scenes, asked.words)[0]
        >>> (said > 0).sum() == len(asked.text(0).split()) + 4 * 6
        tensor(True)
    """

    NONE = len(VOCABULARY) + VALUES + 1
    NAME = NONE + 1

    def __init__(self, hidden: int, generator: torch.Generator):
        super().__init__()
        with seeded_by(generator):
            self.reader = WordReader(self.NAME + ROOM - 1, hidden)
            self.out = output(hidden, hidden)

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
        looks = values(scenes) + len(VOCABULARY) + 1
        each = torch.cat([names[:, :, None] + self.NAME, looks, named], dim=2)
        each = each * scenes.present[:, :, None]
        rows = torch.cat([words, each.flatten(1)], dim=1)
        # Close the gap after a short question: padding goes to the end, order stays.
        order = (rows == 0).int().argsort(dim=1, stable=True)
        return rows.gather(1, order)


@dataclasses.dataclass(frozen=True)
class Thought:
    """How :class:`GraphAndQuestion` came to its answer.

    Example:
        >>> from seqgraph.combined.examples import batch
        >>> asked = batch([0], (4, 7), torch.Generator().manual_seed(0))
        >>> network = GraphAndQuestion(8, True, torch.Generator())
        >>> thought = network.explain(asked.scenes, asked.words)
        >>> torch.allclose(thought.words.sum(2), torch.ones(4, ROUNDS + 3))
        True
    """

    logits: Tensor
    """Of the answers, (B, K)."""
    objects: Tensor
    """How much each object is meant, at the start and after each round, (B, R + 1,
    N)."""
    words: Tensor
    """How much each command attends to each word: where to start, one for each round,
    what to look for, what to compare it with, (B, R + 3, T)."""
    relations: Tensor
    """How far each round follows each relation, or stays, (B, R, 5)."""


@final
class GraphAndQuestion(Answerer):
    """Combined: an LSTM over the question, messages along the relations of the scene
    graph, and attention that the question guides.

    The question gives commands, each from the words that it attends to. The first says
    which objects are meant at the start. In every round each object passes on to its
    neighbours how much it is meant; the round's command decides along which relation,
    or that all stays as it is. The last two commands say what to look for among the
    objects meant in the end. The answer comes from sums: how many are meant, how many
    of them are looked for, and how many have each size, colour and shape.

    Args:
        hidden: H.
        edges: without them it is a bag of objects: no message is passed.
        generator: source of the initial weights.
        divided: whether scores of objects are divided by √H before the sigmoid. They
            are large at first otherwise, most sigmoids flat, and hardly any gradient
            passes.
        asked: whether the question weighs the relations. If not, each round has learnt
            weights of its own, the same for every question, as in an R-GCN
            (Schlichtkrull et al. 2018).

    Example:
        >>> from seqgraph.combined.examples import batch
        >>> asked = batch([0], (4, 7), torch.Generator().manual_seed(0))
        >>> network = GraphAndQuestion(8, True, torch.Generator())
        >>> thought = network.explain(asked.scenes, asked.words)
        >>> thought.logits.shape == (4, len(ANSWERS))
        True
        >>> thought.relations.shape == (4, ROUNDS, len(RELATIONS) + 1)
        True
    """

    def __init__(
        self,
        hidden: int,
        edges: bool,
        generator: torch.Generator,
        *,
        divided: bool = False,
        asked: bool = True,
    ):
        super().__init__()
        self.edges = edges
        self.scale = hidden**-0.5 if divided else 1.0
        with seeded_by(generator):
            self.reader = WordReader(len(VOCABULARY), hidden)
            self.look = nn.Embedding(VALUES, hidden)
            self.queries = nn.ModuleList(
                nn.Linear(hidden, hidden) for _ in range(ROUNDS + 3)
            )
            self.relation = nn.Linear(hidden, len(RELATIONS) + 1)
            self.wanted = nn.Linear(hidden, hidden + 1)
            self.asked = nn.Linear(hidden, hidden)
            self.gain = nn.Parameter(torch.ones(()))
            self.out = output(3 + VALUES + 2 * hidden, hidden)
        # At first a round mostly lets all stay as it is: the network starts as the bag
        # of objects, and learns to follow relations from there.
        nn.init.constant_(self.relation.bias[-1], STAYS)
        self.fixed = None
        if not asked:
            self.fixed = nn.Parameter(self.relation.bias.detach().repeat(ROUNDS, 1))

    def forward(self, scenes: Scenes, words: Tensor) -> Tensor:
        return self.explain(scenes, words).logits

    def explain(self, scenes: Scenes, words: Tensor) -> Thought:
        """The answer, and how it came about."""
        outputs, q = self.reader(words)
        read = torch.stack(
            [self._attend(query(q), outputs, words) for query in self.queries], 1
        )
        start, *rounds, first, second = (read @ outputs).unbind(1)
        shown = values(scenes)
        x = self.look(shown).sum(2)
        neighbours = scenes.neighbours
        meant = [self._fits(start, x) * scenes.present]
        weights = [self.relation(c).softmax(1) for c in rounds]
        if self.fixed is not None:
            weights = [w.softmax(0).expand(len(words), -1) for w in self.fixed]
        for weight in weights:
            meant.append(
                self._passed(meant[-1], neighbours, weight) if self.edges else meant[-1]
            )
        last = meant[-1]
        counts = [last, last * self._fits(first, x), last * self._fits(second, x)]
        summed = torch.stack(counts, 1).sum(2)
        tally = (last[:, None] @ F.one_hot(shown, VALUES).sum(2).to(last))[:, 0]
        asked = (last[:, None] @ x)[:, 0] * self.asked(first)
        logits = self.out(torch.cat([summed, tally, asked, q], 1))
        # The last answers are the values: the larger its share, the likelier. Not the
        # tally: for other kinds of question it would pay to mean nothing at all.
        share = tally / (last.sum(1, keepdim=True) + SOME)
        of_values = F.pad(self.gain * share, (len(ANSWERS) - VALUES, 0))
        return Thought(
            logits + of_values,
            torch.stack(meant, 1),
            read,
            torch.stack(weights, 1),
        )

    @staticmethod
    def _attend(query: Tensor, outputs: Tensor, words: Tensor) -> Tensor:
        """Attention (B, T) of a query (B, H) to the words."""
        scores = (outputs @ query[:, :, None])[:, :, 0] / query.shape[1] ** 0.5
        return scores.masked_fill(words == 0, -torch.inf).softmax(1)

    def _fits(self, command: Tensor, x: Tensor) -> Tensor:
        """How well each object (B, N) is what a command asks for, 0 to 1."""
        wanted, bias = self.wanted(command).tensor_split([x.shape[2]], dim=1)
        return torch.sigmoid(self.scale * (x @ wanted[:, :, None])[:, :, 0] + bias)

    @staticmethod
    def _passed(meant: Tensor, neighbours: Tensor, weights: Tensor) -> Tensor:
        """What each object (B, N) hears: how much the neighbours are meant from which
        it stands in a relation, weighed by relation, and itself by the last weight."""
        # i hears j along a relation where i stands in it to j, and j in the opposite
        origins = neighbours[:, OPPOSITE]
        B, R, N = origins.shape
        heard = meant.gather(1, origins.clamp(min=0).flatten(1)).view(B, R, N)
        heard = torch.cat([heard * (origins >= 0), meant[:, None]], 1)
        return (weights[:, :, None] * heard).sum(1)


def values(scenes: Scenes) -> Tensor:
    """Size, colour and shape of each object, each an index into all values of all
    attributes, (B, N, 3).

    Example:
        >>> from seqgraph.combined.scenes import draw
        >>> shown = values(draw(torch.tensor([3]), torch.Generator().manual_seed(0)))
        >>> [VALUES, *shown.shape], int(shown.min()) >= 0, int(shown.max()) < VALUES
        ([9, 1, 10, 3], True, True)
    """
    counts = [len(each) for each in ATTRIBUTES.values()]
    firsts = [sum(counts[:name]) for name in range(len(counts))]
    return scenes.looks + torch.tensor(firsts, device=scenes.looks.device)


def output(inputs: int, hidden: int) -> nn.Module:
    """The last two layers: (B, inputs) to the logits of the answers (B, K).

    Example:
        >>> output(6, 8)(torch.ones(2, 6)).shape == (2, len(ANSWERS))
        True
    """
    return nn.Sequential(
        nn.Linear(inputs, hidden), nn.ReLU(), nn.Linear(hidden, len(ANSWERS))
    )
