"""Trained weights, kept as safetensors where a page needs the model, with their
config and a digest."""

import hashlib
import json
from pathlib import Path
from typing import Any

import safetensors
import safetensors.torch
import torch
from torch import Tensor, nn

from ..errors import InputError, RecordError
from ..machine import devices, files
from . import store
from .experiment import Experiment, Model


def save(config: Experiment[Any], model: object) -> None:
    """Keep the weights of a trained model; weights that are there already stay. Raises
    as :func:`packed` does."""
    write(config, packed(config, model))


def write(config: Experiment[Any], content: bytes) -> None:
    """Keep weights that are :func:`packed`; weights that are there already stay."""
    files.write_once(store.path(config, ".safetensors"), content)


def packed(config: Experiment[Any], model: object) -> bytes:
    """The weights of a trained model as the content of their file.

    Raises:
        InputError: the model is no ``nn.Module`` and has none.
    """
    if not isinstance(model, nn.Module):
        raise InputError(f"{config} has no weights that could be kept")
    tensors = {
        name: _compact(tensor.detach().cpu().contiguous())
        for name, tensor in model.state_dict().items()
    }
    about = {
        "experiment": type(config).__name__,
        "config": json.dumps(config.config, sort_keys=True),
    }
    return safetensors.torch.save(
        tensors, metadata={**about, "digest": digest_of(about, tensors)}
    )


def _compact(tensor: Tensor) -> Tensor:
    """In half precision where that loses nothing, which takes half the room."""
    half = tensor.half() if tensor.dtype == torch.float32 else tensor
    return half if torch.equal(half.to(tensor.dtype), tensor) else tensor


def read(file: Path) -> tuple[Experiment[Any], dict[str, Tensor]]:
    """Read a file of weights; RecordError unless it is whole, unedited and where it
    belongs."""
    try:
        with safetensors.safe_open(file, framework="pt") as opened:
            about = opened.metadata() or {}
            tensors = {name: opened.get_tensor(name) for name in opened.keys()}  # noqa: SIM118, it is not a dict
    except safetensors.SafetensorError as error:
        raise RecordError(
            f"{file}: truncated or not weights ({error}); {store.MEND}"
        ) from None
    digest = about.pop("digest", None)
    if digest != digest_of(about, tensors):
        raise RecordError(f"{file}: edited after it was written; {store.MEND}")
    return store.config_of(
        file, about["experiment"], json.loads(about["config"])
    ), tensors


def config(file: Path) -> Experiment[Any] | None:
    """What a file of weights was made with, unchecked and without reading them; None
    where it does not say."""
    try:
        with safetensors.safe_open(file, framework="pt") as opened:
            about = opened.metadata() or {}
        return store.config_of(file, about["experiment"], json.loads(about["config"]))
    except (safetensors.SafetensorError, RecordError, KeyError, ValueError):
        return None


def load(config: Experiment[Model]) -> Model | None:
    """The trained model of ``config``, or None; RecordError if its weights are there
    but cannot be trusted."""
    file = store.path(config, ".safetensors")
    if not file.exists():
        return None
    _, tensors = read(file)
    try:
        model = config.restore(tensors)
    except RuntimeError as error:
        raise RecordError(
            f"{file}: weights of another model than today's code makes ({error})"
        ) from None
    return devices.settled(model)


def digest_of(about: dict[str, str], tensors: dict[str, Tensor]) -> str:
    """A hash of tensors and of what is said about them."""
    digest = hashlib.sha256(json.dumps(about, sort_keys=True).encode())
    for name, tensor in sorted(tensors.items()):
        digest.update(f"{name} {tensor.dtype} {tuple(tensor.shape)}".encode())
        digest.update(tensor.numpy().tobytes())
    return digest.hexdigest()
