"""Question 3.4: a message-passing network predicts the carbon shifts of a molecule."""

import dataclasses
from collections.abc import Iterator, Sequence
from typing import final

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F
from torch_geometric.data import Batch, Data

from ..runs.experiment import Measured, Numbers, random_seed, real, register, whole
from ..runs.randomness import generator, seeded_by
from ..runs.training import fit, updates
from . import conformers
from .folds import FoldExperiment
from .molecules import Table
from .shift_errors import measure_shifts
from .shift_networks import ShiftNetwork, SpatialNetwork


@register
@final
@dataclasses.dataclass(frozen=True)
class Shifts(FoldExperiment[ShiftNetwork]):
    """Train a GINE on nine of ten folds, and measure it on the tenth; with
    ``arrangements``, one that also sees how far the atoms lie apart.

    Example:
        >>> print(Shifts(split="scaffold", fold=3))
        Shifts(split='scaffold', fold=3)
    """

    depth: int = whole(5, "GINE layers", most=1000)
    units: int = whole(64, "units of a layer")
    dropout: float = real(0.1, "share of a layer's output dropped", below=1)
    arrangements: int = whole(
        0, "in space of each molecule; 0: the network sees the graph alone", 0, 100
    )
    lr: float = real(5e-3, "Adam's highest learning rate, of one cosine cycle")
    batch: int = whole(64, "molecules of an update")
    steps: int = whole(1200, "updates")
    seed: int = random_seed(0, "weights, order and dropout")

    def model(self) -> ShiftNetwork:
        with seeded_by(generator(self.seed, "weights")):
            kind = SpatialNetwork if self.arrangements else ShiftNetwork
            return kind(self.units, self.depth, self.dropout)

    def train(self, model: ShiftNetwork, device: torch.device) -> Iterator[Numbers]:
        """Yield each update's loss: mean absolute error in units of the spread."""
        table, learn, _ = self.atoms()
        model.centre.fill_(table.shift[learn].mean())
        model.spread.fill_(table.shift[learn].std())
        optimizer = torch.optim.Adam(model.parameters(), lr=self.lr)
        cycle = torch.optim.lr_scheduler.OneCycleLR(optimizer, self.lr, self.steps)
        order, noise = generator(self.seed, "order"), generator(self.seed, "dropout")
        turns, graphs = generator(self.seed, "arrangements"), self._graphs(table)
        dealt = enumerate(_batches(np.unique(table.molecule[learn]), self.batch, order))
        batches = (  # where training goes on, those before it are passed over
            next(chosen for number, chosen in dealt if number == update)
            for update in updates(self.steps, model, optimizer, cycle, noise, turns)
        )

        def step(chosen: np.ndarray) -> dict[str, Tensor]:
            taken = [_one_of(graphs[molecule], turns) for molecule in chosen]
            graph, rows, atoms = assemble(table, chosen, learn, taken)
            with seeded_by(noise):
                found = model(*_tensors(model, graph, device))[atoms]
            wanted = torch.from_numpy(table.shift[rows]).to(found)
            return {"loss": F.l1_loss(found, wanted) / model.spread}

        model.train()
        yield from fit(model, batches, step, optimizer, rate=cycle)

    @torch.no_grad()
    def evaluate(self, model: ShiftNetwork, device: torch.device) -> Measured:
        """Errors on the atoms that were held out (see
        ``shift_errors.measure_shifts``), of the mean over all arrangements."""
        table, learn, held = self.atoms()
        graphs, chosen = self._graphs(table), np.unique(table.molecule[held])
        predicted = np.full(len(table.shift), np.nan)
        found = []
        for turn in range(max(self.arrangements, 1)):
            taken = [graphs[each][turn % len(graphs[each])] for each in chosen]
            graph, rows, atoms = assemble(table, chosen, held, taken)
            found.append(model(*_tensors(model, graph, device))[atoms].cpu().double())
        predicted[rows] = torch.stack(found).mean(0).numpy()
        return measure_shifts(table, predicted, learn, held)

    def _graphs(self, table: Table) -> Sequence[Sequence[Data]]:
        """Each molecule's graphs, one for each of its arrangements."""
        if self.arrangements:
            return conformers.load(self.arrangements)
        return [[graph] for graph in table.graphs]


def assemble(
    table: Table, chosen: np.ndarray, labelled: np.ndarray, graphs: Sequence[Data]
) -> tuple[Batch, np.ndarray, Tensor]:
    """One graph of the ``graphs`` of the chosen molecules, the rows of the table that
    are labelled in it, and the node of each of those rows.

    Example:
        >>> from types import SimpleNamespace as Some
        >>> from torch_geometric.utils import from_smiles
        >>> graphs = [from_smiles("CO"), from_smiles("c1ccncc1")]
        >>> table = Some(
        ...     graphs=graphs, molecule=np.array([0, 1, 1]), atom=np.array([0, 0, 4])
        ... )
        >>> labelled = np.array([True, False, True])
        >>> graph, rows, nodes = assemble(table, np.array([0, 1]), labelled, graphs)
        >>> graph.num_nodes, rows, nodes
        (8, array([0, 2]), tensor([0, 6]))
    """
    batch = Batch.from_data_list([*graphs])
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


def _one_of(graphs: Sequence[Data], turns: torch.Generator) -> Data:
    return graphs[int(torch.randint(len(graphs), (), generator=turns))]


def _tensors(model: ShiftNetwork, graph: Batch, device: torch.device) -> list[Tensor]:
    return [graph[name].to(device) for name in model.READS]
