"""Two families of small graphs: strings as paths, where order matters, and random
graphs, where links matter.

A graph is its nodes 0..n-1, a letter for each, and its edges. Each task draws graphs of
a size with a label; graphs of both labels have the same numbers of nodes and edges, so
that counting them says nothing.
"""

import dataclasses
import functools
import itertools
import random
from collections.abc import Callable, Iterable

import networkx as nx

LETTERS = 2
BLANK = 0  # the letter of every node where letters mean nothing

Edge = tuple[int, int]


@dataclasses.dataclass(frozen=True)
class Graph:
    """An undirected graph with a letter at each node.

    Example:
        >>> path = Graph((0, 1, 0), frozenset({(0, 1), (1, 2)}))
        >>> path.neighbours
        [[1], [0, 2], [1]]
        >>> path.relabelled([1, 0, 2]).neighbours
        [[1, 2], [0], [0]]
    """

    letters: tuple[int, ...]
    """The letter of each node, in 0..LETTERS-1."""
    edges: frozenset[Edge]
    """Pairs of nodes, the smaller one first."""

    @functools.cached_property
    def network(self) -> nx.Graph:
        """The same as a graph of networkx, which takes longer to make than a reader
        takes to read it."""
        network = nx.Graph()
        for node, letter in enumerate(self.letters):
            network.add_node(node, letter=letter)
        network.add_edges_from(sorted(self.edges))  # a search follows this order
        return network

    @functools.cached_property
    def neighbours(self) -> list[list[int]]:
        """The neighbours of each node, in ascending order."""
        near: list[list[int]] = [[] for _ in self.letters]
        for i, j in sorted(self.edges):  # smaller neighbours come first, each in order
            near[i].append(j)
            near[j].append(i)
        return near

    def relabelled(self, labels: list[int]) -> "Graph":
        """The same graph, node i called labels[i]."""
        letters = [0] * len(labels)
        for node, letter in zip(labels, self.letters, strict=True):
            letters[node] = letter
        edges = ((labels[i], labels[j]) for i, j in self.edges)
        return Graph(tuple(letters), frozenset(map(_edge, edges)))


def _edge(pair: Iterable[int]) -> Edge:
    i, j = sorted(pair)
    return i, j


