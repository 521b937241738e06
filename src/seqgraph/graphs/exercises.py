"""What page 3.6 asks and checks: its graphs, the check of each exercise, and what the
solutions count.

Graphs are symmetric matrices A (N, N) of zeros and ones. A check raises an
``AssertionError`` that says what is wrong, or prints that the answer is right.
"""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F
from torch_geometric.nn import GCNConv

from ..runs.randomness import generator, seeded_by
from . import layers
from .exhibits import example


def ring(nodes: int) -> Tensor:
    """A (N, N) of a ring.

    Example:
        >>> ring(4).int().tolist()
        [[0, 1, 0, 1], [1, 0, 1, 0], [0, 1, 0, 1], [1, 0, 1, 0]]
    """
    A = torch.zeros(nodes, nodes, dtype=torch.double)
    i = torch.arange(nodes)
    A[i, (i + 1) % nodes] = A[(i + 1) % nodes, i] = 1
    return A


def tree(depth: int) -> Tensor:
    """A of a binary tree; node 0 is the root, and n's children are 2n + 1, 2n + 2.

    Example:
        >>> tree(1).int().tolist()
        [[0, 1, 1], [1, 0, 0], [1, 0, 0]]
    """
    child = torch.arange(1, 2 ** (depth + 1) - 1)
    A = torch.zeros(len(child) + 1, len(child) + 1, dtype=torch.double)
    A[child, (child - 1) // 2] = A[(child - 1) // 2, child] = 1
    return A


def square_grid(side: int) -> Tensor:
    """A of a square grid; its middle is node (side² − 1) / 2.

    Example:
        >>> square_grid(3).sum(1).int().tolist()  # neighbours, row by row
        [2, 3, 2, 3, 4, 3, 2, 3, 2]
    """
    line, identity = ring(side), torch.eye(side, dtype=torch.double)
    line[0, -1] = line[-1, 0] = 0
    return torch.kron(line, identity) + torch.kron(identity, line)


def spreading(A: Tensor) -> Tensor:
    """S of Zhou and others: A_ij/√(D_ii D_jj), D the degrees without loops.

    Example:
        >>> spreading(torch.tensor([[0.0, 1.0], [1.0, 0.0]])).tolist()
        [[0.0, 1.0], [1.0, 0.0]]
    """
    D = A.sum(1)
    return A / torch.outer(D, D).sqrt()


def check_graph(A: Tensor) -> None:
    """Whether A is the matrix of an undirected graph without loops."""
    assert torch.equal(A, A.T), "A is not symmetric"
    assert ((A == 0) | (A == 1)).all(), "A has entries other than 0 and 1"
    assert not A.diagonal().any(), "A has loops; the layers add them"


def check_1(A: Tensor) -> None:
    """Compare attention of a = 0 with the layer of a GCN on your graph."""
    A = A.double()
    check_graph(A)
    nodes = len(A)
    assert nodes >= 5, f"{nodes} nodes are too few"
    assert A.sum() < nodes * (nodes - 1), "the graph is complete"
    reached = torch.linalg.matrix_power(layers.with_self_loops(A), nodes)
    assert (reached > 0).all(), "the graph is not connected"
    random = generator(1, "page 3.6")
    H = torch.randn(nodes, 4, dtype=torch.double, generator=random)
    W = torch.randn(1, 3, 4, dtype=torch.double, generator=random)
    attended, _ = layers.attend(H, W, torch.zeros(1, 6, dtype=torch.double), A)
    off = (attended - layers.gcn_by_matrix(H, W[0].T, A)).abs().max()
    assert off < 1e-12, f"the two layers differ by {off:.2f}"
    print(f"right: off by {off:.0e}")


def check_2(answer: Callable[[Tensor], dict[str, Tensor]]) -> None:
    """Repeat each matrix a thousand times on two graphs, from random positives."""
    tail = torch.block_diag(ring(5), torch.zeros(2, 2).double())
    tail[4, 5] = tail[5, 4] = tail[5, 6] = tail[6, 5] = 1
    for graph, A in (("the six nodes", example.adjacency()), ("a tailed ring", tail)):
        A_tilde = layers.with_self_loops(A)
        matrices = {
            "Ã": A_tilde,
            "Â": layers.normalised(A),
            "mean": A_tilde / A_tilde.sum(1, keepdim=True),
        }
        got = answer(A)
        for name, M in matrices.items():
            v = torch.rand(len(A), dtype=torch.double, generator=generator(2, name))
            for _ in range(1000):
                v = M @ v / (M @ v).norm()
            off = (got[name] - v).norm()
            assert off < 1e-6, f"{name} on {graph}: off by {off:.2f}"
    print("right for all three, on two graphs")


def check_3(A: Tensor, B: Tensor) -> None:
    """Ask GCNs and GATs of three layers with random weights about both graphs."""
    A, B = A.double(), B.double()
    for graph in (A, B):
        check_graph(graph)
    assert len(A) == len(B), f"{len(A)} and {len(B)} nodes"
    spectra = [torch.linalg.eigvalsh(graph) for graph in (A, B)]
    assert (spectra[0] - spectra[1]).abs().max() > 1e-6, (
        "same eigenvalues: this check cannot tell whether they are the same graph"
    )
    for seed in range(5):
        for kind in ("GCN", "GAT"):
            random = generator(seed, f"page 3.6 {kind}")
            W = torch.randn(3, 4, 4, dtype=torch.double, generator=random)
            a = torch.randn(3, 1, 8, dtype=torch.double, generator=random)
            outputs = []
            for graph in (A, B):
                H = torch.ones(len(graph), 4, dtype=torch.double)
                for layer in range(3):
                    if kind == "GCN":
                        H = layers.gcn_by_matrix(H, W[layer], graph).tanh()
                    else:
                        H = layers.attend(H, W[layer, None], a[layer], graph)[0].tanh()
                outputs.append(H[H[:, 0].argsort()])
            off = (outputs[0] - outputs[1]).abs().max()
            assert off < 1e-9, f"a {kind} tells them apart by {off:.2f}"
    print("right: ten networks do not see a difference")


def check_4(answer: Callable[[Tensor, Tensor, float], Tensor]) -> None:
    """Compare ``answer`` with many steps on the six nodes."""
    S = spreading(example.adjacency())
    Y0 = torch.eye(6, dtype=torch.double)[:, :2]
    for alpha in (0.0, 0.5, 0.9, 0.99):
        Y = torch.zeros_like(Y0)
        for _ in range(5000):
            Y = alpha * S @ Y + (1 - alpha) * Y0
        off = (answer(S, Y0, alpha) - Y).abs().max()
        assert off < 1e-10, f"α = {alpha}: off by {off:.0e}"
    print("right for α = 0, 0.5, 0.9 and 0.99")


def check_5(answer: Callable[[int], tuple[int, int, int]]) -> None:
    """Count the entries of powers of Ã."""
    graphs = ((ring(20), 0), (square_grid(11), 60), (tree(6), 0))
    for k in range(5):
        for name, yours, (A, node) in zip(
            ("ring", "grid", "tree"), answer(k), graphs, strict=True
        ):
            A_tilde = layers.with_self_loops(A)
            seen = int((torch.linalg.matrix_power(A_tilde, k)[node] > 0).sum())
            assert yours == seen, f"{name}, k = {k}: {seen} nodes, not {yours}"
    print("right for k = 0 to 4")


def right_members(scores: Tensor, club: Any) -> int:
    """How many members without a label get their group from scores (N, K); ``club`` is
    PyG's karate club."""
    return int((scores.argmax(1) == club.y)[~club.train_mask].sum())


def right_by_gcn(seed: int, club: Any) -> int:
    """The same of a GCN of two layers that is trained on the labelled members."""
    with seeded_by(generator(seed, "karate")):
        first, second = GCNConv(34, 8), GCNConv(8, 4)
    weights = [*first.parameters(), *second.parameters()]
    optimizer = torch.optim.Adam(weights, lr=0.01, weight_decay=5e-4)
    given = club.train_mask
    logits = torch.empty(0)
    for _ in range(200):
        hidden = first(torch.eye(34), club.edge_index).relu()
        logits = second(hidden, club.edge_index)
        loss = F.cross_entropy(logits[given], club.y[given])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return right_members(logits, club)
