"""Workers end with their sweep, also while they still import what it was started
from."""

import os
import signal
import subprocess
import sys
import time

import pytest

IMPORTS = 600  # seconds, which nobody here waits for
HANGS = 300

SCRIPT = f"""
import os, sys, time
if __name__ == "__mp_main__":  # a worker, which imports the script of its sweep
    with open("begun", "w") as file:
        file.write(str(os.getpid()))
    os.rename("begun", "importing")
    time.sleep({IMPORTS})
from seqgraph.runs.lanes import Lanes
if __name__ == "__main__":
    with Lanes(1) as lanes:
        future = lanes.submit(max, 3, 4)
        if sys.argv[1:] == ["leave"]:
            while not os.path.exists("importing"):
                time.sleep(0.01)
        else:
            future.result()
"""


def wait_until(true):
    deadline = time.monotonic() + HANGS
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture
def script(tmp_path):
    (tmp_path / "script.py").write_text(SCRIPT)
    return lambda *arguments: subprocess.Popen(
        [sys.executable, "script.py", *arguments],
        cwd=tmp_path,
        stderr=subprocess.DEVNULL,
    )


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
def test_a_worker_that_still_imports_ends_with_a_killed_sweep(script, tmp_path):
    sweep, mark = script(), tmp_path / "importing"
    wait_until(mark.exists)
    worker = int(mark.read_text())
    assert alive(worker)
    sweep.send_signal(signal.SIGKILL)
    sweep.wait()
    wait_until(lambda: not alive(worker))


def test_a_worker_that_still_imports_ends_with_a_sweep_that_is_left(script, tmp_path):
    """As by an interrupt: what it was handed is not begun."""
    assert script("leave").wait(HANGS) == 0
    worker = int((tmp_path / "importing").read_text())
    wait_until(lambda: not alive(worker))
