"""All randomness comes from a config's seed and is drawn on the CPU, so that a run
can be replayed on any device."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

import torch


def generator(seed: int, purpose: str) -> torch.Generator:
    """A stream of its own for each purpose: the weights of seed 5 share no draws
    with the data of seed 5.

    Example:
        >>> one, other = generator(5, "weights"), generator(5, "data")
        >>> bool((torch.rand(3, generator=one) == torch.rand(3, generator=other)).any())
        False
    """
    digest = hashlib.sha256(f"{purpose} {seed}".encode()).digest()
    return torch.Generator().manual_seed(int.from_bytes(digest[:8], "big") >> 1)


@contextmanager
def seeded_by(source: torch.Generator) -> Iterator[None]:
    """Inside, torch's global stream starts from a draw of ``source``; outside, it is as
    it was. For layers that cannot be handed a generator.

    Example:
        >>> with seeded_by(generator(5, "weights")):
        ...     one = torch.nn.Linear(2, 2)
        >>> with seeded_by(generator(5, "weights")):
        ...     other = torch.nn.Linear(2, 2)
        >>> torch.equal(one.weight, other.weight)
        True
    """
    # On the CPU, whatever device is asked for around this: see ``room``.
    seed = int(torch.randint(2**62, (1,), generator=source, device="cpu"))
    with torch.random.fork_rng():
        if torch.cuda.is_available():
            torch.manual_seed(seed)
        else:
            # The same, but for a traceback that torch keeps each time, for the day when
            # a GPU is there.
            torch.default_generator.manual_seed(seed)
        yield
