"""What the front page shows of the book: six findings, each a sentence from the
recorded runs and a small figure with a dot for every run.

A sentence holds for the runs at hand. Each function asserts what its words say, so that
other runs fail the build and are not misreported.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from .applications import recommendation_study
from .applications.looks import LOOKS as APPLIED
from .combined import scene_study
from .combined.looks import LOOKS as COMBINED
from .graphs import attention_study, citation_study, reproduction
from .graphs.looks import LOOKS as GRAPHS
from .measure.statistics import signs
from .page import plots
from .recurrent import rate_study
from .recurrent import study as recurrent
from .recurrent.looks import LOOKS as CELLS
from .text import networks_study
from .text.looks import LOOKS as TEXT
from .text.sampling import GREEDY


class Finding(NamedTuple):
    """One finding, as the front page shows it.

    Example:
        >>> loops().page
        'notebooks/2_1c_temperature'
    """

    title: str
    sentence: str
    page: str
    figure: Figure


Row = tuple[Sequence[float] | np.ndarray, str]  # one value a run, and a colour


def dots(rows: Mapping[str, Row], what: str, line: float | None = None) -> Figure:
    """A row of dots for each name, one a run, and a bar at their mean.

    Args:
        rows: values and colour by name.
        what: under the axis.
        line: a value to compare with, a dotted line.

    Example:
        >>> figure = dots({"a": ([1, 2], "black"), "b": ([3], "red")}, "points")
        >>> [label.get_text() for label in figure.axes[0].get_yticklabels()]
        ['a', 'b']
    """
    figure, axes = plt.subplots(figsize=(3.4, 0.75 + 0.36 * len(rows)))
    for y, (values, colour) in enumerate(rows.values()):
        axes.plot(
            values, [y] * len(values), "o", color=colour, alpha=0.35, markersize=5
        )
        axes.plot(np.mean(values), y, "|", color=colour, markersize=17, mew=3)
    if line is not None:
        axes.axvline(line, color=plots.NEUTRAL, linestyle=":")
    axes.set_yticks(range(len(rows)), list(rows))
    axes.set(xlabel=what, ylim=(len(rows) - 0.5, -0.5))
    axes.margins(x=0.06)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    plt.close(figure)  # the cell shows it, once
    return figure


def reliability() -> Finding:
    """1.4: the cell that learns first is not the one that stays right.

    Example:
        >>> "faster" in reliability().title
        True
    """
    pairs = recurrent.ten_pairs()
    first = recurrent.lower(recurrent.until_95, "peephole", pairs)
    worst = {
        cell: [100 * recurrent.worst_batch(run) for run in recurrent.runs_of(cell, 20)]
        for cell in recurrent.BOTH
    }
    own = rate_study.own_pairs()
    also = recurrent.lower(recurrent.until_95, "peephole", own)
    assert first > len(pairs) / 2
    assert also > len(own) / 2
    assert max(signs(first, len(pairs)), signs(also, len(own))) < 0.05
    falls = [rate_study.falling(rate_study.at_own(cell)) for cell in recurrent.BOTH]
    assert falls[0] == 0 < falls[1]
    assert min(worst["peephole"]) < min(worst["lstm"])
    return Finding(
        "The faster learner is the less reliable one",
        "On palindromes the peephole LSTM learns before the LSTM in "
        f"{first} of {len(pairs)} pairs of runs, and in {also} of {len(own)} at the "
        "learning rate that suits both best. On longer ones it falls back again and "
        f"again, to {min(worst['peephole']):.0f} % in one batch.",
        "notebooks/1_4_peephole_lstm",
        dots(
            {
                "LSTM": (worst["lstm"], CELLS["lstm"].colour),
                "peephole": (worst["peephole"], CELLS["peephole"].colour),
            },
            "right in the worst late batch, T = 20 (%)",
        ),
    )


def loops() -> Finding:
    """2.1c: greedy text ends in a loop."""
    settings = {"greedy": GREEDY, "τ = 2": 2.0, "τ = 1": 1.0}
    ended = {name: networks_study.looped(tau) for name, tau in settings.items()}
    of = networks_study.texts("period", GREEDY).size
    most, few = (round(ended[name].mean() * of) for name in ("greedy", "τ = 2"))
    assert ended["greedy"].min() > 0.9
    assert ended["τ = 2"].max() < networks_study.RARE
    real = 100 * networks_study.of_each("real", 2.0)
    colour = TEXT["lstm"].colour
    return Finding(
        "The likeliest character, every time, ends in a loop",
        f"Networks that learnt fairy tales, started from each of 87 characters, end so "
        f"in {most} of {of} texts. Sampling that sharpens the odds, τ = 2, does in "
        f"{few}, and {real.mean():.0f} % of its words are real.",
        "notebooks/2_1c_temperature",
        dots(
            {name: (100 * each, colour) for name, each in ended.items()},
            "of a network's texts, how many loop (%)",
        ),
    )


def together() -> Finding:
    """3.5(b): a question guides messages on a scene."""
    names = {
        "combined": "both",
        "bag": "objects only",
        "sentence": "scene as text",
        "question": "question only",
    }
    right = {network: 100 * scene_study.accuracies(network) for network in names}
    right["combined"] = 100 * scene_study.divided(scene_study.UPDATES[-1])
    others = max(right["bag"].max(), right["sentence"].max())
    enough = 100 * scene_study.ENOUGH
    good = int((right["combined"] > enough).sum())
    assert good == len(right["combined"]) - 1
    assert right["combined"].min() > 10 + others
    return Finding(
        "A question can steer a graph network",
        "An LSTM reads the question and guides the messages between a scene's "
        f"objects: {good} of {len(right['combined'])} networks are right in more than "
        f"{enough:.0f} %, once their scores are scaled as in attention.",
        "notebooks/3_5b_questions_about_a_scene",
        dots(
            {
                label: (right[network], COMBINED[network].colour)
                for network, label in names.items()
            },
            "right answers (%)",
        ),
    )


def attention() -> Finding:
    """3.3: what learnt weights add on Cora."""
    learnt = citation_study.accuracies("gat", "cora")[: citation_study.FEW]
    equal = citation_study.accuracies("gat", "cora", attend=0)
    gcn = citation_study.accuracies("gcn", "cora")[: citation_study.FEW]
    gain, error = attention_study.weighing("cora")
    assert 0 < gain < (np.mean(learnt) - np.mean(gcn)) / 3
    assert abs(gain) < 2 * error
    return Finding(
        "Graph attention hardly chooses, on citations",
        f"Learning whom to listen to adds {gain:+.2f} ± {error:.2f} points on Cora: "
        f"mean and standard error over {len(equal)} seeds of one split, in pairs. It "
        "does choose where a graph makes it.",
        "notebooks/3_3_graph_attention",
        dots(
            {
                "GCN": (gcn, GRAPHS["gcn"].colour),
                "GAT, equal": (equal, GRAPHS["mlp"].colour),
                "GAT, learnt": (learnt, GRAPHS["gat"].colour),
            },
            "accuracy on Cora (%)",
        ),
    )


def published() -> Finding:
    """3.3b: a line that only the authors' code has."""
    written = citation_study.accuracies("gat", "citeseer")
    coded = citation_study.accuracies("gat", "citeseer", projected=1)
    paper, _ = citation_study.PUBLISHED["gat", "citeseer"]
    assert not reproduction.reproduced("gat", "citeseer")
    assert reproduction.reproduced("gat", "citeseer", coded=True)
    before, *_ = reproduction.against_paper("gat", "cora")
    after, *_ = reproduction.against_paper("gat", "cora", projected=1)
    assert before < 0 < -before < after
    colour = GRAPHS["gat"].colour
    return Finding(
        "A published number can hang on one line of code",
        f"On CiteSeer, a GAT built as its paper says reaches {np.mean(written):.1f} "
        "%. With a dropout that only the authors' code has it reaches "
        f"{np.mean(coded):.1f} %, close to the paper's {paper} % (dotted). On Cora the "
        f"same line leads away from the paper: from {-before:.1f} points below it to "
        f"{after:.1f} above.",
        "notebooks/3_3b_citation_graphs",
        dots(
            {"as described": (written, colour), "as coded": (coded, colour)},
            "accuracy on CiteSeer (%)",
            line=paper,
        ),
    )


