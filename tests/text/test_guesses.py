"""The drawing of guesses: what is dark, what is framed, what is asked."""

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from seqgraph.errors import InputError
from seqgraph.text.drawings import CELL, COLUMNS, LOW, guesses

# After a, b was nearly sure; after b, c was held to be the least likely.
ROWS = np.array([[0.05, 0.9, 0.05], [0.6, 0.3, 0.1], [0.2, 0.5, 0.3]])


def cells(figure):
    """By line, column and rank, from 0 for the text: letter, brightness, framed."""
    lines = sorted({round(t.get_position()[1], 2) for t in letters(figure)})[::-1]
    found = {}
    squares = [
        each
        for each in figure.findobj(Rectangle)
        if abs(each.get_width() - CELL + 0.02) < 1e-9
        and abs(each.get_height() - LOW + 0.02) < 1e-9
    ]
    for text in letters(figure):
        x, y = text.get_position()
        (square,) = [
            each
            for each in squares
            if each.get_x() < x < each.get_x() + CELL - 0.02
            and each.get_y() < y + 0.05 < each.get_y() + LOW - 0.02
        ]
        place = lines.index(round(y, 2)), round((x - 0.15) / CELL - 0.5)
        brightness = sum(to_rgb(square.get_facecolor()))
        found[place] = text.get_text(), brightness, square.get_linewidth() > 0
    return found


def letters(figure):
    return [t for t in figure.axes[0].texts if t.get_fontsize() == 12]


def test_what_was_held_unlikely_is_darker():
    found = cells(guesses("abc", ROWS[:2], "abc", best=1))
    given, likely, unlikely = (found[0, column][1] for column in range(3))
    assert given > likely > unlikely


def test_guesses_stand_in_order_the_likelier_darker_and_the_right_one_is_framed():
    found = cells(guesses("abc", ROWS[:2], "abc", best=2))
    shown = [[found[rank, column][0] for column in (1, 2)] for rank in (1, 2)]
    assert shown == [["b", "a"], ["a", "b"]]
    assert found[1, 1][1] < found[1, 2][1] < found[2, 2][1] < found[2, 1][1]
    framed = {place for place, (*_, frame) in found.items() if frame}
    assert framed == {(1, 1)}  # c is not among the two likeliest


def test_what_comes_after_the_text_is_asked_and_never_framed():
    found = cells(guesses("abc", ROWS, "abc", best=3))
    assert [found[rank, 3][0] for rank in range(4)] == list("?bca")
    assert not any(found[rank, 3][2] for rank in range(4))


def test_a_long_text_goes_on_in_the_next_line():
    text = "ab" * COLUMNS
    rows = np.tile([[0.1, 0.9], [0.8, 0.2]], (COLUMNS, 1))[: len(text) - 1]
    found = cells(guesses(text, rows, "ab", best=1))
    read = [found[row, column][0] for row in (0, 2) for column in range(COLUMNS)]
    assert "".join(read) == text
    assert all(found[row, column][2] for row in (1, 3) for column in range(2, 24))


def test_rows_that_do_not_fit_the_text_are_refused():
    with pytest.raises(InputError, match=r"must have 3 or 4 rows of 3; got \(2, 3\)"):
        guesses("abca", ROWS[:2], "abc")
