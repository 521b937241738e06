import gc
import os
import sys

import hypothesis
import pytest

# Jsonschema would compile a grammar of web addresses, which takes as long as PyTorch.
sys.modules.setdefault("rfc3987_syntax", None)

# A test asserts what is computed, never how long it takes.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


@pytest.hookimpl(wrapper=True)
def pytest_collection(session):
    """Modules and tests stay until the end: the collector of garbage need not look
    for them, neither while they are made nor later."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
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
