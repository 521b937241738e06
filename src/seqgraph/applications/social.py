"""Networks that were made for friends: what a user likes spreads along friendships
(DiffNet), or along three graphs that friends and plays give together (MHCN).

Shapes: U users, A artists, N = U + A nodes, the users first; K units.
"""

from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch_geometric.nn import LightGCN

from ..graphs.sparse import compressed, csr
from .listening import Listening, marks


class DiffNet(LightGCN):
    """DiffNet (Wu and others 2019) in the form of RecBole-GNN, so without features of
    users and artists and without weight matrices: x_u is the sum of what u is after
    0, 1, … rounds of taking the mean over friends, and the mean of the artists that u
    plays. An artist is what is learnt of it.

    Example:
        >>> DiffNet(num_nodes=5, embedding_dim=8, num_layers=2).embedding
        Embedding(5, 8)
    """

    def get_embedding(self, edge_index: Any, edge_weight: Any = None) -> Tensor:
        """(N, K) the vectors that scores are made of; ``edge_index`` is what
        :func:`diffusion` gives."""
        friends, played = edge_index
        users, artists = self.embedding.weight.split(played.shape)
        x = users + played @ artists
        for _ in range(self.num_layers):
            users = friends @ users
            x = x + users
        return torch.cat([x, artists])


def diffusion(plays: Listening, friends: Tensor) -> tuple[Tensor, Tensor]:
    """The matrices that take a user's mean over ``friends`` (2, F), (U, U), and over
    the artists that the user plays, (U, A); a row without any is zero.

    Example:
        >>> plays = Listening(
        ...     users=2,
        ...     artists=2,
        ...     known=torch.tensor([[0, 0], [0, 1]]),
        ...     held=torch.tensor([[1], [0]]),
        ...     friends=torch.tensor([[0, 1], [1, 0]]),
        ...     newcomers=torch.tensor([False, False]),
        ... )
        >>> [way.to_dense().tolist() for way in diffusion(plays, plays.friends)]
        [[[0.0, 1.0], [1.0, 0.0]], [[0.5, 0.5], [0.0, 0.0]]]
    """

    def means(pairs: Tensor, others: int) -> Tensor:
        degree = pairs[0].bincount(minlength=plays.users)
        weight = 1 / degree.to(torch.get_default_dtype())[pairs[0]]
        return csr(pairs[0], pairs[1], weight, (plays.users, others))

    return means(friends, plays.users), means(plays.known, plays.artists)


class Channels(NamedTuple):
    """What MHCN propagates by; see :func:`channels`.

    Example:
        >>> one = torch.eye(1)
        >>> Channels((one, one, one), (one, one)).users[0].shape
        torch.Size([1, 1])
    """

    users: tuple[Tensor, Tensor, Tensor]
    """(U, U) each: friends in triangles of friends, friends who play the same, and who
    plays the same without being friends; every row sums to 1, or to 0."""
    plays: tuple[Tensor, Tensor]
    """(U, A) 1/√(plays of the user · listeners of the artist), and its transpose."""


class MHCN(LightGCN):
    """Users are propagated in three channels, each with a gate of its own: along the
    triangles that friends form, along friendships weighted by artists in common, and
    along artists in common alone (Yu and others 2021, without the self-supervised task
    that the authors add to it). A softmax for each user mixes the channels. Artists and
    a fourth copy of the users are propagated along plays.

    Example:
        >>> plays = Listening(
        ...     users=2,
        ...     artists=1,
        ...     known=torch.tensor([[1], [0]]),
        ...     held=torch.tensor([[0], [0]]),
        ...     friends=torch.tensor([[0, 1], [1, 0]]),
        ...     newcomers=torch.tensor([False, False]),
        ... )
        >>> model = MHCN(3, 4, num_layers=2)
        >>> model.get_embedding(channels(plays, plays.friends)).shape
        torch.Size([3, 4])
    """

    def __init__(
        self, num_nodes: int, embedding_dim: int, num_layers: int, **rest: Any
    ):
        super().__init__(num_nodes, embedding_dim, num_layers, **rest)
        self.gates = nn.ModuleList(
            nn.Linear(embedding_dim, embedding_dim) for _ in range(4)
        )
        self.look = nn.Parameter(torch.zeros(embedding_dim, embedding_dim))
        self.ask = nn.Parameter(torch.zeros(1, embedding_dim))

    def get_embedding(self, edge_index: Any, edge_weight: Any = None) -> Tensor:
        """(N, K) for :func:`channels`."""
        ways, plays = edge_index
        users, artists = self.embedding.weight.split(list(plays[0].shape))
        *h, simple = (users * torch.sigmoid(gate(users)) for gate in self.gates)
        sums = [*h, simple, artists]
        for _ in range(self.num_layers):
            mixed = self._mixed(h) + simple / 2
            h = [way @ each for way, each in zip(ways, h, strict=True)]
            artists, simple = plays[1] @ mixed, plays[0] @ artists
            found = [F.normalize(each) for each in (*h, simple, artists)]
            sums = [a + b for a, b in zip(sums, found, strict=True)]
        *h, simple, artists = sums
        return torch.cat([self._mixed(h) + simple / 2, artists])

    def _mixed(self, h: list[Tensor]) -> Tensor:
        """One vector of the channels' vectors for each user (U, K)."""
        each = torch.stack(h)
        share = (each @ self.look @ self.ask.T).softmax(0)
        return (share * each).sum(0)


def channels(plays: Listening, friends: Tensor) -> Channels:
    """The three matrices of MHCN (its table 1, for ``friends`` (2, F) that go both
    ways), and that of the plays.

    Example:
        >>> plays = Listening(
        ...     users=3,
        ...     artists=2,
        ...     known=torch.tensor([[0, 0, 1, 2, 2], [0, 1, 1, 0, 1]]),
        ...     held=torch.tensor([[1], [0]]),
        ...     friends=torch.tensor([[0, 1], [1, 0]]),
        ...     newcomers=torch.zeros(3, dtype=torch.bool),
        ... )
        >>> triangles, joint, same = channels(plays, plays.friends).users
        >>> joint.to_dense()
        tensor([[0., 1., 0.],
                [1., 0., 0.],
                [0., 0., 0.]])
        >>> same.to_dense()  # two artists at least; each user is like itself
        tensor([[0.5000, 0.0000, 0.5000],
                [0.0000, 0.0000, 0.0000],
                [0.5000, 0.0000, 0.5000]])
    """
    bonds, played = marks(friends, (plays.users, plays.users)), plays.matrix
    together = compressed(played) @ played.T
    alike = together * (1 - bonds)
    each = bonds * (compressed(bonds) @ bonds), bonds * together, alike * (alike > 1)
    triangles, joint, same = (
        compressed(matrix / matrix.sum(1, keepdim=True).clamp(min=1)) for matrix in each
    )
    scale = [played.sum(of, keepdim=True).clamp(min=1) ** -0.5 for of in (0, 1)]
    scaled = played * scale[0] * scale[1]
    return Channels(
        (triangles, joint, same), (compressed(scaled), compressed(scaled.T))
    )
