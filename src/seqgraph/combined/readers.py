"""The same graphs read as sequences and as graphs, by networks of about one size.

Shapes: B graphs of at most N nodes, F numbers a node, H units.
"""

import abc
import hashlib
from collections.abc import Sequence
from typing import final

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils.rnn import pack_padded_sequence
from torch_geometric.nn import DenseGINConv

from ..runs.randomness import seeded_by
from .families import LETTERS, Graph
from .traversals import ORDERS, written

FARTHEST = 15  # places back that a step tells apart; all beyond share the last slot
DEGREES = 8  # the most neighbours that a bag tells apart
ROUNDS = 6  # of messages
MARKS = 8  # random numbers of a node, where it has them
SCALE = 10  # what sums over nodes are divided by


class Reader(nn.Module, abc.ABC):
    """What every reader offers: graphs as tensors, and logits of the two labels, which
    ``forward`` computes from these tensors.

    Example:
        >>> path = Graph((0, 1, 0), frozenset({(0, 1), (1, 2)}))
        >>> BagReader(8, torch.Generator()).logits([path], "cpu").shape
        torch.Size([1, 2])
    """

    @abc.abstractmethod
    def encode(self, graphs: Sequence[Graph]) -> tuple[Tensor, ...]:
        """Graphs as the tensors that ``forward`` takes."""

    def logits(self, graphs: Sequence[Graph], device: torch.device | str) -> Tensor:
        """Logits (B, 2) of graphs, computed on a device."""
        return self(*(part.to(device) for part in self.encode(graphs)))


class InOrder(Reader):
    """A reader of a traversal: what it is given.

    Example:
        >>> reader = SequenceReader("dfs", 8, torch.Generator().manual_seed(0))
        >>> path = Graph((0, 1, 0), frozenset({(0, 1), (1, 2)}))
        >>> steps, lengths = reader.encode([path])
        >>> steps[0, :, :4].int().tolist()  # letter 0, letter 1, one back, two back
        [[1, 0, 0, 0], [0, 1, 1, 0], [1, 0, 1, 0]]
    """

    order: str
    """A name in ``traversals.ORDERS``."""

    def encode(self, graphs: Sequence[Graph]) -> tuple[Tensor, Tensor]:
        """Steps (B, N, F), and how many nodes there are (B,)."""
        lengths = torch.tensor([len(graph.letters) for graph in graphs])
        places = []  # of each 1: graph, step, slot
        for b, graph in enumerate(graphs):
            for t, (letter, backs) in enumerate(
                written(graph, ORDERS[self.order](graph))
            ):
                places.append((b, t, letter))
                places += ((b, t, LETTERS + min(k, FARTHEST) - 1) for k in backs)
        shape = (len(graphs), int(lengths.max()), LETTERS + FARTHEST)
        return _counted(places, shape), lengths


@final
class SequenceReader(InOrder):
    """An LSTM over a traversal.

    Args:
        order: a name in ``traversals.ORDERS``.
        hidden: H.
        generator: source of the initial weights.

    Example:
        >>> reader = SequenceReader("dfs", 8, torch.Generator().manual_seed(0))
        >>> path = Graph((0, 1, 0), frozenset({(0, 1), (1, 2)}))
        >>> reader.logits([path], "cpu").shape
        torch.Size([1, 2])
    """

    def __init__(self, order: str, hidden: int, generator: torch.Generator):
        super().__init__()
        self.order = order
        with seeded_by(generator):
            self.lstm = nn.LSTM(LETTERS + FARTHEST, hidden, batch_first=True)
            self.out = nn.Linear(hidden, 2)

    def forward(self, steps: Tensor, lengths: Tensor) -> Tensor:
        packed = pack_padded_sequence(
            steps, lengths.cpu(), batch_first=True, enforce_sorted=False
        )
        _, (last, _) = self.lstm(packed)
        return self.out(last[0])


