"""One user's neighbourhood in the LastFM graph, under other names, for a drawing."""

import torch

from ..runs.experiment import Numbers
from .listening import Listening

FRIENDS = 4  # of the user that is drawn
PLAYS = (4, 7)  # how many artists the user is known to play
TO_FIND = (2, 5)  # how many artists are to be found
KNOWN, HELD = 1, 2


def edges(plays: Listening) -> Numbers:
    """The edges among one user (``you``), the user's friends (``A``, ``B``, …) and the
    artists that the user plays (``1``, ``2``, …), by the names of their ends: KNOWN, or
    HELD where a play is to be found.

    Of the users with few plays it is the one whose friends play most of what is to be
    found. Who it is and what the artists are called stays behind: the names only count.
    """
    known, held, friends = (
        pairs[0].bincount(minlength=plays.users)
        for pairs in (plays.known, plays.held, plays.friends)
    )
    fits = (friends == FRIENDS) & (held >= TO_FIND[0]) & (held <= TO_FIND[1])
    fits &= (known >= PLAYS[0]) & (known <= PLAYS[1])
    each = (_around(plays, you) for you in fits.nonzero().flatten().tolist())
    return max(each, key=_by_friends, default={})


def _by_friends(found: Numbers) -> tuple[int, int]:
    """Edges from friends to artists that are to be found, then all edges."""
    ends = [name.removeprefix("edge ").split() for name in found]
    wanted = {
        end for (_, end), kind in zip(ends, found.values(), strict=True) if kind == HELD
    }
    return sum(user != "you" and end in wanted for user, end in ends), len(found)


def _around(plays: Listening, you: int) -> Numbers:
    friends = plays.friends[1][plays.friends[0] == you]
    mine = [pairs[1][pairs[0] == you] for pairs in (plays.known, plays.held)]
    users = {you: "you", **dict(zip(friends.tolist(), "ABCD", strict=True))}
    artists = {a: str(n) for n, a in enumerate(torch.cat(mine).tolist(), 1)}
    found = {}
    for artist in mine[1].tolist():
        found[f"edge you {artists[artist]}"] = HELD
    heard = torch.isin(plays.known[0], torch.tensor(list(users)))
    for user, artist in plays.known[:, heard].T.tolist():
        if artist in artists:
            found[f"edge {users[user]} {artists[artist]}"] = KNOWN
    close = torch.isin(plays.friends, torch.tensor(list(users))).all(0)
    for i, j in plays.friends[:, close].T.tolist():
        if users[i] < users[j]:
            found[f"edge {users[i]} {users[j]}"] = KNOWN
    return found
