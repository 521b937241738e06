"""What `seqgraph doctor` takes for the lock, and a machine on which nobody has a
home."""

import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqgraph import doctor

PARTS = st.from_regex(r"[a-z]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)
VERSIONS = st.from_regex(r"[0-9]{1,2}\.[0-9]{1,2}(\.post1)?", fullmatch=True)
HERE, ELSEWHERE = 'sys_platform != "plan9"', 'sys_platform == "plan9"'
LINES = st.one_of(
    st.builds("{}=={}".format, PARTS, VERSIONS),
    st.builds("{}[{}]=={}".format, PARTS, PARTS, VERSIONS),
    st.builds("{}=={}  # {}".format, PARTS, VERSIONS, st.just("via a==1.0")),
    st.builds("{} == {} ; {}".format, PARTS, VERSIONS, st.just(HERE)),
)
IDLE = st.one_of(
    st.sampled_from(["", "# a==1.0", "--hash=sha256:00", "-r other==1.txt", "a>=1.0"]),
    st.sampled_from(["-e .", "a @ file:///b==c", "--index-url https://x/?a==b", "=="]),
    st.builds("{}=={}; {}".format, PARTS, VERSIONS, st.just(ELSEWHERE)),
)


@given(st.lists(st.one_of(LINES, IDLE), max_size=8), st.sampled_from(["\n", "\r\n"]))
def test_a_lock_is_read_as_pip_reads_it(lines, end):
    expected = {}
    for line in lines:
        name, equals, version = line.partition("#")[0].partition("==")
        usable = equals and name[:1].isalpha() and "@" not in name
        if usable and ELSEWHERE not in line:
            expected[name.partition("[")[0].strip()] = version.split(";")[0].strip()
    assert doctor.pins(end.join(lines)) == expected


def test_no_lock_but_the_checkouts_is_read(tmp_path, monkeypatch):
    (tmp_path / "requirements.lock").write_text("torch==0.0.1\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("seqgraph.doctor.checkout", lambda: None)
    assert doctor.locked() == {}


@pytest.mark.skipif(sys.platform == "win32", reason="homes are told otherwise there")
def test_without_a_home_all_is_looked_at_and_named_data_are_found(tmp_path):
    """As under a number that no user has: the password file has no entry either."""
    named = tmp_path / "lastfm"
    named.mkdir()
    (named / "data1.txt").write_text("not what this book uses")
    script = """
import os, pwd, sys
def gone(*_): raise KeyError("nobody")
pwd.getpwuid = gone
from seqgraph.__main__ import main
main(["doctor"])
"""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("XDG_")}
    kept.pop("HOME", None)
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**kept, "SEQGRAPH_DATA": str(tmp_path), "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert f"not what this book uses: {named / 'data1.txt'}" in done.stdout
