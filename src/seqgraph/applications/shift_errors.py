"""How far predicted shifts are off, where, and for which atoms."""

from collections.abc import Iterable

import numpy as np

from ..runs.experiment import Numbers
from ..runs.records import Record
from .molecules import Table

WORST = 3  # atoms of a fold that are named in its record
LIMITS = (1, 2, 5, 10)  # ppm


def measure(
    table: Table, predicted: np.ndarray, learn: np.ndarray, held: np.ndarray
) -> Numbers:
    """Errors in ppm on the held-out atoms.

    Args:
        table: the atoms.
        predicted: (A,) shifts; only those of held-out atoms are read.
        learn, held: masks (A,).

    Returns:
        ``mae``, ``rmse``, ``bias`` (mean of predicted minus DFT); the mean absolute
        error of CASCADE's column, its bias, its error without the bias that it has over
        the whole table, and the error of :func:`symmetric`, which is 0 but for atoms
        with ``twins``; how many ``atoms``, ``molecules`` and ``scaffolds`` there are,
        and how many lines of the file were ``left out``; the share of atoms off by more
        than a limit (``above 5``); for each of :func:`groups` its ``mae`` and number of
        ``atoms``; the largest errors, by atom (``off atom 3 of c1ccoc1``); and every
        error, by the atom's row in the table (``error 12``), so that runs can be
        averaged.
    """
    error = (predicted - table.shift)[held]
    size = np.abs(error)
    away = table.cascade - table.shift
    apart = np.abs(symmetric(table) - table.shift)[held]
    twins = _alike(table)[held] > 1
    numbers = {
        "mae": size.mean(),
        "rmse": np.sqrt((error**2).mean()),
        "bias": error.mean(),
        "cascade": np.abs(away)[held].mean(),
        "cascade bias": away[held].mean(),
        "cascade without bias": np.abs(away - away.mean())[held].mean(),
        "symmetry": apart.mean(),
        "atoms twins": int(twins.sum()),
        "atoms": int(held.sum()),
        "molecules": len(np.unique(table.canonical[held])),
        "scaffolds": len(np.unique(table.scaffold[held])),
        "left out": len(table.left_out),
    }
    for limit in LIMITS:
        numbers[f"above {limit}"] = (size > limit).mean()
    for name, mask in groups(table, learn).items():
        if (mask & held).any():
            numbers[f"mae {name}"] = size[mask[held]].mean()
            numbers[f"atoms {name}"] = int((mask & held).sum())
    rows = np.flatnonzero(held)
    for place in np.argsort(-size)[:WORST]:
        row = rows[place]
        smiles = table.smiles[table.molecule[row]]
        numbers[f"off atom {table.atom[row]} of {smiles}"] = error[place]
    return numbers | {f"error {row}": error[place] for place, row in enumerate(rows)}


def pooled(
    records: Iterable[Record], metric: str = "mae", atoms: str = "atoms"
) -> float:
    """A metric's mean over the atoms of all folds; a fold without such atoms has no
    say."""
    metrics = [run.metrics for run in records if metric in run.metrics]
    sizes = [each[atoms] for each in metrics]
    return float(np.average([each[metric] for each in metrics], weights=sizes))


def _alike(table: Table) -> np.ndarray:
    """How many labelled atoms (A,) symmetry makes like this one, itself included."""
    _, places, counts = np.unique(
        table.symmetry, return_inverse=True, return_counts=True
    )
    return counts[places]


def symmetric(table: Table) -> np.ndarray:
    """The best that any graph network could predict (A,): the median shift of the
    atoms that the molecule's symmetry makes alike. The file's shifts are of molecules
    in space, where such atoms can differ."""
    best = np.empty_like(table.shift)
    for alike in np.unique(table.symmetry):
        mask = table.symmetry == alike
        best[mask] = np.median(table.shift[mask])
    return best


def groups(table: Table, learn: np.ndarray) -> dict[str, np.ndarray]:
    """Masks (A,) of atoms by hybridisation, by the ring they are in, by how many of
    their neighbours are heteroatoms, and by how many atoms that are learned from have
    the same surroundings."""
    kinds, places = np.unique(table.surroundings, return_inverse=True)
    seen = np.bincount(places[learn], minlength=len(kinds))[places]
    return {
        **{
            f"hybridisation {h}": table.hybridisation == h
            for h in np.unique(table.hybridisation)
        },
        "ring of 5": table.ring == 5,
        "ring of 6": table.ring == 6,
        **{f"heteroatoms {n}": table.heteroatoms == n for n in range(3)},
        "seen 0": seen == 0,
        "seen 1 to 4": (seen >= 1) & (seen <= 4),
        "seen 5 to 19": (seen >= 5) & (seen <= 19),
        "seen 20 or more": seen >= 20,
    }
