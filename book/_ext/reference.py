"""The page that lists the package: docstrings as they stand, Google's sections read by
Napoleon, and a warning for each public function or class without an example.
"""

from sphinx.domains.python import PythonDomain
from sphinx.ext.napoleon import Config, GoogleDocstring
from sphinx.util import logging

logger = logging.getLogger(__name__)
READ = Config(napoleon_use_rtype=False)
SHOWN = {"function", "class"}  # what must have an example


class Unsearched(PythonDomain):
    """Functions and classes that the search does not find: who searches a word wants
    the page that explains it."""

    def get_objects(self):
        """As they are, with the priority that hides them."""
        for *found, _ in super().get_objects():
            yield (*found, -1)


def process(app, what, name, thing, options, lines):
    """Rewrite the sections of a docstring for Sphinx.

    Napoleon itself would also read "For each user: its recall" under an attribute as a
    type and a text.
    """
    if what in {"attribute", "data", "property"}:
        return
    text = "\n".join(lines)
    if what in SHOWN and "Example:" not in text:
        logger.warning("%s has no example", name, type="reference")
    lines[:] = GoogleDocstring(text, READ, app, what, name, thing, options).lines()


def shorten(app, what, name, thing, options, signature, returns):
    """Write a default that is made anew each time as Sphinx can read it."""
    return signature and signature.replace("<factory>", "..."), returns


def setup(app):
    """Register with Sphinx."""
    app.setup_extension("sphinx.ext.autodoc")
    app.add_domain(Unsearched, override=True)
    app.connect("autodoc-process-docstring", process)
    app.connect("autodoc-process-signature", shorten)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
