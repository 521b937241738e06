"""Interleaved timing, on variants that note their turn."""

from seqgraph.measure.timing import interleave


def test_every_round_runs_all_and_the_warmup_does_not_count():
    turns = []
    variants = {name: lambda name=name: turns.append(name) for name in ("a", "b")}
    seconds = interleave(variants, rounds=3, warmup=2)
    assert turns == ["a", "b"] * 5
    assert [len(each) for each in seconds.values()] == [3, 3]
