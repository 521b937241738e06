"""Part 3.4: graph networks at work on recommendation and on chemical shifts."""
