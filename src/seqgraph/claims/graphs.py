"""The original's statements in questions 3.1 to 3.3."""

import functools

import numpy as np
import torch
from torch_geometric.nn import GATConv

from ..graphs import attention_study, layers
from ..graphs.citation_study import SHOWN, accuracy
from ..graphs.exhibits import example
from ..runs.randomness import generator
from .registry import CONFIRMED, CORRECTED, NOT_TESTABLE, Checked, claim

ORIGINAL = """
    1 1 0 0 1 1
    1 1 0 1 0 0
    0 0 1 1 0 0
    0 1 1 1 0 1
    1 0 0 0 1 0
    1 0 0 1 0 1
"""  # Ã as the original has it
REACHED = ("C", "CD", "BCDF", "ABCDF", "ABCDEF")  # after 0 to 4 updates, likewise


@claim("3.1", CONFIRMED, "3_3b_citation_graphs#results")
def structure_is_in_the_matrix() -> Checked:
    """(a) The adjacency matrix, with what it says of nodes and edges, is how the layer
    uses the graph's structure."""
    gains = {
        graph: accuracy("gcn", graph) - accuracy("gcn", graph, rule="no-edges")
        for graph in SHOWN
    }
    return min(gains.values()) > 0, (
        f"Without the edges the same network loses {gains['cora']:.0f} points of "
        f"accuracy on Cora and {gains['citeseer']:.0f} on CiteSeer. What the nodes say "
        "is in H, not in the matrix."
    )


@claim("3.1", CONFIRMED, "3_1_gcn_layer#what-the-original-report-said")
def sum_of_neighbours() -> Checked:
    """(a) Multiplying by the matrix with self-connections gives each node the sum of
    its neighbours' features and its own."""
    A = example.adjacency()
    H = torch.randn(6, 5, dtype=torch.double, generator=generator(0, "page 3.1"))
    sums = torch.stack([H[i] + H[A[i] == 1].sum(0) for i in range(6)])
    off = (layers.with_self_loops(A) @ H - sums).abs().max()
    weights = layers.normalised(A)[A > 0]
    return bool(off < 1e-12), (
        f"Off by {off:.0e} on the six nodes. The layer itself adds *weighted* "
        f"features: its matrix Â has entries of {weights.min():.2f} to "
        f"{weights.max():.2f} for those edges, which the original leaves out."
    )


@claim("3.1", CONFIRMED, "3_1_gcn_layer#features-spread")
def two_updates_reach_two_edges() -> Checked:
    """(a) In the next update a node receives, through its neighbours, the features of
    nodes that are not its neighbours."""
    A_hat = layers.normalised(example.adjacency())
    new = int(((A_hat @ A_hat > 0) & (A_hat == 0)).sum()) // 2
    apart = int((A_hat == 0).sum()) // 2
    return new > 0, (
        f"On the six nodes the second update joins {new} of the {apart} pairs that "
        "have no edge."
    )


@claim("3.1", CORRECTED, "3_2_example_graph#arrived-but-how-loud")
def messages_pass_over_the_graph() -> Checked:
    """(a) In this way every node's messages can pass over the entire graph."""
    A = example.adjacency()
    needed = max(max(example.distances(A, i).values()) for i in range(6))
    A_hat = torch.linalg.matrix_power(layers.normalised(A), needed)
    C, E = example.NODES.index("C"), example.NODES.index("E")
    return bool((A_hat > 0).all()), (
        f"On the six nodes after {needed} updates, one edge each. Not where the graph "
        "has separate parts, as CiteSeer has. And they arrive faintly: of what E then "
        "has, C's share is "
        f"{A_hat[E, C] / A_hat[E].sum():.1%}."
    )


@claim("3.1", CORRECTED, "3_1_gcn_layer#every-neighbour-counts-the-same")
def neighbours_count_the_same() -> Checked:
    """(b) A GCN takes the features of all neighbours as equally important."""
    A = example.adjacency()
    of_A = layers.normalised(A)[0][A[0] > 0]
    return bool(of_A.max() > of_A.min()), (
        "Not equally: their weights differ by degree (node A of the six takes "
        f"{of_A.min():.2f} to {of_A.max():.2f} of its neighbours). What is true is "
        "that they never depend on what the nodes say, nor on anything learnt."
    )


@claim("3.1", NOT_TESTABLE, "3_1_gcn_layer#every-neighbour-counts-the-same")
def real_neighbours_differ() -> Checked:
    """(b) In real applications neighbours are not equally important, in social networks
    for instance."""
    return True, "It names no graph and no measure of importance."


@claim("3.1", CORRECTED, "3_3_graph_attention#what-a-trained-network-attends-to")
def attention_improves() -> Checked:
    """(b) Attention is a way to improve on that."""
    gains = [accuracy("gat", graph) - accuracy("gcn", graph) for graph in SHOWN]
    most = attention_study.most_moved()
    by_weighing = [attention_study.weighing(graph) for graph in SHOWN]
    largest = max(mean for mean, _ in by_weighing)
    return min(gains) > 0 and most < 0.2 and largest < 0.5, (
        "It can weigh neighbours, and on two citation graphs it does better: by "
        "{:.1f} points on Cora and {:.1f} on CiteSeer. But hardly *because* it weighs: "
        "to make the trained weights equal, {:.0%} of them would have to move at most, "
        "and against the same network with its weights kept equal the difference is "
        "{:+.1f} ± {:.1f} and {:+.1f} ± {:.1f} points (± standard error).".format(
            *gains, most, *by_weighing[0], *by_weighing[1]
        )
    )


