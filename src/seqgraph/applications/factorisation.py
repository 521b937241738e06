"""Matrix factorisation without negatives drawn at random: every pair of user and artist
counts, and alternating least squares solve for one side at a time (iALS).

Shapes: U users, A artists, K units.
"""

import dataclasses
from collections.abc import Iterator
from typing import final

import torch
from torch import Tensor, nn

from ..graphs.sparse import csr
from ..runs.experiment import Measured, Numbers, random_seed, real, register, whole
from ..runs.randomness import generator
from ..runs.training import updates
from . import listening
from .listening import Listening, ListeningExperiment
from .ranking import measure_ranking

START = 0.1  # standard deviation of the length of an initial vector


class Factors(nn.Module):
    """A vector for each user (U, K) and each artist (A, K).

    Example:
        >>> Factors(users=2, artists=3, units=4).artists.shape
        torch.Size([3, 4])
    """

    def __init__(self, users: int, artists: int, units: int):
        super().__init__()
        self.users = nn.Parameter(torch.zeros(users, units), requires_grad=False)
        self.artists = nn.Parameter(torch.zeros(artists, units), requires_grad=False)


@register
@final
@dataclasses.dataclass(frozen=True)
class Factorisation(ListeningExperiment[Factors]):
    """Alternating least squares for implicit feedback (Hu and others 2008), in the form
    of Rendle and others (2022).

    Example:
        >>> print(Factorisation(units=128))
        Factorisation(units=128)
    """

    units: int = whole(64, "units of a vector")
    unobserved: float = real(0.1, "weight of a pair that is not known as a play")
    penalty: float = real(3e-3, "L2 penalty's factor, times what a node takes part in")
    steps: int = whole(16, "times that both sides are solved for")
    seed: int = random_seed(0, "initial vectors")

    def model(self) -> Factors:
        model = Factors(listening.USERS, listening.ARTISTS, self.units)
        source, deviation = generator(self.seed, "weights"), START / self.units**0.5
        for side in (model.users, model.artists):
            nn.init.normal_(side, std=deviation, generator=source)
        return model

    def train(self, model: Factors, device: torch.device) -> Iterator[Numbers]:
        """Yield the loss, divided by the number of plays, after both sides."""
        plays = self.listening(device)
        weights = self.unobserved, self.penalty
        user, artist = plays.known
        users, artists = plays.users, plays.artists
        ones = torch.ones(len(user), device=device)
        ways = (
            csr(user, artist, ones, (users, artists)),
            csr(artist, user, ones, (artists, users)),
        )
        for _ in updates(self.steps, model):
            model.users.copy_(solved(ways[0], model.artists, *weights))
            model.artists.copy_(solved(ways[1], model.users, *weights))
            yield {"loss": loss(model, plays, *weights).item() / len(user)}

    def evaluate(self, model: Factors, device: torch.device) -> Measured:
        """Recall and NDCG on the held-out plays: see ``ranking.measure_ranking``."""
        scores = model.users @ model.artists.T
        return measure_ranking(scores, self.listening(device))


def solved(played: Tensor, others: Tensor, unobserved: float, penalty: float) -> Tensor:
    """The vectors (U, K) of one side that minimise :func:`loss` while those of the
    ``others`` (A, K) stay: a ridge regression for each row of ``played``, a CSR matrix
    (U, A) of ones.

    Example:
        >>> place = torch.tensor([0])
        >>> played = csr(place, place, torch.ones(1), (1, 2))
        >>> solved(played, torch.ones(2, 1), unobserved=0.5, penalty=0.5)
        tensor([[0.3333]])
    """
    counts = played.crow_indices().diff()
    theirs = others[played.col_indices()].split(counts.tolist())
    gram = torch.stack([each.T @ each for each in theirs])
    gram += unobserved * (others.T @ others)
    taken = counts + unobserved * len(others)
    gram.diagonal(dim1=1, dim2=2).add_(penalty * taken[:, None])
    right = played @ others
    return torch.cholesky_solve(right[:, :, None], torch.linalg.cholesky(gram)).squeeze(
        2
    )


def loss(model: Factors, plays: Listening, unobserved: float, penalty: float) -> Tensor:
    """Σ (1 − s)² over the known plays, + ``unobserved`` Σ s² over all pairs, +
    ``penalty`` Σ n |x|² over the nodes, where s is the inner product of the pair's
    vectors and n the node's plays + ``unobserved`` times all of the other side.
    Equations 1 to 4 of Rendle and others (2022), with ν = 1.

    Example:
        >>> plays = Listening(
        ...     users=1,
        ...     artists=2,
        ...     known=torch.tensor([[0], [0]]),
        ...     held=torch.tensor([[0], [1]]),
        ...     friends=torch.empty(2, 0, dtype=torch.long),
        ...     newcomers=torch.tensor([False]),
        ... )
        >>> loss(Factors(1, 2, 4), plays, unobserved=0.5, penalty=0.5)
        tensor(1.)
    """
    user, artist = plays.known
    x, y = model.users, model.artists
    known = (1 - (x[user] * y[artist]).sum(1)).square().sum()
    every = ((x.T @ x) * (y.T @ y)).sum()  # Σ s², without the matrix of all s
    lengths = sum(
        (
            (nodes.bincount(minlength=len(mine)) + unobserved * len(other))
            * mine.square().sum(1)
        ).sum()
        for nodes, mine, other in ((user, x, y), (artist, y, x))
    )
    return known + unobserved * every + penalty * lengths
