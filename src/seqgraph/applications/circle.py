"""One user's neighbourhood in the LastFM graph, under other names, for a drawing."""

from typing import NamedTuple

import torch

from .listening import Listening

FRIENDS = 4  # of the user that is drawn
PLAYS = (4, 7)  # how many artists the user is known to play
TO_FIND = (2, 5)  # how many artists are to be found
KNOWN, HELD = "known", "held"


class Edge(NamedTuple):
    """An edge of the drawing."""

    source: str
    target: str
    kind: str
    """KNOWN, or HELD where a play is to be found."""


def edges(plays: Listening) -> list[Edge]:
    """The edges among one user (``you``), the user's friends (``A``, ``B``, …) and the
    artists that the user plays (``1``, ``2``, …).

    Of the users with few plays it is the one whose friends play most of what is to be
    found; where no user fits, there are no edges. Who it is and what the artists are
    called stays behind: the names only count.

    Example:
        >>> plays = Listening(
        ...     users=5,
        ...     artists=6,
        ...     known=torch.tensor([[0, 0, 0, 0, 3], [0, 1, 2, 3, 5]]),
        ...     held=torch.tensor([[0, 0], [4, 5]]),
        ...     friends=torch.tensor(
        ...         [[0, 0, 0, 0, 1, 2, 3, 4], [1, 2, 3, 4, 0, 0, 0, 0]]
        ...     ),
        ...     newcomers=torch.zeros(5, dtype=torch.bool),
        ... )
        >>> [edge.target for edge in edges(plays) if edge.kind == HELD]
        ['5', '6']
        >>> Edge("C", "6", KNOWN) in edges(plays)
        True
    """
    known, held, friends = (
        pairs[0].bincount(minlength=plays.users)
        for pairs in (plays.known, plays.held, plays.friends)
    )
    fits = (friends == FRIENDS) & (held >= TO_FIND[0]) & (held <= TO_FIND[1])
    fits &= (known >= PLAYS[0]) & (known <= PLAYS[1])
    each = (_around(plays, you) for you in fits.nonzero().flatten().tolist())
    return max(each, key=_by_friends, default=[])


def _by_friends(found: list[Edge]) -> tuple[int, int]:
    """Edges from friends to artists that are to be found, then all edges."""
    wanted = {edge.target for edge in found if edge.kind == HELD}
    shared = sum(edge.source != "you" and edge.target in wanted for edge in found)
    return shared, len(found)


def _around(plays: Listening, you: int) -> list[Edge]:
    friends = plays.friends[1][plays.friends[0] == you]
    mine = [pairs[1][pairs[0] == you] for pairs in (plays.known, plays.held)]
    users = {you: "you", **dict(zip(friends.tolist(), "ABCD", strict=True))}
    artists = {a: str(n) for n, a in enumerate(torch.cat(mine).tolist(), 1)}
    found = [Edge("you", artists[artist], HELD) for artist in mine[1].tolist()]
    heard = torch.isin(plays.known[0], torch.tensor(list(users)))
    for user, artist in plays.known[:, heard].T.tolist():
        if artist in artists:
            found.append(Edge(users[user], artists[artist], KNOWN))
    close = torch.isin(plays.friends, torch.tensor(list(users))).all(0)
    for i, j in plays.friends[:, close].T.tolist():
        if users[i] < users[j]:
            found.append(Edge(users[i], users[j], KNOWN))
    return found
