"""Sampling: from the right distribution, whoever is beside, whatever was carried."""

import math

import pytest
import torch

from seqgraph.errors import InputError
from seqgraph.text import corpus, sampling
from seqgraph.text.sampling import GREEDY, generate

PROMPTS = ["A fox", "T", "‘Good day,’ said"]


def next_logits(model, text):
    """The reference: the whole text from the start, one character at a time."""
    state = None
    for code in corpus.encode(text, model.vocabulary):
        logits, state = model(code.view(1, 1), state)
    return logits[0, -1]


@pytest.mark.parametrize("tau", [0.25, 0.5, 1.0, 2.0, 4.0])
def test_frequencies_are_those_of_softmax_of_tau_x(tau):
    logits = torch.tensor([0.3, -1.0, 1.2, 0.0, 2.0], dtype=torch.double)
    draws, streams = 64_000, 64
    noise = sampling.noise(range(streams), len(logits))
    chosen = torch.cat(
        [sampling.choose(logits, tau, next(noise)) for _ in range(draws // streams)]
    )
    seen = torch.bincount(chosen, minlength=len(logits)).double()
    expected = draws * torch.softmax(tau * logits, 0)
    assert expected.min() > 5 or tau == 4
    kept = expected > 5
    chi_square = ((seen - expected).square() / expected)[kept].sum()
    assert chi_square < 18.5  # χ² of 4 degrees of freedom, p = 0.001


def test_a_wrong_tau_would_be_noticed():
    """The test above can fail: its bound is passed by far where τ is 1.1 and not 1."""
    logits = torch.tensor([0.3, -1.0, 1.2, 0.0, 2.0], dtype=torch.double)
    noise = sampling.noise(range(64), len(logits))
    chosen = torch.cat([sampling.choose(logits, 1.1, next(noise)) for _ in range(1000)])
    seen = torch.bincount(chosen, minlength=len(logits)).double()
    expected = 64_000 * torch.softmax(logits, 0)
    assert ((seen - expected).square() / expected).sum() > 100


def test_the_carried_state_is_the_refed_prefix(model):
    """At every step the logits are those of a model that reads all so far again."""
    written = generate(model, PROMPTS, 40, tau=1.0)
    for prompt, text in zip(PROMPTS, written, strict=True):
        logits, state = sampling.read(model, [prompt])
        for step in range(len(prompt), len(text)):
            again = next_logits(model, text[:step])
            assert torch.allclose(logits[0], again, rtol=0, atol=1e-12)
            code = corpus.encode(text[step], model.vocabulary)
            with torch.no_grad():
                logits, state = model(code[None], state)
            logits = logits[:, -1]


def test_greedy_takes_the_likeliest_character_each_time(model):
    (text,) = generate(model, ["A fox"], 40, tau=GREEDY)
    for step in range(5, len(text)):
        likeliest = next_logits(model, text[:step]).argmax()
        assert text[step] == model.vocabulary[likeliest]


def test_a_growing_tau_becomes_greedy(model):
    greedy = generate(model, PROMPTS, 60, tau=GREEDY)
    assert generate(model, PROMPTS, 60, tau=1e9) == greedy
    assert generate(model, PROMPTS, 60, tau=1.0) != greedy


def test_the_same_seed_gives_the_same_text_and_another_another(model):
    first = generate(model, ["A fox"], 60, seed=3)
    assert generate(model, ["A fox"], 60, seed=3) == first
    assert generate(model, ["A fox"], 60, seed=4) != first
    torch.manual_seed(99)  # the global stream has no part in it
    assert generate(model, ["A fox"], 60, seed=3) == first


def test_the_random_numbers_of_a_seed_are_pinned():
    """PyTorch's generator on the CPU is the same on every machine: so are texts."""
    draws = next(sampling.noise([0, 1], 3))
    assert draws[0].tolist() == pytest.approx(
        [0.016188043368, 0.230497585592, -0.32755979175], abs=1e-11
    )
    assert draws[1].tolist() == pytest.approx(
        [-0.473595606722, -0.32198344242, 1.490172406675], abs=1e-11
    )


@pytest.mark.parametrize("tau", [0.5, 1.0, GREEDY])
def test_a_batch_is_its_texts_one_at_a_time(model, tau):
    together = generate(model, PROMPTS, 70, tau, seed=5)
    alone = [
        generate(model, [prompt], 70, tau, seed=5 + k)[0]
        for k, prompt in enumerate(PROMPTS)
    ]
    assert together == alone
    assert [len(text) for text in together] == [70 + len(p) for p in PROMPTS]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"prompts": [""]}, "the prompt is empty"),
        ({"prompts": ["A fox", "é"]}, r"has no 'é' \(LATIN SMALL LETTER E WITH ACUTE"),
        ({"length": 0}, "length must be a whole number, at least 1; got 0"),
        ({"tau": 0.0}, "tau must be a number greater than 0; got 0"),
        ({"tau": -1.0}, "tau must be a number greater than 0; got -1"),
        ({"tau": math.nan}, "tau must be a number greater than 0; got nan"),
    ],
)
def test_what_cannot_be_written_is_refused(model, change, sentence):
    with pytest.raises(InputError, match=sentence):
        generate(model, **{"prompts": ["A"], "length": 5, "tau": 1.0, **change})
