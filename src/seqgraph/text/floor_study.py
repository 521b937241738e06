"""Part 2's rivals: what counting needs, what a network needs that carries its
state over, and what both need together."""

import functools
from collections.abc import Sequence

import numpy as np

from ..measure.statistics import bootstrap
from ..runs.records import Record
from ..runs.sweeps import run
from .intervals import Interval
from .study import FLOORS, STREAMS, TUNING, TUNING_FLOORS

ORDERS = range(1, 9)  # that a page shows


def streams() -> list[Record]:
    """The runs of the network that carries its state over, a seed each."""
    return run([*STREAMS])


def plain(order: int) -> float:
    """Bits per character by counts of an order, one more than each."""
    table = _floors().table("plus_one").set_index("order")
    return float(table.bits[order])


def smoothed(order: int) -> float:
    """Bits per character by Kneser–Ney of an order, with the discount that is best for
    it in tuning."""
    table = _tuning().table("kneser_ney")
    here = table[table.order == order]
    best = here.discount[here.bits.idxmin()]
    return _kneser_ney(order, best)


@functools.cache
def chosen() -> tuple[int, float]:
    """Order and discount that need the fewest bits in tuning."""
    table = _tuning().table("kneser_ney")
    best = table.loc[table.bits.idxmin()]
    return int(best.order), float(best.discount)


def counted() -> float:
    """Bits per character by Kneser–Ney, order and discount chosen in tuning."""
    return _kneser_ney(*chosen())


def compressed(name: str) -> float:
    """Bits per character by a compressor."""
    return float(_floors().table("compressors").set_index("name").bits[name])


def mixed(record: Record) -> list[float]:
    """Bits per character of a run's mixtures, for each weight of the network."""
    table = record.table("passages")
    total = (table.bits * table.characters).groupby(table.weight).sum()
    return (total / table.characters.groupby(table.weight).sum()).tolist()


@functools.cache
def weight() -> float:
    """The network's in the mixture that needs the fewest bits in tuning."""
    (record,) = run([TUNING])
    weights = np.unique(record.table("passages").weight)
    return float(weights[np.argmin(mixed(record))])


def mixtures() -> list[float]:
    """Bits per character of the mixture with :func:`weight`, a seed each."""
    (record,) = run([TUNING])
    place = np.unique(record.table("passages").weight).tolist().index(weight())
    return [mixed(each)[place] for each in streams()]


def saved(more: float, less: float) -> Interval:
    """Bits per character that one mixture saves over another, each named by the
    network's weight in it (0: counts alone, 1: the network alone): mean over seeds, and
    over whole passages, which are what varies in the interval."""
    rows = []
    for record in streams():
        table = record.table("passages")
        table = table[table.characters == table.characters.max()]
        wide = table.pivot(index="passage", columns="weight", values="bits")
        rows.append(wide[more] - wide[less])
    return bootstrap(np.mean(rows, axis=0))


def by(name: str) -> tuple[list, np.ndarray]:
    """The groups of the table ``asked``, ``known`` or ``reach``, and in each (2,
    groups) the bits per character of network and counts, means over seeds."""
    tables = [record.table(name) for record in streams()]
    bits = [table[["network", "counts"]].to_numpy().T for table in tables]
    return tables[0].iloc[:, 0].tolist(), np.mean(bits, axis=0)


def sizes(name: str) -> list[int]:
    """How many characters the groups of the table ``asked`` or ``known`` have."""
    return streams()[0].table(name).characters.tolist()


def seconds(records: Sequence[Record]) -> list[float]:
    """Of one core, that training took."""
    return [record.curves["seconds"][-1] for record in records]


def _kneser_ney(order: int, discount: float) -> float:
    table = _floors().table("kneser_ney").set_index(["order", "discount"])
    return float(table.bits[order, discount])


def _floors() -> Record:
    return run([FLOORS])[0]


def _tuning() -> Record:
    return run([TUNING_FLOORS])[0]
