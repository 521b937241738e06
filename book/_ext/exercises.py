"""Hints and solutions of exercises: hidden on the screen until they are opened, in
print behind the last exercise of their page.

In a notebook they are sections like any other, with the heading "Hint" or "Solution".
Here such a section becomes a dropdown of sphinx-design with all that is in it, text,
code and outputs.
"""

from docutils import nodes
from folding import folded
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx_design.shared import is_component

HIDDEN = ("Hint", "Solution")


def fold(app, doctree):
    """Make a dropdown of each section to be hidden; one can still link to it."""
    for section in list(doctree.findall(nodes.section)):
        title = section[0].astext()
        if title not in HIDDEN:
            continue
        exercise = section.parent
        rubric = nodes.rubric("", title, ids=[f"{exercise['ids'][0]}-{title.lower()}"])
        dropdown = folded(rubric, section[1:], f"exercise-{title.lower()}")
        section.replace_self(dropdown)


class GatherSolutions(SphinxPostTransform):
    """In print, where nothing can be hidden, solutions stand at their page's end."""

    default_priority = 100
    formats = ("latex",)

    def run(self, **kwargs):
        """Move every solution, and name the exercise it belongs to."""
        gathered = {}
        for dropdown in list(self.document.findall(is_solution)):
            exercise = dropdown.parent
            page = exercise.parent
            dropdown[0][:] = [nodes.Text(exercise[0].astext())]
            dropdown["classes"].append("exercise-solution")  # book/edition.sty
            exercise.remove(dropdown)
            gathered.setdefault(page, []).append(dropdown)
        for page, solutions in gathered.items():
            ids = [f"{page['ids'][0]}-solutions"]
            title = nodes.title("", "Solutions")
            page += nodes.section("", title, *solutions, ids=ids)


def is_solution(node):
    """Whether a node is the dropdown of a solution."""
    return (
        is_component(node, "dropdown")
        and "exercise-solution" in node["container_classes"]
    )


def setup(app):
    """Register with Sphinx."""
    # Before the page's table of contents is collected: hidden sections are not in it.
    app.connect("doctree-read", fold, priority=400)
    app.add_post_transform(GatherSolutions)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
