"""The palette, as readers see it who confuse colours."""

from itertools import combinations

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from seqgraph.applications.looks import LOOKS as APPLICATIONS
from seqgraph.combined.looks import LOOKS as COMBINED
from seqgraph.graphs.looks import LOOKS as GRAPHS
from seqgraph.page.plots import NEUTRAL
from seqgraph.recurrent.looks import LOOKS as RECURRENT
from seqgraph.text.looks import LOOKS as TEXT

# Linear RGB as dichromats see it: Machado, Oliveira and Fernandes (2009), severity 1.
VISIONS = {
    "usual": np.eye(3),
    "no red cones": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "no green cones": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "no blue cones": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
XYZ = np.array(
    [
        [0.4124, 0.3576, 0.1805],
        [0.2126, 0.7152, 0.0722],
        [0.0193, 0.1192, 0.9505],
    ]
)


def lab(colour, vision):
    """CIELAB coordinates: a distance of 2.3 is just noticed side by side."""
    rgb = np.array(to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.array(vision) @ linear, 0, 1)
    x, y, z = np.cbrt(XYZ @ seen / XYZ.sum(1))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


# Models that share figures.
TOGETHER = {
    "Parts 1 and 3": RECURRENT | GRAPHS,
    # Two that learn nothing are grey, and their names stand beside them.
    "recommendation": {
        name: look
        for name, look in APPLICATIONS.items()
        if name not in ("popular", "friends", "lookup", "forest", "gine", "space")
    },
    "states": {name: TEXT[name] for name in ("h", "tanh(c)", "c")},
    "shifts": {name: APPLICATIONS[name] for name in ("forest", "gine", "space")},
    "readers": {
        name: COMBINED[name] for name in ("dfs", "bfs", "names", "graph", "bag")
    },
    "scenes": {
        name: COMBINED[name] for name in ("question", "sentence", "bag", "combined")
    },
}


def test_every_model_is_compared_with_those_beside_it():
    compared = set().union(*(looks.values() for looks in TOGETHER.values()))
    declared = (RECURRENT, TEXT, GRAPHS, APPLICATIONS, COMBINED)
    coloured = {
        look for looks in declared for look in looks.values() if look.colour != NEUTRAL
    }
    assert compared == coloured


@pytest.mark.parametrize("together", TOGETHER)
@pytest.mark.parametrize("vision", VISIONS)
def test_two_models_differ_in_colour_whoever_looks(vision, together):
    for (one, colour, line), (two, other, style) in combinations(
        TOGETHER[together].values(), 2
    ):
        distance = np.linalg.norm(
            lab(colour, VISIONS[vision]) - lab(other, VISIONS[vision])
        )
        # Twice what is noticed on neighbouring areas, or four times where the line is
        # no help.
        assert distance > (9.2 if line == style else 4.6), (one, two)
