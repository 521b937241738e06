"""The state of a run as one file: tensors as safetensors, the rest as JSON in their
header, with a digest of both."""

import json
import math
from typing import Any

import safetensors
import safetensors.torch
from torch import Tensor

from . import weights


def packed(content: Any) -> bytes:
    """Tensors, numbers, words and what holds them, as one file.

    Example:
        >>> import torch
        >>> unpacked(packed({"updates": 3, "state": [torch.ones(2), (math.inf,)]}))
        {'updates': 3, 'state': [tensor([1., 1.]), (inf,)]}
    """
    tensors: dict[str, Tensor] = {}
    about = {"checkpoint": json.dumps(_plain(content, tensors), allow_nan=False)}
    return safetensors.torch.save(
        tensors, metadata={**about, "digest": weights.digest_of(about, tensors)}
    )


def unpacked(content: bytes) -> Any:
    """What :func:`packed` was given; None for what is damaged.

    Example:
        >>> unpacked(packed([1, 2])[:-1]) is None
        True
    """
    try:
        length = int.from_bytes(content[:8], "little")
        about = json.loads(content[8 : 8 + length])["__metadata__"]
        tensors = safetensors.torch.load(content)
        digest = about.pop("digest")
        if digest != weights.digest_of(about, tensors):
            return None
        return _rich(json.loads(about["checkpoint"]), tensors)
    except (safetensors.SafetensorError, ValueError, KeyError, TypeError):
        return None


def _plain(value: Any, tensors: dict[str, Tensor]) -> Any:
    """A value as JSON; tensors go into ``tensors`` and leave their name, and what JSON
    lacks becomes a pair: how to read it, and what."""
    if isinstance(value, Tensor):
        name = str(len(tensors))
        tensors[name] = value.detach().cpu().clone().contiguous()
        return ["tensor", name]
    if isinstance(value, dict):
        items = value.items()
        return ["dict", [[key, _plain(each, tensors)] for key, each in items]]
    if isinstance(value, list | tuple):
        if all(isinstance(each, float) and math.isfinite(each) for each in value):
            return [type(value).__name__, list(value)]  # a curve, without a call each
        name = "tuple of" if isinstance(value, tuple) else "list of"
        return [name, [_plain(each, tensors) for each in value]]
    if isinstance(value, float) and not math.isfinite(value):
        return ["float", str(value)]
    return value


_READ = {"float": float, "list": list, "tuple": tuple}


def _rich(value: Any, tensors: dict[str, Tensor]) -> Any:
    """What :func:`_plain` was given."""
    if not isinstance(value, list):
        return value
    how, what = value
    if how == "tensor":
        return tensors[what]
    if how == "dict":
        return {key: _rich(each, tensors) for key, each in what}
    if how in ("list of", "tuple of"):
        each = (_rich(part, tensors) for part in what)
        return tuple(each) if how == "tuple of" else list(each)
    return _READ[how](what)
