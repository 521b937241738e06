"""Question 3.4: what a friend plays, and what those play who play the same; LightGCN
on the graph of users and artists, without and with the friendships.

Shapes: N = U + A nodes, the users first; K units.
"""

import dataclasses
from collections.abc import Iterator
from typing import Any, final

import torch
from torch import Tensor, nn
from torch_geometric.nn import LightGCN

from ..graphs.sparse import csr
from ..runs.experiment import (
    Measured,
    Numbers,
    adam_rate,
    one_of,
    random_seed,
    real,
    register,
    whole,
)
from ..runs.randomness import generator
from ..runs.training import fit, updates
from . import listening
from .listening import Listening, ListeningExperiment
from .ranking import measure_ranking
from .social import MHCN, DiffNet, channels, diffusion

LINKS = ("plays", "friends", "strangers")
START = 0.1  # standard deviation of the initial embeddings
EVERY = 25  # updates between two looks at the held-out plays, when tuning


def propagation(plays: Listening, friends: Tensor) -> Tensor:
    """The matrix (N, N) of D^(−1/2) A D^(−1/2), without self-loops: A joins users with
    the artists they play, and with ``friends`` (2, F). Section 3.1 of He and others
    (2020).

    Example:
        >>> plays = Listening(
        ...     users=2,
        ...     artists=1,
        ...     known=torch.tensor([[0, 1], [0, 0]]),
        ...     held=torch.tensor([[0], [0]]),
        ...     friends=torch.empty(2, 0, dtype=torch.long),
        ...     newcomers=torch.tensor([False, False]),
        ... )
        >>> propagation(plays, plays.friends).to_dense()
        tensor([[0.0000, 0.0000, 0.7071],
                [0.0000, 0.0000, 0.7071],
                [0.7071, 0.7071, 0.0000]])
    """
    user, artist = plays.known[0], plays.users + plays.known[1]
    i, j = torch.cat(
        [torch.stack([user, artist]), torch.stack([artist, user]), friends], dim=1
    )
    nodes = plays.users + plays.artists
    degree = i.bincount(minlength=nodes).to(torch.get_default_dtype())
    scale = degree.pow(-0.5)  # infinite where a node has no edge, and never read there
    return csr(i, j, scale[i] * scale[j], (nodes, nodes))


# Each with what it takes its edges from.
NETWORKS = {
    "lightgcn": (LightGCN, propagation),
    "diffnet": (DiffNet, diffusion),
    "mhcn": (MHCN, channels),
}


@register
@final
@dataclasses.dataclass(frozen=True)
class Recommendation(ListeningExperiment[LightGCN]):
    """Train LightGCN (He and others 2020), or without layers matrix factorisation, or
    DiffNet (Wu and others 2019) or MHCN (Yu and others 2021), with the BPR loss (Rendle
    and others 2009).

    Example:
        >>> print(Recommendation(graph="friends", seed=1))
        Recommendation(graph='friends', seed=1)
        >>> Recommendation(units=8).model().embedding
        Embedding(6381, 8)
    """

    graph: str = one_of(
        LINKS, "plays", "edges: plays; and friendships; or as many among strangers"
    )
    network: str = one_of(tuple(NETWORKS), "lightgcn", "what the edges are used by")
    layers: int = whole(
        3, "layers, or rounds; LightGCN's 0: factorisation", least=0, most=1000
    )
    units: int = whole(64, "units of an embedding")
    lr: float = adam_rate(0.05)
    decay: float = real(1e-3, "L2 penalty's factor")
    steps: int = whole(200, "updates, each of all known plays")
    seed: int = random_seed(0, "weights, negatives and strangers")

    def model(self) -> LightGCN:
        nodes = listening.USERS + listening.ARTISTS
        kind, _ = NETWORKS[self.network]
        model = kind(nodes, self.units, self.layers, normalize=False)
        source = generator(self.seed, "weights")
        vectors, *others = model.parameters()
        nn.init.normal_(vectors, std=START, generator=source)
        for weight in others:
            if weight.dim() == 1:
                nn.init.zeros_(weight)
            else:
                nn.init.xavier_uniform_(weight, generator=source)
        return model

    def kept(self, model: LightGCN) -> int:
        return (listening.USERS + listening.ARTISTS) * self.units * self.layers

    def train(self, model: LightGCN, device: torch.device) -> Iterator[Numbers]:
        """Yield each update's loss (nats and penalty); when tuning, also recall and
        NDCG now and then."""
        plays = self.listening(device)
        way = self._propagation(plays)
        optimizer = torch.optim.Adam(model.parameters(), lr=self.lr)
        user, artist = plays.known
        taken, draws = plays.matrix.bool(), generator(self.seed, "negatives")

        def step(other: Tensor) -> dict[str, Tensor]:
            h = model.get_embedding(way)
            liked, random = plays.users + artist, plays.users + other
            # On a CPU the gradient of index_select is many times faster than h[user]'s.
            asker = h.index_select(0, user)
            loss = model.recommendation_loss(
                (asker * h.index_select(0, liked)).sum(1),
                (asker * h.index_select(0, random)).sum(1),
                torch.cat([user, liked, random]),
                self.decay,
            )
            return {"loss": loss}

        for update in updates(self.steps, model, optimizer, draws):
            other = negatives(user, taken, draws)
            (numbers,) = fit(model, [other], step, optimizer)
            if self.part == "tuning" and (update + 1) % EVERY == 0:
                found = measure_ranking(scores(model, way, plays.users), plays).numbers
                numbers |= {name: found[name] for name in ("recall", "ndcg")}
            yield numbers

    def evaluate(self, model: LightGCN, device: torch.device) -> Measured:
        """Recall and NDCG on the held-out plays: see ``ranking.measure_ranking``."""
        plays = self.listening(device)
        found = scores(model, self._propagation(plays), plays.users)
        return measure_ranking(found, plays)

    def _propagation(self, plays: Listening) -> Any:
        friends = plays.friends
        if self.graph == "plays":
            friends = friends[:, :0]
        elif self.graph == "strangers":
            draws = generator(self.seed, "strangers")
            names = torch.randperm(plays.users, generator=draws)
            friends = names.to(friends.device)[friends]
        _, edges = NETWORKS[self.network]
        return edges(plays, friends)


def negatives(user: Tensor, taken: Tensor, draws: torch.Generator) -> Tensor:
    """A random artist for each of ``user`` (P,); one that the user is known to play
    (``taken``, (U, A)) is drawn again until it is another.

    Example:
        >>> taken = torch.tensor([[True, False, True]])
        >>> negatives(torch.tensor([0, 0, 0]), taken, generator(0, "example"))
        tensor([1, 1, 1])
    """
    artists = taken.shape[1]
    other = torch.randint(artists, user.shape, generator=draws).to(user.device)
    while (wrong := taken[user, other]).any():
        again = torch.randint(artists, (int(wrong.sum()),), generator=draws)
        other[wrong] = again.to(user.device)
    return other


@torch.no_grad()
def scores(model: LightGCN, way: Any, users: int) -> Tensor:
    """(U, A) the inner product of each user with each artist; ``way`` is what the model
    takes its edges from.

    Example:
        >>> one, other = torch.tensor([0, 2]), torch.tensor([2, 0])  # user 0, artist 0
        >>> way = csr(one, other, torch.ones(2), (5, 5))
        >>> scores(LightGCN(5, 8, 1, normalize=False), way, users=2).shape
        torch.Size([2, 3])
    """
    h = model.get_embedding(way)
    return h[:users] @ h[users:].T
