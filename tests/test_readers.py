"""Whatever bytes a file holds, a reader of texts or tables makes something of it or
says in a sentence why not; and what office programs export is what was meant."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seqgraph import learning
from seqgraph.applications import listening, molecules
from seqgraph.errors import InputError
from seqgraph.text import corpus

PLAYS = ["1 2 3.2466e+05", "3 1 7"]
SHIFTS = ["smiles,atom_index,DFT NMR,ML NMR", "c1ccncc1,0,136,137", "CO,0,49.5,50"]
TALE = ["Once upon a time, é", "and so on."]
READERS = {
    "a text by its path": (lambda file: corpus.read(corpus.pinned(str(file))), TALE),
    "a reader's text": (lambda file: learning.read((str(file),), None)[0], TALE),
    "plays": (lambda file: listening.read(file, (3, 2)).tolist(), PLAYS),
    "shifts": (lambda file: molecules.read(file).shift.tolist(), SHIFTS),
}
FEW = settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
parts = st.one_of(
    st.binary(max_size=30),
    st.sampled_from([b"\xef\xbb\xbf", b"\xff\xfe", b"\xe9", b"\r", b"\n", b'"', b"\0"]),
    st.just(b'"' + b"x" * 140_000),  # longer than a field of a table may be
    st.sampled_from([line.encode() for line in (*PLAYS, *SHIFTS, *TALE)]),
)


@pytest.mark.parametrize("name", READERS)
@given(pieces=st.lists(parts, max_size=8))
@FEW
def test_any_bytes_are_read_or_refused_in_a_sentence(name, tmp_path, pieces):
    read, _ = READERS[name]
    (tmp_path / "a").write_bytes(b"".join(pieces))
    try:
        read(tmp_path / "a")
    except InputError as refusal:
        (sentence,) = refusal.args
        assert "\n" not in sentence


@pytest.mark.parametrize("name", READERS)
@given(
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    last=st.booleans(),
)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_an_office_program_exports_is_what_was_meant(
    name, tmp_path, encoding, end, last
):
    read, lines = READERS[name]
    plain, exported = tmp_path / "plain", tmp_path / "exported"
    plain.write_bytes("\n".join([*lines, ""] if last else lines).encode())
    exported.write_bytes(end.join([*lines, ""] if last else lines).encode(encoding))
    assert read(exported) == read(plain)


@pytest.mark.parametrize("name", READERS)
def test_latin_1_is_refused_with_the_line_that_converts_it(name, tmp_path):
    read, lines = READERS[name]
    file: Path = tmp_path / "a"
    file.write_bytes("\n".join([*lines, "caf\xe9 noir"]).encode("latin-1"))
    with pytest.raises(InputError, match=r"iconv -f LATIN1 -t UTF-8 .*a > new\.txt"):
        read(file)
