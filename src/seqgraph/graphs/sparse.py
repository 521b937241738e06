"""Sparse features: a matrix that is mostly zeros, and dropout on what is not zero."""

import warnings
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from ..measure.meaning import real, whole


def csr(row: Tensor, column: Tensor, value: Tensor, size: tuple[int, int]) -> Tensor:
    """The CSR matrix with ``value`` at (``row``, ``column``), each place once.

    Example:
        >>> place, value = torch.tensor([0, 1]), torch.tensor([2.0, 3.0])
        >>> csr(place, place, value, (2, 3)).to_dense().tolist()
        [[2.0, 0.0, 0.0], [0.0, 3.0, 0.0]]
    """
    row, column = whole(row, "row"), whole(column, "column")
    order = (row * size[1] + column).argsort()
    starts = F.pad(torch.bincount(row, minlength=size[0]).cumsum(0), (1, 0))
    return _assemble(starts, column[order], value[order], torch.Size(size))


def compressed(matrix: Tensor) -> Tensor:
    """A dense matrix as a CSR matrix.

    A product with zeros left out costs as little as there are others; it is the same,
    bit by bit, where all numbers are small and whole, as counts are.

    Example:
        >>> A = torch.tensor([[0.0, 1.0], [1.0, 1.0]])
        >>> (compressed(A) @ A).tolist()
        [[1.0, 1.0], [1.0, 2.0]]
    """
    i, j = matrix.nonzero().T
    return csr(i, j, matrix[i, j], (matrix.shape[0], matrix.shape[1]))


def drop(x: Tensor, p: float, training: bool) -> Tensor:
    """Dropout of a dense matrix, or of a CSR matrix among its non-zeros.

    A dropped zero is a zero: the outcome has the distribution of dropout on the dense
    matrix, with as many draws as there are non-zeros.

    Example:
        >>> place = torch.arange(1000)
        >>> x = csr(place, place, torch.ones(1000), (1000, 1000))
        >>> sorted(set(drop(x, 0.5, training=True).values().tolist()))
        [0.0, 2.0]
    """
    if x.layout != torch.sparse_csr:
        return F.dropout(real(x)[0], p, training)
    values = F.dropout(real(x.values())[0], p, training)
    return _assemble(x.crow_indices(), x.col_indices(), values, x.shape)


def symmetric(A: Tensor, h: Tensor) -> Tensor:
    """A h of a symmetric CSR matrix (N, N) without gradient and h (N, D): no message is
    copied, forward or back.

    Example:
        >>> place = torch.tensor([0, 1])
        >>> A = csr(place, 1 - place, torch.ones(2), (2, 2))
        >>> symmetric(A, torch.tensor([[1.0], [2.0]])).tolist()
        [[2.0], [1.0]]
    """
    return _Symmetric.apply(A, h)  # pyright: ignore[reportReturnType]: PyTorch's type


class _Symmetric(torch.autograd.Function):
    """PyTorch's own backward pass transposes A at every call, which here is A."""

    @staticmethod
    def forward(ctx: Any, A: Tensor, h: Tensor) -> Tensor:
        ctx.A = A
        return A @ h

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[None, Tensor]:
        return None, ctx.A @ gradients[0]


def _assemble(
    starts: Tensor, columns: Tensor, values: Tensor, size: torch.Size
) -> Tensor:
    with warnings.catch_warnings():
        # torch says once in a process that CSR matrices are in beta.
        warnings.filterwarnings("ignore", "Sparse CSR tensor support is in beta")
        return torch.sparse_csr_tensor(
            starts, columns, values, size, check_invariants=False
        )
