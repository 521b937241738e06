"""What a live figure computes is what the package computes."""

import dataclasses
import itertools
import random

import pytest
import torch
from torch_geometric.nn import GATConv

from seqgraph import live_models
from seqgraph.combined import live_scene, questions
from seqgraph.combined.examples import CASES, padded
from seqgraph.combined.scenes import draw
from seqgraph.graphs import layers
from seqgraph.graphs.exhibits import example
from seqgraph.page import packing
from seqgraph.recurrent import gate_traces, gradient_flow, intensity
from seqgraph.recurrent.classifier import SequenceClassifier
from seqgraph.runs.randomness import generator
from seqgraph.text import corpus, units
from seqgraph.text.experiment import bits
from seqgraph.text.sampling import GREEDY, choose, generate, noise

from . import site
from .conftest import opening

pytestmark = pytest.mark.book

# Made up for the tests: no line of the tales.
PASSAGE = """\
A tinker came to the gate of a castle. ‘Who knocks so late?’ asked the
porter, and held up his lamp. The tinker bowed. ‘I mend kettles,’ said he,
‘and I don’t ask for gold; a bed will do.’ Then the porter laughed, for
the castle had not one kettle. ‘Come in,’ he said, ‘and mend the king.’
"""
STAGES = tuple(live_models.MODELS["writer"])
SINGLE = {"rtol": 0, "atol": 2e-4}  # single precision over 290 steps
ERROR = {"int8": 1e-2, "float16": 1e-3}  # of the logits, relative to all of them


@pytest.fixture(scope="module")
def screen(browser, book):
    """One page for all tests: nothing on it changes where scripts are only asked."""
    with opening(browser, book) as opened:
        yield opened(reduced_motion="reduce")


@pytest.fixture(scope="module", params=STAGES)
def stage(request):
    """The script of a stage, the recorded model, and it as rounded for the page."""
    live = live_models.MODELS["writer"][request.param]
    recorded = live_models.trained(live.config)
    tensors = packing.rounded(live.contents()[0], live.kind)
    rounded = live_models.trained(live.config)
    with torch.no_grad():
        rounded.embedding.weight.copy_(tensors["embedding"])
        rounded.output.weight.copy_(tensors["weight_out"])
        rounded.output.bias.copy_(tensors["bias_out"])
        for layer in range(2):
            for name in ("weight_ih", "weight_hh"):
                getattr(rounded.lstm, f"{name}_l{layer}").copy_(
                    tensors[f"{name}{layer}"]
                )
            getattr(rounded.lstm, f"bias_ih_l{layer}").copy_(tensors[f"bias{layer}"])
            getattr(rounded.lstm, f"bias_hh_l{layer}").zero_()
    return request.param, live.kind, recorded, rounded


# Of a text: the logits after each character, tanh(c) of every unit, bits a character.
READ = """async ([name, text]) => {
  const model = await live.load(name);
  const codes = [...text].map(c => model.about.vocabulary.indexOf(c));
  const units = 2 * model.weight_hh0.columns;
  let [state, bits, logits, cells] = [null, 0, [], []];
  codes.forEach((code, t) => {
    if (t) bits -= Math.log2(live.softmax(state.logits)[code]) / (codes.length - 1);
    state = languageModel.read(model, state, code);
    logits.push([...state.logits]);
    cells.push(Array.from({length: units}, (_, unit) => writer.cell(state, unit)));
  });
  return {logits, cells, bits};
}"""


@torch.no_grad()
def test_the_page_reads_as_the_package_does(stage, screen):
    name, kind, recorded, rounded = stage
    codes = corpus.encode(PASSAGE, recorded.vocabulary)
    read = screen.evaluate(READ, [name, PASSAGE])
    logits, cells = torch.tensor(read["logits"]), torch.tensor(read["cells"])

    torch.testing.assert_close(logits, rounded(codes[None])[0][0], **SINGLE)
    torch.testing.assert_close(cells, units.cells(rounded, [PASSAGE])[0], **SINGLE)

    exact = recorded(codes[None])[0][0]
    assert (logits - exact).norm() < ERROR[kind] * exact.norm()
    assert read["bits"] == pytest.approx(bits(recorded, codes), abs=0.005)


