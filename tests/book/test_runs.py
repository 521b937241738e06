"""The recorded runs: all there, all whole, and still what today's code makes."""

import pytest

from .conftest import run

pytestmark = pytest.mark.book


@pytest.mark.parametrize("command", [["check"], ["replay", "--quick"]])
def test_the_store_is_sound(command):
    done = run("python", "-m", "seqgraph", *command)
    assert done.returncode == 0, done.stdout
