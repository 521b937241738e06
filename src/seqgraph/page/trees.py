"""Sequences with shared beginnings as one tree, each distinct prefix a node."""

import dataclasses
from collections.abc import Sequence

from ..errors import InputError


@dataclasses.dataclass(frozen=True)
class Prefix:
    """A node of the tree."""

    symbols: str
    """The prefix; its length is the node's column, 0 the root's."""
    row: float
    """Its place across: leaves lie at whole numbers from 0 on, a parent in the middle
    of its first and last child."""
    count: int
    """How many sequences begin with it."""


def prefix_tree(sequences: Sequence[str]) -> dict[str, Prefix]:
    """All distinct prefixes, the empty one first; rows follow the sequences' first
    appearance. InputError if there is no sequence, or an empty one.

    A sequence that is the beginning of another one gets no leaf of its own.
    """
    if not sequences or not all(sequences):
        raise InputError(f"sequences must be there and not empty; got {sequences!r}")
    counts: dict[str, int] = {}
    for sequence in sequences:
        for length in range(len(sequence) + 1):
            prefix = sequence[:length]
            counts[prefix] = counts.get(prefix, 0) + 1
    children: dict[str, list[str]] = {prefix: [] for prefix in counts}
    for prefix in counts:
        if prefix:
            children[prefix[:-1]].append(prefix)
    rows: dict[str, float] = {}

    def place(prefix: str) -> None:
        for child in children[prefix]:
            place(child)
        below = [rows[child] for child in children[prefix]]
        leaves = sum(not children[each] for each in rows)
        rows[prefix] = (below[0] + below[-1]) / 2 if below else float(leaves)

    place("")
    return {prefix: Prefix(prefix, rows[prefix], counts[prefix]) for prefix in counts}
