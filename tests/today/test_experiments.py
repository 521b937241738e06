"""What the networks of page 1.4b read, and how they are measured."""

import math

import pytest
import torch
from torch import nn

from seqgraph.errors import InputError
from seqgraph.recurrent.experiment import Palindromes
from seqgraph.today.attended import AttendedPalindromes
from seqgraph.today.study import PACE, READERS, within
from seqgraph.today.tales import READERS as KINDS
from seqgraph.today.tales import Tales, bits_in_windows
from tests.text.golden import TALE

CPU = torch.device("cpu")
SMALL = {"text": TALE, "length": 9, "hidden": 8}


def small(reader):
    own = {"inner": 12} if reader == "transformer" else {"embedding": 6}
    return Tales(reader=reader, **SMALL, **own)


class Listener(nn.Module):
    """Answers at random and keeps what it was asked."""

    def __init__(self):
        super().__init__()
        self.answer, self.heard = nn.Parameter(torch.zeros(2)), []

    def forward(self, x):
        self.heard.append(x)
        return self.answer.expand(len(x), 2)


def test_equal_seeds_read_the_batches_that_cells_read():
    both = [Listener(), Listener()]
    settings = {"length": 4, "batch": 8, "steps": 3, "seed": 20}
    for model, kind in zip(both, (Palindromes, AttendedPalindromes), strict=True):
        assert len(list(kind(**settings).train(model, CPU))) == 3
    for one, other in zip(*(model.heard for model in both), strict=True):
        assert torch.equal(one, other)


def test_a_width_that_heads_do_not_divide_is_refused():
    with pytest.raises(InputError, match="multiple of heads; got 9 and 2"):
        AttendedPalindromes(width=9, heads=2)
    with pytest.raises(InputError, match="multiple of 4, the heads"):
        Tales(hidden=30)


@pytest.mark.parametrize("reader", KINDS)
def test_no_reader_sees_the_character_it_predicts_or_a_later_one(reader):
    model = small(reader).model().double()
    x = torch.randint(9, (3, 9))
    logits, _ = model(x)
    for t in range(9):
        changed = x.clone()
        changed[:, t] = (x[:, t] + 1) % 9
        moved = (model(changed)[0] - logits).abs().amax(-1) > 1e-12
        assert not moved[:, :t].any()
        assert moved[:, t].all()


@pytest.mark.parametrize("reader", ["lstm", "gru", "mingru"])
def test_a_state_carried_over_goes_on_where_the_text_was_cut(reader):
    model = small(reader).model().double()
    x = torch.randint(9, (3, 9))
    whole, _ = model(x)
    _, state = model(x[:, :4])
    rest, _ = model(x[:, 4:], state)
    torch.testing.assert_close(rest, whole[:, 4:], rtol=0, atol=1e-12)


def test_bits_are_those_of_each_character_after_its_window():
    """One character at a time, each from a window that starts where it should."""
    config = small("lstm")
    model, codes = config.model().double(), torch.randint(9, (40,))
    bits = []
    for first in range(0, 40 - 9, 4):
        for place in range(first + 6, first + 10):  # the last four of ten
            logits, _ = model(codes[None, first:place])
            p = logits[0, -1].softmax(0)[codes[place]].item()
            bits.append(-math.log2(p))
    assert bits_in_windows(model, codes, 9) == pytest.approx(
        sum(bits) / len(bits), abs=1e-9
    )


def test_every_reader_has_a_pace_and_the_same_time():
    assert PACE.keys() == READERS.keys() == set(KINDS)
    for name, config in within(60).items():
        assert config.reader == name
        assert config.steps == 60 * PACE[name]
