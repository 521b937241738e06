"""What the graph of a molecule does not know: how far apart its atoms lie in space.
RDKit arranges a molecule in space, from a fixed seed.

Shapes: N atoms, P pairs of near atoms.
"""

import functools

import numpy as np
import torch
from torch_geometric.data import Data

from ..errors import InputError
from . import molecules

NEAR = 5.0  # Å: atoms that lie farther from each other are no pair
DRAWN = 4  # arrangements, of which the one of lowest energy is taken
SEED = 1  # RDKit multiplies it by the arrangement's number: 0 draws the same each time
STEPS = 500  # of the force field, at most


@functools.cache
def arranged_graphs() -> list[Data]:
    """The graphs of the registered table: see :func:`arrangement` and :func:`arranged`.
    They are made anew in each process, which takes half a minute.

    Example:
        >>> arranged_graphs()[0].distance.max() < NEAR  # doctest: +SKIP
        tensor(True)
    """
    table = molecules.load()
    return [
        arranged(graph, arrangement(smiles))
        for smiles, graph in zip(table.smiles, table.graphs, strict=True)
    ]


def arrangement(smiles: str) -> np.ndarray:
    """Where the atoms of a molecule may lie, (N, 3) in Å: of :data:`DRAWN` conformers
    that RDKit draws (ETKDG, Riniker and Landrum 2015) from one seed and relaxes with
    the force field MMFF94, the one of the lowest energy. Hydrogens take part, and are
    left out.

    Raises:
        InputError: RDKit finds none.

    Example:
        >>> benzene = arrangement("c1ccccc1")
        >>> across = np.linalg.norm(benzene[0] - benzene[3])
        >>> benzene.shape, bool(2.7 < across < 2.9)
        ((6, 3), True)
    """
    chem = molecules.chemistry("rdkit.Chem")
    geometry = molecules.chemistry("rdkit.Chem.rdDistGeom")
    field = molecules.chemistry("rdkit.Chem.rdForceFieldHelpers")
    plain = chem.MolFromSmiles(smiles)
    drawn = chem.AddHs(plain)  # after all others
    settings = geometry.ETKDGv3()
    settings.randomSeed = SEED
    found = list(geometry.EmbedMultipleConfs(drawn, DRAWN, settings))
    if not found:
        raise InputError(f"RDKit finds no arrangement in space of {smiles}")
    relaxed = field.MMFFOptimizeMoleculeConfs(drawn, maxIters=STEPS)
    lowest = min(zip(relaxed, found, strict=True), key=lambda each: each[0][1])[1]
    return drawn.GetConformer(lowest).GetPositions()[: plain.GetNumAtoms()]


def arranged(graph: Data, places: np.ndarray) -> Data:
    """The graph with the ``length`` of every bond, and with the pairs of atoms that are
    near in space (``near_index``, (2, P)) and their ``distance``, in Å.

    Args:
        graph: PyG's graph of a molecule of N atoms.
        places: (N, 3) where they lie, in Å.

    Example:
        >>> from torch_geometric.utils import from_smiles
        >>> places = np.array([[0, 0, 0], [1.4, 0, 0], [6, 0, 0]])
        >>> graph = arranged(from_smiles("COC"), places)
        >>> graph.length, graph.near_index.T.tolist()
        (tensor([1.4000, 1.4000, 4.6000, 4.6000]), [[0, 1], [1, 0], [1, 2], [2, 1]])
    """
    graph = graph.clone()
    apart = np.linalg.norm(places[:, None] - places, axis=-1)
    distance = torch.from_numpy(apart).to(torch.get_default_dtype())
    graph.length = distance[tuple(graph["edge_index"])]
    graph.near_index = ((distance > 0) & (distance < NEAR)).nonzero().T
    graph.distance = distance[tuple(graph["near_index"])]
    return graph
