"""Recall and NDCG, against a loop over users written from their definitions."""

import dataclasses
import math

import pandas
import pytest
import torch

from seqgraph.applications import ranking
from seqgraph.applications.listening import Listening


def listening(users=7, artists=60, seed=0):
    """Random plays; the last user has none held out, the last but one none known."""
    draws = torch.Generator().manual_seed(seed)
    chance = torch.rand(users, artists, generator=draws)
    known, held = chance < 0.2, (chance > 0.2) & (chance < 0.6)
    held[-1], known[-2] = False, False
    friends = torch.tensor([[0, 1, 1, 2], [1, 0, 2, 1]])
    newcomers = torch.zeros(users, dtype=torch.bool)
    newcomers[3] = True
    return Listening(
        users, artists, known.nonzero().T, held.nonzero().T, friends, newcomers
    )


def by_hand(scores, plays, length):
    """Recall and NDCG of every user with held-out plays, by its number."""
    known = set(zip(*plays.known.tolist(), strict=True))
    held = set(zip(*plays.held.tolist(), strict=True))
    found = {}
    for user in range(plays.users):
        wanted = {artist for u, artist in held if u == user}
        if not wanted:
            continue
        candidates = [a for a in range(plays.artists) if (user, a) not in known]
        candidates.sort(key=lambda artist: -scores[user, artist].item())
        hits = [artist in wanted for artist in candidates[:length]]
        gain = sum(hit / math.log2(place + 2) for place, hit in enumerate(hits))
        best = sum(1 / math.log2(p + 2) for p in range(min(length, len(wanted))))
        found[user] = (sum(hits) / len(wanted), gain / best)
    return found


@pytest.mark.parametrize("seed", range(5))
def test_recall_and_ndcg_are_those_of_a_loop_over_users(seed):
    plays = listening(seed=seed)
    draws = torch.Generator().manual_seed(100 + seed)
    scores = torch.randn(plays.users, plays.artists, generator=draws)
    expected = by_hand(scores, plays, ranking.LENGTH)
    measured = ranking.measure_ranking(scores, plays)
    assert measured.numbers["users"] == len(expected) == plays.users - 1
    shorter = by_hand(scores, plays, 10).values()
    assert measured.numbers["recall at 10"] == pytest.approx(
        sum(recall for recall, _ in shorter) / len(shorter), abs=1e-6
    )
    for place, name in enumerate(("recall", "ndcg")):
        mean = sum(pair[place] for pair in expected.values()) / len(expected)
        assert measured.numbers[name] == pytest.approx(mean, abs=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_each_group_has_the_means_of_its_users(seed):
    """Each row of the table against users counted one by one."""
    plays = listening(users=40, seed=seed)
    scores = torch.rand(40, plays.artists, generator=torch.Generator().manual_seed(9))
    expected = by_hand(scores, plays, ranking.LENGTH)
    listed = {
        "plays": plays.known[0].tolist(),
        "friends": plays.friends[0].tolist(),
        "newcomers": [user for user in plays.known[0].tolist() if user == 3],
    }
    groups = pandas.DataFrame(ranking.measure_ranking(scores, plays).tables["groups"])
    for row in groups.itertuples():
        counts = [listed[row.what].count(user) for user in range(40)]
        members = [u for u in expected if row.least <= counts[u] <= row.most]
        assert row.users == len(members) > 0
        for place, found in enumerate((row.recall, row.ndcg)):
            mean = sum(expected[user][place] for user in members) / len(members)
            assert found == pytest.approx(mean, abs=1e-6)
    # Every user has a group by plays; here most have no friend, and one is new.
    users = groups.groupby("what")["users"].sum()
    assert users.to_dict() == {"plays": len(expected), "friends": 3, "newcomers": 1}


def test_each_users_numbers_are_recorded_under_another_number():
    plays = listening(users=40)
    everybody = dataclasses.replace(plays, newcomers=torch.zeros(40, dtype=torch.bool))
    scores = torch.rand(plays.users, plays.artists)
    expected = by_hand(scores, plays, ranking.LENGTH)
    users = ranking.measure_ranking(scores, everybody).tables["users"]
    recorded = dict(zip(users["place"], users["recall"], strict=True))
    assert sorted(recorded.values()) == pytest.approx(
        sorted(recall for recall, _ in expected.values()), abs=1e-6
    )
    shorter = by_hand(scores, plays, 10)
    for column, each in (
        ("recall at 10", [recall for recall, _ in shorter.values()]),
        ("ndcg", [ndcg for _, ndcg in expected.values()]),
    ):
        assert sorted(users[column]) == pytest.approx(sorted(each), abs=1e-6)
    assert recorded.keys() <= set(range(40))
    assert [recorded.get(user) for user in range(40)] != pytest.approx(
        [expected.get(user, (None,))[0] for user in range(40)]
    )
    # With newcomers, theirs alone.
    alone = ranking.measure_ranking(scores, plays).tables["users"]
    assert alone["recall"] == pytest.approx([expected[3][0]], abs=1e-6)


def test_a_perfect_list_scores_one_and_its_order_matters_to_ndcg_only():
    held = torch.tensor([[0, 0], [3, 4]])
    good, late = torch.tensor([[3, 4, 5]]), torch.tensor([[5, 3, 4]])
    assert ranking.recall(good, held, 6).item() == 1
    assert ranking.recall(late, held, 6).item() == 1
    assert ranking.ndcg(good, held, 6).item() == pytest.approx(1)
    gain = (1 / math.log2(3) + 1 / 2) / (1 + 1 / math.log2(3))
    assert ranking.ndcg(late, held, 6).item() == pytest.approx(gain)


def test_known_plays_are_never_recommended_and_all_others_can_be():
    plays = listening()
    scores = torch.zeros(plays.users, plays.artists)
    scores[plays.known[0], plays.known[1]] = 10.0
    length = plays.artists - int(plays.known[0].bincount().max())
    found = ranking.recommend(scores, plays.known, length)
    known = set(zip(*plays.known.tolist(), strict=True))
    for user, artists in enumerate(found.tolist()):
        assert not known & {(user, artist) for artist in artists}
        assert len(set(artists)) == length
