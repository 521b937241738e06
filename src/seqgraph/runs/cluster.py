"""Training on a Dask cluster, whose workers need share no disk with this machine or
with each other: results travel back, and checkpoints wait at the scheduler."""

import dataclasses
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any

from ..errors import InputError, shown
from .checkpoints import FileShelf, Shelf
from .experiment import Experiment

ANSWER = 10  # seconds in which a scheduler must answer


@dataclasses.dataclass(frozen=True)
class ClusterShelf:
    """The scheduler's memory: what a worker leaves there, the one that takes over its
    run finds."""

    name: str

    @classmethod
    def of(cls, config: Experiment[Any]) -> "ClusterShelf":
        """The place for the checkpoint of ``config``."""
        return cls(f"seqgraph {type(config).__name__} {config.key}")

    def read(self) -> bytes | None:
        return _client().get_metadata([self.name], default=None)

    def write(self, content: bytes) -> None:
        _client().set_metadata([self.name], content)

    def clear(self) -> None:
        _client().set_metadata([self.name], None)


def shelf_for(config: Experiment[Any], executor: Executor) -> Shelf:
    """Where the workers of an executor keep the checkpoint of a run."""
    far = type(executor).__module__.partition(".")[0] == "distributed"
    return ClusterShelf.of(config) if far else FileShelf.of(config)


@contextmanager
def joined(address: str) -> Iterator[Executor]:
    """An executor on the cluster whose scheduler has this address, until the block
    ends.

    Raises:
        InputError: ``distributed`` is not installed, no scheduler answers, or it has no
            workers.

    Example:
        >>> with joined("tcp://10.0.0.1:8786") as executor:  # doctest: +SKIP
        ...     sweep(Palindromes(), seed=range(100), executor=executor)
    """
    try:
        import distributed
    except ImportError:
        raise InputError(
            "a cluster needs Dask's distributed, which is not installed; "
            "`pip install 'seqgraph[cluster]'` installs it"
        ) from None
    try:
        client = distributed.Client(address, timeout=ANSWER)
    except (OSError, ValueError, TypeError):  # a timeout is an OSError
        raise InputError(
            f"no Dask scheduler answers at {shown(address)}; "
            "`dask scheduler` prints its address, such as tcp://10.0.0.1:8786"
        ) from None
    with client:
        if not client.scheduler_info()["workers"]:
            raise InputError(
                f"the cluster at {shown(address)} has no workers; "
                f"`dask worker {address} --nthreads 1` starts one"
            )
        yield client.get_executor(pure=False)


def _client() -> Any:
    """Of this process, be it a worker or the one that asks."""
    import distributed

    return distributed.get_client()
