"""Where a run computes: ``auto`` takes a GPU where there is one."""

import ctypes
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import torch
from torch import nn

from ..errors import InputError, shown
from . import DEVICES

Model = TypeVar("Model")

# Parameters of glibc's mallopt: see its malloc.h.
M_TRIM_THRESHOLD, M_MMAP_MAX = -1, -4


def resolve(name: str) -> torch.device:
    """Turn ``auto``, ``cpu`` or ``cuda`` into a device; InputError for another name,
    or for ``cuda`` without one.

    Example:
        >>> resolve("cpu")
        device(type='cpu')
    """
    if name not in DEVICES:
        raise InputError(f"unknown device {shown(name)}; one of: {', '.join(DEVICES)}")
    if name == "cuda" and not torch.cuda.is_available():
        raise InputError(
            "device 'cuda' was asked for, but torch finds no CUDA GPU here; "
            "choose cpu or auto"
        )
    return torch.device(
        "cuda" if name != "cpu" and torch.cuda.is_available() else "cpu"
    )


def describe(device: torch.device) -> str:
    """The device's name, for a record: the GPU's model, or the processor's and its
    widest vector instructions.

    Example:
        >>> describe(resolve("cpu"))  # doctest: +SKIP
        'AMD EPYC, AVX512'
    """
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return f"{processor()}, {torch.backends.cpu.get_cpu_capability()}"


def processor() -> str:
    """The processor's name: Linux keeps it in a file, elsewhere Python knows it.

    Example:
        >>> processor()  # doctest: +SKIP
        'AMD EPYC'
    """
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines()
    except OSError:
        lines = []
    names = [
        line.partition(":")[2].strip()
        for line in lines
        if line.startswith("model name")
    ]
    return names[0] if names else platform.processor() or platform.machine()


def moved(model: Model, device: torch.device) -> Model:
    """A model on a device; what is no ``nn.Module`` stays where it is.

    Example:
        >>> moved({"counts": [1, 2]}, resolve("cpu"))
        {'counts': [1, 2]}
    """
    return model.to(device) if isinstance(model, nn.Module) else model


def settled(model: Model) -> Model:
    """A model as it is used after training: without dropout.

    Example:
        >>> settled(nn.Dropout()).training
        False
    """
    return model.eval() if isinstance(model, nn.Module) else model


def cores() -> int:
    """How many processor cores this process may use.

    Example:
        >>> cores() >= 1
        True
    """
    return (
        len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count() or 1
    )


def keep_memory() -> None:
    """Have this process keep the memory that it frees, for the next update.

    glibc gives large blocks back to the system at once, which hands them out again page
    by page, each filled with zeros first: in every update anew. Elsewhere nothing
    happens.

    Example:
        >>> keep_memory()
    """
    if platform.libc_ver()[0] == "glibc":
        libc = ctypes.CDLL(None)
        libc.mallopt(M_MMAP_MAX, 0)
        libc.mallopt(M_TRIM_THRESHOLD, 2**31 - 1)


@contextmanager
def one_thread() -> Iterator[None]:
    """Compute on one thread: runs go in parallel, and threads that share cores wait for
    each other at every barrier.

    TF32 is off inside as well, so that a GPU multiplies float32 numbers as exactly as a
    CPU does.

    Example:
        >>> with one_thread():
        ...     torch.get_num_threads()
        1
    """
    threads, matmul, cudnn = (
        torch.get_num_threads(),
        torch.backends.cuda.matmul.allow_tf32,
        torch.backends.cudnn.allow_tf32,
    )
    torch.set_num_threads(1)
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
    try:
        yield
    finally:
        torch.set_num_threads(threads)
        torch.backends.cuda.matmul.allow_tf32, torch.backends.cudnn.allow_tf32 = (
            matmul,
            cudnn,
        )