WRITE = """async ([name, beginning, length, tau, seed]) => {
  const model = await live.load(name);
  const { vocabulary, streams } = model.about;
  const draw = live.uniform(streams[seed]);
  let [state, text] = [null, beginning];
  for (const c of beginning) {
    state = languageModel.read(model, state, vocabulary.indexOf(c));
  }
  for (let t = 0; t < length; t++) {
    const k = writer.choose(state.logits, tau ?? Infinity, draw);
    text += vocabulary[k];
    state = languageModel.read(model, state, k);
  }
  return text;
}"""


@pytest.mark.parametrize(("tau", "seed"), [(0.5, 3), (1.0, 0), (2.0, 99), (GREEDY, 0)])
def test_the_page_writes_as_the_package_does(tau, seed, stage, screen):
    name, _, _, rounded = stage
    wanted = [name, "‘Who has eaten my", 200, None if tau == GREEDY else tau, seed]
    (expected,) = generate(rounded, [wanted[1]], 200, tau, seed)
    assert screen.evaluate(WRITE, wanted) == expected


def test_with_the_same_noise_the_same_character_is_chosen(screen):
    gumbel = torch.stack(list(itertools.islice(noise([7], 87), 50)))[:, 0]
    logits = 3 * torch.randn(50, 87, generator=torch.Generator().manual_seed(0))
    uniform = torch.exp(-torch.exp(-gumbel))
    for tau in (0.3, 1.0, 4.0):
        chosen = screen.evaluate(
            """([logits, uniform, tau]) => logits.map((row, i) => {
                 const draws = [...uniform[i]];
                 return writer.choose(row, tau, () => draws.shift());
               })""",
            [logits.tolist(), uniform.tolist(), tau],
        )
        assert chosen == choose(logits, tau, gumbel).tolist()


TRACE = """async ([half, held]) => {
  const model = await live.load("palindromes");
  const { steps, logits } = gates.trace(model, gates.sequence(half), held);
  const kept = [..."gifoch"].map(name => [name, steps.map(now => [...now[name]])]);
  return [Object.fromEntries(kept), [...logits]];
}"""


@pytest.fixture(scope="module")
def lstm():
    """The recorded classifier, and it as rounded for the page: symbols that are one-hot
    vectors already."""
    live = live_models.MODELS["gates"]["palindromes"]
    recorded = live_models.trained(live.config)
    tensors = packing.rounded(live.contents()[0], live.kind)
    rounded = SequenceClassifier("lstm", 3, 3, 256, 2, generator(0, "overwritten"))
    with torch.no_grad():
        rounded.embedding.copy_(torch.eye(3))
        rounded.cell.weight_ih.copy_(tensors["symbols"])
        rounded.cell.weight_hh.copy_(tensors["weight_hh"])
        rounded.weight_ph.copy_(tensors["weight_out"])
        rounded.bias_p.copy_(tensors["bias_out"])
    return recorded, rounded


@pytest.mark.parametrize(
    "fixed", [None, ("i", 1.0), ("f", 0.0), ("f", 1.0), ("o", 0.0)]
)
@pytest.mark.parametrize("half", ["1011000", "00000", "10010111011010010110"])
def test_the_gates_are_the_packages(half, fixed, lstm, screen):
    recorded, rounded = lstm
    palindrome = (half + half[::-1])[:-1]
    symbols = [[0] * (41 - len(palindrome)) + [1 + int(bit) for bit in palindrome]]
    held = {} if fixed is None else dict([fixed])
    kept, logits = screen.evaluate(TRACE, [half, held])
    logits = torch.tensor(logits)

    traced, expected = gate_traces.trace(rounded, torch.tensor(symbols), fixed)
    for name, values in kept.items():
        got = torch.tensor(values, dtype=torch.float)
        torch.testing.assert_close(got, traced[name][:, 0], **SINGLE)
    torch.testing.assert_close(logits, expected[0], **SINGLE)

    # Held, a gate can make the logits as good as 0: relative to those of the free net.
    free = gate_traces.trace(recorded, torch.tensor(symbols))[1][0]
    exact = gate_traces.trace(recorded, torch.tensor(symbols), fixed)[1][0]
    assert (logits - exact).norm() < ERROR["int8"] * free.norm()


