"""What is measured over the runs of Part 1, on records whose answer is known."""

import numpy as np
import pytest
import torch

from seqgraph.measure.benchmarks import Claim, Report
from seqgraph.recurrent import (
    costs,
    gradient_flow,
    gradient_study,
    intensity,
    study,
    vanilla,
)
from seqgraph.recurrent.experiment import Palindromes
from seqgraph.runs.randomness import generator
from seqgraph.runs.records import Record


def record(accuracy, loss=(1.0,), norms=(1.0,), **settings):
    curves = {
        "accuracy": list(accuracy),
        "loss": list(loss),
        "gradient_norm": list(norms),
    }
    return Record(Palindromes(**settings), curves, {"wrong": 2}, {}, {}, {})


def learns_at(update):
    return record([0.5] * (update - 1) + [1.0] * (1500 - update))


def test_when_a_level_is_reached_is_the_first_update_of_its_window():
    # 9 in 10 right and then all: 20 batches average 95 % as soon as ten are perfect.
    run = record([0.9] * 40 + [1.0] * 40)
    assert study.until_95(run) == 31
    assert study.until_100(run) == 41
    assert study.until_100(record([0.9] * 40)) is None


def test_a_batch_that_goes_wrong_counts_once_the_task_is_learnt():
    accuracy = np.ones(1500)
    accuracy[[10, 1200]] = 0.1, 0.8
    assert study.worst_batch(record(accuracy)) == 0.8


def test_the_lower_of_each_pair_is_counted_and_what_was_never_reached_is_infinite():
    never = record([0.5] * 1500)
    pairs = [
        (learns_at(300), learns_at(100)),
        (learns_at(100), learns_at(300)),
        (never, learns_at(700)),
        (never, never),
        (learns_at(50), learns_at(50)),
    ]
    assert study.lower(study.until_100, "peephole", pairs) == 2
    assert study.lower(study.until_100, "lstm", pairs) == 1
    assert study.quotients(study.until_100, pairs[:2]) == pytest.approx([3, 1 / 3])


def test_sums_are_over_all_runs():
    assert study.total("wrong", [record([1.0]), record([1.0])]) == 4
    assert study.final_loss(record([1.0], loss=[9.0] + [1.0, 3.0] * 50)) == 2


def test_falls_are_late_and_are_counted_with_the_clipped_among_them():
    accuracy, norms = np.ones(1500), np.ones(1500)
    accuracy[[7, 1000, 1200, 1300]] = 0.5, 0.98, 0.8, 0.99  # early; low, low, enough
    norms[[8, 1200, 1300, 1400]] = 90, 11, 12, 10  # early; longer, longer, as long
    runs = [record(accuracy, norms=norms), record(np.ones(1500), norms=2 * norms)]
    runs += [record(accuracy, norms=norms, clip=100.0)]
    assert study.falls(runs) == (1500, 4, 2 + 3, 1)
    assert study.largest_norm(runs) == 24


def test_pairs_have_the_length_and_the_seed_in_common(monkeypatch):
    monkeypatch.setenv("SEQGRAPH_TRAIN", "0")
    every = study.pairs() + study.ten_pairs()
    assert len(every) == 9 + 10
    for lstm, peephole in every:
        changed = {"cell": "peephole", **lstm.config.changed}
        assert peephole.config.changed == changed
    header, rows = study.compared({"wrong": lambda run: run.metrics["wrong"]})
    assert header == ["T", "seed", "wrong: L", "wrong: P"]
    assert [row[:2] for row in rows] == [
        [n, seed] for n in study.LENGTHS for seed in study.SEEDS
    ]


def test_the_runs_that_are_measured_are_the_ones_that_are_declared(monkeypatch):
    monkeypatch.setenv("SEQGRAPH_TRAIN", "0")
    declared = {*study.PALINDROMES.runs, *study.PEEPHOLES.runs}
    measured = [
        *(run for pair in study.pairs() + study.ten_pairs() for run in pair),
        *(run for runs in study.variants().values() for run in runs),
    ]
    small = {study.SMALL, Palindromes(**{**study.SMALL.config, "cell": "peephole"})}
    assert {run.config for run in measured} | small == declared


def test_noise_in_the_weights_moves_the_losses_and_none_does_not():
    config = Palindromes(length=2, hidden=8, batch=8, steps=3)
    plain = [row["loss"] for row in config.train(config.model(), torch.device("cpu"))]
    assert study.losses(config).tolist() == plain
    moved = np.abs(study.losses(config, noise=1e-3) / plain - 1)
    assert 0 < moved.max() < 1e-2


