"""No page ever shows an old value, and no build executes a notebook for nothing.

Jupyter Book looks at a page's own text: neither `cache` nor `force` notices that the
package, the recorded runs, the measured speeds or the installed versions changed under
it. This extension hashes them, and a new hash empties the notebook cache. All pages are
read again as soon as anything changed or the last build was not clean; their notebooks
are in the cache, and those that are not are executed first, two at a time. Who builds
for paper reads for all builders, and only the one that comes next would write the web
pages that the change was in: these remember by themselves what they were made from.
"""

import hashlib
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from unittest import mock

from jupyter_cache import get_cache
from jupyter_cache.executors import utils
from myst_nb.core.execute import ExecutionError, create_client
from myst_nb.core.read import create_nb_reader
from sphinx.util import logging
from warm_kernels import COLD, kernels

STARTUP = 600  # seconds that a kernel may take to start
logger = logging.getLogger(__name__)


def fingerprint(*paths):
    """Hash the files at and below the paths."""
    digest = hashlib.sha256()
    for file in [file for path in paths for file in sorted([path, *path.rglob("*")])]:
        passing = file.suffix in {".pyc", ".tmp"} or ".egg-info" in str(file)
        if file.is_file() and not passing:
            digest.update(f"{file}\0{file.stat().st_size}\0".encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()


def start(app, config):
    """Empty a cache that other sources filled; forget that the last build was clean."""
    # A build never trains: a missing run is an error that names the command to make it.
    os.environ["SEQGRAPH_TRAIN"] = "0"

    root = Path(app.srcdir)
    # Nor does a page show what a reader trained: the book's own runs alone.
    runs = Path(os.environ.setdefault("SEQGRAPH_RUNS", str(root / "runs")))
    speeds, lock = root / "benchmarks" / "results", root / "requirements.lock"
    sources = fingerprint(root / "src", runs, speeds, lock)
    cache = Path(app.outdir).parent / ".jupyter_cache"
    filled_from = cache / "filled_from"
    app.cache_is_empty = (
        not filled_from.exists() or filled_from.read_text("utf-8") != sources
    )
    if app.cache_is_empty:
        shutil.rmtree(cache, ignore_errors=True)
        # Make its database now: two threads at once would both create the tables.
        _ = get_cache(cache).db
        filled_from.write_text(sources, "utf-8")

    # Extensions, styles and references change pages too, but no notebook's outputs.
    app.clean_content = sources + fingerprint(root / "book")
    app.clean_stamp = Path(app.doctreedir) / "clean"
    app.web_stamp = Path(app.doctreedir) / "clean_web_pages"
    contents = fingerprint(root / "notebooks", root / "_toc.yml", root / "_config.yml")
    app.web_content = app.clean_content + contents
    app.last_was_clean = holds(app.clean_stamp, app.clean_content)
    app.clean_stamp.unlink(missing_ok=True)


def holds(stamp, content):
    """Whether a file is there and has this content."""
    return stamp.exists() and stamp.read_text("utf-8") == content


def outdated(app, env, added, changed, removed):
    """Read every page again if any may differ.

    Sphinx would read the changed ones alone, and not notice that another page refers to
    a label they no longer have.
    """
    web_is_old = app.builder.name == "html" and not holds(
        app.web_stamp, app.web_content
    )
    if added or changed or removed or web_is_old or not app.last_was_clean:
        return env.found_docs - added
    return ()


def execute(app, env, docnames):
    """Execute what the cache lacks, two notebooks at a time, long ones first: the last
    ones end together."""

    def failure(docname):
        path = env.doc2path(docname)
        text = Path(path).read_text(encoding="utf-8")
        config = env.mystnb_config
        reader = create_nb_reader(path, env.myst_config, config, text)
        if reader is None:  # a page of prose
            return None
        notebook = reader.read(text)
        try:
            with create_client(notebook, path, config, logger, reader.read_fmt):
                return None
        except ExecutionError as error:
            return f"{docname}: {error.__cause__}"

    docnames = sorted(docnames, key=lambda name: -os.path.getsize(env.doc2path(name)))
    many = app.cache_is_empty and len(docnames) > COLD
    # On a busy machine the imports before a first kernel take more than the minute that
    # is allowed by default.
    patient = partial(utils.executenb, startup_timeout=STARTUP)
    with (
        mock.patch.object(utils, "executenb", patient),
        kernels(many),
        ThreadPoolExecutor(max_workers=2) as pool,
    ):
        running = [pool.submit(failure, docname) for docname in docnames]
        if many:
            app.emit("notebooks-run", docnames)
        failures = [text for each in running if (text := each.result())]
    if failures:
        summary = f"Notebooks that failed: {len(failures)}. No page was written."
        raise SystemExit("\n\n".join([*failures, summary]))


def finish(app, exception):
    """Note a build without an error or a warning."""
    if exception is None and not app._warncount:
        app.clean_stamp.write_text(app.clean_content, "utf-8")
        if app.builder.name == "html":
            app.web_stamp.write_text(app.web_content, "utf-8")


def clear(app, exception):
    """Delete the images of earlier builds that no page shows any more."""
    if exception is None and app.builder.format == "html":
        shown = {name for _, name in app.env.images.values()}
        for file in Path(app.outdir, app.builder.imagedir).glob("*"):
            if file.name not in shown:
                file.unlink()


def setup(app):
    """Register with Sphinx."""
    app.add_event("notebooks-run")  # what could be done meanwhile?
    app.connect("config-inited", start)
    app.connect("env-get-outdated", outdated)
    app.connect("env-before-read-docs", execute)
    app.connect("build-finished", clear)
    app.connect("build-finished", finish, priority=900)  # after all that may warn
    return {"parallel_read_safe": True, "parallel_write_safe": True}
