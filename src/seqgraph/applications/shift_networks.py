"""Message-passing networks that predict the carbon shifts of a molecule: from its
graph, and from its graph and the distances in space.

Shapes: N atoms, E directed bonds, P pairs of near atoms.
"""

import math
from functools import reduce

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch_geometric.nn import GINEConv
from torch_geometric.utils.smiles import e_map, x_map

from .conformers import NEAR

BOND = 2.0  # Å: no bond here is longer
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
        h = self.atoms(x)
        for layer, bond, norm in zip(self.layers, self.bonds, self.norms, strict=True):
            message = norm(layer(h, edges, bond(bonds)))
            h = h + self.dropout(F.relu(message))
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
        >>> from seqgraph.applications.conformers import arranged
        >>> from torch_geometric.utils import from_smiles
        >>> graph = arranged(from_smiles("CO"), np.array([[0, 0, 0], [1.4, 0, 0]]))
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
        self,
        x: Tensor,
        edges: Tensor,
        bonds: Tensor,
        length: Tensor,
        near: Tensor,
        distance: Tensor,
    ) -> Tensor:
        """Shifts in ppm, one for each row of x; ``length`` (E,) of the bonds and
        ``distance`` (P,) of the pairs ``near`` (2, P) are in Å."""
        h = self.atoms(x)
        long = bumps(length, BOND)
        for layer, bond, norm, stretch in zip(
            self.layers, self.bonds, self.norms, self.lengths, strict=True
        ):
            message = norm(layer(h, edges, bond(bonds) + stretch(long)))
            h = h + self.dropout(F.relu(message))
        # A pair's weight goes to zero where it stops to count as near.
        fade = (1 + torch.cos(math.pi * distance / NEAR)) / 2
        weight = self.filter(bumps(distance, NEAR)) * fade[:, None]
        sent = weight * self.heard(h).index_select(0, near[0])
        h = h + self.dropout(self.last(torch.zeros_like(h).index_add(0, near[1], sent)))
        return self.centre + self.spread * self.read(h).squeeze(-1)