def test_the_sum_of_products_is_autograds_gradient_and_each_fault_is_seen():
    example = gradient_study.example()
    w, x, y = example
    h = vanilla.states(w, x)
    error = vanilla.output_error(w, h, y)
    auto = example.by_autograd("W_hh")
    right = gradient_study.sum_of_products(w, h, error)
    torch.testing.assert_close(right, auto, rtol=0, atol=1e-12)
    for fault in ({"W": w.W_hh}, {"own_tanh": False}, {"h_inside": True}):
        wrong = gradient_study.sum_of_products(w, h, error, **fault)
        assert (wrong - auto).norm() > 0.1 * auto.norm()
        with pytest.raises(AssertionError):
            example.judge("W_hh", wrong)
    assert min(gradient_study.faults().values()) > 0.1


def claim(what, rival, ours, theirs, our):
    return Claim(what, rival, ours, "s", {rival: theirs, ours: our})


def test_findings_are_ratios_round_by_round():
    """The medians of ratios, and not the ratios of medians."""
    what = costs.step("lstm", 10)
    found = costs.Findings.of(
        [
            Report("a", [claim(what, "nn.LSTM", "by hand", [4, 9, 20], [2, 3, 5])], {}),
            Report(
                "b",
                [claim(what, "nn.LSTM", "other", [4, 9, 20], [4, 6, 5])],
                {},
                {"by batch": {"1": [1.0, 2.0, 3.0], "2": [2.0, 3.0, 6.0]}},
            ),
        ]
    )
    assert found.times(what, "nn.LSTM") == pytest.approx((3.0, 2.5, 3.5))
    assert found.times(what, "other").value == 2
    assert found.times("by batch", "2", "1") == pytest.approx((2.0, 1.75, 2.0))


def test_a_product_moves_each_of_its_arrays_once():
    work = intensity.product(batch=2, units=3)
    assert work.operations == 2 * 3 * 12
    assert work.moved == 12 * 3 + 2 * 3 + 2 * 12


def test_the_longest_of_three_times_is_what_binds():
    """At the threshold, to move takes as long as to compute."""
    rates = intensity.Rates(computed=90.0, moved=10.0, asked=0.5)
    work = intensity.Work(operations=45 * rates.threshold, moved=45)
    assert rates.alone(work) == pytest.approx((0.5, 4.5, 4.5))
    asked, moved, computed = rates.alone(intensity.addition(2, 3))
    assert (asked, moved / computed) == (0.5, 3 * rates.threshold)


def test_the_names_are_those_of_the_recorded_reports():
    names = "palindromes", "costs", "step", "rates"
    found = costs.Findings.of(map(Report.load, names))
    sizes = [costs.COURSE] + [
        costs.resized(setting, value)
        for setting, values in costs.GROWTH.items()
        for value in values
    ]
    for cell, rival in (("lstm", costs.LIBRARY), ("peephole", costs.PLAIN)):
        for length in (10, 20):
            assert found.times(costs.step(cell, length), rival).value > 1
    for what in sizes:
        ways = {costs.LIBRARY, costs.FLOOR, costs.OUR_FLOOR, costs.BY_HAND}
        assert found.seconds[what].keys() == ways
    for way in (costs.PLAIN, costs.LIBRARY):
        assert list(map(int, found.seconds[costs.by_batch(way)])) == [*costs.BATCHES]
        assert list(map(int, found.seconds[costs.by_width(way)])) == [*costs.WIDTHS]
    assert tuple(found.seconds[costs.UPDATE]) == costs.PARTS
    *timed, rest = found.seconds[costs.UPDATE].values()
    assert min(map(min, timed)) > 0
    # A difference of two runs: one disturbed round may be below 0, what is drawn not.
    assert sorted(rest)[len(rest) // 2] > 0
    gates = {costs.GATES, costs.FUSED_GATES}
    assert found.seconds[costs.OF_GATES].keys() == gates
    chains = {costs.one_sweep(n) for n in costs.PER_NUMBER}
    chains |= {costs.sweep_for_each(n) for n in costs.PER_NUMBER}
    assert found.seconds[costs.CHAINS].keys() == chains
    for what in (costs.FOR_ONE, costs.ALONE):
        assert tuple(found.seconds[what]) == costs.KINDS


def test_the_rates_of_a_machine_are_its_best_ones():
    """In numbers of four bytes."""
    for_one = {"arithmetic": [1, 0.5], "bandwidth": [0.05, 1], "overhead": [9, 8]}
    found = costs.Findings.of([Report("a", [], {}, {costs.FOR_ONE: for_one})])
    assert intensity.Rates.of(found) == pytest.approx((2, 5, 8))


def test_a_gaussian_matrix_stretches_as_its_power_does():
    """Over directions that are all alike, the mean square of the stretch by M is
    ‖M‖²/H (Frobenius); inputs bend the tanh and shrink it."""
    drawn = gradient_study.gaussians(2)
    for draw, row in drawn.iterrows():
        W = gradient_flow.matrices(64, generator(draw, "matrices"))[1]
        power = torch.linalg.matrix_power(W, 60)
        assert row.growth == pytest.approx(power.norm().item() / 8, rel=0.5)
        assert row.driven < 0.1 * row.growth
        assert row.radius <= row.norm == pytest.approx(np.linalg.norm(W, 2))
