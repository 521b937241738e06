"""Pages are read and written on several cores, where processes can fork; and what each
of them would look up anew for every citation is looked up once."""

import functools
import os

import pybtex.plugin

MOST = 4  # processes: reading the page that lists the package takes as long as the rest
# Extensions that do not say whether pages can be read at the same time. They look at no
# page: one puts MathJax on disk, the other numbers the contents before any is read.
SILENT = (
    "sphinx-mathjax-offline",
    "sphinx_jupyterbook_latex",
    "sphinx_multitoc_numbering",
)


def start(app, config):
    """Tell Sphinx how many processes there may be."""
    for name in SILENT:
        if name in app.extensions:
            app.extensions[name].parallel_read_safe = True
    app.parallel = min(MOST, os.cpu_count() or 1)
    # It searches all that is installed for what plugs into it.
    pybtex.plugin._load_entry_point = functools.cache(pybtex.plugin._load_entry_point)


def setup(app):
    """Register with Sphinx."""
    app.connect("config-inited", start)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
