"""Page 3.3b: whether our means are those that the papers report.

Not to find a difference does not show that there is none: two one-sided tests ask
whether one larger than a margin can be excluded (Schuirmann, 1987).
"""

import functools
from typing import Any

import numpy as np

from ..measure.statistics import equivalence, holm, mean_sd
from .citation_study import PAPERS, PUBLISHED, accuracies


def against_paper(layer: str, graph: str, **changed: Any) -> tuple[float, float, float]:
    """Points by which our mean is above the published one, the standard error of that
    difference, and p of the two one-sided tests of whether they are less than the
    published standard deviation apart."""
    values, paper = accuracies(layer, graph, **changed), PUBLISHED[layer, graph]
    mean, sd = mean_sd(values)
    error = float(np.hypot(sd / len(values) ** 0.5, paper.sd / PAPERS**0.5))
    ours, theirs = (mean, sd, len(values)), (paper.mean, paper.sd, PAPERS)
    return mean - paper.mean, error, equivalence(ours, theirs, margin=paper.sd)


DETAILS: dict[tuple[str, str], dict[str, Any]] = {
    ("gcn", "citeseer"): {"rule": "second-loops"},
    ("gat", "cora"): {"projected": 1},
    ("gat", "citeseer"): {"projected": 1},
}
"""What the authors' code does and their papers do not mention."""


@functools.cache
def verdicts() -> dict[tuple[str, str, bool], float]:
    """p of :func:`against_paper` for each network and graph, without and with the
    detail of the authors' code, corrected for their number after Holm."""
    asked = [(*key, False) for key in PUBLISHED] + [(*key, True) for key in DETAILS]
    chances = [
        against_paper(layer, graph, **(DETAILS[layer, graph] if coded else {}))[2]
        for layer, graph, coded in asked
    ]
    return dict(zip(asked, holm(chances).tolist(), strict=True))


def reproduced(layer: str, graph: str, coded: bool = False) -> bool:
    """Whether a larger difference to the published mean than allowed can be excluded,
    with the detail of the authors' code if ``coded``."""
    return verdicts()[layer, graph, coded] < 0.05
