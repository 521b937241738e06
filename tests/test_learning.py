"""`seqgraph learn` and what writes afterwards, on texts of every kind: what is cheap is
refused first, nothing dear is lost, and no path of the machine is kept."""

import math
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch
from click.testing import CliRunner
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from seqgraph import __main__, learning
from seqgraph.errors import InputError
from seqgraph.measure import timing
from seqgraph.runs import lanes, records, store, sweeps, weights
from seqgraph.runs.decoding import decoded
from seqgraph.text import corpus, own_text
from seqgraph.text.experiment import CharLM
from seqgraph.text.own_text import OwnText

FEW = settings(
    max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(autouse=True)
def runs(tmp_path, monkeypatch):
    """An empty store, and training allowed."""
    monkeypatch.setenv("SEQGRAPH_RUNS", str(tmp_path / "runs"))
    monkeypatch.delenv("SEQGRAPH_TRAIN", raising=False)
    monkeypatch.setattr(timing, "TRIED", 1)
    return tmp_path / "runs"


def call(*arguments, fails: bool = False) -> str:
    result = CliRunner().invoke(__main__.main, [*map(str, arguments)])
    assert (result.exit_code != 0) == fails, result.output
    assert "Traceback" not in result.output
    return result.output


ALPHABETS = st.one_of(
    st.just("abc def\n"),
    st.text(st.characters(codec="utf-8", exclude_characters="\r\ufeff"), min_size=2),
    st.integers(300, 900).map(lambda k: "".join(map(chr, range(0x4E00, 0x4E00 + k)))),
)
NAMES = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="/"),
    min_size=1,
    max_size=40,
).filter(lambda name: name not in (".", "..") and len(name.encode()) < 200)


