"""What messages can find out, and what a path can say, without any training."""

import itertools
import random
from collections import Counter

from .families import LETTERS, Graph, connected


def heard(graph: Graph, rounds: int) -> list[int]:
    """The largest name that each node has heard of, if in every round each node tells
    its neighbours the largest one that it knows.

    Example:
        >>> path = Graph((0,) * 4, frozenset({(0, 1), (1, 2), (2, 3)}))
        >>> heard(path, 1), heard(path, 3)
        ([1, 2, 3, 3], [3, 3, 3, 3])
    """
    largest = [*range(len(graph.letters))]
    for _ in range(rounds):
        told = [
            max([largest[i], *(largest[j] for j in near)])
            for i, near in enumerate(graph.neighbours)
        ]
        if told == largest:  # nor is there news in any later round
            break
        largest = told
    return largest


def connected_by_marks(n: int, rounds: int, count: int, source: random.Random) -> float:
    """How often a rule is right about ``count`` graphs of the task *connected?* with n
    nodes: a graph is in one piece if all nodes have heard of the same largest name.

    Example:
        >>> connected_by_marks(16, rounds=15, count=20, source=random.Random(0))
        1.0
    """
    right = 0
    for index in range(count):
        graph = connected(n, index % 2, source)
        right += (len({*heard(graph, rounds)}) == 1) == index % 2
    return right / count


def palindromes_told(n: int) -> float:
    """How often the best possible reader of the path names the letter that a palindrome
    of n + 1 letters is missing, over all of them: a path does not say which end is the
    first.

    Example:
        >>> palindromes_told(6)
        0.9375
    """
    labels: dict[tuple[int, ...], Counter[int]] = {}
    for half in itertools.product(range(LETTERS), repeat=n // 2 + 1):
        *path, label = (*half, *half[-2::-1])
        labels.setdefault(min(tuple(path), tuple(path[::-1])), Counter())[label] += 1
    right = sum(max(each.values()) for each in labels.values())
    return right / sum(each.total() for each in labels.values())
