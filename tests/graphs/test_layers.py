"""The layers by hand against PyG's, and against each other."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch_geometric.nn import GATConv, GCNConv

from seqgraph.errors import InputError
from seqgraph.graphs import layers
from seqgraph.graphs.exhibits import example

TIGHT = {"rtol": 0, "atol": 1e-12}


@st.composite
def graphs(draw):
    """A: any undirected graph of one to eight nodes; isolated nodes occur."""
    n = draw(st.integers(1, 8))
    pairs = [(i, j) for i in range(n) for j in range(i)]
    A = torch.zeros(n, n, dtype=torch.double)
    for i, j in draw(st.sets(st.sampled_from(pairs))) if pairs else ():
        A[i, j] = A[j, i] = 1
    return A


def edges_of(A):
    return A.nonzero().T.flip(0).contiguous()


def random(*shape, seed=0):
    source = torch.Generator().manual_seed(seed)
    return torch.randn(*shape, dtype=torch.double, generator=source)


@given(graphs())
@settings(deadline=None)
def test_gcn_is_the_same_three_ways(A):
    H, W = random(len(A), 3), random(3, 4, seed=1)
    by_matrix = layers.gcn_by_matrix(H, W, A)
    conv = GCNConv(3, 4, bias=False).double()
    conv.lin.weight.data = W.T.contiguous()
    torch.testing.assert_close(
        layers.gcn_by_messages(H, W, edges_of(A)), by_matrix, **TIGHT
    )
    torch.testing.assert_close(conv(H, edges_of(A)), by_matrix, **TIGHT)


@given(graphs(), st.integers(1, 3))
@settings(deadline=None)
def test_gat_is_pygs_with_its_gradients(A, heads):
    H = random(len(A), 3).requires_grad_()
    W = random(heads, 4, 3, seed=1).requires_grad_()
    a = random(heads, 8, seed=2).requires_grad_()
    upstream = random(len(A), heads * 4, seed=3)

    out, weights = layers.attend(H, W, a, A)
    ours = torch.autograd.grad(out, (H, W, a), upstream)

    conv = GATConv(3, 4, heads=heads, bias=False).double()
    conv.lin.weight.data = W.detach().reshape(heads * 4, 3)
    conv.att_dst.data = a.detach()[None, :, :4].clone()
    conv.att_src.data = a.detach()[None, :, 4:].clone()
    x = H.detach().requires_grad_()
    theirs_out, (edges, theirs_weights) = conv(
        x, edges_of(A), return_attention_weights=True
    )
    theirs = torch.autograd.grad(
        theirs_out, (x, conv.lin.weight, conv.att_dst, conv.att_src), upstream
    )

    torch.testing.assert_close(theirs_out, out, **TIGHT)
    j, i = edges
    torch.testing.assert_close(theirs_weights, weights[:, i, j].T, **TIGHT)
    torch.testing.assert_close(theirs[0], ours[0], **TIGHT)
    torch.testing.assert_close(theirs[1].view(heads, 4, 3), ours[1], **TIGHT)
    both = torch.cat([theirs[2], theirs[3]], dim=-1)[0]
    torch.testing.assert_close(both, ours[2], **TIGHT)


@given(graphs(), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_renaming_the_nodes_renames_the_result(A, shuffle):
    order = list(range(len(A)))
    shuffle.shuffle(order)
    H, W = random(len(A), 3), random(3, 4, seed=1)
    W_heads, a = random(2, 4, 3, seed=1), random(2, 8, seed=2)
    B = A[order][:, order]
    for layer in (
        lambda H, A: layers.gcn_by_matrix(H, W, A),
        lambda H, A: layers.gcn_by_messages(H, W, edges_of(A)),
        lambda H, A: layers.attend(H, W_heads, a, A)[0],
    ):
        torch.testing.assert_close(layer(H[order], B), layer(H, A)[order], **TIGHT)


def test_an_isolated_node_keeps_its_own_features():
    A = torch.zeros(2, 2, dtype=torch.double)
    H, W = random(2, 3), random(3, 4)
    torch.testing.assert_close(layers.gcn_by_matrix(H, W, A), H @ W, **TIGHT)
    torch.testing.assert_close(
        layers.gcn_by_messages(H, W, edges_of(A)), H @ W, **TIGHT
    )
    out, weights = layers.attend(H, W.T[None], random(1, 8), A)
    torch.testing.assert_close(out, H @ W, **TIGHT)
    assert torch.equal(weights[0], torch.eye(2, dtype=torch.double))


def test_features_of_another_number_of_nodes_are_refused():
    A, W = example.adjacency(), random(3, 4)
    with pytest.raises(InputError, match=r"each of 6 nodes; got the shape \(5, 3\)"):
        layers.gcn_by_matrix(random(5, 3), W, A)
    with pytest.raises(InputError, match=r"each of 6 nodes; got the shape \(5, 3\)"):
        layers.attend(random(5, 3), W.T[None], random(1, 8), A)
    with pytest.raises(InputError, match=r"nodes 0 to 4.*; found node 5"):
        layers.gcn_by_messages(random(5, 3), W, edges_of(A))


@pytest.mark.parametrize("shape", [(0, 0), (2, 3), (4,)])
def test_an_adjacency_matrix_that_is_empty_or_not_square_is_refused(shape):
    with pytest.raises(InputError, match="A must be square and not empty"):
        layers.normalised(torch.zeros(shape))


def test_the_normalised_matrix_of_a_regular_graph_averages():
    ring = torch.roll(torch.eye(5, dtype=torch.double), 1, 0)
    A_hat = layers.normalised(ring + ring.T)
    torch.testing.assert_close(A_hat.sum(1), torch.ones(5, dtype=torch.double), **TIGHT)
    assert set(A_hat.unique().tolist()) == {0.0, 1 / 3}