@claim("3.2", CONFIRMED, "3_2_example_graph#a-the-matrix")
def matrix_of_six_nodes() -> Checked:
    """(a) The matrix Ã, entry by entry."""
    rows = ORIGINAL.strip().splitlines()
    theirs = torch.tensor([[int(entry) for entry in row.split()] for row in rows])
    same = int((theirs == layers.with_self_loops(example.adjacency())).sum())
    return same == theirs.numel(), f"{same} of {theirs.numel()} entries are ours."


@claim("3.2", CONFIRMED, "3_2_example_graph#b-the-number-of-updates")
def four_updates() -> Checked:
    """(b) Four updates carry information from C to E."""
    A, C, E = example.adjacency(), 2, 4
    by_powers = example.updates_by_powers(A, C, E)
    by_search = example.distances(A, C)[E]
    return by_powers == by_search == 4, (
        f"{by_powers} by powers of Ã, {by_search} by breadth-first search; the page "
        "also asks a network."
    )


@claim("3.2", CONFIRMED, "3_2_example_graph#what-the-original-report-said")
def order_of_reached_nodes() -> Checked:
    """(b) The updates reach C and D, then also B and F, then also A, and at last E."""
    A = example.adjacency()
    ours = [example.reached(A, 2, updates) for updates in range(len(REACHED))]
    return tuple(ours) == REACHED, f"The same: {', then '.join(ours[1:])}."


@functools.cache
def _attention() -> tuple[torch.Tensor, torch.Tensor, float]:
    """Two heads of attention on the six nodes: output, weights, and how far PyG's layer
    with the same parameters is from that output."""
    draws, A = generator(0, "page 3.3"), example.adjacency()
    H, W, a = (
        torch.randn(*shape, dtype=torch.double, generator=draws)
        for shape in ((6, 5), (2, 4, 5), (2, 8))
    )
    theirs = GATConv(5, 4, heads=2, bias=False).double()
    halves = {"att_dst": a[None, :, :4], "att_src": a[None, :, 4:]}
    theirs.load_state_dict({"lin.weight": W.reshape(-1, 5), **halves})
    with torch.no_grad():
        ours, weights = layers.attend(H, W, a, A)
        off = (theirs(H, A.nonzero().T) - ours).abs().max().item()
    return ours, weights, off


@claim("3.3", CONFIRMED, "3_3_graph_attention#the-equation-completed")
def weighted_sum() -> Checked:
    r"""The update is $\sigma\bigl(\sum_{j \in \mathcal{N}(i)} a_{ij}\,W h_j\bigr)$."""
    _, _, off = _attention()
    return off < 1e-12, (
        "With the weights of Veličković and others put in, it is off PyG's layer by "
        f"{off:.0e} on the six nodes."
    )


@claim("3.3", CORRECTED, "3_3_graph_attention#what-the-original-report-said")
def direction_of_a_weight() -> Checked:
    """In it $a_{ij}$ is the weight from node i to node j."""
    _, weights, _ = _attention()
    rows, columns = weights.sum(2), weights.sum(1)
    one = (rows - 1).abs().max() < 1e-12
    return bool(one and (columns - 1).abs().max() > 0.1), (
        "The message runs the other way: $a_{ij}$ is what i takes from j. On the six "
        "nodes what a node takes sums to one, what is taken from it sums to "
        f"{columns.min():.2f} to {columns.max():.2f}."
    )


@claim("3.3", CORRECTED, "3_3_graph_attention#the-equation-completed")
def one_layer_scores() -> Checked:
    """A network of one layer computes the score of a pair."""
    sizes = layers.with_self_loops(example.adjacency()).sum(1)
    _, _, off = _attention()
    return bool(off < 1e-12 and sizes.max() > sizes.min()), (
        "So it does, with a LeakyReLU. Its formula is missing, and so is the softmax "
        "over the neighbourhood, without which the weights would not compare: the six "
        f"nodes have {sizes.min():.0f} to {sizes.max():.0f} terms in their sums, "
        "themselves included."
    )


@claim("3.3", CORRECTED, "3_3_graph_attention#when-attention-must-choose")
def query_keys_values() -> Checked:
    """The node itself is the query; the neighbours' messages are keys and values."""
    gat, gatv2, eight = (
        np.mean(attention_study.looked_up(attention, heads))
        for attention, heads in (("gat", 1), ("gatv2", 1), ("gat", 8))
    )
    return bool(gat < 0.5 < 0.9 < min(gatv2, eight)), (
        "As roles, yes. But in one head of this attention the query cannot change "
        "which key comes first: where each asker must find its own key among eight, "
        f"GAT names {gat:.0%} of the values with one head and {eight:.0%} with eight; "
        f"GATv2, which mends this, {gatv2:.0%} with one."
    )
