"""Figures that a reader can touch: a model runs in the page, from the recorded weights.

The scripts are in ``book/live``; ``book/_ext/live.py`` puts them, and the weights,
beside the pages that use them.
"""

import json
from html import escape
from typing import Any

from IPython.display import HTML, Markdown, display
from matplotlib import pyplot as plt
from matplotlib.figure import Figure


def figure(name: str, fallback: Figure | str, **settings: Any) -> HTML:
    """The live figure ``name``, with what stands in its place on paper, in a notebook
    and without JavaScript.

    Args:
        name: a script of ``book/live``, without its ending.
        fallback: a figure, whose alternative text is in the cell's metadata as always,
            or Markdown.
        settings: what the script is told; whatever JSON can say. ``about`` is a
            question for the figure to answer, instead of the script's own.

    Example:
        >>> print(figure("writer", fallback="On paper.", tau=2).data[:36])
        <IPython.core.display.Markdown object>
        <div class="live" data-live="writer"
    """
    if isinstance(fallback, Figure):
        display(fallback)
        plt.close(fallback)  # else it were shown again at the end of the cell
    else:
        display(Markdown(fallback))
    told = escape(json.dumps(settings, ensure_ascii=False))
    return HTML(f'<div class="live" data-live="{name}" data-settings="{told}"></div>')
