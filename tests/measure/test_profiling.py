"""Seconds by operation, on a run whose operations are known."""

import subprocess
import sys
import time

import torch
from torch.profiler import record_function

from seqgraph.measure.profiling import seconds_by_operation


def test_time_is_found_where_it_went():
    small, large = torch.ones(20, 20), torch.ones(500, 500)

    def run():
        with record_function("forward"):
            large @ large
            with record_function("inside"):
                small.tanh()
        with record_function("backward"):
            small @ small

    run()
    begun = time.perf_counter()
    seconds = seconds_by_operation(run)
    whole = time.perf_counter() - begun
    assert {"mm", "tanh"} <= {
        name.removeprefix("aten::") for block, name in seconds if block == "forward"
    }
    assert ("backward", "aten::tanh") not in seconds
    assert seconds["forward", "aten::mm"] > seconds["backward", "aten::mm"] > 0
    assert 0 < sum(seconds.values()) < whole  # no operation is counted in another


def test_what_runs_in_no_block_stands_under_its_outermost_operation():
    seconds = seconds_by_operation(lambda: torch.ones(3, 3) @ torch.ones(3, 3))
    assert ("aten::matmul", "aten::mm") in seconds


def test_profiling_says_nothing_of_its_own_on_the_terminal():
    """What PyTorch's profiler logs it writes past Python, so a process is asked."""
    code = (
        "import torch; from seqgraph.measure.memory import watched\n"
        "for _ in range(2):\n    with watched(): torch.zeros(2)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")
