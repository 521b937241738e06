"""Interleaved timing, on variants that note their turn."""

import time

from seqgraph.measure.timing import interleave


def test_every_round_runs_all_and_the_warmup_does_not_count():
    turns = []
    variants = {name: lambda name=name: turns.append(name) for name in ("a", "b")}
    seconds = interleave(variants, rounds=3, warmup=2)
    assert turns == ["a", "b"] * 5
    assert [len(each) for each in seconds.values()] == [3, 3]


def test_cpu_time_leaves_out_what_others_take():
    variants = {"waits": lambda: time.sleep(0.05), "works": lambda: sum(range(10**6))}
    seconds = interleave(variants, rounds=3, clock=time.process_time)
    assert max(seconds["waits"]) < 0.04 < min(interleave(variants, 3)["waits"])
    assert min(seconds["works"]) > 0
