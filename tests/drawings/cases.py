"""Every drawing, with several arguments each."""

import math
import random

import numpy as np
import torch

from seqgraph.applications.drawings import listener, molecule
from seqgraph.combined import scenes
from seqgraph.combined.cover import kinds
from seqgraph.combined.drawings import guided_messages
from seqgraph.combined.families import Graph
from seqgraph.combined.reading_drawings import two_readings
from seqgraph.combined.scene_drawings import scene_graph
from seqgraph.graphs.drawings import attention, citations, messages
from seqgraph.page.bars import stacked
from seqgraph.page.sweep_drawing import what_a_kill_costs, who_writes_what
from seqgraph.recurrent.cell_drawings import (
    WHERE,
    lstm_cell,
    lstm_gates,
    peepholes,
)
from seqgraph.recurrent.chain_drawings import lstm_chain
from seqgraph.recurrent.cost_drawings import kitchen, potatoes, to_scale
from seqgraph.recurrent.drawings import palindrome, shared_prefixes, unrolled
from seqgraph.recurrent.intensity import Rates
from seqgraph.recurrent.restaurant_drawing import large_kitchen, restaurant, trips
from seqgraph.recurrent.task_drawings import three_tasks
from seqgraph.text.drawings import character_model, greedy_and_sampled, guesses
from seqgraph.text.own_drawing import file_to_letters
from seqgraph.text.state_drawing import states
from seqgraph.text.wheel_drawing import wheels
from seqgraph.today.drawings import scan_in_numbers, three_ways

DRAWINGS = (
    unrolled,
    lstm_cell,
    lstm_chain,
    lstm_gates,
    peepholes,
    palindrome,
    three_tasks,
    restaurant,
    trips,
    large_kitchen,
    kitchen,
    potatoes,
    to_scale,
    shared_prefixes,
    character_model,
    greedy_and_sampled,
    guesses,
    file_to_letters,
    states,
    wheels,
    messages,
    attention,
    citations,
    listener,
    molecule,
    guided_messages,
    kinds,
    scene_graph,
    two_readings,
    stacked,
    what_a_kill_costs,
    who_writes_what,
    three_ways,
    scan_in_numbers,
)

RING = [(math.cos(k * math.pi / 3), math.sin(k * math.pi / 3)) for k in range(6)]
ACID = (
    ["C", "C", "O", "O"],
    [(0, 0), (1, 0.5), (1, 1.5), (2, 0)],
    [(0, 1, 1), (1, 2, 2), (1, 3, 1)],
)
SCENE = {
    "names": "abcde",
    "places": [(0, 0.2), (1, 0.9), (3, 1.2), (3, 0.1), (1.3, 1.9)],
    "edges": [(0, 1), (1, 2), (2, 3), (1, 4)],
}
HELLO = [
    [0.1, 0.6, 0.2, 0.1],
    [0.05, 0.15, 0.7, 0.1],
    [0.1, 0.1, 0.45, 0.35],
    [0.05, 0.05, 0.2, 0.7],
]

SIGNS = " \n$%&@MWQ[]{}()\\|_^~gjé×—’”"  # wide, deep, high, or special in a formula


def bets(places, characters):
    """Random rows of probabilities."""
    logits = 3 * torch.randn(
        places, characters, generator=torch.Generator().manual_seed(places)
    )
    return torch.softmax(logits, dim=1).numpy()


