"""Part 1, recurrent networks: cells, unrolling, the course's toy tasks, the
experiment."""
