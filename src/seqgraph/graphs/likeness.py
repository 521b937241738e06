"""How much alike the nodes of a graph look to a network."""

import torch
from torch import Tensor
from torch.nn import functional as F


@torch.no_grad()
def spread(h: Tensor) -> float:
    """Mean distance between two nodes' rows of h (N, K), relative to the rows' mean
    norm: 0 where all nodes look the same.

    Example:
        >>> spread(torch.tensor([[1.0, 0.0], [1.0, 0.0]]))
        0.0
    """
    h = h.double()
    # In parts: PubMed's 19,717² distances would take 3 GB.
    distance = torch.cat([torch.cdist(rows, h).mean(1) for rows in h.split(4096)])
    return (distance.mean() / h.norm(dim=1).mean()).item()


@torch.no_grad()
def angle(h: Tensor) -> float:
    """Median cosine distance between two nodes' rows of h (N, K), of each node and then
    of the nodes: 0 where most rows point the same way, however long they are.

    Example:
        >>> angle(torch.tensor([[1.0, 0.0], [2.0, 0.0], [0.0, 1.0]]))
        0.0
    """
    h = F.normalize(h.double(), dim=1)
    apart = torch.cat([(1 - rows @ h.T).median(1).values for rows in h.split(4096)])
    return apart.median().item()
