"""Pages are read and written on several cores, where processes can fork; and what each
of them would look up anew for every citation, or copy for every page, is so once."""

import functools
import gc
import os

import pybtex.plugin
from sphinx import addnodes
from sphinx.environment.adapters import toctree

MOST = 4  # processes: reading the page that lists the package takes as long as the rest
# Extensions that do not say whether pages can be read at the same time. They look at no
# page: one puts MathJax on disk, the other numbers the contents before any is read.
SILENT = (
    "sphinx-mathjax-offline",
    "sphinx_jupyterbook_latex",
    "sphinx_multitoc_numbering",
)
ENTRIES = toctree._entries_from_toctree


def start(app, config):
    """Tell Sphinx how many processes there may be."""
    for name in SILENT:
        if name in app.extensions:
            app.extensions[name].parallel_read_safe = True
    app.parallel = min(MOST, os.cpu_count() or 1)
    # A document is a million objects that refer to one another: to look through all of
    # them for garbage whenever 700 are new takes a sixth of the time.
    gc.freeze()
    gc.set_threshold(100_000)
    # LaTeX numbers figures to another depth, for which Sphinx would read all pages anew
    # when the next builder follows; but it numbers them in every build.
    depth = config.values["numfig_secnum_depth"]
    config.values["numfig_secnum_depth"] = type(depth)(depth.default, "", ())
    # It searches all that is installed for what plugs into it.
    pybtex.plugin._load_entry_point = functools.cache(pybtex.plugin._load_entry_point)


def list_titles(app, env):
    """Let Sphinx make the side bar of a page from the titles of all pages.

    It would copy all their headings for it, and of the page on the package each
    function, and then take all away but the titles.
    """

    def entries(env, prune, titles_only, *others, **named):
        place = titles if titles_only else env
        return ENTRIES(place, prune, titles_only, *others, **named)

    titles = Titles(env)
    toctree._entries_from_toctree = entries


class Titles:
    """What is asked of an environment when pages are listed by their titles."""

    def __init__(self, env):
        self.titles, self.metadata, self.doc2path = (
            env.titles,
            env.metadata,
            env.doc2path,
        )
        self.tocs = {name: titles_of(toc) for name, toc in env.tocs.items()}


def titles_of(toc):
    """A page's contents as a new list, less what is below a title but other pages."""
    short = toc.copy()
    for top in toc.children:
        if len(top) > 1 and not list(top.findall(addnodes.toctree)):
            title = top.copy()
            title += [part.deepcopy() for part in (top[0], *top[2:])]
            short += title
        else:
            short += top.deepcopy()
    return short


def setup(app):
    """Register with Sphinx."""
    app.connect("config-inited", start)
    app.connect("env-updated", list_titles)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
