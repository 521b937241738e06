"""Drawings of Part 3: messages on the six nodes, attention on one neighbourhood, the
papers around one."""

import math
from collections.abc import Mapping, Sequence

import networkx as nx
import numpy as np
from matplotlib.figure import Figure

from ..errors import InputError
from ..page.drawing import LINE, SMALL, WIDTH, Place, Sheet, known, shortened
from ..page.palette import DARK, HIGHLIGHT, NEUTRAL, SERIES, TINT, ink_on
from .exhibits.example import EDGES, NODES, PLACES

NODE = 0.2  # radius
TERMS = 3  # of a sum, in a line
LAYOUTS = 50  # tried for a network of papers
CLEAR = 0.2  # of an edge from a paper that it does not join


def messages(node: str, features: Mapping[str, float], weight: float = 1.0) -> Figure:
    """The six nodes, and the GCN's messages to one of them, with its sum in numbers.

    Args:
        node: which node of A..F receives.
        features: a number h for each node.
        weight: W, one number.

    Alt text: Six nodes A to F with a number beside each, and the edges A–B, A–E, A–F,
    B–D, C–D, D–F. Arrows from the neighbours of the node, and one from itself, carry
    what arrives: W h divided by the root of the product of both degrees, each with its
    loop. Below, these are summed. Then name the node and the result.

    Example:
        >>> figure = messages("E", dict.fromkeys(NODES, 1.0))
        >>> figure.axes[0].texts[-1].get_text()
        '0.35  +  0.50  ≈  0.85, then σ'
    """
    known([node], NODES, "node")
    known(NODES, features, "node with a feature")
    near = {
        j: [k for edge in EDGES for k in edge if j in edge and k != j] for j in NODES
    }
    degree = {j: len(near[j]) + 1 for j in NODES}
    sheet = Sheet(4.15)
    at = {j: (0.75 + 1.38 * x, 0.95 + 1.5 * y) for j, (x, y) in PLACES.items()}
    sent = {
        j: weight * features[j] / math.sqrt(degree[j] * degree[node])
        for j in sorted({*near[node], node})
    }
    for a, b in EDGES:
        if node not in (a, b):
            sheet.line(*shortened(at[a], at[b], NODE, NODE), lit=False)
    for j in near[node]:
        start, end = shortened(at[j], at[node], NODE, NODE + 0.03)
        sheet.arrow(start, end, colour=HIGHLIGHT)
        _beside(sheet, at[j], at[node], _fixed(sent[j]))
    _loop(sheet, at[node], _fixed(sent[node]))
    for j in NODES:
        part = j in sent
        fill, ink = (HIGHLIGHT, "white") if j == node else (TINT, HIGHLIGHT)
        sheet.circle(at[j], j, NODE, part, fill=fill, ink=ink, edge=HIGHLIGHT)
        below = at[j][0], at[j][1] - NODE - 0.17
        sheet.label(below, f"$h={features[j]:.3g}$", part, 12)
    root = rf"\sqrt{{\tilde{{D}}_{{{node}{node}}}\,\tilde{{D}}_{{jj}}}}"
    formula = rf"$W h_j\,/\,{root}$, with $W={weight:.3g}$"
    sheet.label((0.2, 0.72), "each sends", ha="left", colour=HIGHLIGHT)
    sheet.label((1.35, 0.72), formula, ha="left", size=13, colour=HIGHLIGHT)
    terms = "  +  ".join(map(_fixed, sent.values())).replace("+  −", "−  ")
    total = f"{terms}  ≈  {_fixed(sum(sent.values()))}, then σ"
    sheet.label((0.2, 0.28), f"{node} sums", ha="left", bold=True)
    sheet.label((1.35, 0.28), total, ha="left")
    return sheet.figure


