"""The figure of guesses: what is dark, what is framed, what is asked."""

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.colors import to_rgb

from seqgraph.text.figures import guesses

# After a, b was nearly sure; after b, c was held to be the least likely.
ROWS = np.array([[0.05, 0.9, 0.05], [0.6, 0.3, 0.1], [0.2, 0.5, 0.3]])


@pytest.fixture
def axes():
    figure, axes = plt.subplots()
    yield axes
    plt.close(figure)


def squares(axes):
    """By column and row from the top: brightness, and whether it is framed."""
    return {
        (round(p.get_x() - 0.04), round(-p.get_y() - 0.1)): (
            sum(to_rgb(p.get_facecolor())),
            p.get_linewidth() > 0,
        )
        for p in axes.patches
    }


def test_what_was_held_unlikely_is_darker(axes):
    guesses(axes, "abc", ROWS[:2], "abc")
    found = squares(axes)
    given, likely, unlikely = (found[column, 0][0] for column in range(3))
    assert given > likely > unlikely


def test_guesses_stand_in_order_and_the_right_one_is_framed(axes):
    guesses(axes, "abc", ROWS[:2], "abc", best=2)
    assert [label.get_text() for label in axes.texts] == list("abbacab")
    framed = {place for place, (_, frame) in squares(axes).items() if frame}
    assert framed == {(1, 1)}  # c is not among the two likeliest


def test_what_comes_after_the_text_is_asked_and_never_framed(axes):
    guesses(axes, "abc", ROWS, "abc")
    assert axes.texts[-4].get_text() == "?"
    assert [label.get_text() for label in axes.texts[-3:]] == list("bca")
    assert not any(
        frame for (column, _), (_, frame) in squares(axes).items() if column == 3
    )
