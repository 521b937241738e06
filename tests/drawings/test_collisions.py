"""Planted collisions are found, and nothing else is."""

from seqgraph.page.collisions import labels, overlaps
from seqgraph.page.drawing import Sheet
from seqgraph.page.palette import DARK, PAPER


def sheet_with(*places):
    sheet = Sheet(2)
    for name, place in zip("abc", places, strict=False):
        sheet.label(place, f"label {name}")
    return sheet


def test_two_labels_that_overprint():
    sheet = sheet_with((1, 1), (1.3, 1.05), (4, 1))
    assert overlaps(sheet.figure).pairs == [("label a", "label b")]


def test_two_labels_that_touch_do_not_collide():
    sheet = Sheet(1)
    sheet.row((1, 0.5), [("one", False), ("other", True)], 12)
    assert overlaps(sheet.figure) == ([], [], [])


def test_a_label_that_leaves_the_figure_on_any_side():
    places = {"left": (0.2, 1), "right": (6.9, 1), "above": (3, 1.97), "below": (3, 0)}
    for place in places.values():
        sheet = sheet_with((3, 1), place)
        assert overlaps(sheet.figure).outside == ["label b"]


def test_a_line_through_a_label():
    sheet = sheet_with((1, 1), (4, 1))
    sheet.line((0.2, 1), (2, 1))
    assert overlaps(sheet.figure) == ([], [], ["label a"])


def test_a_line_below_what_carries_the_label_does_not_strike_it():
    sheet = Sheet(2)
    sheet.line((0.2, 1), (2, 1))
    sheet.box((1, 1), "box", 0.8, 0.5)
    assert overlaps(sheet.figure) == ([], [], [])


def test_a_box_that_is_too_small_for_its_word():
    sheet = Sheet(2)
    sheet.box((1, 1), "a long word", 0.5, 0.4)
    assert overlaps(sheet.figure).struck == ["a long word"]


def test_a_label_s_ground_is_the_last_shape_below_it():
    sheet = sheet_with((4, 1))
    sheet.ground((0.2, 0.2), 2, 1.5)
    sheet.box((1, 1), "box", 0.8, 0.5)
    assert [(each.text.get_text(), each.ground) for each in labels(sheet.figure)] == [
        ("label a", PAPER if PAPER.startswith("#") else "#ffffff"),
        ("box", DARK),
    ]
