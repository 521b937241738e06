"""The whole book on one page, for the printed edition: every anchor is unique there.

Sphinx joins the pages as they are. Each has a section "Limits", so that a link to one
would lead to the first; and a link to a citation would leave the page.
"""

from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.builders.singlehtml import SingleFileHTMLBuilder
from sphinx.util.nodes import inline_all_toctrees


def anchor(docname, name):
    """What an anchor of one page is called on the page that has them all."""
    return f"{docname}-{name}".replace("/", "-")


class SinglePage(SingleFileHTMLBuilder):
    """Sphinx's builder of a single page, with a page's name before each anchor."""

    def get_outfilename(self, pagename):
        """The page stands where its links to styles, scripts and images start."""
        return str(Path(self.outdir) / "index.html")

    def assemble_doctree(self):
        """Join the pages, resolve their references, then rename the anchors."""
        root = self.config.root_doc
        tree = self.env.get_doctree(root)
        tree = inline_all_toctrees(self, set(), root, tree, str, [root])
        tree["docname"] = root
        self.env.resolve_references(tree, root, self)
        rename(tree, root)
        self.fix_refuris(tree)
        # The other pages stand where the first one lists them: let them be its equals,
        # and the section that is left empty go.
        book = next(tree.findall(nodes.section))
        for page in list(tree.findall(addnodes.start_of_file)):
            place = page.parent
            place.remove(page)
            book += page
            if not place.children and len(place.parent.children) == 2:
                place.parent.parent.remove(place.parent)
        return tree

    def fix_refuris(self, tree):
        """Let `#document-PAGE#NAME` lead to the renamed anchor."""
        for node in tree.findall(nodes.reference):
            if node.get("refuri", "").startswith("#document-"):
                page, found, name = node["refuri"][1:].partition("#")
                if found:
                    docname = page.removeprefix("document-")
                    node["refuri"] = f"#{anchor(docname, name)}"

    def assemble_toc_fignumbers(self):
        """The numbers of the figures, by renamed anchors."""
        root = self.config.root_doc
        return {
            root: {
                f"{docname}/{kind}": {
                    anchor(docname, name): number for name, number in numbers.items()
                }
                for docname, kinds in self.env.toc_fignumbers.items()
                for kind, numbers in kinds.items()
            }
        }


def rename(node, docname):
    """Rename the anchors in a tree, page by page."""
    if isinstance(node, addnodes.start_of_file):
        docname = node["docname"]
    for name in ("ids", "backrefs"):
        node[name] = [anchor(docname, each) for each in node[name]]
    if "refid" in node:
        node["refid"] = anchor(docname, node["refid"])
    for child in node.children:
        if isinstance(child, nodes.Element):
            rename(child, docname)


def setup(app):
    """Register with Sphinx."""
    app.add_builder(SinglePage, override=True)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