def attention(
    names: Sequence[str], values: Sequence[float], scores: Sequence[float]
) -> Figure:
    """Attention on one neighbourhood: scores, their softmax, the weighted sum.

    Args:
        names: the node, and then its neighbours; 2 to 6 together.
        values: W h_j of each, one number.
        scores: of each, after the LeakyReLU.

    Alt text: On the left the node and its neighbours, one under the other, each with
    W h. A line leads from each, with its score, into a box "softmax", and on, with its
    weight, to the node on the right; the larger the weight, the thicker the line.
    Below, the sum of weights times values. Then say which weight is the largest.

    Example:
        >>> figure = attention("AB", values=[1.0, 3.0], scores=[0.0, 0.0])
        >>> figure.axes[0].texts[-1].get_text()
        '0.50 · 1  +  0.50 · 3  ≈  2.00'
    """
    n = len(names)
    if not 2 <= n <= 6 or len(values) != n or len(scores) != n:
        raise InputError(
            "attention draws 2 to 6 nodes, each with a value and a score; "
            f"got {n}, {len(values)} and {len(scores)}"
        )
    raised = np.exp(np.subtract(scores, max(scores)))
    weights = raised / raised.sum()
    lines = math.ceil(n / TERMS)
    pitch, low = 0.62, 0.75 + 0.3 * lines
    sheet = Sheet(low + pitch * (n - 1) + 0.85)
    top, end = low + pitch * (n - 1), (6.35, low + pitch * (n - 1) / 2)
    for x, text in ((0.98, "$W h_j$"), (2.05, "score"), (4.3, "weight $a_{ij}$")):
        size = 13 if "$" in text else None
        sheet.label((x, sheet.height - 0.25), text, size=size, colour=NEUTRAL)
    sheet.box((3.1, end[1]), "softmax", 0.95, top - low + 0.5)
    for k, name in enumerate(names):
        y = top - pitch * k
        fill, ink = (HIGHLIGHT, "white") if k == 0 else (TINT, HIGHLIGHT)
        sheet.circle((0.4, y), name, NODE, fill=fill, ink=ink, edge=HIGHLIGHT)
        sheet.label((0.98, y), _signed(values[k]))
        sheet.arrow((1.45, y), (2.62, y))
        sheet.label((2.02, y + 0.16), _signed(scores[k]))
        width = 1 + 7 * float(weights[k])
        tip = shortened((4.8, y), end, 0, 0.28)[1]
        sheet.line((3.58, y), (4.8, y), tip, colour=HIGHLIGHT, width=width, head=True)
        sheet.label((4.2, y + 0.19), f"{weights[k]:.2f}", colour=HIGHLIGHT)
    sheet.circle(end, names[0], 0.26, fill=HIGHLIGHT, ink="white", edge=HIGHLIGHT)
    terms = [f"{a:.2f} · {_factor(v)}" for a, v in zip(weights, values, strict=True)]
    terms[1:] = [f"+  {term}" for term in terms[1:]]
    terms[-1] += f"  ≈  {_fixed(float(np.dot(weights, values)))}"
    sheet.label((0.2, 0.3 * lines), f"{names[0]} takes", ha="left", bold=True)
    for line in range(lines):
        part = "  ".join(terms[TERMS * line : TERMS * (line + 1)])
        sheet.label((1.35, 0.3 * (lines - line)), part, ha="left")
    return sheet.figure


def citations(
    edges: Sequence[tuple[str, str]], fields: Mapping[str, str], paper: str
) -> Figure:
    """The papers around one, each in the colour of its field: papers cite within their
    field.

    Args:
        edges: pairs of papers; 2 to 40 papers in all.
        fields: the field of each paper, at most seven.
        paper: the one in the middle, ringed.

    Alt text: A network of papers around one that is ringed. A paper has the colour and
    the number of its field; below stand their names. Edges within a field are solid,
    edges between fields dashed and in another colour. Then say how many of the edges
    lie within a field.

    Example:
        >>> fields = {"a": "Theory", "b": "Theory", "c": "Rule learning"}
        >>> figure = citations([("a", "b"), ("a", "c")], fields, paper="a")
        >>> figure.axes[0].texts[-1].get_text()
        '1 of 2 edges join papers of one field'
    """
    graph = nx.Graph(edges)
    known([paper], graph.nodes, "paper")
    known(graph.nodes, fields, "paper with a field")
    kinds = sorted({fields[node] for node in graph})
    if not 2 <= len(graph) <= 40 or len(kinds) > len(SERIES):
        raise InputError(
            f"citations draws 2 to 40 papers of at most {len(SERIES)} fields; "
            f"got {len(graph)} of {len(kinds)}"
        )
    sheet = Sheet(5.2)
    frame = (0.35, 1.25, WIDTH - 0.35, sheet.height - 0.3)
    at, fewest = {}, math.inf
    for seed in range(LAYOUTS):
        places = _spread(graph, paper, frame, seed)
        if (behind := _behind(graph, places)) < fewest:
            at, fewest = places, behind
        if fewest == 0:
            break
    for a, b in graph.edges:
        within = fields[a] == fields[b]
        sheet.line(
            *shortened(at[a], at[b], 0.16, 0.16),
            colour=NEUTRAL if within else HIGHLIGHT,
            width=1.2 if within else LINE,
            dashed=not within,
        )
    for node in graph:
        kind = kinds.index(fields[node])
        if node == paper:
            sheet.circle(at[node], radius=0.21, fill="white", edge=DARK)
        _paper(sheet, at[node], kind)
    x, y = 0.3, 0.75
    for kind, field in enumerate(kinds):
        _paper(sheet, (x, y), kind)
        label = sheet.label((x + 0.22, y), field, size=SMALL, ha="left")
        x = sheet.extent(label).x1 + 0.35
    within = sum(fields[a] == fields[b] for a, b in graph.edges)
    text = f"{within} of {graph.number_of_edges()} edges join papers of one field"
    sheet.label((0.17, 0.25), text, ha="left", bold=True)
    return sheet.figure


