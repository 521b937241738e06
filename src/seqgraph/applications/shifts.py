"""Question 3.4: a message-passing network predicts the carbon shifts of a molecule,
from its graph, or also from the distances of its atoms in space.

Shapes: N atoms, E directed bonds, P pairs of near atoms.
"""

import dataclasses
import math
from collections.abc import Iterable, Iterator
from functools import reduce
from typing import final

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch_geometric.data import Batch
from torch_geometric.nn import GINEConv
from torch_geometric.utils.smiles import e_map, x_map

from ..runs.experiment import (
    Measured,
    Numbers,
    flag,
    random_seed,
    real,
    register,
    whole,
)
from ..runs.randomness import generator, seeded_by
from ..runs.room import outputs
from ..runs.training import fit, updates
from . import conformers
from .conformers import NEAR
from .folds import FoldExperiment
from .molecules import Table
from .shift_errors import measure_shifts

BOND = 2.0  # Å: few bonds are longer
WAVES = 16  # bumps that a distance is written as


class Embedding(nn.Module):
    """The sum of one learned vector for each of PyG's codes: (…, codes) in,
    (…, units) out.

    Example:
        >>> Embedding(e_map, units=8)(torch.zeros(6, 3, dtype=torch.long)).shape
        torch.Size([6, 8])
    """

    def __init__(self, codes: dict[str, list], units: int):
        super().__init__()
        self.tables = nn.ModuleList(
            nn.Embedding(len(values), units) for values in codes.values()
        )

    def forward(self, codes: Tensor) -> Tensor:
        each = (table(codes[..., i]) for i, table in enumerate(self.tables))
        return reduce(torch.add, each)


class ShiftNetwork(nn.Module):
    """GINE layers (Hu and others 2020), each added to its input, and a perceptron that
    reads an atom's last state: a shift for every atom.

    Example:
        >>> from torch_geometric.utils import from_smiles
        >>> graph = from_smiles("c1ccncc1")
        >>> model = ShiftNetwork(units=8, depth=2, dropout=0.1).eval()
        >>> shifts = model(graph.x, graph.edge_index, graph.edge_attr)
        >>> shifts.shape, bool((shifts[1] - shifts[5]).abs() < 1e-6)  # alike
        (torch.Size([6]), True)
    """

    READS = ("x", "edge_index", "edge_attr")
    """What of a graph ``forward`` takes, in order."""
    centre: Tensor
    """Mean of the shifts that are learned from, in ppm."""
    spread: Tensor
    """Their standard deviation, in ppm."""

    def __init__(self, units: int, depth: int, dropout: float):
        super().__init__()
        self.atoms = Embedding(x_map, units)
        self.layers = nn.ModuleList(_layer(units) for _ in range(depth))
        self.bonds = nn.ModuleList(Embedding(e_map, units) for _ in range(depth))
        self.norms = nn.ModuleList(nn.BatchNorm1d(units) for _ in range(depth))
        self.dropout = nn.Dropout(dropout)
        self.read = nn.Sequential(
            nn.Linear(units, units), nn.ReLU(), nn.Linear(units, 1)
        )
        self.register_buffer("centre", torch.zeros(()))
        self.register_buffer("spread", torch.ones(()))

    def forward(self, x: Tensor, edges: Tensor, bonds: Tensor) -> Tensor:
        """Shifts in ppm, one for each row of x."""
        return self._shifts(self._passed(x, edges, (b(bonds) for b in self.bonds)))

    def _passed(self, x: Tensor, edges: Tensor, bonds: Iterable[Tensor]) -> Tensor:
        """The atoms' states (N, H) after all layers; ``bonds`` are (E, H) for each."""
        h = self.atoms(x)
        for layer, bond, norm in zip(self.layers, bonds, self.norms, strict=True):
            h = h + self.dropout(F.relu(norm(layer(h, edges, bond))))
        return h

    def _shifts(self, h: Tensor) -> Tensor:
        """The shifts (N,) in ppm of atoms with these last states."""
        return self.centre + self.spread * self.read(h).squeeze(-1)


