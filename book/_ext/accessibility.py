"""What Sphinx's HTML says wrongly to someone who hears the page."""

from docutils import nodes


def visit_citation(self, node):
    """Make an entry of the bibliography an item of the list that it stands in.

    Its usual role, doc-biblioentry, is deprecated, and none that a list may hold.
    """
    type(self).visit_citation(self, node)
    self.body[-1] = self.body[-1].replace("doc-biblioentry", "listitem")


def depart_citation(self, node):
    """Close the entry as usual."""
    type(self).depart_citation(self, node)


def setup(app):
    """Register with Sphinx."""
    app.add_node(nodes.citation, override=True, html=(visit_citation, depart_citation))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
