"""The edition for paper leaves out what the screen folds away: long tables, and what
the original report said, which has a chapter of its own.

Exercises with their solutions stay, and questions with their answers. Links to a
section that was folded as a whole lead to its page.
"""

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx_design.shared import is_component


class LeaveOut(SphinxPostTransform):
    """Remove the dropdowns, and sections that held nothing else."""

    default_priority = 90  # before exercises.GatherSolutions
    formats = ("latex",)

    def run(self, **kwargs):
        """Remove them from one document."""
        for dropdown in list(self.document.findall(is_left_out)):
            place = dropdown.parent
            place.remove(dropdown)
            if isinstance(place, nodes.section) and len(place) == 1:  # its title
                place.parent["ids"] += place["ids"]
                place.parent.remove(place)


def is_left_out(node):
    """Whether a node is a dropdown of no exercise and no question."""
    return is_component(node, "dropdown") and not any(
        name.startswith(("exercise-", "question-"))
        for name in node["container_classes"]
    )


def setup(app):
    """Register with Sphinx."""
    app.add_post_transform(LeaveOut)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
