"""Kept weights are evaluated again, and a changed evaluation is found."""

import dataclasses

import pytest

from seqgraph.errors import InputError
from seqgraph.runs import records, single, sweeps
from seqgraph.runs.evaluation import evaluate_again
from seqgraph.runs.experiment import Measured

from .toy import Toy


@pytest.fixture
def kept(runs):
    """A recorded run with weights."""
    sweeps.run([Toy()], keep=[Toy()])


@pytest.mark.usefixtures("kept")
def test_the_same_code_measures_the_same():
    found = evaluate_again(Toy(), "cpu")
    assert found.agrees
    assert found.difference < 1e-6


def a_number_off(measured: Measured) -> Measured:
    numbers = {name: value + 1e-5 for name, value in measured.numbers.items()}
    return dataclasses.replace(measured, numbers=numbers)


def a_number_missing(measured: Measured) -> Measured:
    return dataclasses.replace(measured, numbers={})


def a_number_more(measured: Measured) -> Measured:
    return dataclasses.replace(measured, numbers={**measured.numbers, "more": 0.0})


def a_cell_off(measured: Measured) -> Measured:
    table = measured.tables["weights"]
    off = {**table, "weight": [0.0, *table["weight"][1:]]}
    return dataclasses.replace(measured, tables={"weights": off})


def a_row_missing(measured: Measured) -> Measured:
    table = measured.tables["weights"]
    short = {name: values[1:] for name, values in table.items()}
    return dataclasses.replace(measured, tables={"weights": short})


def a_key_changed(measured: Measured) -> Measured:
    table = measured.tables["weights"]
    return dataclasses.replace(
        measured, tables={"weights": {**table, "input": [1, 2, 3]}}
    )


def a_table_missing(measured: Measured) -> Measured:
    return dataclasses.replace(measured, tables={})


def not_a_number(measured: Measured) -> Measured:
    return dataclasses.replace(measured, numbers={"weight": float("nan")})


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize(
    "bug",
    [
        a_number_off,
        a_number_missing,
        a_number_more,
        a_cell_off,
        a_row_missing,
        a_key_changed,
        a_table_missing,
        not_a_number,
    ],
)
def test_another_evaluation_is_found(bug, monkeypatch):
    evaluate = Toy.evaluate
    monkeypatch.setattr(Toy, "evaluate", lambda *given: bug(evaluate(*given)))
    assert not evaluate_again(Toy(), "cpu").agrees


@pytest.mark.usefixtures("runs")
def test_a_run_without_weights_is_named():
    sweeps.run([Toy()])
    with pytest.raises(InputError, match=r"no recorded run with weights of Toy\(\)"):
        evaluate_again(Toy())


class Summed(Toy):
    """A kind that also says what its curve says."""

    def summarise(self, curves):
        return {"last": curves["loss"][-1]}

    def recorded(self, curves):
        return {"loss": curves["loss"][:2]}


def test_a_summary_sees_every_update_and_a_record_keeps_what_it_is_told():
    _, record = single.train(Summed())
    _, plain = single.train(Toy())
    assert record.curves["loss"] == plain.curves["loss"][:2]
    assert record.metrics == {"last": plain.curves["loss"][-1], **plain.metrics}


def test_training_hands_the_evaluation_a_model_at_rest(monkeypatch):
    seen = []
    monkeypatch.setattr(
        Toy, "evaluate", lambda _, model, place: seen.append(model) or Measured({})
    )
    single.train(Toy())
    assert [model.training for model in seen] == [False]


@pytest.mark.usefixtures("kept")
def test_weights_come_back_at_rest():
    assert not sweeps.trained(Toy()).training
    assert records.load(Toy()).tables["weights"]["input"] == [0, 1, 2]
