"""The pages offer the book's two PDFs as long as these are the same book.

`make pdf` makes both. Each notes what it was made from; when the HTML is built from
anything else, its pages offer neither, and no old copy stays beside them.
"""

import shutil
from pathlib import Path

from freshness import fingerprint

# Made below _build; called so beside the pages; and what the side bar says.
EDITIONS = (
    ("latex/report.pdf", "seqgraph.pdf", "For paper"),
    ("singlehtml/report.pdf", "seqgraph-tagged.pdf", "For the screen, tagged"),
)


def compare(app, config):
    """Find the PDFs that were made from today's sources."""
    root = Path(app.srcdir)
    pages = [root / name for name in ("notebooks", "book", "_config.yml", "_toc.yml")]
    app.edition = app.clean_content + fingerprint(*pages)
    build = Path(app.outdir).parent
    made = {
        made: stamp.read_text("utf-8")
        for made, _, _ in EDITIONS
        if (build / made).exists()
        and (stamp := (build / made).with_name("made_from")).exists()
    }
    # All pages are written again when this changes.
    config.editions = [
        edition for edition in EDITIONS if made.get(edition[0]) == app.edition
    ]


def withdraw(app):
    """Remove the PDF that this build is to replace; draw the cover of the one for
    paper."""
    if app.builder.name in {"latex", "singlehtml"}:
        (Path(app.outdir) / "report.pdf").unlink(missing_ok=True)
    if app.builder.name == "latex":
        from seqgraph.combined.cover import kinds  # Matplotlib: not for other builders

        kinds(caption=False).savefig(Path(app.outdir) / "cover.pdf")


def offer(app, pagename, templatename, context, doctree):
    """Tell the page's template which files there are."""
    context["editions"] = [(name, text) for _, name, text in app.config.editions]


def finish(app, exception):
    """Note what an edition was made from, or put the PDFs beside the pages."""
    if exception is not None:
        return
    output = Path(app.outdir)
    if app.builder.name in {"latex", "singlehtml"}:
        (output / "made_from").write_text(app.edition, "utf-8")
    elif app.builder.name == "html":
        for edition in EDITIONS:
            made, name, _ = edition
            (output / name).unlink(missing_ok=True)
            if edition in app.config.editions:
                shutil.copy(output.parent / made, output / name)


def setup(app):
    """Register with Sphinx."""
    app.add_config_value("editions", [], "html", list)
    app.connect("config-inited", compare, priority=900)  # after freshness
    app.connect("builder-inited", withdraw)
    app.connect("html-page-context", offer)
    app.connect("build-finished", finish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
