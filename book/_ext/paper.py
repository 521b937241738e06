"""The edition for paper leaves out what belongs to the screen: what is folded away
there, such as long tables and what the original report said, which has a chapter of its
own; cells with the tag "screen"; how to run a page again; help for those who sit at a
keyboard; and of exercises the cells to be filled in and the solutions' code.

Exercises with their solutions stay otherwise, and questions with their answers. Links
to what is left out lead to the chapter that it stood in.
"""

import re

from docutils import nodes
from exercises import is_solution
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx_design.shared import is_component

ASKS_A_CHECK = re.compile(r"^(# )?check_\d\w*\(", re.MULTILINE)
AT_A_KEYBOARD = (
    "book/troubleshooting",
    "notebooks/how_this_package_is_fast",
    "notebooks/training_at_scale",
)
ELSEWHERE = (
    "This chapter is for those at a keyboard: it is in the edition for the screen."
)


class LeaveOut(SphinxPostTransform):
    """Remove all this from the pages."""

    default_priority = 90  # before exercises.GatherSolutions
    formats = ("latex",)

    def run(self, **kwargs):
        """Remove it from one document, or from several that have been joined."""
        left_out = [
            node
            for node in self.document.findall(is_left_out)
            if not any(map(is_left_out, around(node)))  # gone with what is around it
        ]
        for node in left_out:
            remove(node)
        for page in list(self.document.findall(addnodes.start_of_file)):
            if page["docname"] in AT_A_KEYBOARD:
                chapter, *sections = page.findall(nodes.section)
                chapter["ids"] += [name for inner in sections for name in inner["ids"]]
                chapter[1:] = [nodes.paragraph("", ELSEWHERE)]


def is_left_out(node):
    """Whether a node is for the screen alone."""
    if is_component(node, "dropdown"):
        kept = ("exercise-", "question-")
        return not any(name.startswith(kept) for name in node["container_classes"])
    if isinstance(node, nodes.section):
        return "run-it-again" in node["ids"]
    if not isinstance(node, nodes.container):
        return False
    if is_source(node):
        return is_of_solution(node) and not asks_a_check(node)  # gone with its cell
    is_cell = node.get("nb_element") == "cell_code"
    checked = is_cell and any(map(asks_a_check, node.findall(is_source)))
    return checked or "tag_screen" in node["classes"]


def around(node):
    """What a node lies in, from the inside out."""
    while node.parent is not None:
        node = node.parent
        yield node


def is_source(node):
    """Whether a node is the code of a cell."""
    return isinstance(node, nodes.container) and (
        node.get("nb_element") == "cell_code_source"
    )


def asks_a_check(source):
    """Whether a cell's code has an answer checked, or would if it were filled in."""
    return ASKS_A_CHECK.search(source.astext())


def is_of_solution(node):
    """Whether a node lies in the solution of an exercise."""
    while node is not None and not is_solution(node):
        node = node.parent
    return node is not None


def is_page(node):
    """Whether a node is a page's whole text."""
    inside = isinstance(node.parent, nodes.section)
    return isinstance(node, nodes.section) and not inside


def remove(node):
    """Take a node away, and what is then empty around it, up to the page."""
    place = node.parent
    place.remove(node)
    ids = list(node["ids"])
    while not is_page(place) and len(place) == isinstance(place, nodes.section):
        ids += place["ids"]
        node, place = place, place.parent
        place.remove(node)
    while not isinstance(place, nodes.section):
        place = place.parent
    place["ids"] += ids


def setup(app):
    """Register with Sphinx."""
    app.add_post_transform(LeaveOut)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