@given(alphabet=ALPHABETS, name=NAMES, folder=NAMES)
@FEW
def test_any_text_under_any_name_is_learnt_and_then_writes(
    tmp_path, alphabet, name, folder
):
    # Each character once, and then again in an order that looks random.
    text = "".join(alphabet[(7 * k + k * k // 3) % len(alphabet)] for k in range(400))
    text = alphabet + text
    assume(text.strip())
    where = tmp_path / f"Eva-{folder}"
    where.mkdir(exist_ok=True)
    (where / name).write_bytes(text.encode())
    first = call("learn", where / name, "--updates", 2)
    options = ["--text", where / name, "--prompt", text[0], "--length", 3]
    if "been learnt already" not in first:
        assert "2 updates take about" in first
        assert "bits" in first
    assert call("generate", *options).startswith(text[0])
    for file in (tmp_path / "runs").rglob("*"):
        assert file.name.isascii()
        assert len(file.name) < 144
        assert "Eva" not in file.name
        if file.is_file():
            assert b"Eva" not in file.read_bytes()
            assert str(tmp_path).encode() not in file.read_bytes()


@given(
    text=st.text("aäß書é\n", min_size=80, max_size=200),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
    ends=st.sampled_from(["\n", "\r\n", "\r"]),
)
@settings(max_examples=50)
def test_a_text_is_the_same_in_every_encoding_that_says_so(text, encoding, ends):
    content = text.replace("\n", ends).encode(encoding)
    assert decoded(content, "a.txt") == text
    name = own_text.named(decoded(content, "a.txt"), "a.txt")
    assert name == own_text.named(text, "/elsewhere/a.txt")


@given(st.text([chr(k) for k in range(0xA0, 0x100)], min_size=1))
def test_latin_1_is_refused_with_what_helps_or_read_where_it_is_named(text):
    content = f"a {text} b".encode("latin-1")
    if content.decode(errors="replace").encode() == content:
        assert decoded(content, "a.txt") == content.decode()  # it happens to be UTF-8
    else:
        with pytest.raises(InputError, match=r"iconv .*--encoding latin-1"):
            decoded(content, "a.txt")
    assert decoded(content, "a.txt", "latin-1") == f"a {text} b"


@given(st.text(max_size=12).filter(lambda name: not re.search("[0-9a-z]", name, re.I)))
def test_a_name_that_is_no_encoding_is_refused_in_a_sentence(name):
    with pytest.raises(InputError, match="unknown encoding"):
        decoded(b"abc", "a.txt", name)


def write(folder, text="The fox met a wolf, and the wolf met a fox. " * 40):
    file = folder / "tale.txt"
    file.write_text(text, "utf-8")
    return file


def dear(monkeypatch):
    """Training that must not begin."""

    def begun(*_):
        raise AssertionError("something dear has begun")

    monkeypatch.setattr(OwnText, "train", begun)


@pytest.mark.parametrize(
    ("content", "arguments", "sentence"),
    [
        (b"", [], "is too short"),
        (b"short", [], "is too short: 4 characters to learn from"),
        (b"\xff\xfe" + b"\x00\xd8" * 900, [], "not text in UTF-16-LE"),
        (b"caf\xe9 " * 90, [], "--encoding latin-1"),
        (b"caf\xe9 " * 90, ["--encoding", "klingon"], "unknown encoding 'klingon'"),
        ("".join(map(chr, range(300, 9000))).encode(), [], "different characters"),
        (b"a" * 2_000, ["none.txt"], "cannot read the text none.txt (No such file"),
        (b"a" * 2_000, ["."], "cannot read the text . (Is a directory)"),
        (b"a" * 2_000, ["--updates", "0"], "0 is not in the range 1<=x<=1"),
    ],
)
def test_what_is_cheap_is_refused_first(
    tmp_path, monkeypatch, content, arguments, sentence
):
    dear(monkeypatch)
    (tmp_path / "a.txt").write_bytes(content)
    output = call("learn", tmp_path / "a.txt", *arguments, fails=True)
    assert sentence in output
    assert "#" not in output.replace("# ", "")
    assert not list(tmp_path.glob("runs/*/*.json"))


def test_a_text_that_is_too_long_is_not_read_to_its_end(monkeypatch, tmp_path):
    dear(monkeypatch)
    monkeypatch.setattr(own_text, "LONGEST", 1_000)
    assert "have more than 1,000 bytes" in call("learn", "/dev/zero", fails=True)


@pytest.mark.parametrize("prompt", ["", "é", "\udce9", "The fox 書"])
def test_a_prompt_is_refused_before_anything_is_learnt(tmp_path, monkeypatch, prompt):
    file = write(tmp_path)
    dear(monkeypatch)
    options = ["--text", file, "--prompt", prompt]
    assert "`seqgraph learn " in call("generate", *options, fails=True)
    monkeypatch.undo()
    monkeypatch.setenv("SEQGRAPH_RUNS", str(tmp_path / "runs"))
    call("learn", file, "--updates", 1)
    said = call("generate", *options, fails=True)
    assert "is empty" in said or "has no '" in said


@given(size=st.integers(40, 900))
@FEW
def test_a_write_that_would_fail_is_refused_before_anything_is_learnt(tmp_path, size):
    """A limit on the size of files, in kB, between nothing and what weights take."""
    file = write(tmp_path)
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size * 1000, limit[1]))
    try:
        with pytest.MonkeyPatch.context() as monkeypatch:
            dear(monkeypatch)
            said = call("learn", file, "--updates", 1, fails=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    assert "no room for 0.9 MB in the run store" in said or "something dear" in said
    assert not [f for f in (tmp_path / "runs").rglob("*") if f.is_file()]


@pytest.mark.parametrize("failure", [MemoryError, KeyboardInterrupt, ValueError])
def test_what_was_learnt_is_kept_before_anything_is_measured(
    tmp_path, monkeypatch, failure
):
    file = write(tmp_path)

    def failing(*_):
        raise failure

    with monkeypatch.context() as broken:
        broken.setattr(OwnText, "evaluate", failing)
        call("learn", file, "--updates", 2, fails=True)
    trained = []
    monkeypatch.setattr(lanes, "tick", trained.append)
    assert "bits" in call("learn", file, "--updates", 2)
    assert trained == []
    assert call("generate", "--text", file, "--prompt", "The", "--length", 5)


def test_of_two_who_learn_one_text_the_second_waits(tmp_path):
    """Two real processes; the first is stopped until the second has said for whom it
    waits."""
    file = write(tmp_path)

    def begin(name):
        with (tmp_path / name).open("w") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "seqgraph", "learn", file, "--updates", "20"],
                stdout=log,
                stderr=log,
            )

    def wait(true):
        deadline = time.monotonic() + 300
        while not true():
            assert time.monotonic() < deadline
            time.sleep(0.05)

    first = begin("first")
    wait(lambda: list(tmp_path.glob("runs/*/*.lock")))
    first.send_signal(signal.SIGSTOP)
    second = begin("second")
    said = f"waiting for process {first.pid} on "
    wait(lambda: said in (tmp_path / "second").read_text())
    first.send_signal(signal.SIGCONT)
    assert (first.wait(300), second.wait(300)) == (0, 0)
    one, other = ((tmp_path / name).read_text() for name in ("first", "second"))
    measured = re.search("a character of the last .*", one)[0]
    assert measured in other
    assert "20/20" in one  # updates, by the bar
    assert "20/20" not in other
    assert not list(tmp_path.glob("runs/*/*.lock"))


def test_a_text_that_diverged_is_told_and_not_learnt_again(tmp_path, monkeypatch):
    file, right = write(tmp_path), OwnText.train

    def wild(*arguments):
        return ({"loss": math.nan} for _ in right(*arguments))

    with monkeypatch.context() as broken:
        broken.setattr(OwnText, "train", wild)
        assert "diverged at update 1" in call("learn", file, "--updates", 2, fails=True)
    dear(monkeypatch)
    assert "diverged at update 1" in call("learn", file, "--updates", 2, fails=True)


