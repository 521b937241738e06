"""Recommendations without a network: what all play, what friends play, and what is
played by the same people."""

import dataclasses
from collections.abc import Iterator
from typing import final

import torch
from torch import Tensor

from ..runs.experiment import Measured, Numbers, one_of, register, whole
from . import circle, listening
from .listening import ListeningExperiment
from .ranking import measure_ranking

COUNTS = ("popular", "friends", "neighbours")
NEIGHBOURS = ("method", ("neighbours",))


@dataclasses.dataclass
class Likeness:
    """How much each artist speaks for each other one."""

    weight: Tensor
    """(A, A); row i is what artist i says."""


@register
@final
@dataclasses.dataclass(frozen=True)
class RecommendationFloor(ListeningExperiment[Likeness]):
    """Score artists by a count; nothing is learned by descent.

    Example:
        >>> print(RecommendationFloor(method="popular"))
        RecommendationFloor(method='popular')
        >>> RecommendationFloor().nearest
        4489
    """

    method: str = one_of(COUNTS, "neighbours", "what is counted")
    nearest: int = whole(
        listening.ARTISTS,
        "neighbours: artists that an artist speaks for",
        only=NEIGHBOURS,
    )
    shrink: int = whole(
        0, "neighbours: added to the cosine's denominator", least=0, only=NEIGHBOURS
    )
    steps: int = whole(1, "passes over the plays")

    def model(self) -> Likeness:
        return Likeness(torch.zeros(listening.ARTISTS, listening.ARTISTS))

    def train(self, model: Likeness, device: torch.device) -> Iterator[Numbers]:
        """Yield the mean of the neighbours' weights, for a replay to compare."""
        plays = self.listening(device)
        model.weight = likeness(plays.matrix, self.nearest, self.shrink)
        yield {"loss": model.weight.mean().item()}

    def evaluate(self, model: Likeness, device: torch.device) -> Measured:
        """Recall and NDCG on the held-out plays (see ``ranking.measure_ranking``);
        friends: also the one ``neighbourhood`` that the page draws (see ``circle``)."""
        plays = self.listening(device)
        played = plays.matrix
        popular = played.sum(0).expand_as(played)
        if self.method == "neighbours":
            return measure_ranking(played @ model.weight, plays)
        if self.method == "popular":
            return measure_ranking(popular, plays)
        bonds = listening.marks(plays.friends, (plays.users, plays.users))
        # Among artists that as many friends play, the more popular one.
        found = measure_ranking(bonds @ played + popular / (2 * popular.max()), plays)
        if edges := circle.edges(plays.to(torch.device("cpu"))):
            found.tables["neighbourhood"] = {
                "source": [edge.source for edge in edges],
                "target": [edge.target for edge in edges],
                "kind": [edge.kind for edge in edges],
            }
        return found


def likeness(played: Tensor, nearest: int, shrink: float) -> Tensor:
    """The cosine (A, A) of two artists' columns of ``played`` (U, A), with ``shrink``
    added to its denominator: artists with few listeners in common count less. A row
    keeps its ``nearest`` largest: an artist speaks for those, and not for itself.

    Example:
        >>> likeness(torch.tensor([[1.0, 1, 0], [0, 1, 1]]), nearest=3, shrink=0)
        tensor([[0.0000, 0.7071, 0.0000],
                [0.7071, 0.0000, 0.7071],
                [0.0000, 0.7071, 0.0000]])
    """
    norm = played.norm(dim=0)
    below = torch.outer(norm, norm) + shrink
    cosine = (played.T @ played) / below.clamp(min=1e-12)
    cosine.fill_diagonal_(0)
    if nearest >= len(cosine):
        return cosine
    top = cosine.topk(nearest, dim=1)
    return torch.zeros_like(cosine).scatter_(1, top.indices, top.values)
