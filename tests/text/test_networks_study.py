"""What pages say of several networks, from their records a second time."""

import numpy as np
import pytest

from seqgraph.measure.statistics import holm
from seqgraph.runs import records
from seqgraph.text import networks_study as study
from seqgraph.text.sampling import GREEDY
from seqgraph.text.study import GROWN, YOUNG
from seqgraph.text.tallies import BEGINNINGS, EACH


@pytest.fixture(autouse=True)
def _no_training(monkeypatch):
    monkeypatch.setenv("SEQGRAPH_TRAIN", "0")


def test_the_mean_of_a_network_is_over_its_texts():
    for column, tau, configs in (("real", 1.0, YOUNG), ("looped_90", GREEDY, GROWN)):
        stage = "1/3" if configs is YOUNG else "3/3"
        for config, found in zip(
            configs, study.of_each(column, tau, stage), strict=True
        ):
            table = records.load(config).tables["written"]
            pairs = zip(table["tau"], table[column], strict=True)
            values = [v for t, v in pairs if t == tau and v == v]
            assert found == pytest.approx(sum(values) / len(values))


def test_a_network_that_is_trained_again_is_the_recorded_one():
    """Those of seeds 10 and 20 were trained on another day, for page 2.1a."""
    again = 0
    for config in GROWN:
        before = records.load(type(config)(seed=config.seed))
        if before:
            again += 1
            assert records.load(config).curves["loss"] == before.curves["loss"]
    assert again == 3  # that of seed 5 was not trained again


def test_mentions_are_counted_by_network_and_beginning():
    own, others = study.comes_back(2.0)
    assert own.shape == others.shape == (study.NETWORKS, len(BEGINNINGS))
    table = records.load(GROWN[2]).tables["continued"]
    rows = zip(table["tau"], table["beginning"], table["mentions"], strict=True)
    place = 9  # the old witch
    mine, theirs = [], []
    for tau, begun, marks in rows:
        if tau == 2.0:
            (mine if begun == BEGINNINGS[place] else theirs).append(int(marks[place]))
    assert len(mine) == EACH
    assert own[2, place] == pytest.approx(np.mean(mine))
    assert others[2, place] == pytest.approx(np.mean(theirs))


def test_a_family_is_judged_together():
    noise = np.random.default_rng(0).normal(size=(20, 8))
    family = {str(k): study.Question(each) for k, each in enumerate(noise)}
    family["planted"] = study.Question(5 + noise[0], against=1.0)
    family["below"] = study.Question(noise[1] - 5)
    found = study.answers(family)
    assert found.pop("planted") == "holds"
    assert found.pop("below") == "the opposite"
    assert set(found.values()) == {"open"}
    # One by one, some of the twenty would have been called seen.
    assert min(each.chance for each in list(family.values())[:20]) < 0.05
    assert min(holm([each.chance for each in list(family.values())[:20]])) > 0.05


def _drawn_again(values: np.ndarray, draw: np.random.Generator) -> float:
    """The mean of networks drawn with replacement, and of each of its texts."""
    networks, texts = values.shape
    some = draw.integers(networks, size=networks)
    return np.mean(
        [np.nanmean(values[k, draw.integers(texts, size=texts)]) for k in some]
    )


@pytest.mark.parametrize("tau", [1.0, GREEDY])
@pytest.mark.parametrize("what", ["real", "distinct", "copied"])
def test_networks_and_texts_drawn_again_say_the_same(what, tau):
    """A bootstrap on both levels beside the t-test over networks."""
    name = f"{what}, {'greedy' if tau == GREEDY else 'drawn'}"
    values = study.texts(what, tau) - study.texts(what, tau, "1/3")
    draw = np.random.default_rng(0)
    means = [_drawn_again(values, draw) for _ in range(1000)]
    low, high = np.quantile(means, [0.025, 0.975])
    answer = study.answers(study.growing_up())[name]
    if answer != "open":
        assert (low > 0) == (answer == "holds")
        assert low > 0 or high < 0
    middle, lower, upper = study.growing_up()[name].interval
    assert np.mean(means) == pytest.approx(middle, abs=0.02)
    assert (high - low) == pytest.approx(upper - lower, rel=0.6)
