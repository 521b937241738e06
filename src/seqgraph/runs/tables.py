"""Tables of a record: columns of one length, each of one type, as plain JSON.

``{"tau": {"type": "float", "values": [0.5, 1.0, "inf"]}, …}``: JSON has no infinity and
no NaN, so a column of type ``float`` spells them as words.
"""

import math
from collections.abc import Mapping
from typing import Any

from ..errors import InputError
from .experiment import Columns

TYPES: dict[str, type] = {"bool": bool, "int": int, "float": float, "str": str}


def encoded(name: str, table: Columns, digits: int) -> dict[str, dict[str, Any]]:
    """A table as JSON, its numbers rounded to ``digits`` significant digits.

    Raises:
        InputError: columns of different lengths, or a column without values, of mixed
            types or of a type that is none of ``TYPES``.
    """
    lengths = {column: len(values) for column, values in table.items()}
    if len(set(lengths.values())) != 1 or 0 in lengths.values():
        raise InputError(
            f"the columns of table {name!r} must have one length, at least 1; "
            f"got {lengths}"
        )
    coded = {}
    for column, values in table.items():
        types = sorted({type(value).__name__ for value in values})
        if len(types) != 1 or types[0] not in TYPES:
            raise InputError(
                f"column {column!r} of table {name!r} must be of one type, one of: "
                f"{', '.join(TYPES)}; got {', '.join(types)}"
            )
        each = [spelt(v, digits) if isinstance(v, float) else v for v in values]
        coded[column] = {"type": types[0], "values": each}
    return coded


def decoded(table: Mapping[str, Mapping[str, Any]]) -> Columns:
    """The columns of a table as :func:`encoded` wrote it; KeyError, TypeError or
    ValueError for anything else."""
    return {
        column: [TYPES[content["type"]](value) for value in content["values"]]
        for column, content in table.items()
    }


def spelt(value: float, digits: int) -> float | str:
    """A number with ``digits`` significant digits; as a word where it is not finite.

    Example:
        >>> spelt(1 / 3, 3), spelt(float("nan"), 3)
        (0.333, 'nan')
    """
    return float(f"{value:.{digits}g}") if math.isfinite(value) else str(value)
