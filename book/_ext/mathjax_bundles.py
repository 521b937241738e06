"""Of MathJax's bundles, each the whole of it for another kind of input or output, the
one that the pages load stays: the others are a quarter of the book's weight.
"""

from pathlib import Path

USED = "tex-chtml.js"
BUNDLES = ("tex-*.js", "mml-*.js", "node-main.js")


def finish(app, exception):
    """Take the other bundles out of what was built."""
    folder = Path(app.outdir) / "_static" / "mathjax"
    for pattern in BUNDLES:
        for file in folder.glob(pattern):
            if file.name != USED:
                file.unlink()


def setup(app):
    """Register with Sphinx."""
    app.connect("build-finished", finish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