@pytest.mark.parametrize(("rho", "scale"), [(0.9, 0.0), (1.5, 0.2), (1.0, 1.0)])
def test_the_gradient_is_the_packages(rho, scale, screen):
    W = rho * gradient_flow.matrices(12, generator(0, "test"))[0]
    expected = gradient_flow.vanilla(W, scale, 30, 4, generator(1, "test"))

    drawn, shape = generator(1, "test"), (4, 12)
    numbers = [
        torch.randn(shape, dtype=torch.double, generator=drawn) for _ in range(31)
    ]
    inputs, ends = scale * torch.stack(numbers[:30], dim=1), numbers[30]
    norms = screen.evaluate(
        """([W, inputs, ends]) =>
             ends.map((end, n) => gradient.back(W, inputs[n], end))""",
        [W.tolist(), inputs.tolist(), ends.tolist()],
    )
    torch.testing.assert_close(torch.tensor(norms).double().T, expected)


@pytest.mark.parametrize("seed", range(5))
def test_a_graphs_matrices_and_ways_are_the_packages(seed, screen):
    n = 7
    drawn = torch.rand(n, n, generator=torch.Generator().manual_seed(seed)) < 0.25
    A = (drawn.triu(1) | drawn.triu(1).T).double()
    names = "ABCDEFG"
    edges = [names[i] + names[j] for i, j in A.triu().nonzero().tolist()]
    tilde, normal, far, spread = screen.evaluate(
        """([nodes, edges]) => {
          const tilde = sixNodes.withLoops(nodes, edges);
          const normal = sixNodes.normalised(tilde);
          const far = sixNodes.updates(tilde, 0).map(k => k === Infinity ? -1 : k);
          return [tilde, normal, far, sixNodes.spread(normal, 0, 3)];
        }""",
        [list(names), edges],
    )
    exact = {"rtol": 0, "atol": 1e-12}
    expected = layers.normalised(A)
    as_double = {"dtype": torch.double}
    torch.testing.assert_close(
        torch.tensor(tilde, **as_double), A + torch.eye(n).double()
    )
    torch.testing.assert_close(torch.tensor(normal, **as_double), expected, **exact)
    cubed = torch.linalg.matrix_power(expected, 3)[:, 0]
    torch.testing.assert_close(torch.tensor(spread, **as_double), cubed, **exact)
    assert {k: d for k, d in enumerate(far) if d >= 0} == example.distances(A, 0)


TAKE = """([nodes, edges, messages, a]) =>
  Object.fromEntries(["attention", "equal", "GCN"].map(kind => [kind, nodes.map(i => {
    const {near, shares, sum} = attention.take({nodes, edges, messages, a}, kind, i);
    return [nodes.map(j => near.includes(j) ? shares[near.indexOf(j)] : 0), sum];
  })]))"""


@pytest.mark.parametrize("seed", range(5))
def test_what_a_node_takes_is_pygs(seed, screen):
    drawn = torch.Generator().manual_seed(seed)
    A, H = example.adjacency(), torch.randn(6, 1, generator=drawn).double()
    a = torch.randn(2, generator=drawn).double()
    messages = dict(zip(example.NODES, H[:, 0].tolist(), strict=True))
    found = screen.evaluate(
        TAKE, [[*example.NODES], example.EDGES, messages, a.tolist()]
    )
    conv = GATConv(1, 1, bias=False).double()
    with torch.no_grad():
        conv.lin.weight.fill_(1)
        conv.att_dst.fill_(a[0])
        conv.att_src.fill_(a[1])
        h, ((j, i), shares) = conv(H, A.nonzero().T, return_attention_weights=True)
    by_pyg = torch.zeros(6, 6).double()
    by_pyg[i, j] = shares[:, 0]
    equal = layers.with_self_loops(A)
    equal /= equal.sum(1, keepdim=True)
    gcn = layers.normalised(A)  # 3.1 compares it with PyG's
    for kind, weights, sums in (
        ("attention", by_pyg, h),
        ("equal", equal, equal @ H),
        ("GCN", gcn, gcn @ H),
    ):
        got = [
            torch.tensor(part, dtype=torch.double)
            for part in zip(*found[kind], strict=True)
        ]
        torch.testing.assert_close(got[0], weights, rtol=0, atol=1e-12)
        torch.testing.assert_close(got[1], sums[:, 0], rtol=0, atol=1e-12)


def test_the_graph_to_begin_with_is_the_books(screen):
    places, edges = screen.evaluate("[sixNodes.PLACES, sixNodes.EDGES]")
    assert tuple(edges) == example.EDGES
    assert {name: tuple(places[name]) for name in example.NODES} == example.PLACES


