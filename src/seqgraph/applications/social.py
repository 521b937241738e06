"""Networks made for friends: what is propagated from user to user, and how.

Shapes: N = U + A nodes, the users first; K units.
"""

from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch_geometric.nn import LightGCN

from ..graphs.sparse import csr
from .listening import Listening, marks


class DiffNet(LightGCN):
    """Friends influence each other, and are influenced in turn (Wu and others 2019): to
    a user's vector are added the mean vector of the friends, the mean of the means that
    these have, and so on for ``num_layers``, and once the mean vector of the artists
    that the user plays. An artist's vector stays as it is.

    As the authors' code has it: without the weights and the non-linearity that the
    paper's equation 8 puts into each layer.

    Example:
        >>> plays = Listening(
        ...     users=2,
        ...     artists=1,
        ...     known=torch.tensor([[1], [0]]),
        ...     held=torch.tensor([[0], [0]]),
        ...     friends=torch.tensor([[0, 1], [1, 0]]),
        ...     newcomers=torch.tensor([False, False]),
        ... )
        >>> model = DiffNet(3, 1, num_layers=1, normalize=False)
        >>> _ = nn.init.ones_(model.embedding.weight)
        >>> model.get_embedding(diffusion(plays, plays.friends)).flatten().tolist()
        [2.0, 3.0, 1.0]
    """

    def get_embedding(self, edge_index: Tensor, edge_weight: None = None) -> Tensor:
        """(N, K) for the matrix of :func:`diffusion`."""
        x = self.embedding.weight
        # Artists receive nothing: their rows are empty.
        user = edge_index.crow_indices().diff()[:, None] > 0
        influence = torch.where(user, x, 0)
        found = x + edge_index @ (x - influence)
        for _ in range(self.num_layers):
            influence = edge_index @ influence
            found = found + influence
        return found


def diffusion(plays: Listening, friends: Tensor) -> Tensor:
    """The matrix (N, N) that gives a user the mean of ``friends`` (2, F) plus the mean
    of the artists that the user plays, and an artist nothing.

    Example:
        >>> plays = Listening(
        ...     users=2,
        ...     artists=2,
        ...     known=torch.tensor([[0, 0, 1], [0, 1, 1]]),
        ...     held=torch.tensor([[1], [0]]),
        ...     friends=torch.tensor([[0, 1], [1, 0]]),
        ...     newcomers=torch.tensor([False, False]),
        ... )
        >>> diffusion(plays, plays.friends).to_dense()[:2]
        tensor([[0.0000, 1.0000, 0.5000, 0.5000],
                [1.0000, 0.0000, 0.0000, 1.0000]])
    """
    user, artist = plays.known[0], plays.users + plays.known[1]
    nodes = plays.users + plays.artists
    i, j = torch.cat([friends, torch.stack([user, artist])], dim=1)
    share = torch.cat(
        [
            1 / each.bincount(minlength=nodes).to(torch.get_default_dtype())[each]
            for each in (friends[0], user)
        ]
    )
    return csr(i, j, share, (nodes, nodes))


class Channels(NamedTuple):
    """What MHCN propagates by; see :func:`channels`."""

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

    def get_embedding(self, edge_index: Channels, edge_weight: None = None) -> Tensor:
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
    together = played @ played.T
    alike = together * (1 - bonds)
    each = bonds * (bonds @ bonds), bonds * together, alike * (alike > 1)
    triangles, joint, same = (
        _csr(matrix / matrix.sum(1, keepdim=True).clamp(min=1)) for matrix in each
    )
    scale = [played.sum(of, keepdim=True).clamp(min=1) ** -0.5 for of in (0, 1)]
    scaled = played * scale[0] * scale[1]
    return Channels((triangles, joint, same), (_csr(scaled), _csr(scaled.T)))


def _csr(matrix: Tensor) -> Tensor:
    i, j = matrix.nonzero().T
    return csr(i, j, matrix[i, j], (matrix.shape[0], matrix.shape[1]))
