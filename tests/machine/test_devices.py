"""Where and how a run computes."""

import platform
import subprocess
import sys

import pytest
import torch

from seqgraph.machine import devices

# How many pages the system hands to five tensors, after others of the same size were
# freed: as it is, and once memory is kept.
PAGES = """
import resource, torch
from seqgraph.machine import devices
def pages():
    for _ in range(30):
        torch.ones(8 << 20)  # 32 MiB
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(5):
        torch.ones(8 << 20)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
print(pages())
devices.keep_memory()
print(pages())
"""


def test_memory_that_is_kept_is_not_handed_out_again():
    if platform.libc_ver()[0] == "glibc":
        asked = [sys.executable, "-c", PAGES]
        handed, kept = subprocess.check_output(asked, text=True).split()
        assert int(handed) > 5 * 1000
        assert int(kept) < 100


LIBRARIES = (torch.backends.cuda.matmul, torch.backends.cudnn)


def tf32() -> tuple[bool, ...]:
    return tuple(library.allow_tf32 for library in LIBRARIES)


@pytest.fixture(params=[True, False])
def allowed(request):
    """TF32 allowed, or not; afterwards as it was."""
    before = tf32()
    for library in LIBRARIES:
        library.allow_tf32 = request.param
    yield request.param
    for library, each in zip(LIBRARIES, before, strict=True):
        library.allow_tf32 = each


def test_a_run_has_one_thread_and_no_tf32_and_leaves_both_as_they_were(allowed):
    before = torch.get_num_threads()
    with pytest.raises(ArithmeticError), devices.one_thread():  # noqa: PT012
        assert tf32() == (False, False)
        assert torch.get_num_threads() == 1
        raise ArithmeticError
    assert tf32() == (allowed, allowed)
    assert torch.get_num_threads() == before
