"""The same graphs read as sequences and as graphs, by networks of about one size.

Shapes: B graphs of at most N nodes, F numbers a node, H units.
"""

import abc
from collections.abc import Sequence
from typing import final

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence
from torch_geometric.nn import DenseGINConv

from ..runs.randomness import seeded_by
from .families import LETTERS, Graph
from .traversals import ORDERS, written

FARTHEST = 15  # places back that a step tells apart; all beyond share the last slot
DEGREES = 8  # the most neighbours that a bag tells apart
ROUNDS = 6  # of messages
SCALE = 10  # what sums over nodes are divided by


class Reader(nn.Module, abc.ABC):
    """What every reader offers: graphs as tensors, and logits of the two labels, which
    ``forward`` computes from these tensors.

    Example:
        >>> path = Graph((0, 1, 0), frozenset({(0, 1), (1, 2)}))
        >>> readers = [make(name, torch.Generator()) for name in WIDTHS]
        >>> {tuple(reader.logits([path], "cpu").shape) for reader in readers}
        {(1, 2)}
    """

    @abc.abstractmethod
    def encode(self, graphs: Sequence[Graph]) -> tuple[Tensor, ...]:
        """Graphs as the tensors that ``forward`` takes."""

    def logits(self, graphs: Sequence[Graph], device: torch.device | str) -> Tensor:
        """Logits (B, 2) of graphs, computed on a device."""
        return self(*(part.to(device) for part in self.encode(graphs)))


@final
class SequenceReader(Reader):
    """An LSTM over a traversal.

    Args:
        order: a name in ``traversals.ORDERS``.
        hidden: H.
        generator: source of the initial weights.

    Example:
        >>> reader = SequenceReader("dfs", 8, torch.Generator().manual_seed(0))
        >>> path = Graph((0, 1, 0), frozenset({(0, 1), (1, 2)}))
        >>> steps, lengths = reader.encode([path])
        >>> steps[0, :, :4].int().tolist()  # letter 0, letter 1, one back, two back
        [[1, 0, 0, 0], [0, 1, 1, 0], [1, 0, 1, 0]]
        >>> reader(steps, lengths).shape
        torch.Size([1, 2])
    """

    def __init__(self, order: str, hidden: int, generator: torch.Generator):
        super().__init__()
        self.order = order
        with seeded_by(generator):
            self.lstm = nn.LSTM(LETTERS + FARTHEST, hidden, batch_first=True)
            self.out = nn.Linear(hidden, 2)

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

    Example:
        >>> reader = GraphReader(8, torch.Generator().manual_seed(0))
        >>> path = Graph((0, 1, 0), frozenset({(0, 1), (1, 2)}))
        >>> one, other = reader.logits([path, path.relabelled([1, 2, 0])], "cpu")
        >>> torch.allclose(one, other, atol=1e-6)
        True
    """

    def __init__(self, hidden: int, generator: torch.Generator):
        super().__init__()
        with seeded_by(generator):
            self.start = nn.Linear(LETTERS, hidden)
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
        """Letters (B, N, F), links (B, N, N), and which of the N are nodes (B, N)."""
        lengths = torch.tensor([len(graph.letters) for graph in graphs])
        B, N = len(graphs), int(lengths.max())
        letters, links = [], []
        for b, graph in enumerate(graphs):
            letters += ((b, i, letter) for i, letter in enumerate(graph.letters))
            links += ((b, i, j) for i, j in graph.edges)
        A = _counted(links, (B, N, N))
        present = torch.arange(N) < lengths[:, None]
        return _counted(letters, (B, N, LETTERS)), A + A.transpose(1, 2), present

    def forward(self, letters: Tensor, links: Tensor, present: Tensor) -> Tensor:
        h = self.start(letters)
        for layer, norm in zip(self.layers, self.norms, strict=True):
            h = h + norm(layer(h, links, present)).relu()
        absent = ~present[..., None]
        summed = h.masked_fill(absent, 0.0).sum(1) / SCALE
        largest = h.masked_fill(absent, -torch.inf).amax(1)
        return self.out(torch.cat([summed, largest], dim=1))


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


# Units of each reader, so that all have about as many weights.
WIDTHS = {**dict.fromkeys(ORDERS, 64), "graph": 41, "bag": 136}


def make(name: str, generator: torch.Generator) -> Reader:
    """The reader of this name in ``WIDTHS``, with its initial weights.

    Example:
        >>> type(make("bag", torch.Generator())).__name__
        'BagReader'
    """
    if name in ORDERS:
        return SequenceReader(name, WIDTHS[name], generator)
    kind = {"graph": GraphReader, "bag": BagReader}[name]
    return kind(WIDTHS[name], generator)


def _counted(places: Sequence[tuple[int, ...]], shape: tuple[int, ...]) -> Tensor:
    """A tensor that counts how often each place is named."""
    index = torch.tensor(places).T.unbind()
    ones = torch.ones(len(places))
    return torch.zeros(shape).index_put(index, ones, accumulate=True)
