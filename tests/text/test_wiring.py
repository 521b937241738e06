"""Training and evaluation of CharLM, done a second time from its settings: what is
trained on and how, what is measured, and on which text."""

import dataclasses
import itertools
import math
from collections import Counter

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from seqgraph.measure.statistics import bootstrap
from seqgraph.runs import single, sweeps, weights
from seqgraph.runs.randomness import generator, seeded_by
from seqgraph.text import corpus, experiment
from seqgraph.text.experiment import TAUS
from seqgraph.text.sampling import GREEDY

from .golden import GOLDEN

CPU = torch.device("cpu")
WHOLE, HELD_OUT = (dataclasses.replace(config, steps=30) for config in GOLDEN[:2])
HARSH = {"steps": 12, "decay": 0.3, "decay_every": 4, "clip": 0.2}  # all of it matters


def reference(config):
    """Losses and accuracies of training in double precision, with Adam, its rate and
    the clipping written out, and without dropout."""
    model = config.model().double()
    whole, learnt, _ = config.corpus()
    codes = torch.tensor([sorted(set(whole)).index(c) for c in learnt])
    offsets = generator(config.seed, "offsets")
    weights = list(model.parameters())
    m, v = ([torch.zeros_like(w) for w in weights] for _ in range(2))
    losses, accuracies = [], []
    for step in range(config.steps):
        size = (config.batch, 1)
        at = torch.randint(len(codes) - config.length, size, generator=offsets)
        rows = [codes[k : k + config.length + 1] for k in at.flatten().tolist()]
        x = torch.stack(rows)
        p = model(x[:, :-1])[0].log_softmax(-1)
        loss = -p.gather(-1, x[:, 1:, None]).mean()
        losses.append(loss.item())
        accuracies.append((p.max(-1)[1] == x[:, 1:]).double().mean().item())
        gradients = torch.autograd.grad(loss, weights)
        norm = math.sqrt(sum((g**2).sum().item() for g in gradients))
        scale = min(1.0, config.clip / (norm + 1e-6))  # as torch keeps it from 1/0
        rate = config.lr * config.decay ** (step // config.decay_every)
        for w, g, a, b in zip(weights, gradients, m, v, strict=True):
            a.copy_(0.9 * a + 0.1 * scale * g)
            b.copy_(0.999 * b + 0.001 * (scale * g) ** 2)
            first, second = a / (1 - 0.9 ** (step + 1)), b / (1 - 0.999 ** (step + 1))
            w.data -= rate * first / (second.sqrt() + 1e-8)
    return losses, accuracies


@pytest.mark.parametrize("part", ["all", "first"])
def test_training_is_adam_with_a_falling_rate_on_clipped_gradients(part):
    config = dataclasses.replace(WHOLE, part=part, **HARSH)
    rows = list(config.train(config.model().double(), CPU))
    losses, accuracies = ([row[name] for row in rows] for name in ("loss", "accuracy"))
    right = reference(config)
    assert losses == pytest.approx(right[0], rel=1e-9)
    assert accuracies == pytest.approx(right[1], abs=1e-6)
    # Without one of the settings the reference is another one.
    for change in ({"decay": 1.0}, {"decay_every": 5}, {"clip": 1e9}):
        other, _ = reference(dataclasses.replace(config, **change))
        assert other != pytest.approx(losses, rel=1e-4)


def bits_of(model, text):
    """Bits a character for all but the first, read one by one."""
    codes, state, bits = corpus.encode(text, model.vocabulary), None, 0.0
    for code, following in itertools.pairwise(codes):
        with torch.no_grad():
            logits, state = model(code.view(1, 1), state)
        bits -= logits[0, -1].double().log_softmax(0)[following].item() / math.log(2)
    return bits / (len(text) - 1)


@pytest.mark.usefixtures("brief")
@pytest.mark.parametrize("config", [WHOLE, HELD_OUT], ids=["all", "first"])
def test_the_last_tenth_is_asked_for_without_dropout(config):
    """HELD_OUT has dropout. Each other text would give other bits."""
    model, record = single.train(config, "cpu")
    whole, learnt, last = config.corpus()
    assert last == whole[-round(0.1 * len(whole)) :]
    right = bits_of(model.eval(), last)
    assert record.metrics["bits"] == pytest.approx(right, rel=1e-5)
    for text in (whole, learnt):
        assert bits_of(model, text) != pytest.approx(right, rel=1e-2)


@pytest.mark.usefixtures("brief")
@pytest.mark.parametrize("config", [WHOLE, HELD_OUT], ids=["all", "first"])
def test_counts_are_made_of_what_is_learnt_and_asked_for_the_last_tenth(config):
    numbers = config.evaluate(config.model().eval(), CPU).numbers
    whole, learnt, last = config.corpus()
    k, single, before = len(set(whole)), Counter(learnt), Counter(learnt[:-1])
    pairs = Counter(itertools.pairwise(learnt))
    one = [(single[c] + 1) / (len(learnt) + k) for c in last[1:]]
    two = [(pairs[b, c] + 1) / (before[b] + k) for b, c in itertools.pairwise(last)]
    for name, p in (("bits_characters", one), ("bits_pairs", two)):
        expected = -sum(map(math.log2, p)) / len(p)
        assert numbers[name] == pytest.approx(expected, rel=1e-9)


def test_what_is_copied_is_looked_up_in_what_was_learnt(monkeypatch):
    """Texts put together from both parts, other ones for each τ."""
    _, learnt, last = HELD_OUT.corpus()
    source = {learnt[i : i + 10] for i in range(len(learnt) - 9)}
    asked = {}

    def write(model, prompts, length, tau):
        asked[tau] = (prompts, length)
        cut = round(10 * min(tau, 5))
        return [learnt[i : i + cut] + last[i : i + 60 - cut] for i in range(30)]

    monkeypatch.setattr(experiment, "generate", write)
    model = HELD_OUT.model().eval()
    table = HELD_OUT.evaluate(model, CPU).tables["copied"]
    assert list(table["tau"]) == list(TAUS)
    assert asked == {tau: (model.vocabulary, 299) for tau in TAUS}
    for row, tau in enumerate(TAUS):
        shares = [
            sum(text[i : i + 10] in source for i in range(len(text) - 9))
            / (len(text) - 9)
            for text in write(model, None, None, tau)
        ]
        found = tuple(table[name][row] for name in ("share", "low", "high"))
        assert found == pytest.approx(bootstrap(shares), rel=1e-12)
    assert table["share"][TAUS.index(GREEDY)] > table["share"][TAUS.index(1.0)] > 0


@pytest.mark.usefixtures("brief")
def test_kept_weights_measure_the_same_again(runs):
    """With dropout in training, so that it would be noticed here."""
    sweeps.trained(HELD_OUT, device="cpu")
    (record,) = sweeps.run([HELD_OUT])
    again = HELD_OUT.evaluate(weights.load(HELD_OUT), CPU)
    assert again.numbers == pytest.approx(record.metrics, rel=1e-6)
    for name, column in again.tables["copied"].items():
        assert list(column) == pytest.approx(record.tables["copied"][name], rel=1e-6)


def test_keep_is_the_share_of_outputs_that_are_kept_between_layers():
    """One unit a layer, so that a dropped output is one that the second layer would
    ignore altogether."""
    model = dataclasses.replace(HELD_OUT, hidden=1, keep=0.8).model()
    x = torch.zeros(20_000, 1, dtype=torch.long)
    with torch.no_grad(), seeded_by(generator(0, "test")):
        written = model.train()(x)[0][:, 0]
        model.lstm.weight_ih_l1.zero_()
        dropped = (written - model.eval()(x[:1])[0][:, 0]).abs().amax(1) < 1e-6
    assert dropped.double().mean() == pytest.approx(0.2, abs=0.012)  # four deviations


@given(st.integers(1, 3000))
@settings(max_examples=6)
def test_what_is_written_is_bounded_however_many_characters_there_are(kinds):
    """A sample from every character of the tales; of a reader's text from some."""
    letters = "".join(map(chr, range(0x4E00, 0x4E00 + kinds)))
    asked = []
    with pytest.MonkeyPatch.context() as monkeypatch:
        for place, name, stand_in in (
            (experiment.CharLM, "corpus", lambda _: (letters, letters * 2, letters)),
            (experiment, "bits", lambda *_: 1.0),
            (experiment, "bootstrap", lambda shares: (0.0, 0.0, 0.0)),
            (experiment, "generate", lambda m, s, *_: asked.append(s) or ["x" * 20]),
        ):
            monkeypatch.setattr(place, name, stand_in)
        model = experiment.LanguageModel(letters, [], 2, 2, 1, dropout=0.0)
        WHOLE.evaluate(model, CPU)
    (starts,) = set(asked)
    assert set(starts) <= set(letters)
    assert len(starts) * kinds <= 200_000
    assert len(starts) == kinds or 30 < len(starts) <= 128
