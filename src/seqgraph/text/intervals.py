"""A mean and its 95 % interval, compared."""

Interval = tuple[float, float, float]  # mean, lower and upper end


def above(one: Interval, other: Interval) -> bool:
    """Whether all of one interval lies above all of another.

    Example:
        >>> from seqgraph.text.intervals import above
        >>> above((5, 4, 6), (2, 1, 3)), above((5, 4, 6), (4, 3, 5))
        (True, False)
    """
    return one[1] > other[2]


def compared(one: Interval, other: Interval) -> str:
    """In words, whether all of one interval lies above or below all of another.

    Example:
        >>> from seqgraph.text.intervals import compared
        >>> compared((5, 4, 6), (4, 3, 5))
        'no clear difference'
    """
    if above(one, other):
        return "more"
    return "fewer" if above(other, one) else "no clear difference"
