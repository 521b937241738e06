import pytest


@pytest.fixture
def runs(tmp_path, monkeypatch):
    """An empty run store, and training allowed."""
    monkeypatch.setenv("SEQGRAPH_RUNS", str(tmp_path / "runs"))
    monkeypatch.delenv("SEQGRAPH_TRAIN", raising=False)
    return tmp_path / "runs"
