"""Interleaved timing, on variants that note their turn."""

from seqgraph.lab.timing import interleave, ratio


def test_every_round_runs_all_and_the_warmup_does_not_count():
    turns = []
    variants = {name: lambda name=name: turns.append(name) for name in ("a", "b")}
    seconds = interleave(variants, rounds=3, warmup=2)
    assert turns == ["a", "b"] * 5
    assert [len(each) for each in seconds.values()] == [3, 3]


def test_a_ratio_is_taken_round_by_round():
    seconds = {"theirs": [4.0, 10.0, 9.0], "ours": [2.0, 10.0, 3.0]}
    assert ratio(seconds, "theirs", "ours") == "2.00x as fast as theirs (1.00 to 3.00)"
