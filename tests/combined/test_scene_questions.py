"""Training and evaluation of 3.5(b), each made again step by step."""

import dataclasses

import pytest
import torch
from torch.nn import functional as F

from seqgraph.combined import scene_questions
from seqgraph.combined.examples import CASES, batch
from seqgraph.combined.questions import ANSWERS
from seqgraph.combined.scene_questions import NETWORKS, SceneQuestions
from seqgraph.runs.randomness import generator, seeded_by

CPU = torch.device("cpu")


@pytest.mark.parametrize(("network", "clip"), [("sentence", 1.0), ("combined", 2.0)])
def test_training_is_adam_with_clipped_gradients_and_a_rate_that_falls_to_0(
    network, clip
):
    """Every update written out, with the rate from its formula and the names of a
    sentence's objects from a stream of their own."""
    config = SceneQuestions(
        network=network, batch=3, steps=6, lr=0.01, clip=clip, seed=3
    )
    model, again = config.model(), config.model()
    losses = [row["loss"] for row in config.train(model, CPU)]
    data, names = generator(3, "data"), generator(3, "names")
    parameters = [*again.parameters()]
    optimizer, norms, expected = torch.optim.Adam(parameters), [], []
    for update in range(6):
        cases = torch.randint(len(CASES), (3,), generator=data)
        asked = batch(cases.tolist(), (4, 7), data)
        with seeded_by(names):
            logits = again(asked.scenes, asked.words)
        loss = F.cross_entropy(logits, asked.answers)
        expected.append(loss.item())
        for parameter, slope in zip(
            parameters,
            torch.autograd.grad(loss, parameters, materialize_grads=True),
            strict=True,
        ):
            parameter.grad = slope
        norms.append(sum(p.grad.square().sum() for p in parameters).sqrt())
        for parameter in parameters:
            parameter.grad *= min(1.0, clip / float(norms[-1]))
        optimizer.param_groups[0]["lr"] = 0.01 * (1 - update / 6)
        optimizer.step()
    assert min(norms) < clip < max(norms)  # some are clipped and some are not
    assert losses == pytest.approx(expected, rel=1e-5)
    for one, other in zip(model.parameters(), parameters, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-5)


class ByOrder(torch.nn.Module):
    """Answers by how the first and the last object look: their order matters."""

    def forward(self, scenes, words):
        last = scenes.present.sum(1) - 1
        rows = torch.arange(len(last))
        looks = scenes.looks[rows, 0].sum(1) + scenes.looks[rows, last, 1]
        return F.one_hot((looks + words[:, 0]) % 6, len(ANSWERS)).double()


def hits(asked):
    """Which examples the network above answers rightly, one by one."""
    found = []
    for index, answer in enumerate(asked.answers.tolist()):
        looks = asked.scenes.looks[index, asked.scenes.present[index]].tolist()
        said = (sum(looks[0]) + looks[-1][1] + int(asked.words[index, 0])) % 6
        found.append(said == answer)
    return found


def test_evaluation_asks_questions_of_its_own_and_again_in_another_order(monkeypatch):
    monkeypatch.setattr(scene_questions, "ASKED", 3)
    monkeypatch.setattr(scene_questions, "TESTED_OBJECTS", (4, 10))
    measured = SceneQuestions(seed=8).evaluate(ByOrder(), CPU)
    every = [case for case in range(len(CASES)) for _ in range(3)]
    tuning = batch(every, (4, 7), generator(8, "validation"))
    test = generator(8, "evaluation")
    asked = batch(every, (4, 7), test)
    moved = dataclasses.replace(asked, scenes=asked.scenes.relabelled(test))
    right, again = hits(asked), hits(moved)
    assert right != again
    assert measured.numbers == {
        "weights": 0,
        "validation": pytest.approx(sum(hits(tuning)) / len(tuning.answers)),
        "accuracy": pytest.approx(sum(right) / len(right)),
        "relabelled": pytest.approx(sum(again) / len(again)),
    }
    rows = []
    for index, (kind, hops) in enumerate(CASES):
        places = [place for place, case in enumerate(asked.cases) if case == index]
        shares = (sum(each[p] for p in places) / len(places) for each in (right, again))
        rows.append((kind, hops, *(pytest.approx(share) for share in shares)))
    assert [*zip(*measured.tables["questions"].values(), strict=True)] == rows
    sizes = [hits(batch(every, (n, n), test)) for n in (4, 10)]
    assert [*zip(*measured.tables["sizes"].values(), strict=True)] == [
        (n, pytest.approx(sum(each) / len(each)))
        for n, each in zip((4, 10), sizes, strict=True)
    ]


def test_names_are_drawn_afresh_in_training_and_never_when_it_is_tested():
    model = NETWORKS["sentence"](generator(0, "test"))
    asked = batch(range(len(CASES)), (5, 5), generator(0, "test"))
    told = {}
    for training in (True, False):
        model.train(training)
        with seeded_by(generator(1, "test")):
            told[training] = [model.told(asked.scenes, asked.words) for _ in range(2)]
    assert torch.equal(*told[False])
    assert not torch.equal(*told[True])
    # Another name for each object, and the same one wherever it is told of.
    for plain, drawn in zip(
        told[False][0].tolist(), told[True][0].tolist(), strict=True
    ):
        names = dict(zip(plain, drawn, strict=True))
        assert len({*names.values()}) == len(names)
        assert [names[symbol] for symbol in plain] == drawn
        assert all(new == old or old >= model.NAME <= new for old, new in names.items())
    first = {row[(row >= model.NAME).int().argmax()].item() for row in told[True][0]}
    assert len(first) > 5  # also names that no scene of five has by itself
