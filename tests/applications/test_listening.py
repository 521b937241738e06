"""The LastFM graph: what its files may hold, and parts that share no play."""

import pytest
import torch

from seqgraph.applications import listening
from seqgraph.applications.recommendation import Recommendation
from seqgraph.applications.recommendation_floors import RecommendationFloor
from seqgraph.errors import InputError
from seqgraph.runs.randomness import generator


def pairs_of(tensor):
    return set(zip(*tensor.tolist(), strict=True))


def test_pairs_are_read_from_one_and_plays_may_be_in_scientific_notation(tmp_path):
    file = tmp_path / "plays.txt"
    file.write_text("1\t2\t3.2466e+05\n3 1 7\n")
    assert listening.read(file, (3, 2)).T.tolist() == [[0, 1], [2, 0]]


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("4\t1\t5", "got '4"),
        ("0\t1\t5", "line 2"),
        ("1\t3\t5", "from 1 to 3 and from 1 to 2"),
        ("1.5\t1\t5", "whole numbers"),
        ("1", "got '1'"),
    ],
)
def test_a_line_that_does_not_fit_is_named(tmp_path, line, named):
    file = tmp_path / "plays.txt"
    file.write_text(f"1\t1\t1\n{line}\n")
    with pytest.raises(InputError, match=named):
        listening.read(file, (3, 2))


def test_an_empty_file_is_refused(tmp_path):
    file = tmp_path / "plays.txt"
    file.write_text("")
    with pytest.raises(InputError, match="has no lines"):
        listening.read(file, (3, 2))


def test_halves_share_no_pair_and_lose_none():
    pairs = torch.cartesian_prod(torch.arange(20), torch.arange(10)).T
    kept, held = listening.halves(pairs, 0.2, generator(0, "test"))
    assert held.shape[1] == 40
    assert not pairs_of(kept) & pairs_of(held)
    assert pairs_of(kept) | pairs_of(held) == pairs_of(pairs)


@pytest.mark.parametrize("left", listening.LEFT)
def test_newcomers_keep_as_many_plays_as_they_should_and_others_all(monkeypatch, left):
    monkeypatch.setattr(listening, "USERS", 50)
    draws = torch.Generator().manual_seed(0)
    pairs = (torch.rand(50, 40, generator=draws) < 0.4).nonzero().T
    kept, newcomers = listening.forget(pairs, left, generator(0, "test"))
    assert pairs_of(kept) <= pairs_of(pairs)
    before, after = (p[0].bincount(minlength=50) for p in (pairs, kept))
    assert set(after[newcomers].tolist()) == {left}
    assert torch.equal(after[~newcomers], before[~newcomers])
    assert newcomers.sum() == listening.NEWCOMER_SHARE * 50
    # The same users, and their plays are among those that are left when more are.
    more, same = listening.forget(pairs, left + 1, generator(0, "test"))
    assert torch.equal(same, newcomers)
    assert pairs_of(kept) <= pairs_of(more)


def test_the_files_are_the_known_ones(lastfm):
    test, tuning = lastfm
    assert (test.known.shape[1], test.held.shape[1]) == (42135, 10533)
    friends = pairs_of(test.friends)
    assert len(friends) == 25434
    assert friends == {(j, i) for i, j in friends}
    assert not any(i == j for i, j in friends)
    assert not pairs_of(test.known) & pairs_of(test.held)
    assert test.held[0].unique().numel() == 1858
    # Tuning sees the training file only.
    assert pairs_of(tuning.known) | pairs_of(tuning.held) == pairs_of(test.known)
    assert not pairs_of(tuning.known) & pairs_of(tuning.held)


@pytest.fixture
def opened(tmp_path, monkeypatch):
    """Made-up files in place of the real ones; the names of those that are opened."""
    (tmp_path / "lastfm").mkdir()
    for name, lines in {
        "data1.txt": [f"{u} {a} 1" for u in range(1, 11) for a in range(1, 11)],
        "test1.txt": [f"{u} {a} 1" for u in range(1, 11) for a in range(11, 13)],
        "trustnetwork.txt": ["1 2", "2 1"],
    }.items():
        (tmp_path / "lastfm" / name).write_text("\n".join(lines))
    names = []
    monkeypatch.setattr(
        listening.data, "fetch", lambda name: names.append(name) or tmp_path / name
    )
    monkeypatch.setattr(listening, "USERS", 10)
    monkeypatch.setattr(listening, "ARTISTS", 12)
    return names


@pytest.mark.parametrize("left", [0, 2])
def test_tuning_never_opens_the_test_file(opened, left):
    tuning = listening.load.__wrapped__("tuning", left)
    assert opened == ["lastfm/data1.txt", "lastfm/trustnetwork.txt"]
    # What is held out is of the training file: a fifth of its hundred plays.
    assert tuning.held.shape[1] == 20
    assert tuning.held[1].max() < 10
    assert not pairs_of(tuning.known) & pairs_of(tuning.held)


def test_the_test_file_is_what_is_held_out_in_the_end(opened):
    test = listening.load.__wrapped__("test")
    assert pairs_of(test.held) == {(u, a) for u in range(10) for a in (10, 11)}
    assert pairs_of(test.known) == {(u, a) for u in range(10) for a in range(10)}


@pytest.mark.parametrize("kind", [Recommendation, RecommendationFloor])
def test_an_experiment_reads_what_its_settings_say(kind, opened, monkeypatch):
    asked, read = [], listening.load.__wrapped__
    monkeypatch.setattr(
        listening, "load", lambda *what: asked.append(what) or read(*what)
    )
    kind(part="tuning", newcomers=4).listening(torch.device("cpu"))
    assert asked == [("tuning", 4)]
