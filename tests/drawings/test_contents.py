"""What a drawing says is right: its numbers, beside a second derivation."""

import itertools

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from matplotlib.colors import same_color
from matplotlib.patches import Circle, PathPatch, Rectangle, Wedge
from matplotlib.text import Text

from seqgraph.combined.families import Graph
from seqgraph.combined.reading_drawings import LEFT, RIGHT, two_readings
from seqgraph.combined.scene_drawings import scene_graph
from seqgraph.combined.scenes import RELATIONS
from seqgraph.errors import InputError
from seqgraph.graphs.citation_study import surroundings
from seqgraph.graphs.drawings import attention, citations, messages
from seqgraph.graphs.exhibits.example import NODES, adjacency
from seqgraph.graphs.layers import gcn_by_matrix
from seqgraph.page.bars import stacked
from seqgraph.page.collisions import overlaps
from seqgraph.page.drawing import Sheet, known
from seqgraph.page.palette import DARK, HIGHLIGHT
from seqgraph.page.trees import prefix_tree
from seqgraph.recurrent import baum_sweet, pencil
from seqgraph.recurrent.cell_drawings import (
    EQUATIONS,
    lstm_cell,
    lstm_gates,
    peepholes,
)
from seqgraph.recurrent.chain_drawings import lstm_chain
from seqgraph.recurrent.cost_drawings import kitchen, potatoes, to_scale
from seqgraph.recurrent.drawings import palindrome, shared_prefixes, unrolled
from seqgraph.recurrent.intensity import Rates
from seqgraph.recurrent.prefixes import Prefixes
from seqgraph.recurrent.restaurant_drawing import (
    COLUMNS,
    ROWS,
    TRIPS,
    large_kitchen,
    trips,
)
from seqgraph.recurrent.task_drawings import three_tasks
from seqgraph.text.drawings import character_model, cycle, greedy_and_sampled
from seqgraph.text.figures import grounds as colours
from seqgraph.text.own_drawing import file_to_letters
from seqgraph.text.state_drawing import HIGH, states
from seqgraph.text.wheel_drawing import wheels
from seqgraph.today.drawings import scan_in_numbers, three_ways
from seqgraph.today.transformer import edges_before

from .cases import ACID, HELLO, all_linked, drawn, molecule, papers, scene

few = settings(max_examples=25, deadline=None)  # each draws a figure


def said(figure):
    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


def number(text):
    return float(text.replace("−", "-"))


batches = st.integers(2, 5).flatmap(
    lambda T: st.lists(st.text("01", min_size=T, max_size=T), min_size=2, max_size=8)
)


@few
@given(batches)
def test_the_tree_has_a_state_for_each_prefix_that_the_cell_computes(batch):
    x = torch.tensor([[int(symbol) for symbol in sequence] for sequence in batch])
    computed = Prefixes.shared(x).count
    assert len(prefix_tree(batch)) - 1 == computed
    figure = shared_prefixes(batch)
    assert f"{computed} states instead of {x.numel()}" in said(figure)
    assert overlaps(figure) == ([], [], [])


@few
@given(batches)
def test_nodes_of_a_column_are_a_row_apart_and_counted(batch):
    tree = prefix_tree(batch)
    for t in range(len(batch[0]) + 1):
        column = [node for node in tree.values() if len(node.symbols) == t]
        rows = sorted(node.row for node in column)
        assert all(b - a >= 1 for a, b in itertools.pairwise(rows))
        assert sum(node.count for node in column) == len(batch)


@few
@given(
    st.sampled_from(NODES),
    st.lists(st.floats(-9, 9).map(lambda h: round(h, 1)), min_size=6, max_size=6),
    st.floats(-2, 2).map(lambda w: round(w, 1)),
)
def test_the_messages_sum_to_the_layer(node, h, weight):
    H = torch.tensor(h, dtype=torch.double)[:, None]
    W = torch.tensor([[weight]], dtype=torch.double)
    expected = gcn_by_matrix(H, W, adjacency())[NODES.index(node), 0].item()
    figure = messages(node, dict(zip(NODES, h, strict=True)), weight)
    (total,) = (text for text in said(figure) if "≈" in text)
    terms, result = total.removesuffix(", then σ").split("≈")
    assert number(result) == pytest.approx(expected, abs=0.00501)
    summed = sum(map(number, terms.replace("  −  ", "  +  −").split("+")))
    assert summed == pytest.approx(expected, abs=0.0051 * 4)
    assert overlaps(figure) == ([], [], [])


