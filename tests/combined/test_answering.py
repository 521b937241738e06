"""The networks of 3.5(b): of one size, and blind to what they should be blind to."""

import dataclasses

import pytest
import torch

from seqgraph.combined import examples, questions
from seqgraph.combined.answering import GraphAndQuestion, SceneAsSentence
from seqgraph.combined.questions import VOCABULARY
from seqgraph.combined.scene_questions import NETWORKS, SceneQuestions
from seqgraph.combined.scenes import ATTRIBUTES
from seqgraph.runs.randomness import generator
from seqgraph.runs.replay import replay_run
from seqgraph.runs.single import train


@pytest.fixture(scope="module")
def asked():
    return examples.batch(range(len(examples.CASES)), (4, 7), generator(0, "test"))


def make(name):
    return NETWORKS[name](generator(0, "test")).eval()


def test_networks_have_as_many_weights_within_a_tenth():
    counts = [sum(p.numel() for p in make(name).parameters()) for name in NETWORKS]
    assert max(counts) < 1.1 * min(counts)


@pytest.mark.parametrize(
    "name", [n for n in NETWORKS if n not in ("sentence", "looks", "transformer")]
)
def test_the_order_of_the_objects_means_nothing(name, asked):
    model = make(name)
    shuffled = asked.scenes.relabelled(generator(1, "test"))
    torch.testing.assert_close(
        model(shuffled, asked.words), model(asked.scenes, asked.words)
    )


@pytest.mark.parametrize("name", NETWORKS)
def test_a_network_sees_what_it_should(name, asked):
    """Looks change all answers but the question's alone; places change only those of
    networks that know relations."""
    model, scenes = make(name), asked.scenes
    before = model(scenes, asked.words)
    looks = torch.zeros_like(scenes.looks)
    count = scenes.present.sum(1, keepdim=True)
    depth = torch.where(scenes.present, count - 1 - scenes.depth, scenes.depth)
    for change, seen_by in (
        ({"looks": looks}, NETWORKS.keys() - {"question"}),
        ({"depth": depth}, NETWORKS.keys() - {"question", "bag", "bag-divided"}),
    ):
        after = model(dataclasses.replace(scenes, **change), asked.words)
        assert (not torch.allclose(before, after)) == (name in seen_by), change


def test_messages_follow_relations_as_questions_do(asked):
    """With all weight on one relation, what is passed on is what a question reaches."""
    passed = GraphAndQuestion._passed
    neighbours = asked.scenes.neighbours
    chosen = (
        torch.rand(asked.scenes.present.shape, generator=generator(2, "test")) < 0.5
    )
    chosen &= asked.scenes.present
    B = len(chosen)
    for r in range(4):
        weights = torch.eye(5)[r].expand(B, -1)
        expected = questions.follow(chosen, r, neighbours)
        assert torch.equal(
            passed(chosen.float(), neighbours, weights), expected.float()
        )
    stay = torch.eye(5)[4].expand(B, -1)
    assert torch.equal(passed(chosen.float(), neighbours, stay), chosen.float())
    mixed = torch.rand(B, 5, generator=generator(3, "test"))
    each = [
        passed(chosen.float(), neighbours, torch.eye(5)[r].expand(B, -1))
        for r in range(5)
    ]
    expected = sum(mixed[:, [r]] * each[r] for r in range(5))
    torch.testing.assert_close(passed(chosen.float(), neighbours, mixed), expected)


def test_attention_is_on_objects_and_on_words_only(asked):
    thought = make("combined").explain(asked.scenes, asked.words)
    absent = ~asked.scenes.present[:, None].expand_as(thought.objects)
    assert (thought.objects[absent] == 0).all()
    assert ((thought.objects >= 0) & (thought.objects <= 1)).all()
    for shares in (thought.words, thought.relations):
        torch.testing.assert_close(shares.sum(2), torch.ones(shares.shape[:2]))
    assert (thought.words * (asked.words == 0)[:, None] == 0).all()


