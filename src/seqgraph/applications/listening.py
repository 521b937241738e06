"""Who plays which artist, and who is whose friend: the LastFM graph.

The files are for research use. They are read where they lie, and no line of them is
copied into the project, its runs or its pages.

Shapes: U users, A artists; users and artists are numbered from 0.
"""

import dataclasses
import functools
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from ..errors import InputError
from ..runs import data
from ..runs.decoding import decoded
from ..runs.experiment import Experiment, Model, one_of, whole
from ..runs.randomness import generator
from . import PURPOSES, files

LASTFM = tuple(name for name in files.FILES if name.startswith("lastfm/"))
USERS, ARTISTS = 1892, 4489
TUNING_SHARE = 0.2  # share of the training plays that tuning measures on
NEWCOMER_SHARE = 0.2  # share of the users whose plays are hidden but for a few
LEFT = (1, 2, 4, 8)  # plays that are left to them


@dataclasses.dataclass(frozen=True)
class Listening:
    """Plays to learn from and plays to find again; how often somebody played an artist
    is not used.

    Example:
        >>> plays = Listening(
        ...     users=2,
        ...     artists=3,
        ...     known=torch.tensor([[0, 0, 1], [0, 1, 1]]),
        ...     held=torch.tensor([[1], [0]]),
        ...     friends=torch.tensor([[0, 1], [1, 0]]),
        ...     newcomers=torch.tensor([False, False]),
        ... )
        >>> plays.matrix
        tensor([[1., 1., 0.],
                [0., 1., 0.]])
    """

    users: int
    artists: int
    known: Tensor
    """(2, P) user and artist of each play to learn from."""
    held: Tensor
    """(2, Q) user and artist of each play that is to be found."""
    friends: Tensor
    """(2, F) both directions of each friendship."""
    newcomers: Tensor
    """(U,) True for users whose plays were hidden but for a few."""

    def to(self, device: torch.device) -> "Listening":
        moved = {
            name: part.to(device)
            for name, part in vars(self).items()
            if isinstance(part, Tensor)
        }
        return dataclasses.replace(self, **moved)

    @property
    def matrix(self) -> Tensor:
        """(U, A) 1 where a play is known."""
        return marks(self.known, (self.users, self.artists))


@dataclasses.dataclass(frozen=True)
class ListeningExperiment(Experiment[Model]):
    """Learn from the known plays, and measure on the held-out ones.

    Example:
        >>> from seqgraph.applications.recommendation import Recommendation
        >>> issubclass(Recommendation, ListeningExperiment)
        True
        >>> Recommendation().data == LASTFM
        True
    """

    part: str = one_of(
        PURPOSES, "test", "test: the file's split; tuning: a fifth of the rest"
    )
    newcomers: int = whole(
        0, "plays that are left to newcomers, a fifth of the users; 0: no newcomers", 0
    )

    @property
    def data(self) -> tuple[str, ...]:
        return LASTFM

    def listening(self, device: torch.device) -> Listening:
        """The plays, on the device: see :func:`load`."""
        return load(self.part, self.newcomers).to(device)


def marks(pairs: Tensor, size: tuple[int, int]) -> Tensor:
    """The matrix with 1 at ``pairs`` (2, P), 0 elsewhere.

    Example:
        >>> marks(torch.tensor([[0, 1], [2, 0]]), (2, 3))
        tensor([[0., 0., 1.],
                [1., 0., 0.]])
    """
    matrix = torch.zeros(size, device=pairs.device)
    matrix[pairs[0], pairs[1]] = 1
    return matrix


@functools.cache
def load(part: str, left: int = 0) -> Listening:
    """Read the graph; raises as ``runs.data.fetch`` and :func:`read` do.

    Args:
        part: ``test`` learns from the training file and holds out the test file;
            ``tuning`` never opens the test file, and holds out a part of the other.
        left: how many of their known plays are left to newcomers, a fifth of the users;
            0 for no newcomers.

    Example:
        >>> load("test", left=2).newcomers.sum()  # doctest: +SKIP
        tensor(378)
    """
    plays, test, friends = LASTFM
    known = read(data.fetch(plays), (USERS, ARTISTS))
    if part == "test":
        held = read(data.fetch(test), (USERS, ARTISTS))
    else:
        known, held = halves(known, TUNING_SHARE, generator(0, "held-out plays"))
    newcomers = torch.zeros(USERS, dtype=torch.bool)
    if left:
        known, newcomers = forget(known, left, generator(0, "newcomers"))
    bonds = read(data.fetch(friends), (USERS, USERS))
    return Listening(USERS, ARTISTS, known, held, bonds, newcomers)


def read(path: Path, sizes: Sequence[int]) -> Tensor:
    """Pairs (2, P), from 0, of a file whose lines begin with two numbers from 1; what
    follows, the plays, may be written ``3.2466e+05``.

    Raises:
        InputError: a line that does not begin so, or a file without lines.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = Path(folder) / "plays.txt"
        ...     _ = file.write_text("1 2 3.2466e+05" + chr(10) + "3 1 7")
        ...     read(file, (3, 2))
        tensor([[0, 2],
                [1, 0]])
    """
    rows, text = [], decoded(path.read_bytes(), str(path))
    first, second = sizes
    for number, line in enumerate(text.splitlines(), 1):
        cells = line.split(None, 2)[:2]
        row = [int(cell) for cell in cells if cell.isdecimal()]
        if len(row) < 2 or not (1 <= row[0] <= first and 1 <= row[1] <= second):
            raise InputError(
                f"line {number} of {path} must begin with whole numbers from 1 to "
                f"{sizes[0]} and from 1 to {sizes[1]}; got {line!r}"
            )
        rows.append(row)
    if not rows:
        raise InputError(f"{path} has no lines")
    return torch.from_numpy(np.array(rows)).T.contiguous() - 1


def halves(
    pairs: Tensor, share: float, source: torch.Generator
) -> tuple[Tensor, Tensor]:
    """The pairs without a random ``share`` of them, and that share.

    Example:
        >>> pairs = torch.cartesian_prod(torch.arange(5), torch.arange(2)).T
        >>> [half.shape[1] for half in halves(pairs, 0.2, generator(0, "example"))]
        [8, 2]
    """
    order = torch.randperm(pairs.shape[1], generator=source)
    held = int(share * len(order))
    return pairs[:, order[held:]], pairs[:, order[:held]]


def forget(known: Tensor, left: int, source: torch.Generator) -> tuple[Tensor, Tensor]:
    """Hide all but the first ``left`` plays, in a random order, of some users with at
    least as many as are ever left; and who these are (U,). From the same ``source``
    they are the same users, and what is left when fewer are is among what is left when
    more are.

    Example:
        >>> plays = torch.cartesian_prod(torch.arange(USERS), torch.arange(9)).T
        >>> known, newcomers = forget(plays, 2, generator(0, "example"))
        >>> known[0].bincount()[newcomers].unique()  # plays that are left
        tensor([2])
    """
    known = known[:, torch.randperm(known.shape[1], generator=source)]
    counts = known[0].bincount(minlength=USERS)
    able = (counts >= max(LEFT)).nonzero().flatten()
    chosen = able[torch.randperm(len(able), generator=source)]
    newcomers = torch.zeros(USERS, dtype=torch.bool)
    newcomers[chosen[: int(NEWCOMER_SHARE * USERS)]] = True
    order = known[0].argsort(stable=True)
    first = counts.cumsum(0) - counts
    turn = torch.empty_like(order)
    turn[order] = torch.arange(len(order)) - first[known[0, order]]
    return known[:, ~newcomers[known[0]] | (turn < left)], newcomers