@few
@given(st.lists(st.tuples(st.floats(-9, 9), st.floats(-9, 9)), min_size=2, max_size=6))
def test_attention_weighs_by_the_softmax(pairs):
    values, scores = (
        torch.tensor(each, dtype=torch.double) for each in zip(*pairs, strict=True)
    )
    weights = scores.softmax(0)
    figure = attention("ABCDEF"[: len(pairs)], values.tolist(), scores.tolist())
    drawn = [t.get_text() for t in figure.findobj(Text) if t.get_position()[0] == 4.2]
    assert [*map(float, drawn)] == pytest.approx(weights.tolist(), abs=0.00501)
    (total,) = (text for text in said(figure) if "≈" in text)
    result = number(total.split("≈")[1])
    assert result == pytest.approx((weights @ values).item(), abs=0.00501)
    assert overlaps(figure) == ([], [], [])


def table(figure, ends):
    """The zeros and ones between these two ends, row by row."""
    cells = {}
    for text in figure.findobj(Text):
        x, y = text.get_position()
        inside = ends[0] < x < ends[1] and text.get_color() != DARK
        if inside and text.get_text() in {"0", "1"}:
            cells.setdefault(round(y, 3), []).append((x, int(text.get_text())))
    rows = [[one for _, one in sorted(row)] for _, row in sorted(cells.items())]
    return rows[::-1]


@few
@given(st.integers(3, 6), st.randoms(use_true_random=False))
def test_both_readings_tell_the_whole_graph(nodes, source):
    pairs = sorted(all_linked(nodes).edges)
    edges = {tuple(pair) for pair in source.sample(pairs, source.randint(0, nodes))}
    order = source.sample(range(nodes), nodes)
    figure = two_readings(Graph((0,) * nodes, frozenset(edges)), order)
    links = table(figure, LEFT)[-nodes:]
    assert {(i, j) for i in range(nodes) for j in range(i) if links[i][j]} == {
        (j, i) for i, j in edges
    }
    assert links == [*map(list, zip(*links, strict=True))]
    steps = [row for row in table(figure, RIGHT) if len(row) == nodes]
    told = {
        tuple(sorted((order[t], order[t - back])))
        for back, row in enumerate(steps, 1)
        for t, one in enumerate(row)
        if one
    }
    assert told == edges
    assert overlaps(figure) == ([], [], [])


@pytest.mark.parametrize("count", [2, 3, 4])
@pytest.mark.parametrize("seed", range(3))
def test_a_scene_s_table_names_the_nearest_object_in_each_direction(count, seed):
    scenes = drawn(count, seed)
    texts = said(scene_graph(scenes))
    for relation, place, way in zip(
        RELATIONS, ("across", "across", "depth", "depth"), (-1, 1, -1, 1), strict=True
    ):
        at = getattr(scenes, place)[0, :count].tolist()
        expected = []
        for i in range(count):
            ahead = [j for j in range(count) if way * (at[j] - at[i]) > 0]
            nearest = min(ahead, key=lambda j: abs(at[j] - at[i]), default=None)
            expected.append("–" if nearest is None else "abcd"[nearest])
        start = texts.index(f"{relation} it") + 1
        assert texts[start : start + count] == expected


@pytest.mark.parametrize("count", [2, 12, 20])
def test_edges_within_a_field_are_counted(count):
    edges, fields, paper = papers(count, count)
    distinct = {frozenset(edge) for edge in edges}
    within = sum(len({fields[node] for node in edge}) == 1 for edge in distinct)
    text = f"{within} of {len(distinct)} edges join papers of one field"
    assert text in said(citations(edges, fields, paper))


def test_no_edge_of_the_drawn_papers_runs_behind_another_paper():
    edges, kinds = surroundings()
    ends = zip(edges.source.astype(str), edges.target.astype(str), strict=True)
    fields = dict(zip(kinds.paper.astype(str), kinds.name, strict=True))
    figure = citations([*ends], fields, paper=str(kinds.paper[0]))
    circles = figure.findobj(Circle)
    lines = [each.get_path().vertices for each in figure.findobj(PathPatch)]
    assert len(lines) == len(edges)
    for (start, *_, end), circle in itertools.product(lines, circles):
        along = np.linspace(start, end, 200)
        assert np.hypot(*(along - circle.center).T).min() > 0.14


