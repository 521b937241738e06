"""Tensors by what they mean. Booleans, whole numbers and fractions count, index and
compare differently; what holds one meaning must give one result, or be refused."""

import functools

import torch
from torch import Tensor

from ..errors import InputError


def whole(x: Tensor, name: str) -> Tensor:
    """Whole numbers as int64, whatever type they come in: as booleans they would choose
    where they should name.

    Raises:
        InputError: a number that is not whole.

    Example:
        >>> whole(torch.tensor([True, False]), "edges")
        tensor([1, 0])
    """
    if x.dtype == torch.long:
        return x
    if x.is_complex() or (x.is_floating_point() and not bool((x == x.trunc()).all())):
        raise InputError(
            f"{name} must be whole numbers; got {x.flatten()[:5].tolist()}"
        )
    return x.long()


def yes_or_no(x: Tensor, name: str) -> Tensor:
    """Zeros and ones as booleans; InputError for other numbers.

    Example:
        >>> yes_or_no(torch.tensor([1.0, 0.0]), "reverse")
        tensor([ True, False])
    """
    if x.dtype == torch.bool:
        return x
    if not bool(((x == 0) | (x == 1)).all()):
        raise InputError(f"{name} must be 0 or 1; got {x.flatten()[:5].tolist()}")
    return x == 1


def real(*tensors: Tensor) -> list[Tensor]:
    """Tensors of one floating type, the most precise of theirs.

    Example:
        >>> a, b = real(torch.tensor([True]), torch.tensor([0.5]).double())
        >>> a + b
        tensor([1.5000], dtype=torch.float64)
    """
    kind = functools.reduce(torch.promote_types, (t.dtype for t in tensors))
    kind = kind if kind.is_floating_point else torch.get_default_dtype()
    return [t.to(kind) for t in tensors]
