"""How an experiment declares a setting: its default, what it means, what it may be, and
which other setting it is for."""

import dataclasses
import math
from collections.abc import Callable, Collection
from typing import Any

from ..errors import InputError, shown

# Of a setting that names no bound: more than any run here could use, and few enough to
# be refused by memory or to show a step, not to hang.
MOST = 10**6
MOST_SEED = 10**9
Only = tuple[str, Collection[str]]
"""Another setting, and its values for which this one has an effect. Elsewhere it must
keep its default: equal runs must have equal keys."""


def whole(
    default: int, doc: str, least: int = 1, most: int = MOST, only: Only | None = None
) -> Any:
    """Declare a setting that is a whole number from ``least`` to ``most``.

    Example:
        >>> from seqgraph import Palindromes
        >>> Palindromes(hidden=0)
        Traceback (most recent call last):
            ...
        seqgraph.errors.InputError: hidden must be a whole number, at least 1; got 0
    """

    def check(name: str, value: Any) -> None:
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise InputError(
                f"{name} must be a whole number, at least {least}; got {shown(value)}"
            )
        if value > most:
            raise InputError(f"{name} must be at most {most}; got {shown(value)}")

    return _setting(default, doc, check, only)


def real(
    default: float,
    doc: str,
    above: float = 0.0,
    most: float = 1e9,
    below: float = math.inf,
    only: Only | None = None,
) -> Any:
    """Declare a setting that is a number greater than ``above``, at most ``most`` and
    below ``below``.

    Example:
        >>> from seqgraph import Palindromes
        >>> Palindromes(lr=1).lr  # equal settings are one value, and have one key
        1.0
    """

    def check(name: str, value: Any) -> None:
        # Not `value <= above`: it is false for NaN.
        if not isinstance(value, float) or not above < value < math.inf:
            raise InputError(
                f"{name} must be a finite number greater than {above:g}; "
                f"got {shown(value)}"
            )
        if value >= below:
            raise InputError(f"{name} must be below {below:g}; got {shown(value)}")
        if value > most:
            raise InputError(f"{name} must be at most {most:g}; got {shown(value)}")

    return _setting(default, doc, check, only)


def adam_rate(default: float, note: str = "") -> Any:
    """Declare Adam's learning rate, and in ``note`` how it changes.

    Example:
        >>> from seqgraph import CharLM
        >>> dict((name, meaning) for name, _, meaning in CharLM.settings())["lr"]
        "Adam's learning rate at the start"
    """
    return real(default, f"Adam's learning rate{note}")


def random_seed(default: int, what: str) -> Any:
    """Declare the seed of what is random.

    Example:
        >>> from seqgraph import Palindromes
        >>> dict((name, meaning) for name, _, meaning in Palindromes.settings())["seed"]
        'random seed of weights and data'
    """
    return whole(default, f"random seed of {what}", least=0, most=MOST_SEED)


def longest_gradient(default: float) -> Any:
    """Declare where the gradient is clipped.

    Example:
        >>> from seqgraph import CharLM
        >>> CharLM(clip=0.0)
        Traceback (most recent call last):
            ...
        seqgraph.errors.InputError: clip must be a finite number greater than 0; got 0.0
    """
    return real(
        default, "largest norm of the whole gradient; a longer one is scaled down to it"
    )


def flag(default: bool, doc: str, only: Only | None = None) -> Any:
    """Declare a setting that is on or off: a truth value, or 1 or 0.

    Example:
        >>> from seqgraph import Citations
        >>> Citations(residual=1) == Citations(residual=True)
        True
        >>> Citations(residual=7)
        Traceback (most recent call last):
            ...
        seqgraph.errors.InputError: residual must be True or False; got 7
    """

    def check(name: str, value: Any) -> None:
        if not isinstance(value, bool):
            raise InputError(f"{name} must be True or False; got {shown(value)}")

    return _setting(default, doc, check, only)


def one_of(
    choices: Collection[str], default: str, doc: str, only: Only | None = None
) -> Any:
    """Declare a setting that is one of ``choices`` (looked up when checked, so a
    registry may grow).

    Example:
        >>> from seqgraph import CharLM
        >>> CharLM(part="last")
        Traceback (most recent call last):
            ...
        seqgraph.errors.InputError: unknown part 'last'; one of: all, first
    """

    def check(name: str, value: Any) -> None:
        if not isinstance(value, str) or value not in choices:
            raise InputError(
                f"unknown {name} {shown(value)}; one of: {', '.join(sorted(choices))}"
            )

    return _setting(default, doc, check, only)


def normal(value: Any, kind: type) -> Any:
    """A value as a setting of this type keeps it, so that equal ones have one key: 1 as
    1.0 where a real number is wanted, as True where on or off; a NumPy number as
    Python's. What cannot be that stays as it is, for the check to refuse.

    Example:
        >>> normal(1, float), normal(1, bool), normal([1], int)
        (1.0, True, [1])
    """
    if type(value).__module__ in ("numpy", "torch"):  # as from a sweep over np.arange
        try:
            value = value.item()
        except (AttributeError, TypeError, ValueError, RuntimeError):
            return value  # more than one number
    if kind is float and type(value) is int:
        try:
            return float(value)
        except OverflowError:
            return value
    return (
        bool(value)
        if kind is bool and type(value) is int and value in (0, 1)
        else value
    )


def _setting(
    default: Any, doc: str, check: Callable[[str, Any], None], only: Only | None
) -> Any:
    return dataclasses.field(
        default=default, metadata={"doc": doc, "check": check, "only": only}
    )
