"""How good a list of recommendations is.

Shapes: U users, A artists; scores are (U, A), higher is better.
"""

import math

import torch
from torch import Tensor

from ..runs.experiment import Numbers
from ..runs.randomness import generator
from .listening import Listening, marks

LENGTH = 20  # recommendations for each user
PLAYS = ((0, 9), (10, 14), (15, 19), (20, 24), (25, 99))  # known plays of a user
FRIENDS = ((1, 2), (3, 9), (10, 999))  # friends of a user


def recommend(scores: Tensor, known: Tensor, length: int = LENGTH) -> Tensor:
    """The artists (U, length) with the highest scores, best first, but for those that a
    user is known (2, P) to play. Every other artist is a candidate."""
    open_ = scores.clone()
    open_[known[0], known[1]] = -math.inf
    return open_.topk(length, dim=1).indices


def recall(found: Tensor, held: Tensor, artists: int) -> Tensor:
    """The share (U,) of a user's held-out artists (2, Q) that are found
    (U, length); NaN for a user without any."""
    wanted = marks(held, (len(found), artists))
    return wanted.gather(1, found).sum(1) / wanted.sum(1)


def ndcg(found: Tensor, held: Tensor, artists: int) -> Tensor:
    """Discounted gain (U,): 1/log₂(1 + place) for each held-out artist that is found
    at a place, from 1, over the most that a list of this length can have."""
    wanted = marks(held, (len(found), artists))
    length = found.shape[1]
    gain = 1 / torch.log2(torch.arange(length, device=found.device) + 2)
    most = torch.nn.functional.pad(gain.cumsum(0), (1, 0))
    ideal = most[wanted.sum(1).long().clamp(max=length)]
    return (wanted.gather(1, found) * gain).sum(1) / ideal


def measure(scores: Tensor, listening: Listening) -> Numbers:
    """Mean ``recall`` and ``ndcg`` of the users with held-out plays, how many
    ``users`` these are, and the same for users with so many known plays
    (``recall plays 10 to 14``) or so many friends, and for newcomers. Also each of
    these users' recall (``recall of 12``), where there are newcomers each of theirs.
    Users are counted in a random order, the same for all models."""
    found = recommend(scores, listening.known)
    each = {
        name: of(found, listening.held, listening.artists)
        for name, of in (("recall", recall), ("ndcg", ndcg))
    }
    measured = ~each["recall"].isnan()
    groups = {"": measured, **_groups(listening)}
    numbers = {}
    for name, mask in groups.items():
        chosen = mask & measured
        if chosen.any():
            numbers[f"users{name}"] = int(chosen.sum())
            for kind, values in each.items():
                numbers[f"{kind}{name}"] = values[chosen].mean().item()
    shown = groups.get(" newcomers", measured) & measured
    order = torch.randperm(listening.users, generator=generator(0, "users in a record"))
    return numbers | {
        f"recall of {place}": each["recall"][user].item()
        for place, user in enumerate(order.tolist())
        if shown[user]
    }


def _groups(listening: Listening) -> dict[str, Tensor]:
    plays = listening.known[0].bincount(minlength=listening.users)
    friends = listening.friends[0].bincount(minlength=listening.users)
    newcomers = listening.newcomers
    return {
        **{f" plays {a} to {b}": (plays >= a) & (plays <= b) for a, b in PLAYS},
        **{f" friends {a} to {b}": (friends >= a) & (friends <= b) for a, b in FRIENDS},
        **({" newcomers": newcomers} if newcomers.any() else {}),
    }