def papers(count, seed):
    """A tree of papers with as many other edges as half of them, in four fields."""
    source = random.Random(seed)
    tree = [(str(source.randrange(k)), str(k)) for k in range(1, count)]
    others = [
        tuple(map(str, source.sample(range(count), 2))) for _ in range(count // 2)
    ]
    kinds = ("Theory", "Neural networks", "Genetic algorithms", "Rule learning")
    fields = {str(k): source.choice(kinds) for k in range(count)}
    return [*tree, *others], fields, "0"


def drawn(objects, seed=0):
    """One random scene."""
    return scenes.draw(torch.tensor([objects]), torch.Generator().manual_seed(seed))


def all_linked(nodes):
    pairs = {(i, j) for i in range(nodes) for j in range(i + 1, nodes)}
    return Graph((0,) * nodes, frozenset(pairs))


def scene(rounds, words, answer):
    commands = ["small ball", *["in front of"] * rounds, "colour"]
    meant = [[0, 0.1, 1, 0.35, 0.6]] + [[0, 0.9, 0, 0.5, 0.2]] * rounds
    return guided_messages(words.split(), commands, meant=meant, answer=answer, **SCENE)


CASES = {
    **{f"unrolled {T}": lambda T=T: unrolled(T) for T in (2, 3, 4, 5)},
    "unrolled, lit": lambda: unrolled(5, 2),
    "cell": lstm_cell,
    **{f"cell, {part}": lambda part=part: lstm_cell(part) for part in "figoch"},
    "cell, nothing": lambda: lstm_cell(()),
    "cell, numbers": lambda: lstm_cell(values=dict.fromkeys(WHERE, -0.88)),
    "chain": lambda: lstm_chain(["The", "boats", "that"]),
    "chain of long words": lambda: lstm_chain(["particularly", "a", "unforgettable"]),
    "four gates": lstm_gates,
    "peepholes": peepholes,
    "one peephole": lambda: peepholes(("gers",)),
    **{
        f"palindrome of {''.join(map(str, integers))}": lambda integers=integers: (
            palindrome(integers)
        )
        for integers in ([0, 0], [1, 8], [5, 0, 8], [0] * 5, [8] * 5)
    },
    "three tasks": lambda: three_tasks("10110", "1001011", [3, 0, 4, 1]),
    "three long tasks": lambda: three_tasks("101101010", "100000101", [8, *range(8)]),
    "three short tasks": lambda: three_tasks("10", "11", [1, 0]),
    "three to scale": lambda: to_scale(
        {
            "waiter": ("one order", 3.2e-6),
            "stairs": ("0.59 million numbers", 5.4e-5),
            "cook": ("67 million multiply-adds", 1.3e-3),
        }
    ),
    "all the same to scale": lambda: to_scale({who: ("x", 1e-6) for who in "abcd"}),
    "just below half": lambda: to_scale(
        {"waiter": ("one order", 1), "stairs": ("67 million multiply-adds", 0.499)}
    ),
    "a potato for the stew": lambda: potatoes({"a sum": 1, "the product": 114}),
    "a potato alone": lambda: potatoes({"a sum": 3}),
    "three potatoes": lambda: potatoes({"a sum": 1, "tanh": 61, "a product": 999}),
    "restaurant": restaurant,
    "trips": trips,
    "kitchen": lambda: kitchen(Rates(computed=48e9, moved=4.3e9, asked=1.9e-6)),
    "many cooks": large_kitchen,
    "large kitchen": lambda: kitchen(Rates(computed=3e13, moved=8e11, asked=1.2e-5)),
    "prefixes": lambda: shared_prefixes(["00101", "00110", "00101", "01101", "11010"]),
    "few prefixes": lambda: shared_prefixes(["ab", "cd"]),
    "all the same": lambda: shared_prefixes(["aba"] * 8),
    "many prefixes": lambda: shared_prefixes(
        [f"{n:07b}" for n in (3, 8, 15, 31, 90, 91, 127, 100)]
    ),
    "hello": lambda: character_model("hello", "helo", HELLO),
    "short word": lambda: character_model("abc", "abcdef", [[1 / 6] * 6] * 2),
    "certain": lambda: character_model("bab", "ab", [[1, 0], [1, 0]]),
    "king": lambda: greedy_and_sampled(
        "and the king and the king and the king",
        ["the fox said", "the forest wa", "the king was a", "then he"],
    ),
    "way in": lambda: greedy_and_sampled("so a man man man", ["so he we", "so she"]),
    "guesses in two lines": lambda: guesses(SIGNS, bets(27, 27), SIGNS, best=2),
    "asked": lambda: guesses("ab", bets(2, 2), "ab", best=2),
    "sea": lambda: file_to_letters("één zee".encode("utf-8-sig"), 2, 4),
    "no mark": lambda: file_to_letters(b"abracadabra", 0, 10),
    "states": lambda: states(
        "The cottage", np.linspace(-1, 1, 110).reshape(11, 10), bets(11, 27), SIGNS, [6]
    ),
    "few states": lambda: states("W W", np.zeros((3, 1)), bets(3, 27), SIGNS),
    "wheels": lambda: wheels(
        ["There was a ", "There was a w", "There was a wo"],
        bets(3, 12),
        "wordchipnalm",
        "wom",
    ),
    "sure wheel": lambda: wheels(["Once upon a time"], [[0.97, 0.03]], " ,", " "),
    "wide letters": lambda: file_to_letters("книга".encode(), 1, 3),
    "one letter": lambda: greedy_and_sampled("aaaa", ["fifteen letters", "x"]),
    **{
        f"to {node}": lambda node=node: messages(
            node, {"A": 1, "B": 2, "C": 0, "D": -3, "E": 12.5, "F": -1}, 0.5
        )
        for node in "ABCDEF"
    },
    "attention": lambda: attention("DBCF", [2, 1, -1, 0.5], [1.2, 0.3, -0.5, 2]),
    "two nodes": lambda: attention("EA", [-1.25, 10], [0, 9]),
    "six nodes": lambda: attention("ABCDEF", [2, -1.5, 0.25, 3, 4, 1], [0] * 6),
    **{f"{n} papers": lambda n=n: citations(*papers(n, n)) for n in (2, 12, 26, 40)},
    "both kinds": kinds,
    "both kinds, no words": lambda: kinds(caption=False),
    "listener": listener,
    "acid": lambda: molecule(*ACID, {"element": ACID[0], "hydrogens": [3, 0, 0, 1]}),
    "pyridine": lambda: molecule(
        [*"CCCCCN"],
        RING,
        [(k, (k + 1) % 6, 1 + k % 2) for k in range(6)],
        {"hydrogens": [1, 1, 1, 1, 1, 0], "in a ring": ["yes"] * 6},
    ),
    "nitrogen": lambda: molecule(
        "NN", [(0, 0), (1, 0)], [(0, 1, 3)], {"bonds": [3, 3]}
    ),
    "line of ten": lambda: molecule(
        ["Cl", *"CCCCCCCC", "Br"],
        [(k, 0.6 * (k % 2)) for k in range(10)],
        [(k, k + 1, 1) for k in range(9)],
        {"hydrogens": [0, *[2] * 8, 0]},
    ),
    "one round": lambda: scene(1, "is there a cube behind a ball", "yes"),
    "three rounds": lambda: scene(
        3, "what colour is the object left of the small ball", "yellow"
    ),
    "long question": lambda: scene(
        2, "are there more red cubes than large balls in front of a cone", "no"
    ),
    **{
        f"{n} objects, {k}": lambda n=n, k=k: scene_graph(drawn(n, k))
        for n in (2, 3, 4)
        for k in range(4)
    },
    "tail": lambda: two_readings(
        Graph((0,) * 5, frozenset({(0, 2), (2, 4), (0, 4), (1, 4), (1, 3)})),
        [0, 2, 4, 1, 3],
    ),
    "no links": lambda: two_readings(Graph((0,) * 3, frozenset()), [2, 0, 1]),
    "all links": lambda: two_readings(all_linked(6), [5, 1, 2, 3, 4, 0]),
    "update": lambda: stacked(
        {
            "products": 52,
            "gates": 21,
            "copies": 11,
            "launches": 9,
            "loss": 4,
            "rest": 3,
        },
        "One update of training",
    ),
    "slivers": lambda: stacked(
        {"a": 1, "a rather long name": 2, "third": 60, "fourth": 2, "fifth thing": 1},
        "All",
    ),
    **{f"three ways, {T}": lambda T=T: three_ways(T) for T in (2, 3, 4, 5)},
    "scan": lambda: scan_in_numbers([0.5, 1, 0.5], [1, -1, 3], 4),
    "scan of two": lambda: scan_in_numbers([-1.25, 0.511], [-3.25, -10.5], -4),
    "sweep": who_writes_what,
    "kill": lambda: what_a_kill_costs(5, 3.6),
    "one share": lambda: stacked({"all of it": 0.2}, "All"),
}
