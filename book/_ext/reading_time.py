"""How long a page takes to read, beside its title in the list of contents.

Words at 200 a minute, a line of code as 6 words, a figure or a formula of its own as
30: a rule of thumb, the same for every page.
"""

import re

from docutils import nodes

WORDS = 200  # a minute
LINE, FIGURE = 6, 30  # as many words


def measure(app, doctree):
    """Note a page's minutes."""
    words = 0
    for node in doctree.findall():
        if isinstance(node, (nodes.image, nodes.math_block)):
            words += FIGURE
        elif isinstance(node, nodes.literal_block):
            words += LINE * len(node.astext().splitlines())
        elif isinstance(node, nodes.Text):
            inside = node.parent
            if not isinstance(inside, (nodes.literal_block, nodes.raw)):
                words += len(node.split())
    app.env.metadata[app.env.docname]["minutes"] = max(1, round(words / WORDS))


def show(app, pagename, templatename, context, doctree):
    """Write the minutes behind each title of the front page's contents."""
    if pagename != app.config.root_doc or app.builder.name != "html":
        return
    minutes = {
        context["pathto"](name): metadata["minutes"]
        for name, metadata in app.env.metadata.items()
        if "minutes" in metadata
    }

    def with_time(link):
        found = minutes.get(link["page"])
        return f"{link[0]} ({found} min)" if found else link[0]

    context["body"] = re.sub(
        r'<li class="toctree-l\d"><a [^>]*href="(?P<page>[^"#]+)">.*?</a>',
        with_time,
        context["body"],
    )


def setup(app):
    """Register with Sphinx."""
    app.connect("doctree-read", measure)
    app.connect("html-page-context", show)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
