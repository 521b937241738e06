"""The studies of question 3.4: what they say against the records, gone through one by
one; and the records, whose numbers and tables must agree with each other."""

import dataclasses
import math

import numpy as np
import pytest

from seqgraph.applications import listening, recommendation_study, shift_study
from seqgraph.applications.folds import SPLITS
from seqgraph.runs.sweeps import grid, run


@pytest.fixture(autouse=True)
def _no_training(monkeypatch):
    monkeypatch.setenv("SEQGRAPH_TRAIN", "0")


def mean(values):
    values = list(values)
    return sum(values) / len(values)


LEFT = (0, *listening.LEFT)


def recommenders(left):
    """Least squares and networks made for friends are not trained for newcomers."""
    absent = recommendation_study.NOT_ANEW if left else ()
    return [name for name in recommendation_study.CHOSEN if name not in absent]


def test_each_study_lists_the_runs_that_it_reads():
    shown = [
        record.config
        for left in LEFT
        for model in recommenders(left)
        for record in recommendation_study.runs_of(model, left)
    ]
    tried = [c for configs in recommendation_study.TRIED.values() for c in configs]
    lightgcn = recommendation_study.NETWORKS["lightgcn"]
    at_ten = grid(lightgcn, seed=recommendation_study.AT_TEN)
    listed = set(recommendation_study.STUDY.runs)
    others = {*at_ten, recommendation_study.SLOWER}
    assert set(shown) | set(tried) | others == listed
    shown = [
        record.config
        for model in shift_study.CHOSEN
        for split in SPLITS
        for record in shift_study.runs_of(model, split)
    ]
    shown += [record.config for record in shift_study.runs_of("space")]
    tried = [config for configs in shift_study.TRIED.values() for config in configs]
    assert set(shown) | set(tried) == set(shift_study.STUDY.runs)


def test_what_was_best_in_tuning_is_what_is_shown():
    for name, chosen in recommendation_study.NETWORKS.items():
        curves = {
            (record.config.decay, 25 * place): recall
            for record in run([*recommendation_study.TRIED[name]])
            for place, recall in enumerate(record.curves["recall"], 1)
        }
        assert curves[chosen.decay, chosen.steps] == max(curves.values())
    for name, chosen in recommendation_study.SOCIAL.items():
        reached = {
            dataclasses.replace(record.config, steps=25 * place): recall
            for record in run([*recommendation_study.TRIED[name]])
            for place, recall in enumerate(record.curves["recall"], 1)
        }
        tuned = dataclasses.replace(
            chosen, part="tuning", seed=recommendation_study.TUNED
        )
        assert reached[tuned] == max(reached.values())
    for name in ("neighbours", "ease", "ease-friends"):
        found = {
            record.config: record.metrics["recall"]
            for record in run([*recommendation_study.TRIED[name]])
        }
        chosen = recommendation_study.FLOORS[name]
        assert max(found, key=lambda config: found[config]) == dataclasses.replace(
            chosen, part="tuning"
        )
    for name in ("gine", "lookup", "forest"):
        ((best, errors), *others) = shift_study.tuning(name)
        chosen = shift_study.CHOSEN[name].config
        assert best == {setting: chosen[setting] for setting in best}
        assert all(mean(errors) <= mean(each) for _, each in others)


def test_numbers_and_tables_of_recommendations_agree():
    for record in run([*recommendation_study.STUDY.runs]):
        metrics, groups = record.metrics, record.table("groups").set_index("what")
        assert groups.loc["plays", "users"].sum() == metrics["users"]
        for name in ("recall", "ndcg"):
            rows = groups.loc["plays"]
            total = (rows["users"] * rows[name]).sum() / metrics["users"]
            assert total == pytest.approx(metrics[name], rel=1e-5)
        if "users" in record.tables:
            users = record.table("users")
            here = groups.loc["newcomers"] if record.config.newcomers else metrics
            assert len(users) == here["users"]
            assert users["recall"].mean() == pytest.approx(here["recall"], rel=1e-5)


@pytest.mark.parametrize("left", LEFT)
def test_users_have_one_place_in_all_models(left):
    places = {
        tuple(record.tables["users"]["place"])
        for model in recommenders(left)
        for record in recommendation_study.runs_of(model, left)
    }
    assert len(places) == 1


