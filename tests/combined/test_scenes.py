"""Scenes and questions: answers by a second evaluator, which reads the words."""

import random
from collections import Counter

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from seqgraph.combined import examples, questions, scenes
from seqgraph.combined.examples import CASES
from seqgraph.combined.questions import ANSWERS, KINDS, VOCABULARY
from seqgraph.combined.scenes import ATTRIBUTES, RELATIONS
from seqgraph.runs.randomness import generator

SEEDS = st.integers(0, 2**31)


def described(several, index):
    """One scene as a list of objects in words and places."""
    return [
        {
            **{
                name: values[several.looks[index, i, k]]
                for k, (name, values) in enumerate(ATTRIBUTES.items())
            },
            "across": int(several.across[index, i]),
            "depth": int(several.depth[index, i]),
        }
        for i in range(int(several.present[index].sum()))
    ]


def near(scene, relation, thing):
    """The nearest object in the relation to a thing, by sorting distances."""
    axis, sign = {
        "left of": ("across", -1),
        "right of": ("across", 1),
        "in front of": ("depth", -1),
        "behind": ("depth", 1),
    }[relation]
    there = [other for other in scene if sign * (other[axis] - thing[axis]) > 0]
    return min(there, key=lambda other: sign * other[axis], default=None)


def described_by(words, scene):
    """The objects of a scene that words such as *small red cubes* fit."""
    words = [word.removesuffix("s") for word in words if word not in ("a", "an", "the")]
    return [
        thing
        for thing in scene
        if all(word == "object" or word in thing.values() for word in words)
    ]


def at_the_end_of(text, scene):
    """The objects that a phrase such as *object left of a cube* names."""
    for place in range(len(text)):
        for relation in RELATIONS:
            width = len(relation.split())
            if text[place : place + width] == relation.split():
                origins = at_the_end_of(text[place + width :], scene)
                reached = [near(scene, relation, origin) for origin in origins]
                return [
                    thing
                    for thing in described_by(text[:place], scene)
                    if any(thing is other for other in reached)
                ]
    return described_by(text, scene)


def by_the_words(text, scene):
    """The answer to a question in words; None where it has none."""
    if text[0] == "what":
        found = at_the_end_of(text[3:], scene)
        start = max(i for i, word in enumerate(text) if word == "the")
        only = len(described_by(text[start:], scene)) == 1 and len(found) == 1
        return found[0][text[1]] if only else None
    if text[:2] == ["is", "there"]:
        return "yes" if at_the_end_of(text[2:], scene) else "no"
    if text[:2] == ["how", "many"]:
        there = text.index("are")
        count = len(at_the_end_of([*text[2:there], *text[there + 2 :]], scene))
        return str(count) if count <= 3 else None
    than = text.index("than")
    tail = than + 2 + (text[than + 1] in (*ATTRIBUTES["size"], *ATTRIBUTES["colour"]))
    more = at_the_end_of([*text[3:than], *text[tail:]], scene)
    fewer = at_the_end_of([*text[than + 1 : tail], *text[tail:]], scene)
    return "yes" if len(more) > len(fewer) else "no"


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(CASES), SEEDS)
def test_answers_are_those_of_the_words(case, seed):
    source = generator(seed, "test")
    several = scenes.draw(torch.randint(1, 11, (20,), generator=source), source)
    question = questions.draw(*case, random.Random(seed))
    found = questions.answer(question, several, several.neighbours)
    expected = [
        by_the_words(question.words, described(several, index)) for index in range(20)
    ]
    assert [None if a < 0 else ANSWERS[a] for a in found.tolist()] == expected
    assert set(question.words) <= set(VOCABULARY)
    hops = sum(" ".join(question.words).count(relation) for relation in RELATIONS)
    assert (question.kind, hops) == case


@settings(deadline=None)
@given(SEEDS)
def test_neighbours_are_the_nearest_and_opposite_ways_lead_back(seed):
    source = generator(seed, "test")
    several = scenes.draw(torch.tensor([1, 5, 10]), source)
    neighbours = several.neighbours
    for index in range(3):
        scene = described(several, index)
        for r, relation in enumerate(RELATIONS):
            for i, thing in enumerate(scene):
                j = int(neighbours[index, r, i])
                assert (scene[j] if j >= 0 else None) is near(scene, relation, thing)
                if j >= 0:
                    assert neighbours[index, scenes.OPPOSITE[r], j] == i
        assert (neighbours[index, :, len(scene) :] == -1).all()


@pytest.mark.parametrize("seed", range(3))
def test_other_orders_of_the_objects_are_the_same_scene(seed):
    source = generator(seed, "test")
    several = scenes.draw(torch.tensor([4, 10]), source)
    sorted_ = several.from_left_to_right()
    shuffled = several.relabelled(source)
    for index in range(2):
        things = [
            sorted(map(str, described(each, index)))
            for each in (several, sorted_, shuffled)
        ]
        assert things[0] == things[1] == things[2]
        across = [thing["across"] for thing in described(sorted_, index)]
        assert across == list(range(len(across)))


def test_every_question_has_all_its_answers_equally_often():
    cases = [case for case in range(len(CASES)) for _ in range(3)]
    asked = examples.batch(cases, (4, 7), generator(0, "test"))
    by_text = {}
    for words, answer in zip(asked.words.tolist(), asked.answers.tolist(), strict=True):
        by_text.setdefault(tuple(words), Counter())[answer] += 1
    for text, answers in by_text.items():
        assert len(set(answers.values())) == 1, text
        assert len(answers) >= 2
    assert set(asked.cases.tolist()) == set(range(len(CASES)))


def test_examples_say_what_their_scene_answers():
    cases = list(range(len(CASES)))
    asked = examples.batch(cases, (4, 7), generator(1, "test"))
    for index, (words, answer, case) in enumerate(
        zip(asked.words, asked.answers, asked.cases, strict=True)
    ):
        text = [VOCABULARY[word - 1] for word in words.tolist() if word]
        scene = described(asked.scenes, index)
        assert 4 <= len(scene) <= 7
        assert by_the_words(text, scene) == ANSWERS[answer]
        kinds = {"what": "relate", "is": "exist", "how": "count", "are": "compare"}
        assert kinds[text[0]] == CASES[case][0]


def test_looks_are_uniform():
    several = scenes.draw(torch.full((4000,), 5), generator(0, "test"))
    shown = several.looks[several.present]
    for k, values in enumerate(ATTRIBUTES.values()):
        share = torch.bincount(shown[:, k], minlength=len(values)) / len(shown)
        expected = 1 / len(values)
        error = (expected * (1 - expected) / len(shown)) ** 0.5
        assert (share - expected).abs().max() < 4.5 * error
    assert KINDS == ("exist", "count", "compare", "relate")
