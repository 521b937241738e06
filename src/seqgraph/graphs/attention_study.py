"""The runs of question 3.3."""

from ..runs.study import Study
from ..runs.sweeps import grid
from .experiment import GAT
from .lookup import Lookup
from .neighbourhood import Neighbourhood

STUDY = Study(
    "3.3",
    "Graph attention",
    runs=[
        *grid(Lookup(), attention=("gat", "gatv2"), seed=range(3)),
        *grid(Lookup(), heads=(2, 8), seed=range(3)),
        *grid(Neighbourhood(), seed=range(3)),
        *grid(GAT, graph=("cora", "citeseer"), attend=0, seed=range(20)),
    ],
    weights=grid(Lookup(), attention=("gat", "gatv2")),
)