def test_bars_are_as_high_as_the_probabilities_and_the_target_is_marked():
    figure = character_model("hello", "helo", HELLO)
    blocks = [each for each in figure.findobj(Rectangle) if each.get_y() == 3.5]
    heights = np.array([each.get_height() for each in blocks]).reshape(4, 4)
    np.testing.assert_allclose(heights, HELLO)
    marked = [same_color(each.get_facecolor(), HIGHLIGHT) for each in blocks]
    assert np.flatnonzero(marked).tolist() == [1, 6, 10, 15]  # e, l, l, o
    assert {"e: 0.60", "l: 0.70", "l: 0.45", "o: 0.70"} <= {*said(figure)}


@few
@given(st.data(), st.text("aé ", min_size=2, max_size=4), st.booleans())
def test_a_file_is_its_bytes_and_a_window_predicts_one_further(data, text, marked):
    start = data.draw(st.integers(0, len(text) - 2))
    length = data.draw(st.integers(1, len(text) - 1 - start))
    content = text.encode("utf-8-sig" if marked else "utf-8")
    labels = said(file_to_letters(content, start, length))[5:]
    assert [int(each, 16) for each in labels[: len(content)]] == [*content]
    shown = [each for each in labels[len(content) :] if each in "aé␣"]
    spelt = [*text.replace(" ", "␣")]
    for k in range(start, start + length):
        spelt += spelt[k : k + 2]
    assert shown == spelt
    assert ("the mark" in labels) == marked


@few
@given(st.integers(2, 11), st.integers(1, 12), st.data())
def test_states_have_a_cell_a_unit_and_the_likeliest_bets(places, units, data):
    values = data.draw(arrays(float, (places, units), elements=st.floats(-1, 1)))
    p = np.random.default_rng(places).dirichlet(np.ones(4), size=places)
    figure = states("a" * places, values, p, "abcd")
    blocks = figure.findobj(Rectangle)
    grounds = [each.get_facecolor() for each in blocks if each.get_height() == HIGH]
    expected = colours().to_rgba(values.reshape(-1))
    assert np.abs(np.array(grounds) - expected).max() < 1 / 255
    shown = said(figure)[3:]
    for place in range(places):
        order = (-p[place]).argsort()[:3]
        texts = [t for k in order for t in ("abcd"[k], f"{100 * p[place, k]:.0f}")]
        assert shown[7 * place : 7 * place + 7] == ["a", *texts]


@few
@given(st.integers(2, 9), st.data())
def test_a_wheel_has_a_slice_a_character_and_the_pointer_at_the_one_drawn(many, data):
    letters = "abcdefghi"[:many]
    drawn = data.draw(st.sampled_from(letters))
    p = np.random.default_rng(many).dirichlet(np.ones(many))
    slices = wheels(["x"], [p], letters, drawn).findobj(Wedge)
    spans = sorted(each.theta2 - each.theta1 for each in slices)
    assert np.allclose(spans, sorted(360 * p))
    # The pointer is at 90 degrees, and the slice under it is the only one that is lit.
    (under,) = (
        each for each in slices if (90 - each.theta1) % 360 < each.theta2 - each.theta1
    )
    assert np.isclose(under.theta2 - under.theta1, 360 * p[letters.index(drawn)])
    assert [each.get_zorder() for each in slices if each is not under].count(3) == 0


@few
@given(
    st.text("ab ", max_size=5),
    st.text("ab ", min_size=1, max_size=6),
    st.integers(2, 4),
)
def test_the_cycle_is_the_shortest_that_repeats_the_text(way, ring, times):
    text = way + ring * times
    found_way, found = cycle(text)
    assert text == (found_way + found * len(text))[: len(text)]
    assert len(found_way + found) <= len(way + ring)
    assert len(text) - len(found_way) >= 2 * len(found)


