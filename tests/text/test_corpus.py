"""The text: read, refused, split, encoded, cut into windows."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from seqgraph.errors import InputError
from seqgraph.text import corpus
from seqgraph.text.experiment import CharLM

from .conftest import TALE


def test_the_tales_are_what_the_course_shipped(grimm):
    assert len(grimm) == 540_241
    assert len(corpus.vocabulary(grimm)) == 87
    assert grimm.count(" ") == max(map(grimm.count, set(grimm))) == 96_967
    after = grimm[grimm.index("*** END OF") :]
    assert not set("$%/@") & set(corpus.tales(grimm))
    assert set("$%/@") <= set(after)


def test_a_split_shares_nothing_and_leaves_nothing_out(grimm):
    first, last = corpus.split(grimm)
    assert first + last == corpus.tales(grimm)
    assert len(last) == round(0.1 * len(first + last))
    assert "START OF" not in first
    assert "END OF" not in last


def test_a_window_of_the_first_part_never_reaches_the_last():
    """Codes are places in the text, so a window says where it was cut."""
    first, last = corpus.split(TALE)
    codes = torch.arange(len(first))
    x, y = corpus.windows(codes, 30, 5000, torch.Generator().manual_seed(0))
    assert (y == x + 1).all()
    assert (x[:, 1:] == x[:, :-1] + 1).all()
    assert x.min() == 0  # and yet every character is met, first and last included
    assert y.max() == len(first) - 1 == len(TALE) - len(last) - 1


def test_offsets_are_uniform():
    n, length, batch = 40, 30, 100_000
    x, _ = corpus.windows(
        torch.arange(n), length, batch, torch.Generator().manual_seed(0)
    )
    counts = torch.bincount(x[:, 0]).double()
    assert len(counts) == n - length
    expected = batch / len(counts)
    assert (counts - expected).square().sum() / expected < 27.9  # χ² of 9, p = 0.001


@given(st.text(min_size=1))
def test_any_text_is_encoded_and_read_back(text):
    vocabulary = corpus.vocabulary(text)
    codes = corpus.encode(text, vocabulary)
    assert "".join(vocabulary[k] for k in codes) == text


def test_line_ends_are_universal_and_unusual_characters_kept(tmp_path):
    file = tmp_path / "odd.txt"
    file.write_bytes("a\r\nb\rc\n\ufeffé\x00𝄞".encode())
    assert corpus.read(corpus.pinned(str(file))) == "a\nb\nc\n\ufeffé\x00𝄞"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is too short: 0 characters, of which 0 to learn from"),
        (b"Once upon a time", "where a window takes 31"),
        (
            b"Once upon a time \xff",
            "is not text in UTF-8: its byte 17 .ff. cannot be .*--encoding latin-1",
        ),
    ],
)
def test_a_file_that_cannot_be_learnt_from_is_refused(tmp_path, content, sentence):
    file = tmp_path / "bad.txt"
    file.write_bytes(content)
    with pytest.raises(InputError, match=sentence):
        CharLM(text=str(file)).model()


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"cannot read the text .*No such file"):
        CharLM(text=str(tmp_path / "none.txt"))


def test_another_content_is_another_experiment(tale):
    before = CharLM(text=str(tale))
    assert before == CharLM(text=before.text)
    tale.write_text(TALE + "The end.")
    assert CharLM(text=str(tale)).key != before.key
    with pytest.raises(InputError, match="has changed since a run was named"):
        before.model()


@pytest.mark.parametrize(
    ("unknown", "known"),
    [("é", "e"), ("'", "’"), ('"', "“"), ("Q", "q"), ("—", "-"), ("]", "[")],
)
def test_an_unknown_character_is_named_with_the_nearest(unknown, known):
    with pytest.raises(InputError) as refusal:
        corpus.encode(f"abc{unknown}", "abceq’“-[")
    assert f"has no {unknown!r} (" in str(refusal.value)
    assert f"the nearest it has is {known!r} (" in str(refusal.value)


def test_words_keep_an_apostrophe_within_and_no_quotation_mark():
    text = "‘Don’t go,’ said Snow-white; 3 élans_go."
    assert corpus.words(text) == ["don’t", "go", "said", "snow", "white", "élans", "go"]
