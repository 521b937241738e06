"""Molecules with carbon shifts: a table of labelled atoms becomes graphs.

Nodes are the atoms of a SMILES string but for its implicit hydrogens, in the string's
order; edges are bonds, both ways. RDKit reads the strings. It and scikit-learn are in
the extra ``applications``.
"""

import csv
import dataclasses
import functools
import importlib
import io
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor
from torch_geometric.data import Data
from torch_geometric.utils import from_smiles

from ..errors import InputError
from ..runs import data
from ..runs.decoding import decoded
from . import files

if TYPE_CHECKING:
    from rdkit.Chem import Atom, Mol
    from rdkit.Chem.rdFingerprintGenerator import FingerprintGenerator64

(FILE,) = (name for name in files.FILES if name.startswith("nmr/"))
COLUMNS = ("smiles", "atom_index", "DFT NMR", "ML NMR")
RADIUS = 2  # bonds: what counts as an atom's surroundings


@dataclasses.dataclass(frozen=True)
class Table:
    """Graphs and their labelled atoms; A atoms have a shift.

    Example:
        >>> import tempfile
        >>> lines = [",".join(COLUMNS), "c1ccncc1,0,136,137", "n1ccccc1,3,136,137"]
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = Path(folder) / "shifts.csv"
        ...     _ = file.write_text(chr(10).join(lines))
        ...     table = read(file)
        >>> len(table.smiles), len(set(table.canonical)), len(set(table.symmetry))
        (2, 1, 1)
    """

    smiles: list[str]
    """Each molecule as the file writes it."""
    graphs: list[Data]
    """``x`` (atoms, 9) and ``edge_attr`` (bonds, 3) are PyG's codes."""
    molecule: np.ndarray
    """(A,) the molecule of each labelled atom."""
    atom: np.ndarray
    """(A,) its place in the molecule's SMILES, from 0."""
    shift: np.ndarray
    """(A,) the shift to predict, in ppm: the column ``DFT NMR``."""
    cascade: np.ndarray
    """(A,) the shift that CASCADE predicts, in ppm: the column ``ML NMR``."""
    canonical: np.ndarray
    """(A,) canonical SMILES: equal for two spellings of one molecule."""
    scaffold: np.ndarray
    """(A,) Murcko scaffold: the molecule's rings and what links them."""
    symmetry: np.ndarray
    """(A,) equal for two atoms that no graph network can tell apart."""
    surroundings: np.ndarray
    """(A,) equal for two atoms with the same atoms and bonds within RADIUS bonds."""
    ring: np.ndarray
    """(A,) size of the smallest ring that the atom is in; 0 for none."""
    heteroatoms: np.ndarray
    """(A,) neighbours that are neither carbon nor hydrogen."""
    hybridisation: np.ndarray
    """(A,) of the atom, as RDKit writes it."""
    left_out: list[str]
    """One sentence for each line of the file that could not be used."""


def chemistry(name: str) -> ModuleType:
    """A module of RDKit or scikit-learn; InputError where the package is missing.

    Example:
        >>> chemistry("rdkit.Chem").CanonSmiles("C1=CC=CC=C1")
        'c1ccccc1'
    """
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        package = name.partition(".")[0]
        raise InputError(
            f"the package {package!r} is missing, and chemical shifts need it; "
            "`pip install rdkit scikit-learn` installs all that they need"
        ) from None


@functools.cache
def load() -> Table:
    """The registered table; raises as ``runs.data.fetch`` and :func:`read` do.

    Example:
        >>> load().shift.shape  # doctest: +SKIP
        (2458,)
    """
    return read(data.fetch(FILE))


def read(path: Path) -> Table:
    """Read a table of labelled atoms. A line that cannot be used is left out, and
    ``left_out`` says why.

    Raises:
        InputError: a column that is missing, or no line that can be used.

    Example:
        >>> import tempfile
        >>> lines = ["smiles,atom_index,DFT NMR,ML NMR", "c1ccncc1,0,136,137"]
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = Path(folder) / "shifts.csv"
        ...     _ = file.write_text(chr(10).join([*lines, "c1ccncc1,3,136,137"]))
        ...     table = read(file)
        >>> table.shift, table.heteroatoms, table.graphs[0].num_nodes
        (array([136.]), array([0]), 6)
        >>> table.left_out
        ['line 3: atom 3 of c1ccncc1 is N, not carbon']
    """
    lines = csv.DictReader(io.StringIO(decoded(path.read_bytes(), str(path))))
    try:
        rows = [(lines.line_num, line) for line in lines]
    except csv.Error as problem:
        raise InputError(f"{path}: line {lines.line_num + 1}: {problem}") from None
    missing = [name for name in COLUMNS if name not in (lines.fieldnames or ())]
    if missing:
        raise InputError(
            f"{path}: the columns {', '.join(map(repr, missing))} are missing; "
            f"it needs {', '.join(map(repr, COLUMNS))}"
        )
    found, left_out = {}, []
    for number, line in rows:
        try:
            found[number] = _atom(*(line[name] for name in COLUMNS))
        except InputError as problem:
            left_out.append(f"line {number}: {problem}")
    if not found:
        raise InputError(
            f"{path}: none of its {len(left_out)} lines can be used; {left_out[:1]}"
        )
    return _table(list(found.values()), left_out)