@few
@given(st.lists(st.floats(0.01, 1), min_size=1, max_size=7))
def test_parts_of_the_bar_are_as_wide_as_their_shares(amounts):
    names = [f"part {n} of the work" for n in range(len(amounts))]
    figure = stacked(dict(zip(names, amounts, strict=True)), "All")
    parts = [each for each in figure.findobj(Rectangle) if each.get_height() == 0.6]
    parts.sort(key=lambda part: part.get_x())
    widths = np.array([part.get_width() for part in parts])
    np.testing.assert_allclose(widths / widths.sum(), np.array(amounts) / sum(amounts))
    ends = [part.get_x() + part.get_width() for part in parts]
    np.testing.assert_allclose(ends[:-1], [part.get_x() for part in parts[1:]])
    assert overlaps(figure) == ([], [], [])


@few
@given(
    st.lists(st.tuples(*[st.integers(-9, 9)] * 2), min_size=2, max_size=3),
    st.integers(-9, 9),
)
def test_a_scan_ends_in_the_states_of_the_recurrence(pairs, start):
    a, b = zip(*pairs, strict=True)
    figure = scan_in_numbers(a, b, start)
    expected, h = [], start
    for keep, add in pairs:
        h = keep * h + add
        expected.append(h)
    shown = [
        number(text.get_text())
        for text in figure.findobj(Text)
        if text.get_position()[0] > 1.35 and text.get_weight() == "bold"
    ]
    np.testing.assert_allclose(shown, expected, rtol=0.006)
    assert overlaps(figure) == ([], [], [])


@pytest.mark.parametrize("steps", [2, 3, 4, 5])
def test_each_of_three_ways_counts_its_rounds_and_arrows(steps):
    """Edges of the causal graph, and joins of the scan, counted another way."""
    texts = said(three_ways(steps))
    rounds = next(k for k in range(9) if 2**k >= steps)
    joined = sum(steps + max(0, steps - 2**k) for k in range(rounds))
    for many, unit in (
        (2 * steps - 1, "arrow"),
        (joined, "arrow"),
        (int(edges_before(steps).sum()), "arrow"),
        (steps, "round"),
        (rounds, "round"),
        (1, "round"),
    ):
        assert f"{many} {unit}{'s' * (many > 1)}" in texts


def test_only_the_course_s_peephole_lstm_has_no_h_to_read():
    for name, expected in (("lstm", 1), ("gers", 1), ("course", 0)):
        texts = said(peepholes((name,)))
        assert sum(r"h^{\!-}" in text and "W" not in text for text in texts) == expected


def test_each_of_the_four_cells_has_its_name_and_the_equation_of_what_is_lit():
    texts = {t.get_position(): t.get_text() for t in lstm_gates().findobj(Text)}
    names = {"forget": "f", "input": "i", "candidate": "g", "output": "o"}
    for (x, y), name in texts.items():
        if name not in names:
            continue
        beside = [
            text.replace(r"\!", "")
            for (left, line), text in texts.items()
            if "=" in text and abs(line - y) < 0.05 and 0 < left - x < 3.5
        ]
        assert len(beside) == 1
        assert beside[0][1:-1] in EQUATIONS["lstm"]
        assert beside[0].startswith(f"${names[name]}=")
    assert sum(name in names for name in texts.values()) == 4


def test_a_chain_hands_on_the_content_of_each_of_its_words():
    """From left to right: where a word goes in, and what its cell hands on."""
    texts = lstm_chain(["The", "boats", "that"]).findobj(Text)
    row = sorted((text.get_position()[0], text.get_text()) for text in texts)
    heard = [text.replace(r"\!", "") for _, text in row if "(" in text or "“" in text]
    assert heard == [
        *("$c^{(0)}$", "$h^{(0)}$", "“The”", "$c^{(1)}$", "$h^{(1)}$"),
        *("“boats”", "$c^{(2)}$", "$h^{(2)}$", "“that”", "$c^{(3)}$", "$h^{(3)}$"),
    ]


def test_a_cell_shows_the_numbers_of_its_step():
    numbers = pencil.lstm_by_hand()
    shown = [number(text) for text in said(lstm_cell(values=numbers)) if "." in text]
    assert sorted(shown) == sorted(round(value, 2) for value in numbers.values())