def friends() -> Finding:
    """3.4a: when friends tell what somebody likes."""
    models = {
        "network": "lightgcn",
        "with friends": "lightgcn-friends",
        "linear model": "ease",
        "with friends ": "ease-friends",
    }
    found = {
        label: 100 * recommendation_study.by_seed(model, left=1)
        for label, model in models.items()
    }
    alone, social, *_ = (values.mean() for values in found.values())
    assert social > 1.5 * alone
    for friendly, without in (
        ("lightgcn-friends", "lightgcn"),
        ("ease-friends", "ease"),
    ):
        _, low, high = recommendation_study.gain(friendly, without)
        assert -0.6 < low < 0 < high < 0.6
        assert recommendation_study.gain(friendly, without, left=1)[1] > 3
    for made_for_friends in recommendation_study.SOCIAL:
        _, low, high = recommendation_study.gain(
            made_for_friends, f"{made_for_friends}-alone"
        )
        assert low < 0
        assert high < 0.6
    return Finding(
        "Friends help where little else is known",
        "Of users with one known play, edges between friends raise the share of "
        f"liked artists that a graph network finds from {alone:.0f} to {social:.0f} %. "
        "A linear model that is told what friends play gains as well. Over all users, "
        "neither gains anything that could be measured, nor do two networks that were "
        "made for friends.",
        "notebooks/3_4a_social_recommendation",
        dots(
            {
                label: (found[label], APPLIED[model].colour)
                for label, model in models.items()
            },
            "liked artists found among 20 (%)",
        ),
    )