def test_a_scene_is_told_in_words_that_can_be_read_back(asked):
    model = make("sentence")
    assert isinstance(model, SceneAsSentence)
    rows = model.told(asked.scenes, asked.words)
    values = [value for values in ATTRIBUTES.values() for value in values]
    neighbours = asked.scenes.neighbours
    for b, row in enumerate(rows.tolist()):
        said = [symbol for symbol in row if symbol]
        assert row == said + [0] * (len(row) - len(said))
        question = [word for word in asked.words[b].tolist() if word]
        assert said[: len(question)] == question
        told = said[len(question) :]
        for i in range(len(told) // 6):
            name, *looks, left, front = told[6 * i : 6 * i + 6]
            assert name - model.NAME == i
            for k, (symbol, kinds) in enumerate(
                zip(looks, ATTRIBUTES.values(), strict=True)
            ):
                value = values[symbol - len(VOCABULARY) - 1]
                assert value == kinds[asked.scenes.looks[b, i, k]]
            for symbol, r in ((left, 0), (front, 2)):
                j = int(neighbours[b, r, i])
                assert symbol == (model.NONE if j < 0 else model.NAME + j)


@pytest.mark.parametrize("network", ["sentence", "combined"])
def test_a_run_replays_and_its_cells_average_to_its_accuracy(network, monkeypatch):
    monkeypatch.setattr("seqgraph.combined.scene_questions.ASKED", 2)
    _, record = train(SceneQuestions(network=network, steps=22, batch=8), "cpu")
    assert replay_run(record, "cpu").difference == 0
    of_cases = record.table("questions")
    assert [*zip(of_cases["kind"], of_cases["hops"], strict=True)] == [*examples.CASES]
    for measure in ("accuracy", "relabelled"):
        each = of_cases[measure]
        assert each.min() <= record.metrics[measure] <= each.max()
    if network == "combined":
        assert record.metrics["relabelled"] == record.metrics["accuracy"]
        assert (of_cases["relabelled"] == of_cases["accuracy"]).all()


@pytest.mark.parametrize("name", NETWORKS)
def test_what_is_not_there_means_nothing(name, asked):
    """More padding after the words, and other looks of the objects that are none."""
    model, scenes = make(name), asked.scenes
    before = model(scenes, asked.words)
    padded = torch.nn.functional.pad(asked.words, (0, 3))
    torch.testing.assert_close(model(scenes, padded), before)
    looks = torch.where(scenes.present[..., None], scenes.looks, 0)
    other = dataclasses.replace(scenes, looks=looks)
    assert (looks != scenes.looks).any()
    torch.testing.assert_close(model(other, asked.words), before)


def test_division_is_all_that_is_new(asked):
    """What asks is made so much longer that its scores are what they were."""
    plain, divided = make("combined"), make("combined-divided")
    with torch.no_grad():
        for part in (divided.wanted.weight, divided.wanted.bias):
            part[:-1] *= 64**0.5
    torch.testing.assert_close(
        divided(asked.scenes, asked.words), plain(asked.scenes, asked.words)
    )


def test_relations_that_nobody_asks_for_are_a_question_that_says_nothing(asked):
    """With a read-out of relations that does not see the command, both are one."""
    guided, unasked = make("combined-divided"), make("unasked")
    guided.relation.weight.data.zero_()
    guided.relation.bias.data = torch.randn(5, generator=generator(4, "test"))
    unasked.fixed.data = guided.relation.bias.data.repeat(3, 1)
    torch.testing.assert_close(
        unasked(asked.scenes, asked.words), guided(asked.scenes, asked.words)
    )


def test_messages_before_the_question_object_by_object(asked):
    """R-GCN layers of the read-out network, written as a loop over objects."""
    network = make("read-out")
    found = network.objects(asked.scenes)
    scene = 5
    looks = asked.scenes.looks[scene] + torch.tensor([0, 2, 6])
    there = asked.scenes.present[scene]
    h = [network.look.weight[looks[i]].sum(0) * there[i] for i in range(len(there))]
    neighbours = asked.scenes.neighbours[scene]
    for layer in network.layers:
        new = []
        for i in range(len(there)):
            # i hears, along each relation, the object to which it stands in it
            heard = [
                [h[j] for j in range(len(there)) if neighbours[relation, j] == i]
                for relation in range(4)
            ]
            parts = [h[i], *(sum(each, torch.zeros_like(h[i])) for each in heard)]
            new.append((h[i] + torch.relu(layer(torch.cat(parts)))) * there[i])
        h = new
    torch.testing.assert_close(found[scene], torch.stack(h))
