"""What is lit changes colours, and nothing else."""

import itertools

import numpy as np
import pytest
from matplotlib.colors import same_color, to_hex
from matplotlib.patches import Patch
from matplotlib.text import Text

from seqgraph.page.palette import HIGHLIGHT
from seqgraph.recurrent.cell_drawings import PARTS, lstm_cell
from seqgraph.recurrent.drawings import unrolled


def geometry(figure):
    """All that is drawn, but for its colours."""
    for artist in figure.findobj():
        if isinstance(artist, Patch):
            path = artist.get_transform().transform_path(artist.get_path())
            yield artist.zorder, artist.get_linewidth(), path.vertices.tolist()
        elif isinstance(artist, Text):
            yield artist.zorder, artist.get_fontsize(), artist.get_position()


def colours(figure):
    return [
        (to_hex(artist.get_facecolor()), to_hex(artist.get_edgecolor()))
        if isinstance(artist, Patch)
        else to_hex(artist.get_color())
        for artist in figure.findobj()
        if isinstance(artist, Patch | Text)
    ]


SUBSETS = [lit for n in (0, 2, 6) for lit in itertools.combinations(PARTS, n)]


@pytest.mark.parametrize(
    ("draw", "part", "whole"),
    [(lstm_cell, (lit,), ()) for lit in ((), *PARTS, "figc", "oh")]
    + [(unrolled, (T, t), (T,)) for T, t in ((2, 1), (4, 3), (5, 5))],
)
def test_the_geometry_stays(draw, part, whole):
    assert list(geometry(draw(*part))) == list(geometry(draw(*whole)))


def test_something_is_lit_where_one_of_its_parts_is():
    grey, full = colours(lstm_cell(())), colours(lstm_cell(PARTS))
    alone = {part: colours(lstm_cell(part)) for part in PARTS}
    for lit in SUBSETS:
        expected = [
            full[n] if any(alone[part][n] != grey[n] for part in lit) else grey[n]
            for n in range(len(grey))
        ]
        assert colours(lstm_cell(lit)) == expected, lit


def test_every_part_lights_something_of_its_own():
    grey = np.array(list(map(str, colours(lstm_cell(())))))
    lights = {
        part: np.array(list(map(str, colours(lstm_cell(part))))) != grey
        for part in PARTS
    }
    for part in PARTS:
        others = np.any([lights[other] for other in PARTS if other != part], axis=0)
        assert (lights[part] & ~others).any(), part


@pytest.mark.parametrize("t", range(1, 6))
def test_the_gradient_is_lit_from_the_loss_to_the_step(t):
    texts = [
        each for each in unrolled(5, t).findobj(Text) if "delta" in each.get_text()
    ]
    lit = [
        each.get_text()
        for each in texts
        if "diag" not in each.get_text() and same_color(each.get_color(), HIGHLIGHT)
    ]
    assert len(lit) == 5 - t + 1
    assert all(any(f"({s})" in text for text in lit) for s in range(t, 6))
