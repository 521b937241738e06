"""The network that reads on: what it reads, how it is updated, and what is measured of
it beside counts."""

import dataclasses
import itertools
import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional as F

from seqgraph.errors import InputError
from seqgraph.runs import replay, single
from seqgraph.runs.single import train
from seqgraph.text import corpus, rivalry
from seqgraph.text.experiment import bits
from seqgraph.text.grams import KneserNey, counted
from seqgraph.text.rivalry import EVERY, READ, WEIGHTS, Rivals, kinds
from seqgraph.text.streams import StreamLM

from .conftest import TALE

CPU = torch.device("cpu")


def tiny(file, **changes):
    return StreamLM(
        **{"text": str(file), "hidden": 6, "embedding": 4, "batch": 3, "length": 8}
        | {"steps": 20, "order": 3}
        | changes
    )


@given(st.integers(2, 40), st.integers(1, 9), st.integers(1, 5))
def test_each_place_reads_all_of_the_text_in_its_order(characters, length, batch):
    codes = torch.arange(characters)
    rounds = -(-characters // length)
    batches = itertools.islice(corpus.streams(codes, length, batch), rounds)
    x, y = (torch.cat(parts, 1) for parts in zip(*batches, strict=True))
    starts = [row * characters // batch for row in range(batch)]
    for start, read, wanted in zip(starts, x.tolist(), y.tolist(), strict=True):
        ring = [(start + k) % characters for k in range(rounds * length + 1)]
        assert read == ring[:-1]
        assert wanted == ring[1:]


def test_the_state_is_carried_from_window_to_window(tale):
    """At a rate of next to nothing, the losses are those of one pass over the text."""
    config = tiny(tale, batch=1, length=10, steps=15, lr=1e-15, keep=1.0)
    model = config.model().double()
    codes = corpus.encode(config.parts()[1], model.vocabulary)[:151]
    logits, _ = model(codes[None, :-1])
    right = F.cross_entropy(logits[0], codes[1:], reduction="none").view(15, 10).mean(1)
    losses = [row["loss"] for row in config.train(model, CPU)]
    assert losses == pytest.approx(right.tolist(), rel=1e-9)
    from_nothing, _ = model(codes[:-1].view(15, 10))
    other = F.cross_entropy(
        from_nothing.transpose(1, 2), codes[1:].view(15, 10), reduction="none"
    )
    assert losses != pytest.approx(other.mean(1).tolist(), rel=1e-3)


def reference(config):
    """Losses of training with Adam, its rate and the clipping written out, learning
    through one window only, without dropout."""
    model = config.model().double()
    codes = corpus.encode(config.parts()[1], model.vocabulary)
    weights = list(model.parameters())
    m, v = ([torch.zeros_like(w) for w in weights] for _ in range(2))
    losses, h, c = [], None, None
    up = 0.1 * config.steps - 1
    for step in range(config.steps):
        rows = []
        for place in range(config.batch):
            start = place * len(codes) // config.batch + step * config.length
            rows.append(
                [codes[(start + k) % len(codes)] for k in range(config.length + 1)]
            )
        x = torch.tensor(rows)
        state = None if h is None else (h.detach(), c.detach())
        out, (h, c) = model.lstm(model.embedding(x[:, :-1]), state)
        p = model.output(out).log_softmax(-1)
        loss = -p.gather(-1, x[:, 1:, None]).mean()
        losses.append(loss.item())
        gradients = torch.autograd.grad(loss, weights)
        norm = math.sqrt(sum((g**2).sum().item() for g in gradients))
        scale = min(1.0, config.clip / (norm + 1e-6))
        low, last = config.lr / 25, config.lr / 25 / 1e4
        if step <= up:
            rate = low + (config.lr - low) * (1 - math.cos(math.pi * step / up)) / 2
        else:
            done = (step - up) / (config.steps - 1 - up)
            rate = last + (config.lr - last) * (1 + math.cos(math.pi * done)) / 2
        for w, g, a, b in zip(weights, gradients, m, v, strict=True):
            a.copy_(0.9 * a + 0.1 * scale * g)
            b.copy_(0.999 * b + 0.001 * (scale * g) ** 2)
            first, second = a / (1 - 0.9 ** (step + 1)), b / (1 - 0.999 ** (step + 1))
            w.data -= rate * first / (second.sqrt() + 1e-8)
    return losses


def test_training_is_adam_with_a_rate_that_rises_and_falls(tale):
    config = tiny(tale, lr=0.05, keep=1.0, clip=0.3)
    losses = [row["loss"] for row in config.train(config.model().double(), CPU)]
    assert losses == pytest.approx(reference(config), rel=1e-9)
    other = reference(dataclasses.replace(config, clip=1e9))
    assert other != pytest.approx(losses, rel=1e-4)


@pytest.mark.parametrize("layers", [1, 2])
def test_keep_is_the_share_of_the_last_outputs_that_training_keeps(tale, layers):
    config = tiny(tale, layers=layers, keep=0.5, steps=1)
    given_to = []
    model = config.model()
    model.output.register_forward_pre_hook(lambda _, inputs: given_to.append(inputs[0]))
    list(config.train(model, CPU))
    (h,) = given_to
    assert (h == 0).double().mean() == pytest.approx(0.5, abs=0.15)


def test_only_its_seconds_differ_from_one_run_to_the_next(tale):
    one, other = (train(tiny(tale, keep=0.7), "cpu")[1] for _ in range(2))
    assert one.curves["loss"] == other.curves["loss"]
    assert one.metrics == other.metrics
    assert len(one.curves["seconds"]) == 1
    torch.manual_seed(3)
    assert replay.replay_run(one, "cpu").difference == 0


@pytest.fixture
def measured(tale):
    config = tiny(tale, steps=60, lr=0.03)
    model, record = single.train(config, "cpu")
    return config, model, record


def test_both_rivals_are_asked_for_all_but_the_first_character(measured):
    config, model, record = measured
    letters, learnt, asked = config.parts()
    assert asked == TALE[-len(asked) :]
    codes = corpus.encode(asked, letters)
    assert record.metrics["bits"] == pytest.approx(bits(model, codes), rel=1e-6)
    read = corpus.encode(learnt, letters).numpy()
    counts = KneserNey(counted(read, len(letters), 3), config.discount)
    right = -np.log2(counts.probabilities(codes.numpy())[1:]).mean()
    assert record.metrics["bits_counts"] == pytest.approx(right, rel=1e-9)


def test_every_table_adds_up_to_the_whole(measured):
    _, _, record = measured
    for name in ("asked", "known"):
        table = record.table(name)
        for column, whole in (("network", "bits"), ("counts", "bits_counts")):
            mean = np.average(table[column], weights=table.characters)
            assert mean == pytest.approx(record.metrics[whole], rel=1e-6)
    passages = record.table("passages")
    for weight, whole in ((1.0, "bits"), (0.0, "bits_counts")):
        rows = passages[passages.weight == weight]
        mean = np.average(rows.bits, weights=rows.characters)
        assert mean == pytest.approx(record.metrics[whole], rel=1e-6)


chances = st.lists(st.floats(1e-6, 1), min_size=3, max_size=3)


@given(chances, chances)
def test_a_mixture_costs_at_most_what_its_parts_cost_on_average(network, counts):
    """By Jensen's inequality; and at the ends it is one of them."""
    rivals = Rivals("abcd", np.array(network), np.array(counts), np.zeros(3, int))
    table = rivals.passages()
    whole = [rivalry.bits(p) for p in (rivals.counts, rivals.network)]
    for weight, price in zip(table["weight"], table["bits"], strict=True):
        assert price <= (1 - weight) * whole[0] + weight * whole[1] + 1e-9
    assert table["bits"][0] == whole[0]
    assert table["bits"][-1] == whole[1]
    assert table["weight"] == list(WEIGHTS)


def test_passages_are_as_long_as_they_say():
    p = np.linspace(0.1, 0.9, 2500)
    table = Rivals("a" * 2501, p, p[::-1], np.zeros(2500, int)).passages()
    columns = (table[c] for c in ("weight", "passage", "characters", "bits"))
    rows = list(zip(*columns, strict=True))
    assert [row[1:] for row in rows if row[0] == 1] == [
        (0, 1000, rivalry.bits(p[:1000])),
        (1, 1000, rivalry.bits(p[1000:2000])),
        (2, 500, rivalry.bits(p[2000:])),
    ]


def test_a_letter_is_named_by_its_place_in_the_word():
    named = dict(enumerate(kinds("‘Hansel’s ox,\nit…")))
    assert [named[k] for k in range(1, 7)] == [
        "1st letter",
        "2nd letter",
        "3rd letter",
        "4th letter",
        "later letters",
        "later letters",
    ]
    assert named[0] == named[7] == named[12] == named[16] == "mark"
    assert named[8] == named[10] == "1st letter"
    assert (named[9], named[13]) == ("space", "line end")


def test_reach_reads_no_more_than_it_says(measured):
    config, model, record = measured
    letters, learnt, asked = config.parts()
    codes = corpus.encode(asked, letters)
    grams = counted(corpus.encode(learnt, letters).numpy(), len(letters), 3)
    table = record.table("reach")
    possible = [n for n in READ if n < len(codes)]
    assert table.read.tolist() == possible
    places = range(possible[-1], len(codes), EVERY)
    for row in table.itertuples():
        windows = [codes[at - row.read : at] for at in places]
        with torch.no_grad():
            each = [model(w[None])[0][0, -1].double().log_softmax(0) for w in windows]
        p = [log[codes[at]].item() for log, at in zip(each, places, strict=True)]
        assert row.network == pytest.approx(-np.mean(p) / math.log(2), rel=1e-5)
        counts = KneserNey(grams[: row.read + 1], config.discount)
        q = [counts.distribution(w.numpy()) for w in windows]
        q = [math.log2(each[codes[at]]) for each, at in zip(q, places, strict=True)]
        assert row.counts == pytest.approx(-np.mean(q), rel=1e-9)


def test_keep_is_a_probability():
    with pytest.raises(InputError, match=r"keep must be at most 1; got 1.5"):
        StreamLM(keep=1.5)
