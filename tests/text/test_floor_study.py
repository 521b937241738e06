"""What page 2.1d says of the rivals, from the records a second time."""

import numpy as np
import pytest

from seqgraph.runs import records
from seqgraph.text import floor_study
from seqgraph.text.floors import TextFloors
from seqgraph.text.streams import StreamLM


def test_order_and_discount_are_those_that_tuning_found_best():
    table = records.load(TextFloors(part="tuning")).tables["kneser_ney"]
    rows = zip(table["bits"], table["order"], table["discount"], strict=True)
    _, order, discount = min(rows)
    assert floor_study.chosen() == (order, discount)
    config = StreamLM()
    assert (config.order, config.discount) == (order, discount)


def test_both_experiments_count_the_same():
    (run, *_) = floor_study.streams()
    assert run.metrics["bits_counts"] == pytest.approx(floor_study.counted(), abs=2e-6)


def test_the_weight_is_chosen_in_tuning_and_used_on_the_last_tenth():
    prices = {}
    for config in (StreamLM(part="tuning"), *floor_study.STREAMS):
        table = records.load(config).tables["passages"]
        total, size = {}, {}
        columns = (table[name] for name in ("weight", "bits", "characters"))
        for weight, bits, characters in zip(*columns, strict=True):
            total[weight] = total.get(weight, 0) + bits * characters
            size[weight] = size.get(weight, 0) + characters
        prices[config] = {weight: total[weight] / size[weight] for weight in total}
    tuned, *others = prices.values()
    best = min(tuned, key=tuned.__getitem__)
    assert floor_study.weight() == best
    assert floor_study.mixtures() == pytest.approx([each[best] for each in others])
    for each, run in zip(others, floor_study.streams(), strict=True):
        assert each[1.0] == pytest.approx(run.metrics["bits"], abs=2e-6)


def test_what_is_saved_is_a_difference_with_its_passages():
    mean, low, high = floor_study.saved(0, 1)
    runs = floor_study.streams()
    bits = np.mean([run.metrics["bits"] for run in runs])
    assert low < mean < high
    # The last passage, which is shorter, is left out.
    assert mean == pytest.approx(floor_study.counted() - bits, abs=0.005)
    assert floor_study.saved(1, 0)[0] == pytest.approx(-mean)