@pytest.mark.parametrize("left", [0, 4])
def test_a_gain_is_that_of_each_user(left):
    found = {}
    for model in ("lightgcn-friends", "neighbours"):
        runs = recommendation_study.runs_of(model, left)
        each = [record.tables["users"]["recall"] for record in runs]
        found[model] = [mean(seeds) for seeds in zip(*each, strict=True)]
        assert mean(found[model]) == pytest.approx(
            recommendation_study.recall(model, left), rel=1e-5
        )
    apart = [
        100 * (a - b)
        for a, b in zip(found["lightgcn-friends"], found["neighbours"], strict=True)
    ]
    gain, low, high = recommendation_study.gain("lightgcn-friends", "neighbours", left)
    assert gain == pytest.approx(mean(apart))
    # Of few seeds, of which the users' part of the interval hardly depends.
    variance = sum((x - mean(apart)) ** 2 for x in apart) / (len(apart) - 1)
    half = 1.96 * math.sqrt(variance / len(apart))
    assert 0.85 * half < (high - low) / 2 < 1.5 * half


def test_numbers_and_tables_of_shifts_agree():
    for record in run([*shift_study.STUDY.runs]):
        metrics = record.metrics
        table = record.tables["errors"]
        errors = dict(zip(table["row"], table["error"], strict=True))
        assert list(errors) == sorted(errors)
        assert len(errors) == metrics["atoms"]
        sizes = sorted(map(abs, errors.values()))
        # Seven digits of an error below 100 ppm are half a 1e-5 wrong at most.
        assert mean(sizes) == pytest.approx(metrics["mae"], abs=6e-6)
        assert mean(errors.values()) == pytest.approx(metrics["bias"], abs=6e-6)
        for ppm, share in zip(*record.tables["above"].values(), strict=True):
            assert share == pytest.approx(mean(s > ppm for s in sizes), rel=1e-5)
        worst = record.table("worst")
        assert [errors[row] for row in worst["row"]] == list(worst["error"])
        assert list(worst["error"].abs()) == sizes[: -len(worst) - 1 : -1]
        for _, rows in record.table("groups").groupby("what"):
            assert rows["atoms"].sum() == metrics["atoms"]
            total = (rows["atoms"] * rows["mae"]).sum() / metrics["atoms"]
            assert total == pytest.approx(metrics["mae"], rel=1e-5)


@pytest.mark.parametrize("split", SPLITS)
def test_errors_are_over_the_atoms_of_all_folds(split):
    errors = {}
    for record in shift_study.runs_of("gine", split):
        table = record.tables["errors"]
        for row, error in zip(table["row"], table["error"], strict=True):
            errors.setdefault(row, []).append(error)
    assert len(errors) == shift_study.count("atoms", split) == 2458
    single = mean(mean(map(abs, each)) for each in errors.values())
    assert shift_study.mae("gine", split) == pytest.approx(single, rel=1e-5)
    together = mean(abs(mean(each)) for each in errors.values())
    found = shift_study.together(split)["error"]
    assert np.abs(found).mean() == pytest.approx(together)
    groups = shift_study.by_group(split)
    for _, rows in groups.groupby(["what", "seed"]):
        assert rows["atoms"].sum() == 2458
    whole = groups.loc["ring"]
    assert np.average(whole["mae"], weights=whole["atoms"]) == pytest.approx(
        single, rel=1e-5
    )
    if split == "molecule":
        for ppm, share in shift_study.above().items():
            over = mean(abs(e) > ppm for each in errors.values() for e in each)
            assert share == pytest.approx(over, rel=1e-5)
        worst = shift_study.worst(2)
        largest = sorted(errors.values(), key=lambda each: -abs(mean(each)))[:2]
        assert list(worst["error"]) == pytest.approx([mean(each) for each in largest])


@pytest.mark.parametrize("model", ["lookup", "gine", "gine-together"])
def test_the_interval_is_over_molecules_drawn_whole(model):
    """Against molecules drawn one by one, with all of their atoms."""
    runs = shift_study.runs_of(model.removesuffix("-together"))
    number = {}
    for record in shift_study.runs_of("lookup"):
        table = record.tables["errors"]
        number |= dict(zip(table["row"], table["molecule"], strict=True))
    errors = {}
    for record in runs:
        table = record.tables["errors"]
        for row, error in zip(table["row"], table["error"], strict=True):
            errors.setdefault(row, []).append(error)
    size = {
        row: abs(mean(each)) if "together" in model else mean(map(abs, each))
        for row, each in errors.items()
    }
    molecules = {}
    for row, error in size.items():
        molecules.setdefault(number[row], []).append(error)
    assert len(molecules) == 501
    middle, low, high = shift_study.interval(model)
    assert middle == pytest.approx(mean(size.values()))
    draws, each = np.random.default_rng(3), [*molecules.values()]
    means = []
    for _ in range(1000):
        drawn = [each[k] for k in draws.integers(0, 501, 501)]
        means.append(sum(map(sum, drawn)) / sum(map(len, drawn)))
    edges = np.quantile(means, [0.025, 0.975])
    assert (low, high) == pytest.approx(edges, abs=0.15 * np.ptp(edges))