def _atom(smiles: str, index: str, *shifts: str) -> tuple[str, int, float, float]:
    """One line of the file; InputError where it cannot be used."""
    molecule = _molecule(smiles)
    atoms = molecule.GetNumAtoms()
    if not (index or "").isdecimal() or int(index) >= atoms:
        raise InputError(
            f"atom_index must be a whole number from 0 to {atoms - 1}, "
            f"for the {atoms} atoms of {smiles}; got {index!r}"
        )
    if (symbol := molecule.GetAtomWithIdx(int(index)).GetSymbol()) != "C":
        raise InputError(f"atom {index} of {smiles} is {symbol}, not carbon")
    for name, shift in zip(COLUMNS[2:], shifts, strict=True):
        if not _is_finite(shift):
            raise InputError(f"{name} must be a finite number of ppm; got {shift!r}")
    return smiles, int(index), float(shifts[0]), float(shifts[1])


def _is_finite(text: str | None) -> bool:
    try:
        return bool(np.isfinite(float(text or "")))
    except ValueError:
        return False


@functools.cache
def _molecule(smiles: str) -> "Mol":
    """RDKit's molecule; InputError where there is none, of which PyG's ``from_smiles``
    would make a molecule without atoms."""
    with chemistry("rdkit.rdBase").BlockLogs():
        molecule = chemistry("rdkit.Chem").MolFromSmiles(smiles or "")
    if molecule is None or not molecule.GetNumAtoms():
        raise InputError(f"unreadable SMILES {smiles!r}")
    return molecule


def _table(found: list[tuple[str, int, float, float]], left_out: list[str]) -> Table:
    """The table of the lines that can be used, in their order."""
    chem = chemistry("rdkit.Chem")
    murcko = chemistry("rdkit.Chem.Scaffolds.MurckoScaffold")
    written = list(dict.fromkeys(smiles for smiles, *_ in found))
    place = {smiles: number for number, smiles in enumerate(written)}
    canonical = [chem.MolToSmiles(_molecule(smiles)) for smiles in written]
    scaffold = [
        murcko.MurckoScaffoldSmiles(mol=_molecule(smiles)) for smiles in written
    ]
    ranks = [
        list(chem.CanonicalRankAtoms(_molecule(smiles), breakTies=False))
        for smiles in written
    ]
    molecule = np.array([place[smiles] for smiles, *_ in found])
    atom = np.array([index for _, index, *_ in found])
    places = list(zip(molecule, atom, strict=True))
    atoms = [_molecule(written[m]).GetAtomWithIdx(int(a)) for m, a in places]
    return Table(
        smiles=written,
        graphs=[from_smiles(smiles) for smiles in written],
        molecule=molecule,
        atom=atom,
        shift=np.array([shift for *_, shift, _ in found]),
        cascade=np.array([cascade for *_, cascade in found]),
        canonical=np.array([canonical[m] for m in molecule]),
        scaffold=np.array([scaffold[m] for m in molecule]),
        symmetry=np.array([f"{canonical[m]} {ranks[m][a]}" for m, a in places]),
        surroundings=np.array([sphere(written[m], a, RADIUS) for m, a in places]),
        ring=np.array([_smallest_ring(atom) for atom in atoms]),
        heteroatoms=np.array(
            [sum(n.GetSymbol() != "C" for n in atom.GetNeighbors()) for atom in atoms]
        ),
        hybridisation=np.array([str(atom.GetHybridization()) for atom in atoms]),
        left_out=left_out,
    )


def _smallest_ring(atom: "Atom") -> int:
    rings = atom.GetOwningMol().GetRingInfo().AtomRingSizes(atom.GetIdx())
    return min(rings, default=0)


def sphere(smiles: str, atom: int, radius: int) -> str:
    """The part of the molecule within ``radius`` bonds of an atom, as SMILES; the atom
    itself is marked.

    Example:
        >>> sphere("CCO", 0, radius=1)
        '[C2][C3]*'
    """
    chem, molecule = chemistry("rdkit.Chem"), _molecule(smiles)
    hops = chem.GetDistanceMatrix(molecule)[atom]
    near = np.flatnonzero(hops <= radius).tolist()
    labels = [f"[{a.GetSymbol()}{a.GetTotalNumHs()}]" for a in molecule.GetAtoms()]
    labels[atom] += "*"
    return chem.MolFragmentToSmiles(molecule, near, atomSymbols=labels)


def by_distance(smiles: str, atom: int, reach: int, radius: int, bits: int) -> Tensor:
    """What surrounds an atom (reach + 1, bits): row d counts the Morgan fragments of
    ``radius`` bonds around the atoms that are d bonds away, folded to ``bits``.

    Example:
        >>> by_distance("c1ccncc1", atom=0, reach=3, radius=0, bits=16).sum(1)
        tensor([1., 2., 2., 1.])
    """
    molecule = _molecule(smiles)
    hops = chemistry("rdkit.Chem").GetDistanceMatrix(molecule)[atom]
    morgan = _morgan(radius, bits)
    counts = torch.zeros(reach + 1, bits)
    for distance in range(reach + 1):
        # RDKit takes an empty list of atoms for all of them.
        if there := np.flatnonzero(hops == distance).tolist():
            fragments = morgan.GetCountFingerprintAsNumPy(molecule, fromAtoms=there)
            counts[distance] = torch.from_numpy(fragments.astype(np.float32))
    return counts


@functools.cache
def _morgan(radius: int, bits: int) -> "FingerprintGenerator64":
    fingerprints = chemistry("rdkit.Chem.rdFingerprintGenerator")
    return fingerprints.GetMorganGenerator(radius=radius, fpSize=bits)