@few
@given(st.lists(st.integers(0, 8), min_size=2, max_size=5))
def test_a_palindrome_shows_all_digits_but_the_last_and_the_steps_between(integers):
    half = "".join(f"{k:b}" for k in integers)
    figure = palindrome(integers)
    digits = [text for text in figure.findobj(Text) if text.get_fontsize() == 11]
    row = [t for t in digits if t.get_text() in "01?" and t.get_weight() != "bold"]
    row.sort(key=lambda text: text.get_position()[0])
    read = "".join(text.get_text() for text in row)
    assert read == (half + half[::-1])[:-1] + "?"
    assert any(f"over {len(read) - 2} steps" in text for text in said(figure))
    pitch = row[1].get_position()[0] - row[0].get_position()[0]
    padding = row[0].get_position()[0] - 0.15 - pitch / 2
    assert round(padding / pitch) == 8 * len(integers) + 2 - len(read)
    assert overlaps(figure) == ([], [], [])


@few
@given(
    st.text("01", min_size=2, max_size=9),
    st.text("01", min_size=1, max_size=8).map(lambda rest: "1" + rest),
    st.permutations(range(6)),
)
def test_the_three_tasks_show_what_is_read_and_the_answers(digits, word, order):
    *read, last = order
    figure = three_tasks(digits, word, read)
    texts = said(figure)
    squares = "".join(text for text in texts if text.isdigit())
    label = baum_sweet.label(torch.tensor([int(word, 2)])).item()
    expected = f"{digits}{digits[0]}{word}{label}{''.join(map(str, read))}{last}"
    assert squares == expected
    lengths = [len(zeros) for zeros in word.split("1") if zeros]
    assert [text for text in texts if text in ("even", "odd")] == [
        "odd" if length % 2 else "even" for length in lengths
    ]
    assert overlaps(figure) == ([], [], [])


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: unrolled(6), "unrolled draws 2 to 5 steps; got 6"),
        (lambda: three_ways(1), "three_ways draws 2 to 5 steps; got 1"),
        (
            lambda: scan_in_numbers([1, 2], [1], 0),
            "2 or 3 steps, each with a and b; got 2 and 1",
        ),
        (lambda: unrolled(3, 4), "unknown step '4'; one of: 1, 2, 3"),
        (
            lambda: lstm_cell("fz"),
            "unknown part of the cell 'z'; one of: c, f, g, h, i, o",
        ),
        (
            lambda: lstm_cell(values={"q": 1}),
            "unknown number of the cell 'q'; one of: c, c⁻, f, f ⊙ c⁻, g, h, h⁻, i",
        ),
        (lambda: lstm_chain(["a", "b"]), "has three cells; got 2 words"),
        (lambda: palindrome([1, 9]), "unknown number '9'; one of: 0, 1, 2, 3"),
        (lambda: three_tasks("10", "1", [0, 1]), "has 2 to 9 squares; got 1"),
        (lambda: three_tasks("10", "11", [0, 0]), "must be missing from"),
        (lambda: palindrome([1] * 6), "palindrome draws 2 to 5 numbers; got 6"),
        (lambda: peepholes(("gru",)), "unknown cell 'gru'; one of: course, gers, lstm"),
        (
            lambda: shared_prefixes(["ab", "a"]),
            r"of one length from 2 to 7; got 2 of the lengths \[1, 2\]",
        ),
        (lambda: prefix_tree([]), "sequences must be there and not empty; got"),
        (lambda: character_model("hi", "hi", [[0.5, 0.5]]), "a word must have 3 to 5"),
        (
            lambda: character_model("hih", "hi", [[0.5, 0.6]] * 2),
            "2 rows of 2 that sum to 1",
        ),
        (lambda: cycle("abc"), "must end in a cycle, walked twice; got 'abc'"),
        (
            lambda: greedy_and_sampled("so long a way to walk round" * 2, "ab"),
            "too long",
        ),
        (lambda: greedy_and_sampled("aaa", "a"), "samples must be 2 to 6"),
        (lambda: file_to_letters(b"abc", 0, 3), "a file must have at most 12 bytes"),
        (lambda: file_to_letters(b"a" * 13, 0, 3), "a file must have at most 12"),
        (
            lambda: states("ab", np.zeros((2, 1)), np.ones((1, 2)), "ab"),
            "probabilities must be a row of 2 for each of 2 to 11 characters",
        ),
        (
            lambda: states("ab", np.zeros((2, 13)), np.ones((2, 2)), "ab"),
            "units must be 2 rows of 1 to 12",
        ),
        (
            lambda: wheels(["a", "b"], np.ones((1, 2)), "ab", "a"),
            "a row of 2 for each of 1 to 3 texts",
        ),
        (lambda: wheels(["a"], np.ones((1, 2)), "ab", "c"), "'c' was drawn"),
        (lambda: messages("G", {}), "unknown node 'G'; one of: A, B, C, D, E, F"),
        (lambda: messages("A", {"A": 1}), "unknown node with a feature 'B'; one of: A"),
        (lambda: attention("A", [1], [1]), "2 to 6 nodes, each with a value"),
        (
            lambda: citations([("1", "2")], {"1": "a", "2": "b"}, "3"),
            "unknown paper '3'",
        ),
        (lambda: molecule(["C"], [(0, 0)], [], {}), "must have 2 to 10 atoms"),
        (
            lambda: molecule(*ACID, {"bonds": [1]}),
            "bonds must have a value for each of 4 atoms",
        ),
        (
            lambda: scene(4, "is it", "no"),
            "meant must have a row for each command but the last",
        ),
        (lambda: scene_graph(drawn(5)), "scene_graph draws 2 to 4 objects; got 5"),
        (
            lambda: two_readings(all_linked(3), [0, 1, 1]),
            "each once in the order; got 3 nodes and the order",
        ),
        (lambda: stacked({"a": 0}, "All"), "amounts must be 1 to 7, all above 0"),
    ],
)
def test_a_mistake_ends_in_one_sentence(draw, message):
    with pytest.raises(InputError, match=message):
        draw()


