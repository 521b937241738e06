"""The vectorised generators of the other two tasks against slow ones written from their
definitions."""

import itertools
import json
import random
from collections import Counter
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from seqgraph.errors import InputError
from seqgraph.recurrent import baum_sweet, combinations
from seqgraph.recurrent.experiment import Palindromes
from seqgraph.recurrent.tasks import TASKS

ROOT = Path(__file__).parents[2]
RECORDED = ROOT / "runs" / "Palindromes"


def word(number: int, length: int) -> tuple[int, ...]:
    digits = [int(digit) + 1 for digit in format(number, "b")]
    return (0,) * (4 * length - len(digits)) + tuple(digits)


def has_no_odd_block(number: int) -> bool:
    return not any(len(zeros) % 2 for zeros in format(number, "b").split("1"))


@given(st.integers(10, 10**18))
def test_a_word_and_its_label_are_the_definitions(number):
    numbers = torch.tensor([number])
    assert tuple(baum_sweet.write(numbers, 18)[0].tolist()) == word(number, 18)
    assert baum_sweet.label(numbers).item() == has_no_odd_block(number)


def slow_word(length: int, source: random.Random) -> int:
    while True:
        number = source.randint(10, 10**length)
        if has_no_odd_block(number) or source.random() < 0.016724:
            return number


def close(seen: Counter, expected: dict, n: int) -> bool:
    """Whether counts of n draws lie within 4.5 standard errors of the expected shares,
    and nothing else is drawn."""
    return seen.keys() <= expected.keys() and all(
        abs(seen[each] - n * p) < 4.5 * (n * p * (1 - p)) ** 0.5 + 1
        for each, p in expected.items()
    )


def test_words_follow_the_definitions_distribution():
    """At T = 2 the probability of each number is exact, and the slow generator has the
    same frequencies."""
    weights = {k: 1 if has_no_odd_block(k) else 0.016724 for k in range(10, 101)}
    total = sum(weights.values())
    expected = {word(k, 2): weight / total for k, weight in weights.items()}
    n = 100_000
    x, y = baum_sweet.draw(2, n, torch.Generator().manual_seed(0))
    assert close(Counter(map(tuple, x.tolist())), expected, n)
    labels = {word(k, 2): int(has_no_odd_block(k)) for k in weights}
    assert all(
        labels[tuple(w)] == k for w, k in zip(x.tolist(), y.tolist(), strict=True)
    )

    source = random.Random(0)
    slow = Counter(word(slow_word(2, source), 2) for _ in range(10_000))
    assert close(slow, expected, 10_000)

    words, labels, draws = baum_sweet.every(2)
    found = (draws.double() / draws.sum()).tolist()
    assert dict(zip(map(tuple, words.tolist()), found, strict=True)) == pytest.approx(
        expected
    )
    assert len(words) == baum_sweet.count(2) == len(expected)


@pytest.mark.parametrize("length", [4, 5])
def test_how_often_the_label_is_1_is_what_the_slow_generator_gives(length):
    _, y, draws = baum_sweet.every(length)
    share = (y * draws).sum().item() / draws.sum().item()
    source, n = random.Random(length), 3000
    slow = sum(has_no_odd_block(slow_word(length, source)) for _ in range(n)) / n
    assert abs(slow - share) < 4.5 * (share * (1 - share) / n) ** 0.5
    _, drawn = baum_sweet.draw(length, 20_000, torch.Generator().manual_seed(1))
    error = (share * (1 - share) / len(drawn)) ** 0.5
    assert abs(drawn.double().mean().item() - share) < 4.5 * error


def test_combinations_are_permutations_and_every_one_is_equally_likely():
    orders = list(itertools.permutations(range(4)))
    n = 48_000
    x, y = combinations.draw(4, n, torch.Generator().manual_seed(0))
    seen = Counter(map(tuple, torch.cat([x, y[:, None]], 1).tolist()))
    assert close(seen, dict.fromkeys(orders, 1 / 24), n)
    x, y, draws = combinations.every(4)
    assert [(*row, k) for row, k in zip(x.tolist(), y.tolist(), strict=True)] == orders
    assert draws.tolist() == [1] * combinations.count(4)


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("length", [4, 6])
def test_what_a_task_says_of_its_sizes_is_what_it_draws(task, length):
    reading = TASKS[task]
    x, y = reading.draw(length, 2000, torch.Generator().manual_seed(0))
    symbols, classes = reading.sizes(length)
    assert x.shape == (2000, reading.steps(length))
    assert (x.unique().tolist(), y.unique().tolist()) == (
        list(range(symbols)),
        list(range(classes)),
    )


@pytest.mark.parametrize("task", TASKS)
def test_equal_generators_draw_equal_batches(task):
    one, other = (
        TASKS[task].draw(4, 50, torch.Generator().manual_seed(7)) for _ in range(2)
    )
    assert torch.equal(one[0], other[0])
    assert torch.equal(one[1], other[1])


def test_a_length_that_a_task_cannot_have_is_refused():
    for task, length in (("palindromes", 7), ("baum-sweet", 19), ("combinations", 1)):
        with pytest.raises(InputError, match=f"got {length}"):
            Palindromes(task=task, length=length)
    assert Palindromes(task="combinations", length=7).length == 7


def test_the_keys_of_runs_recorded_before_there_were_tasks_are_what_they_were():
    files = [
        (file, settings)
        for file in RECORDED.glob("*.json")
        if "task" not in (settings := json.loads(file.read_text())["config"])
    ]
    assert len(files) == 58
    for file, settings in files:
        assert file.stem == Palindromes(**settings).slug


def test_the_examples_of_contributing_are_in_the_code_and_short():
    """A cell in under ten lines, a task in under sixty: blank lines aside, with the
    docstrings that the example leaves out."""
    text = (ROOT / "CONTRIBUTING.md").read_text()
    source = ROOT / "src" / "seqgraph" / "recurrent"
    files = [
        (source / f"{name}.py").read_text().splitlines()
        for name in ("relatives", "classifier", "combinations", "tasks")
    ]
    lines = {line for each in files for line in each}
    cell, task = (
        [line.removeprefix("  +") for line in diff.splitlines() if line[:3] == "  +"]
        for diff in text.split("```diff")[1:]
    )
    assert {*cell, *task} <= lines
    assert len(cell) < 10
    assert len([line for line in files[2] if line]) < 60
    assert len([line for line in task if line in files[2]]) == len(task) - 1
