"""A build without assertions is refused: every page would pass."""

import importlib.util
import types
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

FILE = Path(__file__).parents[1] / "book" / "_ext" / "strictness.py"


@given(flag=st.integers(0, 2), variable=st.sampled_from([None, "", "1", "2", "yes"]))
def test_a_build_without_assertions_is_refused(flag, variable):
    """By a switch or by a variable, which the kernels inherit even where this process
    was told to ignore it."""
    spec = importlib.util.spec_from_file_location("strictness", FILE)
    strictness = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(strictness)
    with pytest.MonkeyPatch.context() as monkeypatch:
        flags = types.SimpleNamespace(optimize=flag)
        monkeypatch.setattr(strictness, "sys", types.SimpleNamespace(flags=flags))
        monkeypatch.delenv("PYTHONOPTIMIZE", raising=False)
        if variable is not None:
            monkeypatch.setenv("PYTHONOPTIMIZE", variable)
        if flag or variable:
            with pytest.raises(SystemExit, match="unset PYTHONOPTIMIZE"):
                strictness.refuse_without_assertions()
        else:
            strictness.refuse_without_assertions()
