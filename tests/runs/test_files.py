"""Files appear whole or not at all, and the first one stays: in races, on full disks
and under kills between any two system calls."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from seqgraph.errors import InputError
from seqgraph.machine import files
from seqgraph.runs import records, store, sweeps

from .kills import MOMENTS, Killer
from .toy import Toy


def test_in_a_race_the_first_file_stays(tmp_path):
    """Whoever wins, no complete file is ever replaced by another."""
    writers, barrier = 4, Barrier(4)

    def write(who, race):
        target = tmp_path / str(race)
        barrier.wait()
        files.write_once(target, bytes([who]) * 1000)
        return target.read_bytes()

    with ThreadPoolExecutor(writers) as pool:
        for race in range(40):
            seen = list(pool.map(write, range(writers), [race] * writers))
            assert len(set(seen)) == 1
    assert len(list(tmp_path.iterdir())) == 40


def test_a_file_system_without_links_is_written_to_all_the_same(tmp_path, monkeypatch):
    def refused(*_):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("os.link", refused)
    for content in (b"first", b"second"):
        files.write_once(tmp_path / "file", content)
    assert (tmp_path / "file").read_bytes() == b"first"
    assert len(list(tmp_path.iterdir())) == 1


def test_the_name_is_on_the_disk_as_well_as_the_content(tmp_path, monkeypatch):
    synced, right = [], os.fsync
    monkeypatch.setattr(
        "os.fsync",
        lambda opened: (
            synced.append(os.readlink(f"/proc/self/fd/{opened}")),
            right(opened),
        ),
    )
    files.write_once(tmp_path / "new" / "file", b"content")
    # The new folder's name, the content, and then the file's name.
    assert [os.path.basename(name) for name in synced][::2] == [tmp_path.name, "new"]
    assert synced[1].endswith(".tmp")


def test_a_full_disk_leaves_nothing_and_says_so_in_a_sentence(tmp_path, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    for write in (files.write_once, files.write_whole):
        with pytest.raises(InputError, match=r"cannot write .* \(No space left"):
            write(tmp_path / "file", b"content")
    assert list(tmp_path.iterdir()) == []


def test_a_relative_store_stays_where_it_was(tmp_path, monkeypatch):
    monkeypatch.setenv("SEQGRAPH_RUNS", "runs")
    monkeypatch.chdir(tmp_path)
    assert store.folder() == tmp_path / "runs"
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert store.folder() == tmp_path / "runs"


def test_a_relative_store_is_where_it_was_when_the_package_was_imported(tmp_path):
    asked = "import os, seqgraph; os.chdir('/'); print(os.environ['SEQGRAPH_RUNS'])"
    environment = os.environ | {"SEQGRAPH_RUNS": "runs"}
    said = subprocess.check_output(
        [sys.executable, "-c", asked], cwd=tmp_path, env=environment, text=True
    )
    assert said.strip() == str(tmp_path / "runs")


def test_what_a_killed_writer_left_is_found_once_nobody_writes_it(tmp_path):
    left, being_written = tmp_path / "Toy" / ".a.tmp", tmp_path / "Toy" / ".b.tmp"
    left.parent.mkdir()
    for file in (left, being_written):
        file.write_bytes(b"half")
    long_ago = time.time() - 3600
    os.utime(left, (long_ago, long_ago))
    assert files.forgotten(tmp_path) == [left]


def test_kills_aimed_at_the_write_path_leave_a_whole_record_or_none(runs):
    """A dozen; `make kills` has two hundred."""
    (record,) = sweeps.run([Toy()])
    with Killer(runs.parent / "killed", record) as killer:
        outcomes = [killer.kill(at) for at in range(1, MOMENTS + 1, 2)]
    # Before the file has its name there is no record, and afterwards the whole one.
    assert outcomes == ["none"] * 9 + ["whole"] * 3
    assert records.load(Toy()) == record