def palindrome(n: int, label: int, source: random.Random) -> Graph:
    """A palindrome of n + 1 letters without its last one, as a path; the label is the
    missing letter. It is the first one's, but a path has two ends and no first.

    Example:
        >>> palindrome(6, 1, random.Random(0)).letters
        (1, 1, 1, 0, 1, 1)
    """
    half = [label, *(source.randrange(LETTERS) for _ in range(n // 2 - 1))]
    whole = [*half, source.randrange(LETTERS), *reversed(half)]
    path = frozenset((i, i + 1) for i in range(n - 1))
    return Graph(tuple(whole[:-1]), path)


def connected(n: int, label: int, source: random.Random) -> Graph:
    """Label 1: one component, 0: two of at least three nodes. The edges number n - 1
    and up to a quarter of n more.

    Example:
        >>> graph = connected(6, 0, random.Random(0))
        >>> sorted(graph.edges)
        [(0, 3), (0, 5), (1, 2), (1, 4), (2, 4), (3, 5)]
    """
    more = source.randrange(n // 4 + 1)
    first = n if label else source.randint(3, n - 3)
    groups = [range(first), range(first, n)] if first < n else [range(n)]
    return _mixed(_grown(groups, n - 1 + more, source), n, source)


def cyclic(n: int, label: int, source: random.Random) -> Graph:
    """Label 1: there is a cycle, 0: there is none. One to three trees, or one component
    more of which one has a cycle; a component has at least three nodes.

    Example:
        >>> graph = cyclic(8, 1, random.Random(0))
        >>> len(nx.cycle_basis(graph.network))
        1
    """
    trees = source.randint(1, min(3, n // 3 - 1))
    groups = _groups(n, trees + label, source)
    return _mixed(_grown(groups, n - trees, source), n, source)


def triangular(n: int, label: int, source: random.Random) -> Graph:
    """Label 1: three nodes are all linked to each other, 0: no three are. Drawn among
    all graphs with n nodes and n - 2 to n + 2 edges.

    Example:
        >>> has_triangle(triangular(8, 0, random.Random(0)))
        False
    """
    m = source.randint(n - 2, n + 2)
    pairs = list(itertools.combinations(range(n), 2))
    while True:
        graph = Graph((BLANK,) * n, frozenset(source.sample(pairs, m)))
        if has_triangle(graph) == label:
            return graph


def rings(n: int, label: int, source: random.Random) -> Graph:
    """Label 1: two rings of n/2 nodes joined by an edge, 0: two rings of n/2 + 1 nodes
    that share an edge. Message passing cannot tell them apart; n = 10 are the
    skeletons of bicyclopentyl and decalin.

    Example:
        >>> one, other = (rings(10, label, random.Random(0)) for label in (1, 0))
        >>> [sorted(map(len, nx.cycle_basis(graph.network))) for graph in (one, other)]
        [[5, 5], [6, 6]]
        >>> alike(one, other)
        True
    """
    half = n // 2
    path = {(i, i + 1) for i in range(n - 1)}
    if label:
        edges = path | {(0, half - 1), (half, n - 1)}
    else:
        edges = path | {(0, n - 1), (0, half)}
    return _mixed(frozenset(edges), n, source)


TASKS: dict[str, Callable[[int, int, random.Random], Graph]] = {
    "palindrome": palindrome,
    "connected": connected,
    "cyclic": cyclic,
    "triangular": triangular,
    "rings": rings,
}


def has_triangle(graph: Graph) -> bool:
    """Whether three nodes are all linked to each other.

    Example:
        >>> has_triangle(Graph((BLANK,) * 3, frozenset({(0, 1), (0, 2), (1, 2)})))
        True
    """
    # Not by networkx, which takes longer than all else about drawing a graph.
    near = [set() for _ in graph.letters]
    for i, j in graph.edges:
        near[i].add(j)
        near[j].add(i)
    return any(near[i] & near[j] for i, j in graph.edges)


def alike(one: Graph, other: Graph) -> bool:
    """Whether message passing must give both graphs the same answer: refining colours
    by those of the neighbours (1-WL), as often as there are nodes, ends with the same
    ones.

    Example:
        >>> triangles = {(0, 1), (1, 2), (0, 2), (3, 4), (4, 5), (3, 5)}
        >>> hexagon = {(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (0, 5)}
        >>> alike(*(Graph((0,) * 6, frozenset(e)) for e in (triangles, hexagon)))
        True
    """
    refined, again = (
        nx.weisfeiler_lehman_graph_hash(
            graph.network, node_attr="letter", iterations=len(graph.letters)
        )
        for graph in (one, other)
    )
    return refined == again


def _groups(n: int, count: int, source: random.Random) -> list[range]:
    """0..n-1 in ``count`` stretches of at least three."""
    spare = n - 3 * count
    cuts = sorted(source.randint(0, spare) for _ in range(count - 1))
    ends = [cut + 3 * (index + 1) for index, cut in enumerate(cuts)]
    return [range(a, b) for a, b in itertools.pairwise([0, *ends, n])]


def _grown(groups: list[range], m: int, source: random.Random) -> frozenset[Edge]:
    """m edges: a random tree on each group, and the rest within the groups."""
    edges = set()
    for group in groups:
        for place, node in enumerate(group[1:], start=1):
            edges.add((group[source.randrange(place)], node))
    pairs = [
        pair
        for group in groups
        for pair in itertools.combinations(group, 2)
        if pair not in edges
    ]
    return frozenset(edges | set(source.sample(pairs, m - len(edges))))


def _mixed(edges: frozenset[Edge], n: int, source: random.Random) -> Graph:
    """The graph of these edges, its nodes called by random names."""
    labels = source.sample(range(n), n)
    return Graph((BLANK,) * n, edges).relabelled(labels)
