"""`jupyter-book build .` alone is as strict as with `-W --keep-going`: any warning
fails the build, at its end. `_config.yml` switches on what `-n` does. And no build goes
without the assertions that its pages and exercises rest on."""

import os
import sys

from docutils import nodes
from sphinx.util import logging

logger = logging.getLogger(__name__)


def check_alt_text(app, doctree):
    """Warn about every image that says nothing to someone who cannot see it.

    The figure of a cell gets its text from the cell's metadata,
    `mystnb: {image: {alt: "…"}}`; without one, the HTML would carry the hashed name of
    its file instead.
    """
    for image in doctree.findall(nodes.image):
        if not image.get("alt", "").strip():
            logger.warning("image without alt text: %s", image["uri"], location=image)


def check_figures(app, doctree):
    """Warn about a captioned figure without an image: a cell's last value, printed.

    Every output of the cell becomes a figure, so that a stray value would get the
    caption and a number of its own.
    """
    for figure in doctree.findall(nodes.figure):
        if not list(figure.findall(nodes.image)):
            text = figure.astext().splitlines()[0]
            logger.warning("figure without an image: %s", text, location=figure)


def refuse_without_assertions():
    """End the build where Python leaves assertions out, here or in the kernels: every
    page would pass, whatever it shows."""
    if sys.flags.optimize or os.environ.get("PYTHONOPTIMIZE"):
        raise SystemExit(
            "Every page asserts what it says, and this Python leaves assertions out: "
            "unset PYTHONOPTIMIZE, and call Python without -O."
        )


def setup(app):
    """Register with Sphinx."""
    refuse_without_assertions()
    # Read after the last page: where a warning was counted, the exit status is then 1.
    app.keep_going = True
    app.connect("doctree-read", check_alt_text)
    app.connect("doctree-read", check_figures)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
