"""Recommendations without a network: what all play, what friends play, and what is
played by the same people."""

import dataclasses
from collections.abc import Iterator
from typing import final

import torch
from torch import Tensor, nn

from ..runs.experiment import Measured, Numbers, one_of, register, whole
from ..runs.sweeps import grid
from . import circle, listening
from .listening import ListeningExperiment
from .ranking import measure

METHODS = ("popular", "friends", "neighbours")


class Likeness(nn.Module):
    """How much each artist speaks for each other one."""

    def __init__(self, artists: int):
        super().__init__()
        self.register_buffer("weight", torch.zeros(artists, artists))


@register
@final
@dataclasses.dataclass(frozen=True)
class RecommendationFloor(ListeningExperiment[Likeness]):
    """Score artists by a count; nothing is learned by descent."""

    method: str = one_of(METHODS, "neighbours", "what is counted")
    nearest: int = whole(
        listening.ARTISTS, "neighbours: artists that an artist speaks for"
    )
    shrink: int = whole(0, "neighbours: added to the cosine's denominator", least=0)
    steps: int = whole(1, "passes over the plays")

    def model(self) -> Likeness:
        return Likeness(listening.ARTISTS)

    def train(self, model: Likeness, device: torch.device) -> Iterator[Numbers]:
        """Yield the mean of the neighbours' weights, for a replay to compare."""
        plays = self.listening(device)
        model.weight.copy_(likeness(plays.matrix, self.nearest, self.shrink))
        yield {"loss": model.weight.mean().item()}

    def evaluate(self, model: Likeness, device: torch.device) -> Measured:
        """Recall and NDCG on the held-out plays (see ``ranking.measure``); friends:
        also the one neighbourhood that the page draws (see ``circle``)."""
        plays = self.listening(device)
        played = plays.matrix
        popular = played.sum(0).expand_as(played)
        if self.method == "neighbours":
            return Measured(measure(played @ model.weight, plays))
        if self.method == "popular":
            return Measured(measure(popular, plays))
        bonds = listening.marks(plays.friends, (plays.users, plays.users))
        # Among artists that as many friends play, the more popular one.
        scores = bonds @ played + popular / (2 * popular.max())
        return Measured({**measure(scores, plays), **circle.edges(plays)})


def likeness(played: Tensor, nearest: int, shrink: float) -> Tensor:
    """The cosine (A, A) of two artists' columns of ``played`` (U, A), with ``shrink``
    added to its denominator: artists with few listeners in common count less. A row
    keeps its ``nearest`` largest: an artist speaks for those, and not for itself."""
    norm = played.norm(dim=0)
    below = torch.outer(norm, norm) + shrink
    cosine = (played.T @ played) / below.clamp(min=1e-12)
    cosine.fill_diagonal_(0)
    if nearest >= len(cosine):
        return cosine
    top = cosine.topk(nearest, dim=1)
    return torch.zeros_like(cosine).scatter_(1, top.indices, top.values)


# Tried on a fifth of the training plays.
TUNING = grid(
    RecommendationFloor(part="tuning"),
    nearest=(100, listening.ARTISTS),
    shrink=(0, 5, 10, 20),
)
CHOSEN = {
    "popular": RecommendationFloor(method="popular"),
    "friends": RecommendationFloor(method="friends"),
    "neighbours": RecommendationFloor(shrink=5),
}
