"""How good a list of recommendations is.

Shapes: U users, A artists; scores are (U, A), higher is better.
"""

import math
from collections.abc import Iterator
from typing import NamedTuple

import torch
from torch import Tensor

from ..runs.experiment import Measured
from ..runs.randomness import generator
from .listening import Listening, marks

LENGTH = 20  # recommendations for each user
SHORT = 10  # of which the first so many are also measured alone
BY_PLAYS = ((0, 9), (10, 14), (15, 19), (20, 24), (25, 99))  # known plays of a user
BY_FRIENDS = ((1, 2), (3, 9), (10, 999))  # friends of a user


def recommend(scores: Tensor, known: Tensor, length: int = LENGTH) -> Tensor:
    """The artists (U, length) with the highest scores, best first, but for those that a
    user is known (2, P) to play. Every other artist is a candidate.

    Example:
        >>> scores = torch.tensor([[0.9, 0.8, 0.1, 0.7]])
        >>> recommend(scores, known=torch.tensor([[0], [0]]), length=2)
        tensor([[1, 3]])
    """
    open_ = scores.clone()
    open_[known[0], known[1]] = -math.inf
    return open_.topk(length, dim=1).indices


def recall(found: Tensor, held: Tensor, artists: int) -> Tensor:
    """The share (U,) of a user's held-out artists (2, Q) that are found
    (U, length); NaN for a user without any.

    Example:
        >>> recall(torch.tensor([[1, 3]]), torch.tensor([[0, 0], [3, 2]]), artists=4)
        tensor([0.5000])
    """
    wanted = marks(held, (len(found), artists))
    return wanted.gather(1, found).sum(1) / wanted.sum(1)


def ndcg(found: Tensor, held: Tensor, artists: int) -> Tensor:
    """Discounted gain (U,): 1/log₂(1 + place) for each held-out artist that is found
    at a place, from 1, over the most that a list of this length can have.

    Example:
        >>> ndcg(torch.tensor([[1, 3]]), torch.tensor([[0], [3]]), artists=4)
        tensor([0.6309])
    """
    wanted = marks(held, (len(found), artists))
    length = found.shape[1]
    gain = 1 / torch.log2(torch.arange(length, device=found.device) + 2)
    most = torch.nn.functional.pad(gain.cumsum(0), (1, 0))
    ideal = most[wanted.sum(1).long().clamp(max=length)]
    return (wanted.gather(1, found) * gain).sum(1) / ideal


def measure_ranking(scores: Tensor, listening: Listening) -> Measured:
    """How good the recommendations of ``scores`` are for the users with held-out plays.

    Returns:
        Numbers: the mean ``recall`` and ``ndcg`` of these users, their ``recall at 10``
        by the first half of the list, and how many ``users`` they are. Table
        ``groups``: recall and NDCG of users with ``least`` to ``most`` of ``what``,
        known ``plays`` or ``friends``, and of ``newcomers``, whose known plays are
        counted. Table ``users``: the three numbers of each of these users, of newcomers
        alone where there are any; ``place`` is a random number, the same for all
        models.

    Example:
        >>> plays = Listening(
        ...     users=1,
        ...     artists=40,
        ...     known=torch.tensor([[0], [0]]),
        ...     held=torch.tensor([[0, 0], [1, 30]]),
        ...     friends=torch.empty(2, 0, dtype=torch.long),
        ...     newcomers=torch.tensor([False]),
        ... )
        >>> measure_ranking(-torch.arange(40.0)[None], plays).numbers["recall"]
        0.5
    """
    found = recommend(scores, listening.known)
    recalls = recall(found, listening.held, listening.artists)
    shorter = recall(found[:, :SHORT], listening.held, listening.artists)
    ndcgs = ndcg(found, listening.held, listening.artists)
    measured = ~recalls.isnan()
    groups = [
        group._replace(users=group.users & measured)
        for group in _groups(listening)
        if (group.users & measured).any()
    ]
    shown = measured & listening.newcomers if listening.newcomers.any() else measured
    order = torch.randperm(listening.users, generator=generator(0, "users in a record"))
    places = shown.cpu()[order].nonzero().flatten()
    return Measured(
        {
            "users": int(measured.sum()),
            "recall": recalls[measured].mean().item(),
            f"recall at {SHORT}": shorter[measured].mean().item(),
            "ndcg": ndcgs[measured].mean().item(),
        },
        {
            "groups": {
                "what": [group.what for group in groups],
                "least": [group.least for group in groups],
                "most": [group.most for group in groups],
                "users": [int(group.users.sum()) for group in groups],
                "recall": [recalls[group.users].mean().item() for group in groups],
                "ndcg": [ndcgs[group.users].mean().item() for group in groups],
            },
            "users": {
                "place": places.tolist(),
                "recall": recalls.cpu()[order[places]].tolist(),
                f"recall at {SHORT}": shorter.cpu()[order[places]].tolist(),
                "ndcg": ndcgs.cpu()[order[places]].tolist(),
            },
        },
    )


class Group(NamedTuple):
    """Users with ``least`` to ``most`` of something.

    Example:
        >>> group = Group("friends", 1, 2, torch.tensor([True, False, True]))
        >>> f"{int(group.users.sum())} users have {group.least} to {group.most}"
        '2 users have 1 to 2'
    """

    what: str
    least: int
    most: int
    users: Tensor
    """(U,) True for its members."""


def _groups(listening: Listening) -> Iterator[Group]:
    plays = listening.known[0].bincount(minlength=listening.users)
    friends = listening.friends[0].bincount(minlength=listening.users)
    for what, counts, ranges in (
        ("plays", plays, BY_PLAYS),
        ("friends", friends, BY_FRIENDS),
    ):
        for least, most in ranges:
            yield Group(what, least, most, (counts >= least) & (counts <= most))
    if (newcomers := listening.newcomers).any():
        left = plays[newcomers]
        yield Group("newcomers", int(left.min()), int(left.max()), newcomers)
