"""Data files: found, checked, downloaded, or refused in a sentence."""

import functools
import hashlib
import http.server
import logging
import threading

import pytest

from seqgraph.errors import InputError, MissingData
from seqgraph.runs import data

CONTENT = b"once upon a time"


@pytest.fixture
def served(tmp_path, monkeypatch):
    """A registry of one file, served from here, and an empty cache."""
    (tmp_path / "server").mkdir()
    (tmp_path / "server" / "tale.txt").write_bytes(CONTENT)
    handler = functools.partial(Quiet, directory=tmp_path / "server")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/tale.txt"
        file = data.DataFile(address, hashlib.sha256(CONTENT).hexdigest(), "none")
        monkeypatch.setattr(data, "FILES", {"tales/tale.txt": file})
        monkeypatch.setattr("platformdirs.user_cache_dir", lambda _: tmp_path / "cache")
        monkeypatch.delenv("SEQGRAPH_DATA", raising=False)
        logging.getLogger("pooch").setLevel(logging.CRITICAL)
        monkeypatch.setattr("pooch.core.time.sleep", lambda seconds: None)
        yield tmp_path
        server.shutdown()


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


def test_a_file_is_downloaded_once_and_then_read_from_the_cache(served):
    path = data.fetch("tales/tale.txt")
    assert path == served / "cache" / "tales" / "tale.txt"
    assert path.read_bytes() == CONTENT
    (served / "server" / "tale.txt").unlink()
    assert data.fetch("tales/tale.txt") == path


def test_a_download_that_breaks_off_is_tried_again(served, monkeypatch):
    refused = []

    def refuse_once(self):
        if not refused:
            refused.append(self.path)
            return self.send_error(503)
        return http.server.SimpleHTTPRequestHandler.do_GET(self)

    monkeypatch.setattr(Quiet, "do_GET", refuse_once)
    assert data.fetch("tales/tale.txt").read_bytes() == CONTENT
    assert refused == ["/tale.txt"]


def test_the_named_folder_comes_first_and_is_only_read(served, monkeypatch):
    named = served / "named" / "tales"
    named.mkdir(parents=True)
    (named / "tale.txt").write_bytes(CONTENT)
    named.chmod(0o555)
    monkeypatch.setenv("SEQGRAPH_DATA", str(served / "named"))
    assert data.fetch("tales/tale.txt") == named / "tale.txt"
    assert not (served / "cache").exists()


def test_a_file_that_the_named_folder_lacks_goes_to_the_cache(served, monkeypatch):
    (served / "named").mkdir()
    monkeypatch.setenv("SEQGRAPH_DATA", str(served / "named"))
    assert data.fetch("tales/tale.txt") == served / "cache" / "tales" / "tale.txt"
    assert not list((served / "named").iterdir())


def test_a_file_with_another_hash_is_refused_named_and_left_alone(served):
    path = served / "cache" / "tales" / "tale.txt"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"twice upon a time")
    with pytest.raises(InputError, match=r"its SHA-256 is .*; it was left as it is"):
        data.fetch("tales/tale.txt")
    assert path.read_bytes() == b"twice upon a time"


def test_a_download_with_another_hash_is_refused_and_not_kept(served):
    (served / "server" / "tale.txt").write_bytes(b"changed")
    with pytest.raises(InputError, match=r"no longer serves the tales/tale.txt"):
        data.fetch("tales/tale.txt")
    assert not (served / "cache" / "tales" / "tale.txt").exists()


def test_offline_names_the_file_the_address_and_the_variable(served, monkeypatch):
    gone = data.DataFile("http://127.0.0.1:9/tale.txt", "0" * 64, "none")
    monkeypatch.setattr(data, "FILES", {"tales/tale.txt": gone})
    with pytest.raises(MissingData) as refusal:
        data.fetch("tales/tale.txt")
    for said in ("tales/tale.txt", "http://127.0.0.1:9/tale.txt", "SEQGRAPH_DATA"):
        assert said in str(refusal.value)


def test_an_unknown_name_is_refused(served):
    with pytest.raises(InputError, match="unknown data file 'x'; one of: tales/tale"):
        data.fetch("x")
