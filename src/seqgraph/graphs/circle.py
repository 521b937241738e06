"""One user's neighbourhood in the LastFM graph, under other names, for a drawing."""

from ..lab.experiment import Numbers
from .listening import Listening

FRIENDS = 4  # of the user that is drawn
PLAYS = range(4, 8)  # how many artists the user is known to play
KNOWN, HELD = 1, 2


def edges(plays: Listening) -> Numbers:
    """The edges among one user (``you``), the user's friends (``A``, ``B``, …) and the
    artists that the user plays (``1``, ``2``, …), by the names of their ends: KNOWN, or
    HELD where a play is to be found. Which user it is and what the artists are called
    stays behind: the names count up in the order of the drawing."""
    known = plays.known[0].bincount(minlength=plays.users)
    held = plays.held[0].bincount(minlength=plays.users)
    friends = plays.friends[0].bincount(minlength=plays.users)
    fits = (friends == FRIENDS) & (held >= 2) & (held <= 3)
    fits &= (known >= PLAYS[0]) & (known <= PLAYS[-1])
    if not fits.any():
        return {}
    you = int(fits.nonzero()[0])
    names = {you: "you"}
    for friend in plays.friends[1][plays.friends[0] == you].tolist():
        names[friend] = "ABCD"[len(names) - 1]
    artists = {}
    for pairs in (plays.known, plays.held):
        for artist in pairs[1][pairs[0] == you].tolist():
            artists[artist] = str(len(artists) + 1)
    found = {}
    for pairs, kind in ((plays.known, KNOWN), (plays.held, HELD)):
        for user, artist in pairs.T.tolist():
            mine = kind == KNOWN or user == you
            if user in names and artist in artists and mine:
                found[f"edge {names[user]} {artists[artist]}"] = kind
    for i, j in plays.friends.T.tolist():
        if i in names and j in names and names[i] < names[j]:
            found[f"edge {names[i]} {names[j]}"] = KNOWN
    return found
