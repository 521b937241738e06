"""What page 1.4c measures, on networks and records whose answer is known."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from seqgraph.recurrent import block_study, grid_study, jumps, palindromes, pencil
from seqgraph.recurrent.experiment import Palindromes
from seqgraph.recurrent.jumps import Jump
from seqgraph.runs.records import Record

CPU = torch.device("cpu")


@given(st.text("012", min_size=1, max_size=12))
def test_facts_are_what_the_blocks_so_far_say(symbols):
    word = torch.tensor([[int(symbol) for symbol in symbols]])
    odd, found = block_study.facts(word)
    for t in range(len(symbols)):
        so_far = symbols[: t + 1]
        # Blocks of zeros, 1s being zeros here; a 2 ends one, padding is none.
        open_block = len(so_far) - len(so_far.rstrip("1"))
        assert odd[0, t] == open_block % 2
        ended = [
            block
            for block, after in zip(
                so_far.split("2"), so_far.split("2")[1:], strict=False
            )
            if (len(block) - len(block.rstrip("1"))) % 2
        ]
        assert found[0, t] == bool(ended)


def test_a_read_out_finds_what_is_in_the_state_and_nothing_else():
    """Of states that hold one fact among noise, and another not at all."""
    random = torch.Generator().manual_seed(0)
    truth, other = (
        torch.rand(400, 5, generator=random) < 0.5,
        torch.rand(400, 5, generator=random) < 0.5,
    )
    h = torch.randn(400, 5, 6, generator=random)
    h[:, :, 2] += 8.0 * truth
    fit = (torch.arange(400) % 2 == 0)[:, None].expand(400, 5)
    ask = lambda fact: block_study._right(h, fact, fit, ~fit)  # noqa: E731
    assert ask(truth) > 0.99
    assert ask(other) == pytest.approx(0.5, abs=4 * 0.5 / 1000**0.5)


def test_longer_words_are_counted_by_their_labels():
    always = lambda x: torch.tensor([[0.0, 1.0]]).expand(len(x), 2)  # noqa: E731
    assert block_study.longer(always, 6) == (0.0, 1.0)


def test_pairs_differ_in_their_first_digit():
    zeros, ones = jumps.drawn_pairs(10)
    first = (zeros != palindromes.PADDING).int().argmax(1)
    rows = torch.arange(len(first))
    assert (zeros[rows, first] == palindromes.ZERO).all()
    assert (ones[rows, first] == palindromes.ONE).all()
    assert ((zeros != ones).sum(1) == 1).all()


def test_of_a_network_that_carries_the_digit_by_hand_all_is_known():
    """Two units whose weights 1.2 writes down: unit 1 keeps the digit, and the margin
    is 2 · out · h₁."""
    model = pencil.carrier()
    found = jumps.seen(model, jumps.drawn_pairs(10))
    out = model.weight_ph[1, 1].item()
    h = np.tanh(1) / (1 + np.exp(-8))
    assert found["effect"] == pytest.approx(4 * out * h, rel=0.02)
    assert found["spread"] < 0.05 * found["effect"]
    assert found["unit"] == pytest.approx(1, abs=1e-3)
    assert found["units"] == 1
    assert found["control"] < 1e-5  # rounding
    assert found["zeros"] == pytest.approx(-found["effect"] / 2)


def test_what_a_digit_does_tells_memory_from_parity():
    """Two networks that answer every palindrome: one that knows the first digit, and
    one that counts ones, which is moved by all digits alike."""
    x = jumps.drawn_pairs(10).flatten(0, 1)

    def first(x):
        return x[torch.arange(len(x)), (x != palindromes.PADDING).int().argmax(1)]

    def logits(one):
        return torch.stack([-1.5 * one, 1.5 * one], 1)

    remembers = jumps.by_digit(lambda x: logits(2.0 * (first(x) == 2) - 1), x)
    counts = jumps.by_digit(lambda x: logits(2.0 * ((x == 2).sum(1) % 2) - 1), x)
    digits = int((x != palindromes.PADDING).sum(1).max())
    assert remembers["digit"] == [*range(1, digits + 1)]
    assert remembers["moved"] == [6.0] + [0.0] * (digits - 1)
    assert remembers["overturned"] == [1.0] + [0.0] * (digits - 1)
    assert counts["moved"] == [6.0] * digits
    assert counts["overturned"] == [1.0] * digits


@given(st.integers(0, 8))
def test_a_digit_is_turned_over_and_back(k):
    x = jumps.drawn_pairs(10)[0]
    once = jumps.turned(x, k)
    row, place = (once != x).nonzero(as_tuple=True)
    assert row.tolist() == [*range(len(x))]
    assert torch.equal(place - (x != palindromes.PADDING).int().argmax(1), k + 0 * row)
    assert torch.equal(jumps.turned(once, k), x)


def test_what_watches_the_jump_trains_as_the_run_that_it_watches():
    jump = Jump(length=4, hidden=8, batch=16, steps=5, forget="one", seed=3)
    plain = Palindromes(length=4, hidden=8, batch=16, steps=5, forget="one", seed=3)
    watched = list(jump.train(jump.model(), CPU))
    rows = list(plain.train(plain.model(), CPU))
    assert [{name: row[name] for name in rows[0]} for row in watched] == rows


def test_an_effect_has_grown_when_it_stays():
    effect = [0.03, -0.01, 0.015, 0.05, 0.5, 2.0, 0.9, 3.0, 4.0]
    record = Record(Jump(), {"effect": effect}, {}, {}, {}, {})
    assert grid_study.grew(record) == (3, 7)


def test_an_effect_that_only_doubles_arrives_when_it_is_foreseen():
    """0.01 · 2^(t/7): the margins of the 0-strings fall from 0.5 by half of it."""
    effect = 0.01 * 2 ** (np.arange(80) / 7)
    zeros = 0.5 - effect / 2
    record = Record(Jump(), {"effect": effect, "zeros": zeros}, {}, {}, {}, {})
    assert 1 <= grid_study.overturns(record) < 2 ** (1 / 7)
    assert grid_study.reaches(record, 1.1) == 1 + np.ceil(7 * np.log2(110))
    assert grid_study.foreseen(record, 1.1) == pytest.approx(
        1 + 7 * np.log2(110), rel=0.02
    )


def test_what_is_not_reached_is_later_than_what_was_trained():
    def run(reached):
        accuracy = [0.5] * 30 + [1.0 if reached else 0.5] * 30
        return Record(Palindromes(), {"accuracy": accuracy}, {}, {}, {}, {})

    assert grid_study.typical([run(True), run(False), run(True)]) == "29"
    assert grid_study.typical([run(False), run(False), run(True)]) == ">\u00a060"


def test_small_inputs_are_the_same_ones_scaled():
    usual, small = (
        Palindromes(cell="rnn", hidden=8, init="orthogonal", scale=scale).model()
        for scale in (1.0, 0.1)
    )
    assert torch.equal(0.1 * usual.embedding, small.embedding)
    for one, other in zip(
        usual.cell.parameters(), small.cell.parameters(), strict=True
    ):
        assert torch.equal(one, other)


def test_floors_are_those_of_what_is_drawn():
    for task, (base, lengths) in grid_study.TASKS.items():
        for length in lengths:
            _, y = base.reading.draw(length, 20_000, torch.Generator().manual_seed(0))
            share = y.bincount().max().item() / len(y)
            assert abs(grid_study.floor(task, length) - share) < 0.02


def test_from_the_identity_alone_the_first_digits_gradients_agree():
    identity, kaiming = (
        jumps.first_step_back(Palindromes(cell="rnn", init=init, seed=7))
        for init in ("identity", "kaiming")
    )
    chance = 1 / jumps.PAIRS**0.5
    assert identity[1] > 0.5
    assert abs(kaiming[1] - chance) < chance


def test_the_runs_that_are_measured_are_the_ones_that_are_declared(monkeypatch):
    monkeypatch.setenv("SEQGRAPH_TRAIN", "0")
    measured = [
        run.config
        for some in (
            *grid_study.everything().values(),
            *grid_study.plains().values(),
            *grid_study.jumps().values(),
        )
        for run in some
    ]
    measured += [run for some in grid_study.PATIENT.values() for run in some]
    assert {*measured} == {*grid_study.STUDY.runs}
