"""A graph as a sequence: nodes in some order, each listing its links to earlier ones.

Node t of a sequence is its letter and how many places back each earlier node stands
that it is linked to. This says all there is to say about the graph.
"""

from .families import Graph

Step = tuple[int, tuple[int, ...]]
"""A node: its letter, and the distances back to the nodes that it is linked to."""


def depth_first(graph: Graph) -> list[int]:
    """Nodes in the order of a depth-first search from node 0; it takes the least
    neighbour first, and where a component ends goes on from the least node not seen.

    Example:
        >>> depth_first(Graph((0,) * 4, frozenset({(0, 1), (0, 2), (1, 3)})))
        [0, 1, 3, 2]
    """
    near, order = graph.neighbours, []
    ahead = [*reversed(range(len(near)))]  # the next one last
    while ahead:
        node = ahead.pop()
        if node not in order:
            order.append(node)
            ahead += reversed(near[node])
    return order


def breadth_first(graph: Graph) -> list[int]:
    """Nodes in the order of a breadth-first search, with the same choices.

    Example:
        >>> breadth_first(Graph((0,) * 4, frozenset({(0, 1), (0, 2), (1, 3)})))
        [0, 1, 2, 3]
    """
    near, order, asked = graph.neighbours, [], 0
    for start in range(len(near)):
        if start not in order:
            order.append(start)
        while asked < len(order):
            order += [j for j in near[order[asked]] if j not in order]
            asked += 1
    return order


def by_name(graph: Graph) -> list[int]:
    """Nodes in the order of their names: no search.

    Example:
        >>> by_name(Graph((0,) * 4, frozenset({(0, 3), (2, 3), (1, 2)})))
        [0, 1, 2, 3]
    """
    return list(range(len(graph.letters)))


ORDERS = {"dfs": depth_first, "bfs": breadth_first, "names": by_name}


def written(graph: Graph, order: list[int]) -> list[Step]:
    """The graph as a sequence in this order of its nodes.

    Example:
        >>> triangle = Graph((0, 1, 0), frozenset({(0, 1), (1, 2), (0, 2)}))
        >>> written(triangle, [2, 0, 1])
        [(0, ()), (0, (1,)), (1, (1, 2))]
    """
    place = {node: t for t, node in enumerate(order)}
    near = graph.neighbours
    return [
        (
            graph.letters[node],
            tuple(sorted(t - place[j] for j in near[node] if place[j] < t)),
        )
        for t, node in enumerate(order)
    ]


def read(steps: list[Step]) -> Graph:
    """The graph that a sequence writes, its nodes named by their places.

    Example:
        >>> sorted(read([(0, ()), (1, (1,)), (0, (1, 2))]).edges)
        [(0, 1), (0, 2), (1, 2)]
    """
    edges = {(t - back, t) for t, (_, backs) in enumerate(steps) for back in backs}
    return Graph(tuple(letter for letter, _ in steps), frozenset(edges))
