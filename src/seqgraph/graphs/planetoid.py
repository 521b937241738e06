"""Cora, CiteSeer and PubMed with the fixed split of Planetoid, from its raw files.

The files are pickles. Their hashes are checked before they are opened, and what opens
them knows arrays, lists and dictionaries, and nothing that could run.
"""

import collections
import dataclasses
import functools
import pickle
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from ..errors import InputError
from ..runs import data
from .files import FILES
from .sparse import csr


@dataclasses.dataclass(frozen=True)
class Size:
    """What models and pages must know of a graph before the graph is read.

    Example:
        >>> CITATION_GRAPHS["cora"]
        Size(nodes=2708, words=1433, classes=7, loops=0, edges=5278)
    """

    nodes: int
    words: int
    classes: int
    loops: int
    """Papers that cite themselves."""
    edges: int
    """Pairs of two papers of which one cites the other."""


CITATION_GRAPHS = {
    "cora": Size(2708, 1433, 7, 0, 5278),
    "citeseer": Size(3327, 3703, 6, 124, 4552),
    "pubmed": Size(19717, 500, 3, 3, 44324),
}
VALIDATION = 500  # nodes after the training nodes


@dataclasses.dataclass(frozen=True)
class CitationGraph:
    """One citation graph: N nodes, D words, K classes.

    Example:
        >>> nodes = torch.arange(3)
        >>> graph = CitationGraph(
        ...     x=csr(nodes, nodes, torch.ones(3), (3, 3)),
        ...     y=torch.tensor([0, 1, 0]),
        ...     edges=torch.tensor([[0, 1], [1, 0]]),
        ...     train=nodes[:1],
        ...     validation=nodes[1:2],
        ...     test=nodes[2:],
        ... )
        >>> graph.y[graph.test]
        tensor([0])
    """

    x: Tensor
    """How much of each word a paper has (Cora and CiteSeer: whether), each row scaled
    to sum 1: CSR, (N, D)."""
    y: Tensor
    """Class of each paper, (N,)."""
    edges: Tensor
    """Citations, each in both directions; a paper's of itself once: (2, E)."""
    train: Tensor
    """Training nodes, 20 a class."""
    validation: Tensor
    """The 500 nodes that choose an epoch, where one is chosen."""
    test: Tensor
    """The 1,000 test nodes."""

    def to(self, device: torch.device) -> "CitationGraph":
        """The graph on a device, its words in torch's default precision."""
        x, *others = vars(self).values()
        return CitationGraph(
            x.to(device, torch.get_default_dtype()),
            *(part.to(device) for part in others),
        )

    @property
    def known(self) -> Tensor:
        """Whether a paper has words, and with them a label, (N,)."""
        return self.x.crow_indices().diff() > 0

    def split_anew(self, source: torch.Generator) -> "CitationGraph":
        """The graph with another split, as large as the fixed one: papers with a label
        in random order, the first of each class for training, then validation, then
        test."""
        order = torch.randperm(len(self.y), generator=source).to(self.y.device)
        order = order[self.known[order]]
        a_class = len(self.train) // (int(self.y.max()) + 1)
        of_class = F.one_hot(self.y[order]).cumsum(0)  # how many of a class so far
        place = of_class.gather(1, self.y[order, None])[:, 0]
        others = order[place > a_class]
        held, ended = len(self.validation), len(self.validation) + len(self.test)
        return dataclasses.replace(
            self,
            train=order[place <= a_class].sort().values,
            validation=others[:held].sort().values,
            test=others[held:ended].sort().values,
        )


def files(graph: str) -> tuple[str, ...]:
    """The registered files of a graph; InputError for a graph that is not there.

    Example:
        >>> files("cora")[0]
        'planetoid/ind.cora.allx'
    """
    if graph not in CITATION_GRAPHS:
        raise InputError(
            f"unknown graph {graph!r}; one of: {', '.join(CITATION_GRAPHS)}"
        )
    return tuple(name for name in FILES if name.startswith(f"planetoid/ind.{graph}."))


@functools.cache
def load(graph: str) -> CitationGraph:
    """Read a graph; raises as ``runs.data.fetch`` does.

    The test papers are shuffled in the files, and ``test.index`` says where each one
    belongs. Fifteen papers of CiteSeer have no text and no label and are missing from
    it: they stay in the graph, without words, as class 0, in no split.

    Example:
        >>> load("cora").x.shape  # doctest: +SKIP
        torch.Size([2708, 1433])
    """
    paths = {name.split(".", 2)[2]: data.fetch(name) for name in files(graph)}
    part = {name: _unpickle(paths[name]) for name in paths if name != "test.index"}
    places = torch.from_numpy(np.loadtxt(paths["test.index"], dtype=np.int64))
    labelled, nodes = len(part["ally"]), len(part["graph"])
    labels = torch.zeros(nodes, part["ally"].shape[1])
    labels[:labelled] = torch.from_numpy(part["ally"])
    labels[places] = torch.from_numpy(part["ty"]).to(labels.dtype)
    first = len(part["y"])
    return CitationGraph(
        _words(part["allx"], part["tx"], places, nodes),
        labels.argmax(1),
        _edges(part["graph"], nodes),
        torch.arange(first),
        torch.arange(first, first + VALIDATION),
        places.sort().values,
    )


def _words(allx: Any, tx: Any, places: Tensor, nodes: int) -> Tensor:
    """The words of all papers: rows of ``allx`` first, row i of ``tx`` at
    ``places[i]``; each row with words is scaled to sum 1."""
    row, column, amount = [], [], []
    for matrix, where in ((allx, torch.arange(len(allx.indptr) - 1)), (tx, places)):
        counts = torch.from_numpy(np.diff(matrix.indptr))
        row.append(where.repeat_interleave(counts))
        column.append(torch.from_numpy(matrix.indices).long())
        amount.append(torch.from_numpy(matrix.data).float())
    row, column, amount = torch.cat(row), torch.cat(column), torch.cat(amount)
    total = torch.zeros(nodes, dtype=amount.dtype).index_add(0, row, amount)
    return csr(row, column, amount / total[row], (nodes, allx._shape[1]))


def _edges(neighbours: dict[int, list[int]], nodes: int) -> Tensor:
    """Both directions of every citation, once, sorted."""
    pairs = torch.tensor([(i, j) for i, js in neighbours.items() for j in js])
    i, j = pairs.T
    both = torch.cat([i * nodes + j, j * nodes + i]).unique()
    return torch.stack([both // nodes, both % nodes])


class _Matrix:
    """What a pickled sparse matrix becomes: its arrays ``indptr``, ``indices`` and
    ``data`` and its ``_shape``."""


class _Arrays(pickle.Unpickler):
    """Opens pickles of arrays, and refuses all others."""

    KNOWN: ClassVar = {
        ("scipy.sparse.csr", "csr_matrix"): _Matrix,
        # Where it is differs between NumPy 1 and 2: an array names it.
        ("numpy.core.multiarray", "_reconstruct"): np.empty(0).__reduce__()[0],
        ("numpy", "ndarray"): np.ndarray,
        ("numpy", "dtype"): np.dtype,
        ("collections", "defaultdict"): collections.defaultdict,
        ("__builtin__", "list"): list,
    }

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in self.KNOWN:
            raise InputError(f"a pickle asks for {module}.{name}, which is no array")
        return self.KNOWN[module, name]


def _unpickle(path: Path) -> Any:
    with path.open("rb") as file:
        return _Arrays(file, encoding="latin1").load()
