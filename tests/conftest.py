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
