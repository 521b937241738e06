"""The model against the project's own cell, and the experiment end to end."""

import math

import pytest
import torch

from seqgraph.errors import InputError
from seqgraph.recurrent.cells import LSTM
from seqgraph.recurrent.unrolling import unroll
from seqgraph.runs import records, replay, sweeps, weights
from seqgraph.text import corpus
from seqgraph.text.experiment import (
    TAUS,
    CharLM,
    bits,
    bits_of_counts,
    bits_of_pairs,
)
from seqgraph.text.sampling import GREEDY

from .conftest import TALE


def tiny(file, **changes):
    return CharLM(text=str(file), hidden=6, embedding=4, batch=3, length=8, **changes)


def test_the_model_is_two_of_our_own_cells(model):
    """Each layer of nn.LSTM as an unrolled cell of Part 1, outputs and gradients."""
    x = corpus.encode(TALE[:50], model.vocabulary).view(2, 25)
    logits, (h, c) = model(x)
    inputs = model.embedding(x)
    for layer in range(2):
        theirs = torch.nn.LSTM(inputs.shape[2], 7, batch_first=True).double()
        for name, weight in theirs.named_parameters():
            weight.data = getattr(model.lstm, name.replace("l0", f"l{layer}")).data
        cell = LSTM.from_torch(theirs)
        outputs, state = unroll(cell, cell.project(inputs).unbind(1))
        inputs = torch.stack(outputs, 1)
        assert torch.allclose(state[0], h[layer], rtol=0, atol=1e-12)
        assert torch.allclose(state[1], c[layer], rtol=0, atol=1e-12)
    assert torch.allclose(model.output(inputs), logits, rtol=0, atol=1e-12)


@pytest.mark.usefixtures("brief")
def test_weights_can_be_used_without_the_text(tale, runs):
    config = tiny(tale, steps=3)
    model = sweeps.trained(config)
    tale.unlink()
    again = weights.load(config)
    assert again.vocabulary == model.vocabulary == corpus.vocabulary(TALE)
    assert again.words == {
        "a",
        "fox",
        "met",
        "wolf",
        "good",
        "day",
        "said",
        "the",
        "ate",
    }
    x = torch.arange(5)[None]
    assert torch.equal(again(x)[0], model(x)[0])


@pytest.mark.usefixtures("brief")
def test_a_shorter_run_is_the_beginning_of_a_longer_one(tale, runs):
    """What makes the runs of 2,814 and 5,627 updates checkpoints of the longest."""
    short, long = sweeps.sweep(
        tiny(tale, decay_every=2), steps=(5, 9), jobs=1, device="cpu"
    )
    assert short.curves["loss"] == long.curves["loss"][:5]


@pytest.mark.usefixtures("brief")
def test_the_learning_rate_decays(tale, runs):
    slow, fast = sweeps.sweep(
        tiny(tale, steps=4, decay=1e-9), decay_every=(2, 100), jobs=1, device="cpu"
    )
    assert slow.curves["loss"][:3] == fast.curves["loss"][:3]
    assert slow.curves["loss"][3] != fast.curves["loss"][3]


@pytest.mark.usefixtures("brief")
def test_dropout_is_replayed_too(tale, runs):
    (record,) = sweeps.sweep(tiny(tale, steps=6), keep=0.5, jobs=1, device="cpu")
    torch.manual_seed(1)
    assert replay.replay_run(record, "cpu").difference < 1e-6


def test_dropout_leaves_the_global_stream_alone(tale):
    config = tiny(tale, steps=3, keep=0.5)
    model = config.model()
    before = torch.get_rng_state()
    list(config.train(model, torch.device("cpu")))
    assert torch.equal(torch.get_rng_state(), before)


def test_it_learns_and_the_record_says_how_well(tale, runs):
    (record,) = sweeps.sweep(tiny(tale, steps=300, lr=0.02), jobs=1, device="cpu")
    assert record.curves["loss"][0] > 2.5
    assert record.metrics["bits"] < record.metrics["bits_pairs"]
    assert record.metrics["bits_pairs"] < record.metrics["bits_characters"]
    copied = record.table("copied").set_index("tau")
    assert list(copied.index) == list(TAUS)
    assert copied.share[GREEDY] > copied.share[0.25]
    assert ((copied.low <= copied.share) & (copied.share <= copied.high)).all()
    assert records.load(record.config) == record


def test_only_the_first_part_is_learnt_from(tale):
    first, last = corpus.split(TALE)
    assert tiny(tale).corpus() == (TALE, TALE, last)
    assert tiny(tale, part="first").corpus() == (TALE, first, last)


def test_bits_carry_the_state_over_the_whole_text(model, monkeypatch):
    codes = corpus.encode(TALE, model.vocabulary)
    logits = model(codes[None, :-1])[0][0]
    expected = -torch.log_softmax(logits, 1)[torch.arange(len(codes) - 1), codes[1:]]
    monkeypatch.setattr("seqgraph.text.experiment._CHUNK", 7)
    assert bits(model, codes) == pytest.approx(
        expected.mean().item() / math.log(2), abs=1e-6
    )


def test_counts_need_the_entropy_of_what_they_count():
    """a and b in turn, many of them: one bit by counts, none by pairs."""
    codes = torch.tensor([0, 1] * 50_000)
    assert bits_of_counts(codes, codes, 2) == pytest.approx(1, abs=1e-4)
    assert bits_of_pairs(codes, codes, 2) == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"keep": 1.5}, "keep must be at most 1; got 1.5"),
        ({"part": "last"}, "unknown part 'last'; one of: all, first"),
        ({"text": ""}, "text must be a registered name or a file's path; got ''"),
    ],
)
def test_a_wrong_setting_is_refused(changes, sentence):
    with pytest.raises(InputError, match=sentence):
        CharLM(**changes)
