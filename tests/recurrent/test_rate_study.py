"""Page 1.4, each cell at a rate of its own: what is chosen, and on which seeds."""

from types import SimpleNamespace

import numpy as np
import pytest

from seqgraph.recurrent import rate_study as study
from seqgraph.recurrent.experiment import Palindromes
from seqgraph.recurrent.study import BOTH, SEEDS, TEN


@pytest.fixture(autouse=True)
def _no_training(monkeypatch):
    monkeypatch.setenv("SEQGRAPH_TRAIN", "0")


def test_a_rate_is_the_best_of_those_tried_and_chosen_on_seeds_that_are_not_shown():
    for cell in BOTH:
        score = {lr: np.mean(study.scores(cell, lr)) for lr in study.RATES}
        assert min(score, key=score.__getitem__) == study.OWN[cell]
    assert {*study.CHOOSING}.isdisjoint({*TEN, *SEEDS})
    assert Palindromes().lr in study.RATES


def test_the_runs_that_are_measured_are_the_ones_that_are_declared():
    measured = [
        *(run for cell in BOTH for run in study.at_own(cell)),
        *(run for limit in study.CLIPS for run in study.clipped(limit)),
        *study.blind(),
        *study.seeing(),
    ]
    for lstm, peephole in study.own_pairs():
        assert lstm.config.seed == peephole.config.seed
    chosen = {run for run in study.RUNS if run.seed in study.CHOOSING}
    assert {run.config for run in measured} | chosen == {*study.RUNS}
    assert {*study.RUNS} <= {*study.STUDY.runs}


def test_a_fall_is_a_late_batch_with_more_than_one_answer_in_a_hundred_wrong():
    accuracy = np.array([0.1] * 100 + [1.0] * 200 + [0.2] * 100)
    run = SimpleNamespace(curves={"accuracy": accuracy})
    assert len(study.late(run)) == 200
    assert study.falling([run, run]) == 0
    accuracy[299] = 0.98
    assert study.worst(run) == 0.98
    assert study.falling([run, run]) == 2