ASKED = """async ([told, questions, scenes]) => {
  const model = await live.load("scenes");
  await live.load("scene_network");
  return questions.map((question, n) => {
    const words = scene.words(question, told);
    const codes = words.map(word => told.vocabulary.indexOf(word) + 1);
    const thought = sceneNetwork.explain(model, scenes[n], codes);
    return {
      text: words.join(" "),
      answer: scene.answer(question, scenes[n], told),
      usual: Boolean(scene.usual(question)),
      logits: [...thought.logits],
      objects: thought.meant.map(each => [...each]),
      words: thought.attended.map(each => [...each]),
      relations: thought.followed.map(each => [...each]),
    };
  });
}"""


@pytest.fixture(scope="module")
def guided():
    """The recorded network of 3.5(b), and it as rounded for the page."""
    live = live_models.MODELS["scene"]["scenes"]
    recorded, rounded = (live_models.trained(live.config) for _ in range(2))
    tensors = packing.rounded(live.contents()[0], live.kind)
    layers_of = {
        **{f"query{k}": query for k, query in enumerate(rounded.queries)},
        "relation": rounded.relation,
        "wanted": rounded.wanted,
        "asked": rounded.asked,
        "hidden": rounded.out[0],
        "out": rounded.out[2],
    }
    with torch.no_grad():
        rounded.reader.embedding.weight.copy_(tensors["embedding"])
        rounded.look.weight.copy_(tensors["look"])
        rounded.gain.copy_(tensors["gain"][0])
        for name, layer in layers_of.items():
            layer.weight.copy_(tensors[name])
            layer.bias.copy_(tensors[f"{name}_bias"])
        for way, ending in enumerate(("", "_reverse")):
            for name in ("weight_ih", "weight_hh"):
                getattr(rounded.reader.lstm, f"{name}_l0{ending}").copy_(
                    tensors[f"{name}{way}"]
                )
            getattr(rounded.reader.lstm, f"bias_ih_l0{ending}").copy_(
                tensors[f"bias{way}"]
            )
            getattr(rounded.reader.lstm, f"bias_hh_l0{ending}").zero_()
    return recorded, rounded


@torch.no_grad()
def test_a_scene_is_answered_as_the_package_does(guided, screen):
    """Four questions of each kind and number of hops, each about a scene of its own,
    whether it has an answer there or not."""
    recorded, rounded = guided
    asked = [
        questions.draw(*CASES[case], random.Random(seed))
        for seed in range(4)
        for case in range(len(CASES))
    ]
    drawn = torch.Generator().manual_seed(0)
    sizes = torch.randint(4, 11, (len(asked),), generator=drawn)
    scenes = draw(sizes, drawn)
    place = {word: code for code, word in enumerate(questions.VOCABULARY, start=1)}
    words = padded([place[word] for word in each.words] for each in asked)
    told = live_scene.told()
    found = screen.evaluate(
        ASKED,
        [
            {name: told[name] for name in ("attributes", "relations", "vocabulary")},
            [dataclasses.asdict(each) for each in asked],
            [
                {
                    part: getattr(scenes, part)[n, :size].tolist()
                    for part in ("looks", "across", "depth")
                }
                for n, size in enumerate(sizes.tolist())
            ],
        ],
    )
    thought = rounded.explain(scenes, words)
    for n, got in enumerate(found):
        assert got["text"] == " ".join(asked[n].words)
        assert got["usual"]
        for name in ("logits", "objects", "words", "relations"):
            values = torch.tensor(got[name])
            expected = getattr(thought, name)[n][..., : values.shape[-1]]
            torch.testing.assert_close(values, expected, **SINGLE)
        one = scenes[torch.tensor([n])]
        answer = questions.answer(asked[n], one, one.neighbours).item()
        if answer < 0:
            assert set(got["answer"]) == {"none"}
        else:
            assert got["answer"] == questions.ANSWERS[answer]
    assert 10 < sum("none" in each["answer"] for each in found) < 30

    logits = torch.tensor([each["logits"] for each in found])
    exact = recorded(scenes, words)
    assert (logits - exact).norm() < ERROR["int8"] * exact.norm()


def test_the_page_counts_a_product_as_the_package_does(screen):
    for batch, hidden in ((1, 256), (256, 256), (4096, 16)):
        for machine in site.MACHINES.values():
            rates = intensity.Rates(
                *(machine[name] for name in intensity.Rates._fields)
            )
            expected = rates.alone(intensity.product(batch, hidden))
            found = screen.evaluate(
                "([machine, B, H]) => kitchen.alone(machine, B, H)",
                [machine, batch, hidden],
            )
            assert found == pytest.approx(expected, rel=1e-12)
