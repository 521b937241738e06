"""What measures: statistics, derivatives by differences, seconds, bytes, benchmarks.
Knows no part of the book."""
