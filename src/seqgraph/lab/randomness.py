"""All randomness comes from a config's seed and is drawn on the CPU, so that a run
can be replayed on any device."""

import hashlib

import torch


def generator(seed: int, purpose: str) -> torch.Generator:
    """A stream of its own for each purpose: the weights of seed 5 share no draws
    with the data of seed 5."""
    digest = hashlib.sha256(f"{purpose} {seed}".encode()).digest()
    return torch.Generator().manual_seed(int.from_bytes(digest[:8], "big") >> 1)