def test_known_gives_the_names():
    assert known("ab", "abc", "letter") == {"a", "b"}
    assert Sheet(2).figure.get_size_inches().tolist() == [7, 2]


@few
@given(st.lists(st.floats(1e-6, 1e-2), min_size=3, max_size=3, unique=True))
def test_who_takes_longest_is_lit_and_all_are_to_scale(times):
    figure = to_scale(
        {who: ("it", took) for who, took in zip("abc", times, strict=True)}
    )
    bars = [
        b for b in figure.findobj(Rectangle) if b.get_height() == pytest.approx(0.24)
    ]
    assert [bar.get_width() / bars[0].get_width() for bar in bars] == pytest.approx(
        [took / times[0] for took in times]
    )
    lit = [same_color(bar.get_facecolor(), HIGHLIGHT) for bar in bars]
    assert lit == [took == max(times) for took in times]


@pytest.mark.parametrize("uses", [{"a": 1}, {"a": 1, "b": 114}])
def test_a_potato_is_cut_as_often_as_it_is_used(uses):
    cuts = [path for path in potatoes(uses).findobj(PathPatch) if not path.get_fill()]
    assert len(cuts) == sum(uses.values())


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: to_scale({"one": ("it", 0)}), "all above 0"),
        (lambda: to_scale({who: ("it", 1) for who in "abcde"}), "1 to 4"),
        (lambda: potatoes({"one": 0}), "at least 1"),
        (lambda: potatoes(dict.fromkeys("abcd", 1)), "1 to 3"),
    ],
)
def test_there_are_times_and_uses(draw, message):
    with pytest.raises(InputError, match=message):
        draw()


def test_either_every_cook_of_a_large_kitchen_reads_or_every_one_cooks():
    blocks = large_kitchen().findobj(Rectangle)
    for size in ((0.22, 0.16), (0.18, 0.12)):
        found = [b for b in blocks if (b.get_width(), b.get_height()) == size]
        assert len(found) == ROWS * COLUMNS


def test_a_kitchen_says_what_each_does_in_a_second():
    words = said(kitchen(Rates(computed=3e12, moved=2.55e9, asked=4.2e-6)))
    assert {"3000 billion", "2.5 billion", "4.2 µs"} <= {*words}


def test_as_many_trips_to_the_cellar_are_numbered_as_things_at_the_shelf():
    numbers = [word for word in said(trips()) if word.isdigit()]
    assert numbers == 2 * [str(k + 1) for k in range(TRIPS)]
    assert {f"{TRIPS} trips to the cellar"} <= {*said(trips())}
