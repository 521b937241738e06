"""How far predicted shifts are off, where, and for which atoms.

Shapes: A labelled atoms.
"""

import numpy as np

from ..runs.experiment import Measured
from .molecules import Table

WORST = 3  # atoms of a fold that are named in its record
LIMITS = (1, 2, 5, 10)  # ppm


def measure_shifts(
    table: Table, predicted: np.ndarray, learn: np.ndarray, held: np.ndarray
) -> Measured:
    """Errors in ppm on the held-out atoms.

    Args:
        table: the atoms.
        predicted: (A,) shifts; only those of held-out atoms are read.
        learn, held: masks (A,).

    Returns:
        Numbers: ``mae``, ``rmse``, ``bias`` (mean of predicted minus DFT); the mean
        absolute error of CASCADE's column, its bias, and its error without the bias
        that it has over the whole table; ``symmetry``, the error of :func:`symmetric`,
        which is 0 but for atoms with ``twins``; how many ``atoms``, ``molecules`` and
        ``scaffolds`` there are, and how many lines of the file were ``left out``. Table
        ``above``: the ``share`` of atoms off by more than so many ``ppm``. Table
        ``groups``: ``atoms`` and ``mae`` of each of :func:`groups`. Table ``errors``:
        every atom's ``error``, by its ``row`` in the table and the number of its
        ``molecule``, so that runs can be averaged and molecules drawn. Table ``worst``:
        the largest of these errors, with ``smiles`` and ``atom``.

    Example:
        >>> import tempfile
        >>> from pathlib import Path
        >>> from seqgraph.applications.molecules import COLUMNS, read
        >>> lines = [",".join(COLUMNS), "c1ccncc1,0,136,137", "CO,0,50,52"]
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = Path(folder) / "shifts.csv"
        ...     _ = file.write_text(chr(10).join(lines))
        ...     table = read(file)
        >>> learn = np.array([True, False])
        >>> found = measure_shifts(table, np.array([0.0, 53.0]), learn, ~learn)
        >>> found.numbers["mae"], found.numbers["cascade"]
        (3.0, 2.0)
    """
    error = (predicted - table.shift)[held]
    size = np.abs(error)
    away = table.cascade - table.shift
    apart = np.abs(symmetric(table) - table.shift)[held]
    rows = np.flatnonzero(held)
    worst = np.argsort(-size)[:WORST]
    present = {
        name: mask[held]
        for name, mask in groups(table, learn).items()
        if (mask & held).any()
    }
    return Measured(
        {
            "mae": float(size.mean()),
            "rmse": float(np.sqrt((error**2).mean())),
            "bias": float(error.mean()),
            "cascade": float(np.abs(away)[held].mean()),
            "cascade bias": float(away[held].mean()),
            "cascade without bias": float(np.abs(away - away.mean())[held].mean()),
            "symmetry": float(apart.mean()),
            "twins": int((_alike(table)[held] > 1).sum()),
            "atoms": int(held.sum()),
            "molecules": len(np.unique(table.canonical[held])),
            "scaffolds": len(np.unique(table.scaffold[held])),
            "left out": len(table.left_out),
        },
        {
            "above": {
                "ppm": list(LIMITS),
                "share": [float((size > limit).mean()) for limit in LIMITS],
            },
            "groups": {
                "what": [what for what, _ in present],
                "group": [group for _, group in present],
                "atoms": [int(mask.sum()) for mask in present.values()],
                "mae": [float(size[mask].mean()) for mask in present.values()],
            },
            "errors": {
                "row": rows.tolist(),
                "molecule": np.unique(table.canonical, return_inverse=True)[1][
                    rows
                ].tolist(),
                "error": error.tolist(),
            },
            "worst": {
                "row": rows[worst].tolist(),
                "smiles": [table.smiles[table.molecule[row]] for row in rows[worst]],
                "atom": table.atom[rows[worst]].tolist(),
                "error": error[worst].tolist(),
            },
        },
    )


def _alike(table: Table) -> np.ndarray:
    """How many labelled atoms (A,) symmetry makes like this one, itself included."""
    _, places, counts = np.unique(
        table.symmetry, return_inverse=True, return_counts=True
    )
    return counts[places]


def symmetric(table: Table) -> np.ndarray:
    """The best that any graph network could predict (A,): the median shift of the
    atoms that the molecule's symmetry makes alike. The file's shifts are of molecules
    in space, where such atoms can differ.

    Example:
        >>> from types import SimpleNamespace as Some
        >>> shift, symmetry = np.array([1.0, 5, 3]), np.array(["a", "b", "a"])
        >>> symmetric(Some(shift=shift, symmetry=symmetry))
        array([2., 5., 2.])
    """
    best = np.empty_like(table.shift)
    for alike in np.unique(table.symmetry):
        mask = table.symmetry == alike
        best[mask] = np.median(table.shift[mask])
    return best


def groups(table: Table, learn: np.ndarray) -> dict[tuple[str, str], np.ndarray]:
    """Masks (A,) of atoms, by what groups them and the group: their hybridisation, the
    size of the ring they are in, how many of their neighbours are heteroatoms, and how
    many atoms that are learned from have the same surroundings (``seen``).

    Example:
        >>> from types import SimpleNamespace as Some
        >>> table = Some(
        ...     surroundings=np.array(["a", "a", "b"]),
        ...     hybridisation=np.array(["SP2", "SP2", "SP3"]),
        ...     ring=np.array([6, 6, 0]),
        ...     heteroatoms=np.array([0, 1, 0]),
        ... )
        >>> groups(table, learn=np.array([True, False, False]))["seen", "0"]
        array([False, False,  True])
    """
    kinds, places = np.unique(table.surroundings, return_inverse=True)
    seen = np.bincount(places[learn], minlength=len(kinds))[places]
    return {
        **{
            ("hybridisation", str(each)): table.hybridisation == each
            for each in np.unique(table.hybridisation)
        },
        **{("ring", str(size)): table.ring == size for size in (5, 6)},
        **{("heteroatoms", str(n)): table.heteroatoms == n for n in range(3)},
        ("seen", "0"): seen == 0,
        ("seen", "1 to 4"): (seen >= 1) & (seen <= 4),
        ("seen", "5 to 19"): (seen >= 5) & (seen <= 19),
        ("seen", "20 or more"): seen >= 20,
    }
