"""The layers of questions 3.1 and 3.3 by hand, for graphs of a few nodes.

Shapes: N nodes, E edges, D features in, F features out, M heads; H (N, D), A (N, N),
edges (2, E) with a column (j, i) for a message from j to i, in both directions.
"""

import torch
from torch import Tensor
from torch.nn.functional import leaky_relu

from ..errors import InputError
from ..measure.meaning import real
from .propagation import check_graph


def with_self_loops(A: Tensor) -> Tensor:
    """Ã; InputError unless A is square and not empty.

    Example:
        >>> with_self_loops(torch.tensor([[0.0, 1.0], [1.0, 0.0]])).tolist()
        [[1.0, 1.0], [1.0, 1.0]]
    """
    if A.dim() != 2 or A.shape[0] != A.shape[1] or not len(A):
        raise InputError(f"A must be square and not empty; got {tuple(A.shape)}")
    return A + torch.eye(len(A))  # (46)


def normalised(A: Tensor) -> Tensor:
    """Â. A node without neighbours keeps itself with weight 1.

    Example:
        >>> normalised(torch.tensor([[0.0, 1.0], [1.0, 0.0]])).tolist()
        [[0.5, 0.5], [0.5, 0.5]]
    """
    A_tilde = with_self_loops(A)
    D_tilde = A_tilde.sum(1)  # (47)
    return A_tilde / torch.outer(D_tilde, D_tilde).sqrt()  # (45)


def gcn_by_matrix(H: Tensor, W: Tensor, A: Tensor) -> Tensor:
    """Â H W, before the non-linearity: W (D, F), the result (N, F).

    Example:
        >>> A = torch.tensor([[0.0, 1.0], [1.0, 0.0]])
        >>> H, W = torch.tensor([[2.0], [4.0]]), torch.ones(1, 1)
        >>> gcn_by_matrix(H, W, A).tolist()
        [[3.0], [3.0]]
    """
    H, W, A = alike(H, W, A, nodes=len(A))
    return normalised(A) @ H @ W  # (44)


def gcn_by_messages(H: Tensor, W: Tensor, edges: Tensor) -> Tensor:
    """The same, one message for each edge and one from each node to itself.

    Example:
        >>> edges = torch.tensor([[0, 1], [1, 0]])
        >>> gcn_by_messages(torch.tensor([[2.0], [4.0]]), torch.ones(1, 1), edges)
        tensor([[3.],
                [3.]])
    """
    N, (H, W) = len(H), alike(H, W, nodes=len(H))
    check_graph(edges, N)
    loops = torch.arange(N)
    j, i = torch.cat([edges, torch.stack([loops, loops])], dim=1)
    D_tilde = torch.bincount(i, minlength=N).to(H.dtype)
    messages = (H @ W)[j] / (D_tilde[i] * D_tilde[j]).sqrt()[:, None]
    return torch.zeros(N, W.shape[1], dtype=H.dtype).index_add(0, i, messages)  # (48)


def attend(
    H: Tensor, W: Tensor, a: Tensor, A: Tensor, slope: float = 0.2
) -> tuple[Tensor, Tensor]:
    """Graph attention, before the non-linearity.

    Args:
        H: features.
        W: one matrix for each head, (M, F, D).
        a: one vector for each head, (M, 2F): the first half meets W h_i, the second
            W h_j.
        A: the graph.
        slope: LeakyReLU's slope below zero.

    Returns:
        The new features (N, M F), heads side by side, and the weights a_ij
        (M, N, N): row i says how much node i takes from each node j.

    Example:
        >>> A = torch.tensor([[0.0, 1.0], [1.0, 0.0]])
        >>> H, W = torch.tensor([[0.0], [1.0]]), torch.ones(1, 1, 1)
        >>> h, weights = attend(H, W, torch.ones(1, 2), A)
        >>> [round(weight, 2) for weight in weights[0, 0].tolist()]  # node 0 of 0 and 1
        [0.27, 0.73]
    """
    H, W, a, A = alike(H, W, a, A, nodes=len(A))
    N, (M, features, _) = len(H), W.shape
    z = torch.einsum("mfd,nd->mnf", W, H)
    receiver = z[:, :, None].expand(M, N, N, features)  # W h_i
    sender = z[:, None, :].expand(M, N, N, features)  # W h_j
    pairs = torch.cat([receiver, sender], dim=-1)
    score = leaky_relu(torch.einsum("mf,mijf->mij", a, pairs), slope)
    score = score.masked_fill(with_self_loops(A) == 0, -torch.inf)
    weights = score.softmax(dim=-1)  # over the neighbourhood of i
    h = weights @ z  # (49), with weights; (M, N, F)
    return h.transpose(0, 1).reshape(N, M * features), weights


def alike(H: Tensor, *others: Tensor, nodes: int) -> list[Tensor]:
    """H, with one row for each node, and others in one floating type.

    Example:
        >>> H, A = alike(torch.ones(2, 1).int(), torch.eye(2).bool(), nodes=2)
        >>> H.dtype, A.dtype
        (torch.float32, torch.float32)
    """
    check_rows(H, nodes)
    return real(H, *others)


def check_rows(H: Tensor, nodes: int) -> None:
    """Raise InputError unless H has one row for each node.

    Example:
        >>> check_rows(torch.zeros(3, 5), nodes=3)
        >>> check_rows(torch.zeros(2, 5), nodes=3)  # doctest: +ELLIPSIS
        Traceback (most recent call last):
            ...
        seqgraph.errors.InputError: features must have one row for each of 3 nodes; ...
    """
    if H.dim() != 2 or len(H) != nodes:
        raise InputError(
            f"features must have one row for each of {nodes} nodes; "
            f"got the shape {tuple(H.shape)}"
        )