def _paper(sheet: Sheet, at: Place, kind: int) -> None:
    colour = SERIES[kind]
    ink = ink_on(colour)
    sheet.circle(at, str(kind + 1), 0.14, size=SMALL, fill=colour, ink=ink, edge=colour)


def _behind(graph: nx.Graph, at: Mapping[str, Place]) -> int:
    """How often an edge runs behind a node that it does not join, or close by."""
    return sum(
        _distance(at[node], at[a], at[b]) < CLEAR
        for a, b in graph.edges
        for node in graph
        if node not in (a, b)
    )


def _distance(point: Place, start: Place, end: Place) -> float:
    """From a point to the line from start to end."""
    (x, y), (xa, ya), (xb, yb) = point, start, end
    dx, dy = xb - xa, yb - ya
    along = ((x - xa) * dx + (y - ya) * dy) / (dx**2 + dy**2)
    along = min(max(along, 0), 1)
    return math.dist(point, (xa + along * dx, ya + along * dy))


def _spread(
    graph: nx.Graph, middle: str, frame: tuple[float, float, float, float], seed: int
) -> dict[str, Place]:
    """Places in a frame (left, bottom, right, top) where no two nodes touch."""
    nodes = list(graph)
    drawn = nx.spring_layout(graph, seed=seed, iterations=300)
    places = np.array([drawn[node] for node in nodes])
    places -= places[nodes.index(middle)]
    low, high = np.array(frame[:2]), np.array(frame[2:])
    reach = np.abs(places).max(0) + 1e-9
    places = (low + high) / 2 + places / reach * (high - low) / 2
    for _ in range(500):
        apart = places[:, None] - places
        far = np.hypot(*apart.transpose(2, 0, 1)) + 1e-9
        push = np.clip(0.42 - far, 0, None) / far
        np.fill_diagonal(push, 0)
        before = places
        places = np.clip(places + 0.3 * (push[..., None] * apart).sum(1), low, high)
        if (places == before).all():
            break
    return {
        node: (float(x), float(y)) for node, (x, y) in zip(nodes, places, strict=True)
    }


def _fixed(number: float) -> str:
    return f"{number:.2f}".replace("-", "−")


def _factor(number: float) -> str:
    return f"({_signed(number)})" if number < 0 else _signed(number)


def _signed(number: float) -> str:
    return _fixed(number).rstrip("0").rstrip(".")


def _beside(sheet: Sheet, a: Place, b: Place, text: str) -> None:
    """A number at the middle of an edge, off the line."""
    (xa, ya), (xb, yb) = a, b
    length = math.dist(a, b)
    across = (ya - yb) / length, (xb - xa) / length
    if across[1] < 0 or (across[1] == 0 and across[0] < 0):
        across = -across[0], -across[1]
    middle = (xa + xb) / 2 + 0.24 * across[0], (ya + yb) / 2 + 0.2 * across[1]
    sheet.label(middle, text, colour=HIGHLIGHT)


def _loop(sheet: Sheet, at: Place, text: str) -> None:
    """A node's message to itself."""
    x, y = at
    r = NODE
    sheet.arrow(
        (x - 0.1, y + 0.9 * r),
        (x - 0.1, y + 2.4 * r),
        (x + 0.1, y + 2.4 * r),
        (x + 0.1, y + 0.9 * r + 0.02),
        colour=HIGHLIGHT,
    )
    sheet.label((x, y + 2.4 * r + 0.16), text, colour=HIGHLIGHT)
