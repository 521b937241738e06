"""The folders of a reader, on machines that name them in any way or not at all."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqgraph.machine import places
from seqgraph.runs import data, store

NAMED = st.one_of(
    st.just(None),  # no home: RuntimeError
    st.sampled_from(["~/.local/share/seqgraph", "~nobody", "", ".", "share/seqgraph"]),
    st.builds("/{}/seqgraph".format, st.text("ab é書", min_size=1, max_size=9)),
)


@given(NAMED)
def test_a_folder_is_one_from_the_root_whatever_is_named(named):
    def asked(_):
        if named is None:
            raise RuntimeError("could not determine the home directory")
        return named

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr("platformdirs.user_data_dir", asked)
        monkeypatch.setattr("platformdirs.user_cache_dir", asked)
        monkeypatch.delenv("SEQGRAPH_RUNS", raising=False)
        monkeypatch.setenv("SEQGRAPH_DATA", "/named")
        for folder in (places.kept(), places.cached(), store.own()):
            assert folder.is_absolute()
            assert "~" not in str(folder)
        if named and named.startswith("/"):
            assert places.kept() == Path(named)
        else:
            assert places.kept().is_relative_to(tempfile.gettempdir())
            assert places.kept() != places.cached()
        assert data._folders()[0] == Path("/named")
