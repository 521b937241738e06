"""What hides a part of a page until a reader opens it: sphinx-design's dropdown, with
no more around it than its title."""

from sphinx_design.shared import create_component


def folded(title, children, kind):
    """A dropdown with the title and what it hides, of the class ``kind``. It is HTML's
    own <details>: it needs no script, and the keyboard opens it."""
    return create_component(
        "dropdown",
        children=[title, *children],
        opened=False,
        type="dropdown",
        has_title=True,
        icon=None,
        chevron=None,
        container_classes=["sd-mb-3", kind],
        title_classes=[],
        body_classes=[],
    )
