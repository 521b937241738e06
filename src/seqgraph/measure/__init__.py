"""What measures: statistics, derivatives by differences, seconds, bytes, benchmarks.
Knows no part of the book."""

import os

# Else PyTorch's profiler, by which experiments count memory, says on standard error
# when it starts and stops. It reads this when it is first used.
os.environ.setdefault("KINETO_LOG_LEVEL", "6")
