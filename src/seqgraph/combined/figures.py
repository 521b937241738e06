"""Figures that only question 3.5 draws."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..page.plots import NEUTRAL, WIDTH, Look
from .answering import Thought
from .examples import Examples
from .families import Graph
from .scenes import ATTRIBUTES, RELATIONS, Scenes

LIGHT, DARK = "#e8eaed", "#1f3a5f"
MARKERS = {"cube": "s", "ball": "o", "cone": "^"}
PAINTS = {"red": "#d62728", "blue": "#1f77b4", "green": "#2ca02c", "yellow": "#f2c81b"}
AREAS = {"small": 40, "large": 130}  # points squared
GROUND = 380


def against(
    axes: Axes,
    places: Sequence[float],
    seeds: np.ndarray,
    look: Look,
    label: str | None = None,
) -> None:
    """Draw numbers of several seeds (seeds, places) at places on the x axis: a thin
    line for each seed, their mean, and one standard deviation to either side.

    Example:
        >>> from matplotlib.figure import Figure
        >>> axes = Figure().subplots()
        >>> seeds = np.array([[0.5, 0.75], [0.75, 1.0]])
        >>> against(axes, [6, 8], seeds, Look("graph", "orange", "-"))
        >>> axes.lines[-1].get_ydata().tolist()
        [0.625, 0.875]
    """
    name, colour, line = look
    mean, sd = seeds.mean(0), seeds.std(0, ddof=1)
    for seed in seeds:
        axes.plot(places, seed, color=colour, linewidth=0.7, alpha=0.7)
    axes.fill_between(
        places, mean - sd, mean + sd, color=colour, alpha=0.15, linewidth=0
    )
    axes.plot(
        places, mean, color=colour, linestyle=line, linewidth=2, label=label or name
    )


def on_a_circle(
    axes: Axes, graph: Graph, labels: Sequence[object] | None = None
) -> None:
    """Draw a graph, its nodes on a circle in the order of their names, with these names
    or other labels.

    Example:
        >>> from matplotlib.figure import Figure
        >>> axes = Figure().subplots()
        >>> on_a_circle(axes, Graph((0,) * 3, frozenset({(0, 1), (1, 2)})))
        >>> len(axes.lines), [text.get_text() for text in axes.texts]
        (2, ['0', '1', '2'])
        >>> on_a_circle(axes, Graph((0, 0), frozenset()), "ab")
        >>> [text.get_text() for text in axes.texts[3:]]
        ['a', 'b']
    """
    angles = 2 * np.pi * np.arange(len(graph.letters)) / len(graph.letters)
    x, y = np.sin(angles), np.cos(angles)
    for i, j in graph.edges:
        axes.plot(x[[i, j]], y[[i, j]], color=NEUTRAL, linewidth=1.2, zorder=1)
    for node in range(len(x)):
        _node(axes, (x[node], y[node]), str(labels[node] if labels else node))
    axes.set(xlim=(-1.25, 1.25), ylim=(-1.25, 1.25), aspect="equal")
    axes.axis("off")


def _node(axes: Axes, place: tuple[float, float], name: str) -> None:
    axes.annotate(
        name,
        place,
        ha="center",
        va="center",
        fontsize=9,
        color="black",
        bbox={
            "boxstyle": "circle,pad=0.25",
            "facecolor": LIGHT,
            "edgecolor": NEUTRAL,
            "linewidth": 0.8,
        },
    )


def scene(axes: Axes, scenes: Scenes, index: int, attention: Sequence[float]) -> None:
    """Draw one scene from above, its front below: every object in its colour and shape,
    the darker its ground the more it is meant, with lines to its nearest
    neighbours (solid: left and right; dotted: in front and behind).

    Example:
        >>> import torch
        >>> from matplotlib.figure import Figure
        >>> from seqgraph.combined.scenes import draw
        >>> three = draw(torch.tensor([3]), torch.Generator().manual_seed(0))
        >>> axes = Figure().subplots()
        >>> scene(axes, three, 0, [0.0, 0.5, 1.0])
        >>> len(axes.lines)  # from left to right, and from front to back
        2
    """
    count = int(scenes.present[index].sum())
    across, depth = scenes.across[index].tolist(), scenes.depth[index].tolist()
    for places, line in ((across, "-"), (depth, ":")):
        order = sorted(range(count), key=places.__getitem__)
        axes.plot(
            [across[i] for i in order],
            [depth[i] for i in order],
            line,
            color=NEUTRAL,
            linewidth=1,
            zorder=1,
        )
    for i in range(count):
        size, colour, shape = (
            values[scenes.looks[index, i, name]]
            for name, values in enumerate(ATTRIBUTES.values())
        )
        axes.scatter(across[i], depth[i], s=GROUND, color="white", zorder=2)
        axes.scatter(
            across[i],
            depth[i],
            s=GROUND,
            color=DARK,
            alpha=float(attention[i]),
            linewidth=0,
            zorder=3,
        )
        axes.scatter(
            across[i],
            depth[i],
            s=AREAS[size],
            marker=MARKERS[shape],
            color=PAINTS[colour],
            edgecolor="black",
            linewidth=0.8,
            zorder=4,
        )
    axes.set(
        xlim=(-0.7, count - 0.3),
        ylim=(-0.7, count - 0.3),
        xticks=[],
        yticks=[],
    )


def rounds(thought: Thought, asked: Examples, index: int) -> Figure:
    """Draw how one question moves through its scene: the scene at the start and after
    each round, the words that each command attends to, and the relation that each round
    follows.

    Example:
        >>> import torch
        >>> from seqgraph.combined.answering import GraphAndQuestion
        >>> from seqgraph.combined.examples import batch
        >>> asked = batch([0], (4, 7), torch.Generator().manual_seed(0))
        >>> network = GraphAndQuestion(8, True, torch.Generator())
        >>> with torch.no_grad():
        ...     thought = network.explain(asked.scenes, asked.words)
        >>> [each.get_title() for each in rounds(thought, asked, 0).axes[:3]]
        ['start', 'round 1', 'round 2']
    """
    words = asked.text(index).split()
    marks = thought.objects[index].tolist()
    names = [f"round {k}" for k in range(1, len(marks))]
    figure = Figure(figsize=(WIDTH, 4.8))
    rows = figure.add_gridspec(2, 1, height_ratios=(1, 1.35))
    above, below = (figure.add_subfigure(row) for row in rows)
    for axes, each, name in zip(
        above.subplots(1, len(marks)), marks, ["start", *names], strict=True
    ):
        scene(axes, asked.scenes, index, each)
        axes.set_title(name)
    left, right = below.subplots(1, 2, width_ratios=(2, 1))
    squares = {"cmap": "Blues", "vmin": 0, "vmax": 1, "aspect": "auto"}
    left.imshow(thought.words[index, :, : len(words)].numpy(), **squares)
    left.set_xticks(range(len(words)), words, rotation=90)
    commands = ["start", *names, "look for", "compare"]
    left.set_yticks(range(len(commands)), commands)
    left.set_title("words of each command")
    right.imshow(thought.relations[index].numpy(), **squares)
    right.set_xticks(range(5), [*RELATIONS, "stay"], rotation=90)
    right.set_yticks(range(len(names)), names)
    right.set_title("relation of each round")
    return figure