@final
class GraphReader(Reader):
    """Rounds of message passing (GIN: each node adds up its neighbours), then sum and
    maximum over the nodes.

    Args:
        hidden: H.
        generator: source of the initial weights.
        grows: go through the rounds again and again, until there were as many as the
            graph has nodes; else once.
        marked: give every node numbers drawn at random (Sato et al. 2021), anew for
            each graph.

    Example:
        >>> reader = GraphReader(8, torch.Generator().manual_seed(0))
        >>> path = Graph((0, 1, 0), frozenset({(0, 1), (1, 2)}))
        >>> one, other = reader.logits([path, path.relabelled([1, 2, 0])], "cpu")
        >>> torch.allclose(one, other, atol=1e-6)
        True
    """

    def __init__(
        self,
        hidden: int,
        generator: torch.Generator,
        *,
        grows: bool = False,
        marked: bool = False,
    ):
        super().__init__()
        self.grows = grows
        self.marked = marked
        with seeded_by(generator):
            self.start = nn.Linear(LETTERS + MARKS * marked, hidden)
            self.layers = nn.ModuleList(
                DenseGINConv(
                    nn.Sequential(
                        nn.Linear(hidden, hidden), nn.ReLU(), nn.Linear(hidden, hidden)
                    ),
                    train_eps=True,
                )
                for _ in range(ROUNDS)
            )
            self.norms = nn.ModuleList(nn.LayerNorm(hidden) for _ in range(ROUNDS))
            self.out = nn.Linear(2 * hidden, 2)

    def encode(self, graphs: Sequence[Graph]) -> tuple[Tensor, Tensor, Tensor]:
        """Letters and marks (B, N, F), links (B, N, N), and which of the N are nodes
        (B, N)."""
        lengths = torch.tensor([len(graph.letters) for graph in graphs])
        B, N = len(graphs), int(lengths.max())
        letters, links = [], []
        for b, graph in enumerate(graphs):
            letters += ((b, i, letter) for i, letter in enumerate(graph.letters))
            links += ((b, i, j) for i, j in graph.edges)
        nodes, A = _counted(letters, (B, N, LETTERS)), _counted(links, (B, N, N))
        if self.marked:
            marks = torch.zeros(B, N, MARKS)
            for b, graph in enumerate(graphs):
                marks[b, : lengths[b]] = _marks(graph)
            nodes = torch.cat([nodes, marks], dim=2)
        return nodes, A + A.transpose(1, 2), within(N, lengths)

    def forward(self, nodes: Tensor, links: Tensor, present: Tensor) -> Tensor:
        h = self.rounds(self.start(nodes), links, present)
        done = ROUNDS
        while self.grows and len(more := (present.sum(1) > done).nonzero()[:, 0]):
            before = F.layer_norm(h[more], h.shape[2:])
            again = self.rounds(before, links[more], present[more])
            h = h.index_copy(0, more, again)
            done += ROUNDS
        return self.out(pooled(h, present))

    def rounds(self, h: Tensor, links: Tensor, present: Tensor) -> Tensor:
        """States (B, N, H) after all the rounds."""
        for layer, norm in zip(self.layers, self.norms, strict=True):
            h = h + norm(layer(h, links, present)).relu()
        return h


@final
class BagReader(Reader):
    """A floor: a network that is told how many nodes have each letter and each number
    of neighbours, and no link.

    Example:
        >>> reader = BagReader(8, torch.Generator().manual_seed(0))
        >>> (counts,) = reader.encode([Graph((0, 1, 0), frozenset({(0, 1), (1, 2)}))])
        >>> counts.nonzero().tolist()  # one neighbour and letter 0, two and letter 1
        [[0, 1], [0, 11]]
    """

    def __init__(self, hidden: int, generator: torch.Generator):
        super().__init__()
        with seeded_by(generator):
            self.layers = nn.Sequential(
                nn.Linear(LETTERS * (DEGREES + 1), hidden),
                nn.ReLU(),
                nn.Linear(hidden, hidden),
                nn.ReLU(),
                nn.Linear(hidden, 2),
            )

    def encode(self, graphs: Sequence[Graph]) -> tuple[Tensor]:
        """Nodes of each letter with each number of neighbours (B, F)."""
        kinds = [
            (b, letter * (DEGREES + 1) + min(len(near), DEGREES))
            for b, graph in enumerate(graphs)
            for letter, near in zip(graph.letters, graph.neighbours, strict=True)
        ]
        return (_counted(kinds, (len(graphs), LETTERS * (DEGREES + 1))),)

    def forward(self, counts: Tensor) -> Tensor:
        return self.layers(counts)


def _marks(graph: Graph) -> Tensor:
    """Standard normal numbers for each node of this graph (N, MARKS): always the same
    ones, so that an answer is a function of the named graph, and others for every
    other graph or other names of its nodes."""
    digest = hashlib.sha256(repr((graph.letters, sorted(graph.edges))).encode())
    source = torch.Generator().manual_seed(
        int.from_bytes(digest.digest()[:8], "big") >> 1
    )
    return torch.randn(len(graph.letters), MARKS, generator=source)


def within(N: int, lengths: Tensor) -> Tensor:
    """Which of N places (B, N) belong to graphs of so many nodes (B,).

    Example:
        >>> within(3, torch.tensor([2])).tolist()
        [[True, True, False]]
    """
    return torch.arange(N, device=lengths.device) < lengths[:, None]


def pooled(h: Tensor, present: Tensor) -> Tensor:
    """Sum, over ``SCALE``, and maximum (B, 2H) of the states (B, N, H) that are there.

    Example:
        >>> pooled(torch.tensor([[[1.0], [4.0], [9.0]]]), within(3, torch.tensor([2])))
        tensor([[0.5000, 4.0000]])
    """
    absent = ~present[..., None]
    summed = h.masked_fill(absent, 0.0).sum(1) / SCALE
    largest = h.masked_fill(absent, -torch.inf).amax(1)
    return torch.cat([summed, largest], dim=1)


def _counted(places: Sequence[tuple[int, ...]], shape: tuple[int, ...]) -> Tensor:
    """A tensor that counts how often each place is named."""
    index = torch.tensor(places).T.unbind()
    ones = torch.ones(len(places))
    return torch.zeros(shape).index_put(index, ones, accumulate=True)
