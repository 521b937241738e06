"""What is measured over the runs of 3.5, from the files alone."""

import json

import numpy as np
import pytest
from scipy import stats

from seqgraph.combined import representation_study, scene_study
from seqgraph.combined.examples import CASES
from seqgraph.combined.representation_study import COMPARED
from seqgraph.combined.representations import TESTED_NODES, Representations
from seqgraph.combined.scene_questions import SceneQuestions
from seqgraph.runs import store


@pytest.fixture(autouse=True)
def _no_training(monkeypatch):
    monkeypatch.setenv("SEQGRAPH_TRAIN", "0")


def raw(config):
    content = json.loads(store.path(config).read_text())
    tables = {
        name: {column: each["values"] for column, each in table.items()}
        for name, table in content.get("tables", {}).items()
    }
    return content["metrics"], tables


def of_seeds(task, reader, sizes, measure="accuracy"):
    """The mean over these sizes of each seed, from the files."""
    found = []
    for seed in range(3):
        config = Representations(task=task, reader=reader, seed=seed)
        table = raw(config)[1]["sizes"]
        rows = zip(table["nodes"], table[measure], strict=True)
        found.append(np.mean([value for nodes, value in rows if nodes in sizes]))
    return np.array(found)


TRAINED, LARGEST = range(17), (32,)


@pytest.mark.parametrize("task", COMPARED)
def test_means_of_readers_are_over_seeds_and_sizes_of_training(task):
    for reader in COMPARED[task]:
        each = of_seeds(task, reader, TRAINED)
        found = representation_study.mean_of(task, reader)
        assert found == pytest.approx(np.mean(each))
        said = f"{100 * np.mean(each):.1f} ± {100 * np.std(each, ddof=1):.1f}"
        assert representation_study.percent_of(task, reader) == said


@pytest.mark.parametrize("measure", ["accuracy", "relabelled", "changed"])
def test_a_column_of_each_seed_in_the_order_of_the_sizes_asked_for(measure):
    found = representation_study.by_nodes("rings", "dfs", measure, (32, 6))
    for column, size in enumerate((32, 6)):
        expected = of_seeds("rings", "dfs", (size,), measure)
        assert found[:, column].tolist() == expected.tolist()


@pytest.mark.parametrize("sizes", [TRAINED, LARGEST])
def test_leads_are_paired_by_seed_and_corrected_for_their_number(sizes):
    """With SciPy's test of two related samples, and Holm's rule as he words it: the
    smallest p against 5 % over the number of tests, and so on, until one fails."""
    asked = [nodes for nodes in TESTED_NODES if nodes in sizes]
    found = representation_study.leads(asked)
    assert len(found) == len(found.drop_duplicates(["task", "one", "other"])) == 9
    chances = []
    for row in found.itertuples():
        pair = [of_seeds(row.task, each, sizes) for each in (row.one, row.other)]
        one, other = (100 * each for each in pair)
        assert row.points == pytest.approx((one - other).mean())
        if (one == other).all():
            assert row.low == row.high == 0
            chances.append(1)
            continue
        test = stats.ttest_rel(one, other)
        low, high = test.confidence_interval()
        assert (row.low, row.high) == (pytest.approx(low), pytest.approx(high))
        chances.append(test.pvalue)
    apart = set()
    for rank, index in enumerate(np.argsort(chances)):
        if chances[index] >= 0.05 / (len(chances) - rank):
            break
        apart.add(index)
    assert 0 < len(apart) < len(chances)
    assert found.index[~found.tie].tolist() == sorted(apart)


@pytest.mark.parametrize(("sizes", "first", "last"), [((6, 8), 0, 2), ((32,), 9, 10)])
def test_what_the_run_with_marks_measured_is_the_mean_over_sizes(sizes, first, last):
    _, tables = raw(Representations(task="rings", reader="marked"))
    expected = np.mean(tables["sizes"]["accuracy"][first:last])
    assert representation_study.with_marks(sizes) == pytest.approx(expected)


