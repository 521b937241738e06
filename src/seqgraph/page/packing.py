"""Tensors as a script, since a page that is opened from disk can load nothing else.

A matrix is kept as whole numbers in −127..127 with one scale a row (``int8``), or
rounded to half precision (``float16``); a vector in half precision always. What the
page computes with is then not quite the trained model: :func:`rounded` says what it is.
"""

import base64
import json
from collections.abc import Mapping
from typing import Any, Literal

import torch
from torch import Tensor

Kind = Literal["int8", "float16"]


def rounded(tensors: Mapping[str, Tensor], kind: Kind) -> dict[str, Tensor]:
    """The tensors as the page unpacks them, in single precision.

    Example:
        >>> rounded({"W": torch.tensor([[2.54, 1.27, 0.013]])}, "int8")["W"]
        tensor([[2.5405, 1.2603, 0.0200]])
    """
    return {name: _unpacked(*_parts(each, kind)) for name, each in tensors.items()}


def script(
    name: str, tensors: Mapping[str, Tensor], kind: Kind, about: Mapping[str, Any]
) -> str:
    """A script that hands the page vectors and matrices called ``name``, and what there
    is to say about them.

    Example:
        >>> print(script("toy", {"b": torch.ones(1)}, "int8", {"units": 1}), end="")
        live.keep("toy", {"about": {"units": 1}, "tensors": {"b": {"shape": [1], \
"values": "ADw=", "scale": null}}});
    """
    packed = {}
    for key, tensor in tensors.items():
        values, scale = _parts(tensor, kind)
        packed[key] = {
            "shape": list(tensor.shape),
            "values": _base64(values),
            "scale": None if scale is None else _base64(scale),
        }
    content = json.dumps({"about": about, "tensors": packed}, ensure_ascii=False)
    return f"live.keep({json.dumps(name)}, {content});\n"


def _parts(tensor: Tensor, kind: Kind) -> tuple[Tensor, Tensor | None]:
    """What is written of a tensor: its values and, as whole numbers, their scales."""
    if kind == "float16" or tensor.dim() == 1:
        return tensor.half(), None
    scale = (tensor.abs().amax(dim=1) / 127).half()
    whole = tensor / torch.where(scale == 0, 1.0, scale.float())[:, None]
    return whole.round().clamp(-127, 127).to(torch.int8), scale


def _unpacked(values: Tensor, scale: Tensor | None) -> Tensor:
    return values.float() if scale is None else values.float() * scale.float()[:, None]


def _base64(tensor: Tensor) -> str:
    return base64.b64encode(tensor.contiguous().numpy().tobytes()).decode()
