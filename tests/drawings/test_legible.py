"""Every label of every drawing can be read, on a phone and on any page."""

import inspect

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from seqgraph.applications.drawings import ELEMENTS
from seqgraph.page.collisions import labels, overlaps
from seqgraph.page.drawing import WIDTH
from seqgraph.page.palette import SERIES, contrast, ink_on

from .cases import CASES, DRAWINGS

# At 360 px for 7 inches a point is 0.71 px: letters of 10 points are 7 px.
LEAST = 10.0
SCRIPT = 0.7  # matplotlib's size of a script, and its own least here, in points
LEAST_SCRIPT = 8.4


@pytest.fixture(scope="module", params=CASES)
def figure(request):
    """A drawing, which no test changes."""
    return CASES[request.param]()


@pytest.fixture(scope="module")
def found(figure):
    return labels(figure)


def test_no_label_collides_with_another_one_a_line_or_the_border(figure, found):
    assert overlaps(figure, found) == ([], [], [])


def test_no_label_is_too_small_for_a_phone(figure, found):
    assert figure.get_size_inches()[0] == WIDTH
    for label in found:
        size, text = label.text.get_fontsize(), label.text.get_text()
        assert size >= LEAST, text
        if "^" in text or "_" in text:
            assert SCRIPT * size >= LEAST_SCRIPT - 1e-9, text


def test_every_label_stands_out_from_its_ground(found):
    for label in found:
        assert label.ground is not None, label.text
        ratio = contrast(label.text.get_color(), label.ground)
        assert ratio >= 4.5, (label.text, label.ground, ratio)


def test_a_drawing_looks_the_same_on_white_and_on_dark(figure):
    assert figure.get_facecolor()[3] == 0
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    # Its paper is opaque: what the page behind it has for a colour cannot be seen.
    assert (np.asarray(canvas.buffer_rgba())[1:-1, 1:-1, 3] == 255).all()


@pytest.mark.parametrize("colour", [*SERIES, *ELEMENTS.values()])
def test_letters_can_be_read_on_every_kind(colour):
    assert contrast(ink_on(colour), colour) >= 4.5


def test_contrast_is_that_of_the_guidelines():
    assert contrast("white", "black") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize("drawing", DRAWINGS)
def test_every_drawing_says_what_its_alternative_text_is(drawing):
    assert "Alt text:" in inspect.getdoc(drawing)