@pytest.mark.parametrize("network", scene_study.CHOSEN)
def test_numbers_of_networks_are_those_of_their_runs(network):
    lr = scene_study.CHOSEN[network]
    cases = [("relate", 3), ("exist", 1)]
    for seed in range(3):
        metrics, tables = raw(SceneQuestions(network=network, lr=lr, seed=seed))
        for measure in ("accuracy", "relabelled"):
            found = scene_study.accuracies(network, measure)[seed]
            assert found == metrics[measure]
        column = tables["questions"]["accuracy"]
        expected = [column[CASES.index(case)] for case in cases]
        assert scene_study.by_case(network, cases)[seed].tolist() == expected
        sizes = tables["sizes"]
        expected = [sizes["accuracy"][sizes["objects"].index(n)] for n in (9, 4)]
        assert scene_study.by_objects(network, (9, 4))[seed].tolist() == expected


@pytest.mark.parametrize("network", scene_study.CHOSEN)
def test_the_rate_that_was_chosen_did_better_on_held_out_questions(network):
    held_out = {
        lr: raw(SceneQuestions(network=network, lr=lr))[0]["validation"]
        for lr in scene_study.LRS
    }
    chosen = scene_study.CHOSEN[network]
    assert scene_study.best_rate(network) == chosen
    assert held_out[chosen] == max(held_out.values())


def answers_of(network):
    """What the files say: accuracy and its curve in training, for each seed."""
    lr, found = scene_study.CHOSEN[network], []
    for seed in range(3):
        path = store.path(SceneQuestions(network=network, lr=lr, seed=seed))
        content = json.loads(path.read_text())
        found.append((content["metrics"]["accuracy"], content["curves"]["accuracy"]))
    return found


def test_seeds_that_succeeded_and_wilsons_interval_by_its_formula():
    good = sum(accuracy >= 0.95 for accuracy, _ in answers_of("combined"))
    n, z = 3, 1.959963984540054
    share = good / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * np.sqrt(share * (1 - share) / n + (z / (2 * n)) ** 2) / (1 + z * z / n)
    expected = (share, middle - half, middle + half)
    found = scene_study.succeeded(scene_study.accuracies("combined"))
    assert found == pytest.approx(expected)


def test_gains_are_paired_by_seed_and_corrected_for_their_number():
    """The interval from the table of t, and Holm's correction from its definition:
    the k-th smallest p counts as often as there are tests that are not smaller."""
    found = scene_study.gains()
    assert [*found] == ["question", "sentence", "bag"]
    alone = {}
    for network, ((mean, low, high), _) in found.items():
        pairs = zip(answers_of("combined"), answers_of(network), strict=True)
        apart = np.array([ours - theirs for (ours, _), (theirs, _) in pairs])
        half = 4.302652729911275 * apart.std(ddof=1) / np.sqrt(3)
        assert (mean, low, high) == pytest.approx(
            (apart.mean(), apart.mean() - half, apart.mean() + half)
        )
        t = abs(apart.mean()) / apart.std(ddof=1) * np.sqrt(3)
        alone[network] = 1 - t / np.sqrt(t * t + 2)  # two-sided, 2 degrees of freedom
    so_far = 0.0
    for rank, network in enumerate(sorted(alone, key=alone.__getitem__)):
        so_far = max(so_far, min(1.0, (3 - rank) * alone[network]))
        assert found[network][1] == pytest.approx(so_far)


def test_when_a_seed_left_the_bag_is_found_window_by_window():
    means = {
        network: [
            [np.mean(curve[at : at + 250]) for at in range(0, 4000, 250)]
            for _, curve in answers_of(network)
        ]
        for network in ("combined", "bag")
    }
    for network, expected in means.items():
        assert scene_study.learning(network) == pytest.approx(np.array(expected))
    highest = max(map(max, means["bag"]))
    expected = [
        next(250 * k for k, mean in enumerate(seed) if mean > highest + 0.02)
        for seed in means["combined"]
    ]
    assert scene_study.left_the_bag() == expected


def test_chance_is_one_of_the_answers_of_each_question():
    for hops in range(4):
        assert scene_study.chance(("exist", hops)) == 0.5
        assert scene_study.chance(("compare", hops)) == 0.5
        assert scene_study.chance(("count", hops)) == 0.25
        # Sizes, colours and shapes are asked for alike, of four, four and three scenes.
        relate = (4 / 2 + 4 / 4 + 3 / 3) / 11
        assert scene_study.chance(("relate", hops)) == pytest.approx(relate, abs=0.03)
    every = np.array([scene_study.chance(case) for case in CASES])
    assert every.min() < scene_study.chance() < every.max()
