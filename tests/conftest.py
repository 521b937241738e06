import functools
import gc
import os
import sys
from pathlib import Path

import hypothesis
import pytest

# Jsonschema would compile a grammar of web addresses, which takes as long as PyTorch.
sys.modules.setdefault("rfc3987_syntax", None)

# A test asserts what is computed, never how long it takes.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


RUNS = Path(__file__).parents[1] / "runs"


@pytest.fixture(scope="session", autouse=True)
def _a_record_of_the_book_is_read_once():
    """Many tests read the same ones, and no test changes them."""
    from seqgraph.runs import records  # not before the tests have imported it

    read = records.read

    @functools.cache
    def kept(file, changed):
        return read(file)

    def once(file):
        known = file.is_relative_to(RUNS) and file.exists()
        return kept(file, file.stat().st_mtime_ns) if known else read(file)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(records, "read", once)
        yield


# What the tests of these places share takes long to make: one process has them all.
TOGETHER = (
    "book/live/",
    "book/test_exercises.py",
    "book/test_freshness.py",
    "book/test_links.py",
    "book/test_pdf.py",
    "book/test_warm_kernels.py",
    "book/test_wheel.py",
)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """For `make check`. Its marks for this tell xdist 3.8 nothing since pytest 9.2."""
    if config.option.dist != "loadgroup":
        return None
    from xdist.scheduler import LoadScopeScheduling

    class Together(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return next((place for place in TOGETHER if place in nodeid), nodeid)

    return Together(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_collection(session):
    """Modules and tests stay until the end: the collector of garbage need not look
    for them, neither while they are made nor later. And it looks less often."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(10_000)
        gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """With SEQGRAPH_NO_SKIPS, as in .ci/run, a skipped test is one that should run."""
    report = yield
    if (
        report.skipped
        and os.environ.get("SEQGRAPH_NO_SKIPS")
        and not item.get_closest_marker("gpu")
    ):
        report.outcome = "failed"
        report.longrepr = f"skipped, and SEQGRAPH_NO_SKIPS is set: {report.longrepr[2]}"
    return report
