"""Floors of a text: what they read, and what compressors need."""

import bz2
import lzma
import math
import random

import numpy as np
import pytest
import torch

from seqgraph.runs.single import train
from seqgraph.text import corpus
from seqgraph.text.experiment import CharLM
from seqgraph.text.floors import (
    COMPRESSORS,
    DISCOUNTS,
    TextFloors,
    bits_compressed,
)
from seqgraph.text.grams import KneserNey, counted

from .conftest import TALE


@pytest.fixture
def found(tale):
    return train(TextFloors(text=str(tale), steps=5), "cpu")


def test_the_first_orders_are_the_counts_beside_the_course_s_network(found, tale):
    _, record = found
    config = CharLM(text=str(tale), part="first", hidden=3, steps=1)
    recorded = config.evaluate(config.model(), torch.device("cpu")).numbers
    plain = record.table("plus_one").set_index("order").bits
    assert plain[1] == pytest.approx(recorded["bits_characters"], rel=1e-9)
    assert plain[2] == pytest.approx(recorded["bits_pairs"], rel=1e-9)
    letters = len(corpus.vocabulary(TALE))
    assert record.metrics["bits_uniform"] == math.log2(letters)


def test_every_order_and_discount_is_asked_for_the_last_tenth(found):
    _, record = found
    letters = corpus.vocabulary(TALE)
    read, asked = (corpus.encode(t, letters).numpy() for t in corpus.split(TALE))
    table = record.table("kneser_ney")
    assert len(table) == 5 * len(DISCOUNTS)
    for row in table.itertuples():
        model = KneserNey(counted(read, len(letters), row.order), row.discount)
        rows = [model.distribution(asked[:k]) for k in range(1, len(asked))]
        price = -np.log2([p[c] for p, c in zip(rows, asked[1:], strict=True)])
        assert row.bits == pytest.approx(price.mean(), rel=1e-9)


def test_tuning_knows_nothing_of_the_last_tenth(tmp_path):
    """Another ending of the text, and the same choice. The letters stay the same."""
    first, last = corpus.split(TALE)
    tables = []
    for ending in (last, last[::-1]):
        file = tmp_path / "tale.txt"
        file.write_text(first + ending, newline="\n")
        config = TextFloors(text=str(file), part="tuning", steps=4)
        assert config.parts()[1] + config.parts()[2] == first
        tables.append(train(config, "cpu")[1].tables)
    assert tables[0] == tables[1]


def test_a_compressor_pays_what_the_last_tenth_adds():
    """Fair coins cost a bit each, and what was read before nearly nothing."""
    dice = random.Random(0)
    coins = "".join(dice.choice("01") for _ in range(20_000))
    new = "".join(dice.choice("01") for _ in range(20_000))
    for name in COMPRESSORS:
        assert 1 <= bits_compressed(name, coins, new) < 1.4
    # What stands there already costs a line or two.
    assert bits_compressed("xz", coins, coins) < 100 * 8 / len(coins)
    assert set(COMPRESSORS) == {"bz2", "xz"}


def test_a_compressor_s_files_can_be_read_again():
    opened = {"bz2": bz2.decompress, "xz": lzma.decompress}
    for name, compress in COMPRESSORS.items():
        assert opened[name](compress(TALE.encode())).decode() == TALE
        size = len(compress((TALE + "‘No’").encode())) - len(compress(TALE.encode()))
        assert bits_compressed(name, TALE, "‘No’") == 8 * size / 4
