"""Recommendations without a network: what all play, what friends play, what is played
by the same people, and the linear model that weighs the last of these best."""

import dataclasses
from collections.abc import Iterator
from typing import final

import torch
from torch import Tensor

from ..graphs.sparse import compressed
from ..runs.experiment import Measured, Numbers, one_of, real, register, whole
from . import circle, listening
from .listening import Listening, ListeningExperiment
from .ranking import measure_ranking

METHODS = ("popular", "friends", "neighbours", "ease", "ease with friends")
NEIGHBOURS = ("method", ("neighbours",))
EASE = ("method", ("ease", "ease with friends"))


@dataclasses.dataclass
class Likeness:
    """How much each artist speaks for each other one."""

    weight: Tensor
    """(A, A); row i is what artist i says."""


@register
@final
@dataclasses.dataclass(frozen=True)
class RecommendationFloor(ListeningExperiment[Likeness]):
    """Score artists by counts or in closed form; nothing is learned by descent.

    Example:
        >>> print(RecommendationFloor(method="popular"))
        RecommendationFloor(method='popular')
        >>> RecommendationFloor().nearest
        4489
    """

    method: str = one_of(METHODS, "neighbours", "what is counted")
    nearest: int = whole(
        listening.ARTISTS,
        "neighbours: artists that an artist speaks for",
        only=NEIGHBOURS,
    )
    shrink: int = whole(
        0, "neighbours: added to the cosine's denominator", least=0, only=NEIGHBOURS
    )
    penalty: float = real(200.0, "ease: L2 penalty's factor", only=EASE)
    weight: float = real(
        1.0,
        "ease: of the mean of friends' plays, beside a user's own",
        only=("method", ("ease with friends",)),
    )
    steps: int = whole(1, "passes over the plays")

    def model(self) -> Likeness:
        return Likeness(torch.zeros(listening.ARTISTS, listening.ARTISTS))

    def train(self, model: Likeness, device: torch.device) -> Iterator[Numbers]:
        """Yield the mean of the artists' weights, for a replay to compare."""
        played = self.listening(device).matrix
        if self.method.startswith("ease"):
            model.weight = ease(played, self.penalty)
        else:
            model.weight = likeness(played, self.nearest, self.shrink)
        yield {"loss": model.weight.mean().item()}

    def evaluate(self, model: Likeness, device: torch.device) -> Measured:
        """Recall and NDCG on the held-out plays (see ``ranking.measure_ranking``);
        friends: also the one ``neighbourhood`` that the page draws (see ``circle``)."""
        plays = self.listening(device)
        played = plays.matrix
        popular = played.sum(0).expand_as(played)
        if self.method in ("neighbours", "ease"):
            return measure_ranking(played @ model.weight, plays)
        if self.method == "ease with friends":
            beside = self.weight * by_friends(plays)
            return measure_ranking((played + beside) @ model.weight, plays)
        if self.method == "popular":
            return measure_ranking(popular, plays)
        bonds = listening.marks(plays.friends, (plays.users, plays.users))
        heard = compressed(bonds) @ played
        # Among artists that as many friends play, the more popular one.
        found = measure_ranking(heard + popular / (2 * popular.max()), plays)
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
    cosine = (compressed(played.T) @ played) / below.clamp(min=1e-12)
    cosine.fill_diagonal_(0)
    if nearest >= len(cosine):
        return cosine
    top = cosine.topk(nearest, dim=1)
    return torch.zeros_like(cosine).scatter_(1, top.indices, top.values)


def ease(played: Tensor, penalty: float) -> Tensor:
    """The weights B (A, A) that say best of each play what the user's other plays say:
    they minimise ‖X − X B‖² + penalty ‖B‖² with a diagonal of zeros, for ``played`` X
    (U, A). In closed form, with P = (XᵀX + penalty)⁻¹, Bᵢⱼ = −Pᵢⱼ / Pⱼⱼ (Steck 2019,
    equation 8). Computed in double precision.

    Example:
        >>> ease(torch.tensor([[1.0, 1, 0], [0, 1, 1]]), penalty=1.0)
        tensor([[ 0.0000,  0.5000, -0.2000],
                [ 0.4000,  0.0000,  0.4000],
                [-0.2000,  0.5000,  0.0000]])
    """
    gram = compressed(played.double().T) @ played.double()
    gram.diagonal().add_(penalty)
    inverse = torch.cholesky_inverse(torch.linalg.cholesky(gram))
    weight = -inverse / inverse.diagonal()
    return weight.fill_diagonal_(0).to(played)


def by_friends(plays: Listening) -> Tensor:
    """(U, A) the share of a user's friends who play an artist; zeros without friends.

    Example:
        >>> plays = Listening(
        ...     users=3,
        ...     artists=2,
        ...     known=torch.tensor([[1, 1, 2], [0, 1, 1]]),
        ...     held=torch.tensor([[0], [0]]),
        ...     friends=torch.tensor([[0, 0, 1, 2], [1, 2, 0, 0]]),
        ...     newcomers=torch.zeros(3, dtype=torch.bool),
        ... )
        >>> by_friends(plays)
        tensor([[0.5000, 1.0000],
                [0.0000, 0.0000],
                [0.0000, 0.0000]])
    """
    bonds = listening.marks(plays.friends, (plays.users, plays.users))
    return compressed(bonds) @ plays.matrix / bonds.sum(1, keepdim=True).clamp(min=1)
