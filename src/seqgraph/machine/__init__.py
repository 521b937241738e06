"""The machine: devices, updates captured on a GPU, the library that multiplies. Knows
no part of the book."""

DEVICES = ("auto", "cpu", "cuda")
"""Where to compute."""