def _layer(units: int) -> GINEConv:
    inside = nn.Sequential(nn.Linear(units, units), nn.ReLU(), nn.Linear(units, units))
    return GINEConv(inside)


def bumps(distance: Tensor, longest: float) -> Tensor:
    """A distance (…,) in Å as heights (…, WAVES) of Gaussian bumps between 1 Å and
    ``longest``: near distances share bumps, so that what is learnt of one holds for the
    other (Schütt and others 2017, equation 2).

    Example:
        >>> bumps(torch.tensor([1.0]), longest=5.0)[0, :3]
        tensor([1.0000, 0.6065, 0.1353])
    """
    centres = torch.linspace(1, longest, WAVES, device=distance.device)
    width = (longest - 1) / (WAVES - 1)
    return torch.exp(-(((distance[..., None] - centres) / width) ** 2) / 2)


class SpatialNetwork(ShiftNetwork):
    """A GINE whose bonds also carry their length, and whose atoms hear, at the end, all
    atoms that are near in space, bonded or not: each one's state, weighted unit by unit
    by what the distance says (a continuous filter, Schütt and others 2017).

    Example:
        >>> import numpy as np
        >>> from torch_geometric.utils import from_smiles
        >>> places = np.array([[0, 0, 0], [1.4, 0, 0]])
        >>> graph = conformers.arranged(from_smiles("CO"), places)
        >>> model = SpatialNetwork(units=8, depth=2, dropout=0.1).eval()
        >>> model(*(graph[name] for name in model.READS)).shape
        torch.Size([2])
    """

    READS = (*ShiftNetwork.READS, "length", "near_index", "distance")

    def __init__(self, units: int, depth: int, dropout: float):
        super().__init__(units, depth, dropout)
        self.lengths = nn.ModuleList(
            nn.Linear(WAVES, units, bias=False) for _ in range(depth)
        )
        self.filter = nn.Sequential(
            nn.Linear(WAVES, units), nn.ReLU(), nn.Linear(units, units)
        )
        self.heard = nn.Linear(units, units)
        self.last = nn.Sequential(
            nn.Linear(units, units), nn.BatchNorm1d(units), nn.ReLU()
        )

    def forward(
        self, x: Tensor, edges: Tensor, bonds: Tensor, *space: Tensor
    ) -> Tensor:
        """Shifts in ppm, one for each row of x. In ``space`` are the lengths (E,) of
        the bonds, the near pairs (2, P) and their distances (P,), in Å."""
        length, near, distance = space
        long = bumps(length, BOND)
        pairs = zip(self.bonds, self.lengths, strict=True)
        h = self._passed(x, edges, (b(bonds) + s(long) for b, s in pairs))
        # A pair's weight goes to zero where it stops to count as near.
        fade = (1 + torch.cos(math.pi * distance / NEAR)) / 2
        weight = self.filter(bumps(distance, NEAR)) * fade[:, None]
        sent = weight * self.heard(h).index_select(0, near[0])
        h = h + self.dropout(self.last(torch.zeros_like(h).index_add(0, near[1], sent)))
        return self._shifts(h)


