"""Live figures: their scripts, and the weights they run on, beside the pages that have
one.

`seqgraph.page.live.figure` leaves two outputs: what stands on paper, and an empty box
for the script to fill. Here the box is put before the other, the page gets the scripts
of book/live by its names, and the recorded weights are written as scripts, which a
reader's browser reads when asked to. Nothing of this reaches print.
"""

import re
import shutil
from pathlib import Path

from docutils import nodes
from freshness import fingerprint

FOLDER = "live"  # in the output, and below book
CALL = re.compile(r'live\.figure\(\s*"(\w+)"')  # of a figure, in a page's cells
SHARED = {  # scripts that some figures share
    "graph": {"six_nodes", "attention"},
    "language_model": {"writer", "bill"},
}


def files(figures, folder):
    """The styles and scripts in ``folder`` that a page with these figures loads, in
    their order."""
    shared = ["common", *(name for name, by in SHARED.items() if by & {*figures})]
    named = [f"{name}.{kind}" for kind in ("css", "js") for name in (*shared, *figures)]
    return [name for name in named if (folder / name).exists()]


def place(app, doctree):
    """Put each box first in the output of its cell, and note which a page has.

    MyST-NB wraps an output in nodes that choose among its formats and, where the cell
    has a caption, in a figure; a box needs neither.
    """
    found = set()
    for output in list(doctree.findall(is_output)):
        for raw in list(output.findall(nodes.raw)):
            if here := re.findall(r'data-live="(\w+)"', raw.astext()):
                found.update(here)
                wrapped = raw
                while wrapped.parent is not output:
                    wrapped = wrapped.parent
                output.remove(wrapped)
                raw["classes"] = []  # in the dark the theme lays outputs on light
                output.insert(0, raw)
    if found:
        app.env.metadata[app.env.docname]["live"] = sorted(found)


def is_output(node):
    """Whether a node is what a cell shows."""
    return (
        isinstance(node, nodes.container)
        and node.get("nb_element") == "cell_code_output"
    )


def offer(app, pagename, templatename, context, doctree):
    """Add the style and the scripts to a page that has a live figure."""
    figures = (context.get("meta") or {}).get("live")
    if not figures or app.builder.name != "html":
        return

    def address(file):
        return context["pathto"](f"{FOLDER}/{file}", resource=True)

    context["metatags"] += "".join(
        f'\n<link rel="stylesheet" href="{address(name)}">'
        if name.endswith(".css")
        else f'\n<script defer src="{address(name)}"></script>'
        for name in files(figures, Path(app.srcdir, "book", FOLDER))
    )


def begin(app, docnames):
    """Write the weights while notebooks are executed, which leave a core idle now and
    then: after the last page it would be all that is done."""
    if app.builder.name != "html":
        return
    pages = (Path(app.env.doc2path(name)).read_text("utf-8") for name in docnames)
    if figures := {name for page in pages for name in CALL.findall(page)}:
        write_weights(figures, Path(app.srcdir), Path(app.outdir) / FOLDER)


def write(app, exception):
    """Copy the scripts, and write the weights where they are not what is recorded."""
    if exception is not None or app.builder.name != "html":
        return
    figures = {
        name
        for metadata in app.env.metadata.values()
        for name in metadata.get("live", ())
    }
    folder = Path(app.outdir) / FOLDER
    stamp, made_from = folder / "made_from", f"{app.clean_content} {sorted(figures)}"
    if figures and not (stamp.exists() and stamp.read_text("utf-8") == made_from):
        deliver(figures, Path(app.srcdir), folder)
        stamp.write_text(made_from, "utf-8")


def deliver(figures, root, folder):
    """Write into ``folder`` all that the live figures of some pages need."""
    shutil.copytree(root / "book" / "live", folder, dirs_exist_ok=True)
    # A browser needs neither comments nor indents, and no string has two lines.
    for script in folder.glob("*.js"):
        lines = [line.lstrip() for line in script.read_text("utf-8").splitlines()]
        code = [line for line in lines if line and not line.startswith("//")]
        script.write_text("\n".join(code) + "\n", "utf-8")
    write_weights(figures, root, folder)


def write_weights(figures, root, folder):
    """Write what the recorded models of some figures are, where it is not there."""
    from seqgraph import live_models  # PyTorch: not in a build that changes nothing

    (folder / "weights").mkdir(parents=True, exist_ok=True)
    for figure in sorted(figures):
        for name, model in live_models.MODELS.get(figure, {}).items():
            file = folder / "weights" / f"{name}.js"
            first = f"// {fingerprint(root / 'src', model.file)}\n"
            if not file.exists() or not file.read_text("utf-8").startswith(first):
                file.write_text(first + live_models.script(figure, name), "utf-8")


def setup(app):
    """Register with Sphinx."""
    # Before strictness looks for captions without a figure.
    app.connect("doctree-read", place, priority=400)
    app.connect("notebooks-run", begin)
    app.connect("html-page-context", offer)
    app.connect("build-finished", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
