"""Part 3.4: graph networks at work on recommendation and on chemical shifts."""

PURPOSES = ("test", "tuning")  # what held-out data are measured for
