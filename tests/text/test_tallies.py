"""What is counted of each text, on texts that a stand-in for the network writes."""

import math

import pytest
import torch

from seqgraph.runs import weights
from seqgraph.text import corpus, tallies
from seqgraph.text.experiment import CharLM, bits
from seqgraph.text.language_model import LanguageModel
from seqgraph.text.sampling import GREEDY


@pytest.fixture
def writer(monkeypatch):
    """A network that knows a, b and three words, and a script for what it writes."""
    script = {}
    monkeypatch.setattr(
        tallies,
        "generate",
        lambda model, prompts, length, tau: [script[tau, each] for each in prompts],
    )
    monkeypatch.setattr(tallies, "TAUS", (1.0, GREEDY))
    words = ["the", "old", "fox"]
    return LanguageModel("ab", words, 4, 6, 1, dropout=0.0), script


def test_each_text_is_a_row(writer):
    model, script = writer
    looping = "aa " + 33 * "the fox, "
    plain = "bxx ‘The fux’ is\nold, ‘" + "qzj " * 5 + "."
    script |= {(1.0, "a"): plain, (1.0, "b"): plain}
    script |= {(GREEDY, "a"): looping, (GREEDY, "b"): "b 8 9 10 11 12 ..."}
    table = tallies.written(model, source={"the fox, t", "he fox, th"})
    assert table["tau"] == [1.0, 1.0, GREEDY, GREEDY]
    # the, fux, is, old and five that are none; in all of the loop the and fox.
    assert table["real"][0] == round(2 / 9, 4)
    assert table["distinct"][0] == round(5 / 9, 4)
    assert table["real_30"][0] == round(2 / 5, 4)  # two of qzj, the second cut off
    assert table["line_ends"] == [1, 1, 0, 0]
    assert (table["opened"][0], table["closed"][0]) == (2, 1)
    assert (table["onset"][2], table["period"][2]) == (2, 9)
    assert table["looped_90"][2]
    assert table["looped_30"][2]
    assert (table["onset"][3], table["period"][3]) == (tallies.SAMPLE, 0)
    assert table["distinct"][2] == round(2 / 66, 4)
    stretches = len(looping) - 9
    starts = [looping[k : k + 10] for k in range(stretches)]
    hits = starts.count("the fox, t") + starts.count("he fox, th")
    assert table["copied"][2] == round(hits / stretches, 4)
    assert math.isnan(table["real"][3])


def test_what_follows_a_beginning_mentions_subjects_of_all(writer, monkeypatch):
    _, script = writer
    starts = ("A fox", "the wolf", "É")
    monkeypatch.setattr(tallies, "BEGINNINGS", starts)
    monkeypatch.setattr(tallies, "EACH", 1)
    model = LanguageModel("".join(set("A foxthe wl")), ["fox"], 4, 6, 1, dropout=0.0)
    for tau in tallies.CONTINUED:
        script[tau, "A fox"] = "A fox met. The wolf.’ and\nwolf"
        script[tau, "the wolf"] = "the wolf ate"
    table = tallies.continued(model)  # the third it cannot read
    assert table["beginning"] == ["A fox", "the wolf"] * 2
    assert table["mentions"] == ["010", "000"] * 2
    assert table["sentences"][0] == 2
    assert table["capitals"][0] == 1
    assert table["line_ends"][0] == 1


def test_half_precision_costs_nothing_that_counts(grimm):
    """Below 0.0001 of about 1.6 bits a character."""
    model = weights.load(CharLM())
    codes = corpus.encode(corpus.split(grimm)[1], model.vocabulary)
    before = bits(model, codes)
    for weight in model.parameters():
        weight.data = weight.data.half().float()
    assert abs(bits(model, codes) - before) < 1e-4


def test_rounded_weights_are_kept_in_half_the_room_and_come_back(tmp_path, monkeypatch):
    monkeypatch.setenv("SEQGRAPH_RUNS", str(tmp_path))
    config = CharLM(hidden=64, steps=3, counted="texts")
    model = LanguageModel("ab", ["ab"], 64, 64, 2, dropout=0.0)
    whole = len(weights.packed(config, model))
    for weight in model.parameters():
        weight.data = weight.data.half().float()
    weights.save(config, model)
    (file,) = tmp_path.glob("CharLM/*.safetensors")
    assert file.stat().st_size < 0.52 * whole
    again = weights.load(config)
    for one, other in zip(model.parameters(), again.parameters(), strict=True):
        assert one.dtype == other.dtype == torch.float32
        assert torch.equal(one, other)
