"""The runs of the page on citation graphs, 3.3b."""

from ..runs.study import Study
from ..runs.sweeps import grid
from .experiment import GAT, GCN, SEEDS
from .label_propagation import LabelPropagation

STUDY = Study(
    "3.3b",
    "GCN and GAT on citation graphs",
    runs=[
        *grid(GCN, graph=("cora", "citeseer"), seed=range(SEEDS["gcn"])),
        *grid(GAT, graph=("cora", "citeseer"), seed=range(SEEDS["gat"])),
        *grid(GCN, graph="citeseer", rule="second-loops", seed=range(20)),
        *grid(GAT, graph=("cora", "citeseer"), projected=1, seed=range(20)),
        *grid(LabelPropagation(), graph=("cora", "citeseer")),
        *grid(GCN, graph=("cora", "citeseer"), rule="no-edges", seed=range(20)),
        *grid(
            GCN,
            rule=("no-self-loops", "normalised-twice", "weights-lost"),
            seed=range(20),
        ),
    ],
)