def test_the_network_that_learnt_longest_writes(tmp_path):
    file = write(tmp_path)
    for steps in (3, 40, 7):
        call("learn", file, "--updates", steps)
    moved = tmp_path / "moved"
    moved.mkdir()
    shutil.move(file, moved / "other name.txt")
    text, _ = learning.read((str(moved / "other name.txt"),), None)
    longest = OwnText(text=own_text.named(text, "tale.txt"), steps=40)
    found = learning.learnt((str(moved / "other name.txt"),), None)
    for name, tensor in weights.load(longest).state_dict().items():
        assert torch.equal(found.state_dict()[name], tensor)


def test_what_was_learnt_by_the_path_of_a_file_still_writes(tmp_path):
    """As `seqgraph generate --text` recorded it at first."""
    file = write(tmp_path)
    old = CharLM(text=str(file), hidden=4, embedding=3, batch=2, length=8, steps=2)
    sweeps.trained(old)
    assert call("generate", "--text", file, "--prompt", "The", "--length", 5)


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="needs /dev/fd")
@given(st.integers(1, 3))
@FEW
def test_what_comes_through_a_pipe_is_read_once(tmp_path, pieces):
    """As process substitution hands it over."""
    text = "The fox met a wolf, and the wolf met a fox. " * 30
    named = []
    for _ in range(pieces):
        ours, theirs = os.pipe()
        os.write(theirs, text.encode())
        os.close(theirs)
        named.append(f"/dev/fd/{ours}")
    assert learning.read(tuple(named), None)[0] == "\n".join([text] * pieces)


def test_measuring_takes_little_however_many_characters_there_are(tmp_path):
    """It runs over at most a tenth of what training ran over, three times as cheaply;
    the floors are counted in a share of it too."""
    for updates in (1, 10, 1_000, 8_441):
        trained = updates * OwnText().batch * OwnText().length
        heard = min(own_text.HEARD, 20 * updates)
        assert heard <= trained / 90
        assert min(own_text.COUNTED, 2_000 * updates) <= 1.05 * trained


def test_the_record_is_what_the_text_says(tmp_path):
    """Floors a second time, character by character."""
    text = "The fox met a wolf, and the wolf met a fox. " * 40
    name = own_text.hold(text, "tale.txt")
    sweeps.run([OwnText(text=name, steps=30)], jobs=1)
    record = records.load(OwnText(text=name, steps=30))
    learnt, last = corpus.split(text)
    k, heard = len(set(text)), last[:600]
    counted = [learnt.count(c) + 1 for c in heard[1:]]
    assert record.metrics["bits_characters"] == pytest.approx(
        -sum(math.log2(n / (len(learnt) + k)) for n in counted) / len(counted), rel=1e-6
    )
    assert record.metrics["length"] == len(text)
    assert record.metrics["characters"] == k
    again = OwnText(text=name, steps=30)
    found = again.evaluate(weights.load(again) or again.model(), torch.device("cpu"))
    assert found.numbers.keys() == record.metrics.keys()


@pytest.fixture(scope="module")
def learnt(tmp_path_factory):
    """A store with a network of a text with characters that few encodings have."""
    folder = tmp_path_factory.mktemp("learnt")
    file = write(folder, "‘The fox,’ said 書. \ufb01é\u2028я " * 60)
    text = file.read_text("utf-8")
    with store.elsewhere(folder / "runs"):
        sweeps.trained(OwnText(text=own_text.hold(text, "tale.txt"), steps=1))
    return folder


ENCODINGS = ["cp1252", "ascii", "latin-1", "koi8-r", "cp932", "cp437", "utf-8"]


@given(st.sampled_from(ENCODINGS), st.integers(0, 99))
@settings(max_examples=15)
def test_an_output_of_any_encoding_takes_what_it_can(learnt, encoding, seed):
    arguments = ["--text", learnt / "tale.txt", "--prompt", "The", "--tau", 0.1]
    with store.elsewhere(learnt / "runs"):
        result = CliRunner(charset=encoding).invoke(
            __main__.main,
            ["generate", *map(str, arguments), "--length", "40", "--seed", str(seed)],
        )
    assert result.exit_code == 0, result.output
    encoding = encoding.replace("ascii", "utf-8")  # as click has it
    said = result.stdout_bytes.decode(encoding)
    assert len(said.rstrip("\n")) >= 43
    some = "‘The fox,’ said 書. \ufb01é\u2028я"
    lost = [c for c in set(some) if c.encode(encoding, "ignore") == b""]
    told = f"{encoding}, lacks {len(lost)} of the {len(set(some))} characters"
    assert (told in " ".join(result.output.split())) == bool(lost)


def test_at_the_shell(learnt):
    """What only a process of its own shows: a full disk, a pipe that closes."""
    generate = f'"{sys.executable}" -m seqgraph generate --text tale.txt --prompt The'
    done = subprocess.run(
        f"{generate} > /dev/full; echo $?; {generate} --length 100000 | head -c 3",
        shell=True,
        cwd=learnt,
        env={**os.environ, "SEQGRAPH_RUNS": str(learnt / "runs")},
        capture_output=True,
        text=True,
    )
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr
    assert "Error: the output: No space left on device" in done.stderr
    assert done.stdout == "1\nThe"
