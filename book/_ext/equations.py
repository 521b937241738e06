"""Equations with the course's number, `$$ … \\tag{8} $$`, in print as on screen.

Sphinx wraps a displayed equation for LaTeX in `split`, where amsmath allows no tag;
`align*` allows one a line.
"""

from docutils import nodes


def unwrap_tagged(app, doctree):
    """Give each tagged equation an environment of its own, so that Sphinx adds none."""
    for equation in doctree.findall(nodes.math_block):
        tex = equation.astext().strip()
        if r"\tag{" in tex and not equation["nowrap"]:
            equation["nowrap"] = True
            equation[:] = [nodes.Text(f"\\begin{{align*}}\n{tex}\n\\end{{align*}}")]


def setup(app):
    """Register with Sphinx."""
    app.connect("doctree-read", unwrap_tagged)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
