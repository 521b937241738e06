"""Is there memory for a run? Asked of its settings, before anything is allocated.

The model is made on PyTorch's device ``meta``, where tensors have shapes and no
content, and its weights are counted. What an update keeps besides, each kind of
experiment says (``Experiment.kept``). Both are bounds from below: what is refused
would fail for certain, and what is not may still be more than there is.
"""

import dataclasses
import math
from typing import Any

import torch
from torch import nn
from torch.overrides import TorchFunctionMode

from ..errors import InputError, shown
from .experiment import Experiment

BYTES = 4  # of a float32
BY_DEFAULT = 2**27  # bytes that no kind needs at its defaults
COPIES = 4  # of each weight: itself, its gradient, and the two averages of Adam
DRAWS = {"kaiming_uniform_", "normal_", "uniform_"}  # as torch.nn's layers begin


def needed(config: Experiment[Any]) -> int:
    """Bytes that training takes at least.

    Example:
        >>> from seqgraph import Palindromes
        >>> small, large = (needed(Palindromes(hidden=n)) for n in (256, 10**6))
        >>> f"{small / 1e6:.0f} MB, {large / 1e12:.0f} TB"
        '23 MB, 64 TB'
    """
    try:
        with torch.device("meta"), _Undrawn():
            model = config.model()
            weights = (
                sum(weight.numel() for weight in model.parameters())
                if isinstance(model, nn.Module)
                else 0
            )
            return BYTES * (COPIES * weights + config.kept(model))
    except RuntimeError as error:
        if "overflow" not in str(error):
            raise
        return 2**63  # a tensor has more bytes than a whole number of 64 bits counts


class _Undrawn(TorchFunctionMode):
    """Draws no weights: without content there is nothing to draw, and on ``meta`` that
    takes longer than making them."""

    def __torch_function__(
        self, func: Any, types: Any, args: Any = (), kwargs: Any = None
    ):
        if func.__name__ in DRAWS:
            return args[0] if args else kwargs["tensor"]
        return func(*args, **(kwargs or {}))


def at_most(config: Experiment[Any]) -> float:
    """More than :func:`needed` is, without the second that PyTorch takes to learn about
    ``meta``: what any kind takes by default, times the square of how much larger than
    by default each size is. Nothing grows faster than that.

    Example:
        >>> from seqgraph import Palindromes
        >>> f"{at_most(Palindromes(hidden=512, batch=512)) / 1e9:.1f} GB"
        '2.1 GB'
    """
    defaults = {name: default for name, default, _ in config.settings()}
    larger = [
        max(1.0, value / max(defaults[name], 1))
        for name, value in config.changed.items()
        if isinstance(value, int) and name not in ("steps", "seed")
    ]
    return BY_DEFAULT * math.prod(larger) ** 2


def ensure(config: Experiment[Any], free: int | None) -> None:
    """Raise InputError now, naming the setting, if a run takes more than these bytes;
    where the system does not say what is free, nothing is refused.

    Example:
        >>> from seqgraph import Palindromes
        >>> ensure(Palindromes(), free=32 * 10**9)
    """
    if free is None or at_most(config) <= free or (bytes_ := needed(config)) <= free:
        return
    least, advice = bytes_, ""
    for name, default, _ in config.settings():
        if name not in config.changed or not isinstance(default, int):
            continue  # what is not a number is no size, and may name a file
        try:
            other = needed(dataclasses.replace(config, **{name: default}))
        except InputError:  # the other settings do not go with it
            continue
        if other < least:
            least, value = other, shown(config.changed[name])
            with_default = f"with {shown(default)} it is {said(other)}"
            advice = f"; {name}={value} is to blame: {with_default}"
    raise InputError(
        f"{config} takes at least {said(bytes_)} of memory, and {said(free)} are free"
        f"{advice}"
    )


def outputs(model: nn.Module) -> int:
    """How many numbers one input leaves behind when it passes all matrices of a model:
    their rows. The tables of embeddings are looked up, and do not count.

    Example:
        >>> outputs(nn.Sequential(nn.Embedding(9, 4), nn.Linear(4, 5), nn.Linear(5, 2)))
        7
    """
    tables = {m.weight for m in model.modules() if isinstance(m, nn.Embedding)}
    return sum(len(w) for w in model.parameters() if w.dim() == 2 and w not in tables)


def said(bytes_: int) -> str:
    """An amount of memory in words.

    Example:
        >>> said(70_000_000), said(2_500_000_000), said(2**63)
        ('70 MB', '2.5 GB', '9,223,372 TB')
    """
    unit, size = next(
        (unit for unit in (("TB", 1e12), ("GB", 1e9)) if bytes_ >= unit[1]),
        ("MB", 1e6),
    )
    found = bytes_ / size
    return f"{found:,.{1 if found < 10 else 0}f} {unit}"
