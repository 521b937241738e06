"""Which library multiplies matrices faster on this machine, and which way to take tanh:
measured at the sizes at hand, not guessed from the processor's name.

``a @ b.T`` is PyTorch's own, often MKL's; oneDNN comes along with it and uses what the
processor says it has. tanh z is PyTorch's, or 2 σ(2z) - 1 with PyTorch's own σ. All
compute in float32.

A measurement takes at most a twentieth of a second. What it found is kept for a day in
the platform's cache folder, so that all processes of a sweep agree: who measures at the
same time takes what the first one wrote. Where nothing can be written, each process
measures for itself.
"""

import dataclasses
import datetime
import functools
import hashlib
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import torch
from torch import Tensor

from ..errors import InputError
from . import devices, files, places

BUDGET = 0.05  # seconds, for all four together
ROUNDS = 15  # at most
MARGIN = 1.05  # by how much the other must be faster to take the place of the present
ROWS, MANY = 128, 2**25  # rows and multiply-adds of the product that is timed


@dataclasses.dataclass(frozen=True)
class Libraries:
    """Who multiplies, and how tanh is taken.

    Example:
        >>> Libraries(onednn=True)
        Libraries(onednn=True, by_sigmoid=False)
    """

    onednn: bool = False
    by_sigmoid: bool = False


_chosen: Libraries | None = None  # by this process, at its first large product


def chosen() -> Libraries:
    """What this process uses: PyTorch's own until it has been measured.

    Example:
        >>> with using(Libraries(by_sigmoid=True)):
        ...     chosen()
        Libraries(onednn=False, by_sigmoid=True)
    """
    return _chosen or Libraries()


@contextmanager
def using(libraries: Libraries | None) -> Iterator[None]:
    """Use these meanwhile, whatever is faster; None has it measured anew.

    Example:
        >>> with using(None):
        ...     chosen()
        Libraries(onednn=False, by_sigmoid=False)
    """
    global _chosen
    before, _chosen = _chosen, libraries
    try:
        yield
    finally:
        _chosen = before


def settle(a: Tensor, b: Tensor) -> Libraries:
    """Choose once for this process, with k and m of a product a bᵀ, (n, k) and (m, k).

    Example:
        >>> settle(torch.ones(64, 64), torch.ones(256, 64)) == chosen()
        True
    """
    global _chosen
    if _chosen is None:
        # The first that is asked about may be a step with few distinct prefixes.
        rows = max(1, min(ROWS, MANY // b.numel()))
        a = a.detach()
        _chosen = _kept(a.repeat(-(-rows // len(a)), 1)[:rows], b.detach())
    return _chosen


def onednn_product(a: Tensor, b: Tensor) -> Tensor:
    """a bᵀ by oneDNN, of (n, k) and (m, k).

    Raises:
        AttributeError, RuntimeError: the operator is private, and this PyTorch lacks it
            or takes other arguments.

    Example:
        >>> onednn_product(torch.ones(1, 2), torch.ones(3, 2)).tolist()
        [[2.0, 2.0, 2.0]]
    """
    return torch.ops.mkldnn._linear_pointwise(a, b, None, "none", [], "")


def tanh_by_sigmoid(z: Tensor, out: Tensor) -> Tensor:
    """tanh z as 2 σ(2z) - 1, into ``out``, which may be z itself. Its rounding error,
    1e-7, is that of numbers near 1 wherever z is.

    Example:
        >>> tanh_by_sigmoid(torch.zeros(2), out=torch.empty(2)).tolist()
        [0.0, 0.0]
    """
    return torch.mul(z, 2, out=out).sigmoid_().mul_(2).sub_(1)


@functools.cache
def has_onednn_product() -> bool:
    """Whether this PyTorch has oneDNN's operator and takes these arguments, asked once.

    Example:
        >>> has_onednn_product()  # doctest: +SKIP
        True
    """
    try:
        onednn_product(torch.ones(1, 1), torch.ones(1, 1))
    except (AttributeError, RuntimeError):
        return False
    return torch.backends.mkldnn.is_available()


def measured(a: Tensor, b: Tensor, present: Libraries) -> Libraries:
    """The faster of each pair at the sizes of a bᵀ; the present one where the other
    does not gain a twentieth.

    Example:
        >>> choice = measured(torch.ones(64, 64), torch.ones(256, 64), Libraries())
        >>> choice.onednn in (True, False)
        True
    """
    out = torch.empty_like(a)
    ways: list[Callable[[], Tensor]] = [
        lambda: a @ b.T,
        lambda: torch.tanh(a, out=out),
        lambda: tanh_by_sigmoid(a, out),
    ]
    if has_onednn_product():
        ways.append(lambda: onednn_product(a, b))
    with torch.no_grad():
        theirs, tanh, by_sigmoid, *onednn = _fastest(ways)
    return Libraries(
        onednn=_better(onednn[0], theirs, present.onednn) if onednn else False,
        by_sigmoid=_better(by_sigmoid, tanh, present.by_sigmoid),
    )


def _better(other: float, own: float, present: bool) -> bool:
    """Whether the other way takes less time, with the margin for the present one."""
    return other < own * MARGIN if present else other * MARGIN < own


def _fastest(ways: list[Callable[[], Tensor]]) -> list[float]:
    """The least seconds of each, in turn, within the budget: what else the machine does
    can only add to a time."""
    end = time.perf_counter() + BUDGET
    least = [float("inf")] * len(ways)
    for done in range(ROUNDS):
        round_began = time.perf_counter()
        for k, way in enumerate(ways):
            began = time.perf_counter()
            way()
            least[k] = min(least[k], time.perf_counter() - began)
        took = time.perf_counter() - round_began
        if done and time.perf_counter() + took > end:
            break
    return least


def _kept(a: Tensor, b: Tensor) -> Libraries:
    """What was found today at these sizes; measured if nothing was."""
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    place = places.cached() / "libraries" / _name(a, b)
    file = place / f"{today}.json"
    if found := _read(file):
        return found
    try:
        older = sorted(place.glob("*.json"))
    except OSError:
        older = []
    present = _read(older[-1]) if older else None
    found = measured(a, b, present or Libraries())
    with suppress(InputError):  # then each process measures for itself
        files.write_once(file, json.dumps(dataclasses.asdict(found)).encode())
    for old in older:
        old.unlink(missing_ok=True)
    return _read(file) or found


def _name(a: Tensor, b: Tensor) -> str:
    """One name for all that the choice depends on."""
    facts = (
        devices.describe(torch.device("cpu")),
        torch.__version__,
        torch.get_num_threads(),
        [n.bit_length() for n in (*a.shape, *b.shape)],
    )
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


def _read(file: Path) -> Libraries | None:
    """A choice that was kept; None where there is none, or none that can be read."""
    try:
        return Libraries(**json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
