"""Where and how a run computes."""

import platform
import subprocess
import sys

PAGES = """
import resource, torch
from seqgraph.machine import devices
if {keep}:
    devices.keep_memory()
for _ in range(30):
    torch.ones(8 << 20)  # 32 MiB
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(5):
    torch.ones(8 << 20)
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def pages(keep: bool) -> int:
    """How many pages the system hands to five tensors, after others of the same size
    have been freed."""
    code = PAGES.format(keep=keep)
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    return int(found.stdout)


def test_memory_that_is_kept_is_not_handed_out_again():
    if platform.libc_ver()[0] == "glibc":
        assert pages(keep=False) > 5 * 1000
        assert pages(keep=True) < 100