@register
@final
@dataclasses.dataclass(frozen=True)
class Shifts(FoldExperiment[ShiftNetwork]):
    """Train a GINE on nine of ten folds, and measure it on the tenth; in ``space``, one
    that also sees how far the atoms lie apart.

    Example:
        >>> print(Shifts(split="scaffold", fold=3))
        Shifts(split='scaffold', fold=3)
    """

    depth: int = whole(5, "GINE layers", most=1000)
    units: int = whole(64, "units of a layer")
    dropout: float = real(0.1, "share of a layer's output dropped", below=1)
    lr: float = real(5e-3, "Adam's highest learning rate, of one cosine cycle")
    batch: int = whole(64, "molecules of an update")
    steps: int = whole(1200, "updates")
    space: bool = flag(False, "whether the network sees distances in space")
    seed: int = random_seed(0, "weights, order and dropout")

    def model(self) -> ShiftNetwork:
        kind = SpatialNetwork if self.space else ShiftNetwork
        with seeded_by(generator(self.seed, "weights")):
            return kind(self.units, self.depth, self.dropout)

    def kept(self, model: ShiftNetwork) -> int:
        molecules = min(self.batch, 455)  # as many are learnt from, of 15 atoms each
        return molecules * 15 * outputs(model)

    def train(self, model: ShiftNetwork, device: torch.device) -> Iterator[Numbers]:
        """Yield each update's loss: mean absolute error in units of the spread."""
        table, learn, _ = self.atoms()
        seen = self._seen(table)
        model.centre.fill_(table.shift[learn].mean())
        model.spread.fill_(table.shift[learn].std())
        optimizer = torch.optim.Adam(model.parameters(), lr=self.lr)
        cycle = torch.optim.lr_scheduler.OneCycleLR(optimizer, self.lr, self.steps)
        order, noise = generator(self.seed, "order"), generator(self.seed, "dropout")
        dealt = enumerate(_batches(np.unique(table.molecule[learn]), self.batch, order))
        batches = (  # where training goes on, those before it are passed over
            next(chosen for number, chosen in dealt if number == update)
            for update in updates(self.steps, model, optimizer, cycle, noise)
        )

        def step(chosen: np.ndarray) -> dict[str, Tensor]:
            graph, rows, atoms = assemble(seen, chosen, learn)
            with seeded_by(noise):
                found = model(*_tensors(model, graph, device))[atoms]
            wanted = torch.from_numpy(table.shift[rows]).to(found)
            return {"loss": F.l1_loss(found, wanted) / model.spread}

        model.train()
        yield from fit(model, batches, step, optimizer, rate=cycle)

    @torch.no_grad()
    def evaluate(self, model: ShiftNetwork, device: torch.device) -> Measured:
        """Errors on the atoms that were held out: see
        ``shift_errors.measure_shifts``."""
        table, learn, held = self.atoms()
        seen, molecules = self._seen(table), np.unique(table.molecule[held])
        graph, rows, atoms = assemble(seen, molecules, held)
        found = model(*_tensors(model, graph, device))[atoms].cpu().double().numpy()
        predicted = np.full(len(table.shift), np.nan)
        predicted[rows] = found
        return measure_shifts(table, predicted, learn, held)

    def _seen(self, table: Table) -> Table:
        """The table, its graphs with distances where the network sees them."""
        if not self.space:
            return table
        return dataclasses.replace(table, graphs=conformers.arranged_graphs())


def assemble(
    table: Table, chosen: np.ndarray, labelled: np.ndarray
) -> tuple[Batch, np.ndarray, Tensor]:
    """One graph of the chosen molecules, the rows of the table that are labelled in
    it, and the node of each of those rows.

    Example:
        >>> from types import SimpleNamespace as Some
        >>> from torch_geometric.utils import from_smiles
        >>> table = Some(
        ...     graphs=[from_smiles("CO"), from_smiles("c1ccncc1")],
        ...     molecule=np.array([0, 1, 1]),
        ...     atom=np.array([0, 0, 4]),
        ... )
        >>> labelled = np.array([True, False, True])
        >>> graph, rows, nodes = assemble(table, np.array([0, 1]), labelled)
        >>> graph.num_nodes, rows, nodes
        (8, array([0, 2]), tensor([0, 6]))
    """
    batch = Batch.from_data_list([table.graphs[molecule] for molecule in chosen])
    start = np.full(len(table.graphs), -1)
    start[chosen] = batch["ptr"][:-1].numpy()
    rows = np.flatnonzero(labelled & (start[table.molecule] >= 0))
    nodes = start[table.molecule[rows]] + table.atom[rows]
    return batch, rows, torch.from_numpy(nodes)


def _batches(
    learn: np.ndarray, size: int, order: torch.Generator
) -> Iterator[np.ndarray]:
    """Molecules, ``size`` at a time, in a new order each time all have come."""
    while True:
        shuffled = learn[torch.randperm(len(learn), generator=order).numpy()]
        for first in range(0, len(shuffled) - size + 1, size):
            yield shuffled[first : first + size]


def _tensors(model: ShiftNetwork, graph: Batch, device: torch.device) -> list[Tensor]:
    return [graph[name].to(device) for name in model.READS]
