"""Updates on a GPU without a launch for each of their thousands of small kernels."""

import os
from collections.abc import Callable
from typing import final

import torch
from torch import Tensor

Update = Callable[..., dict[str, Tensor]]

EAGER = 3  # updates before the capture, in which libraries set themselves up
SWITCH = "SEQGRAPH_CUDA_GRAPHS"


def as_asked(update: Update, device: torch.device) -> Update:
    """The update as it is; on a GPU, with ``SEQGRAPH_CUDA_GRAPHS=1``, captured.

    Example:
        >>> def update(x):
        ...     return {"loss": x.sum()}
        >>> as_asked(update, torch.device("cpu")) is update
        True
    """
    asked = os.environ.get(SWITCH) == "1"
    return Captured(update) if asked and device.type == "cuda" else update


@final
class Captured:
    """Make the first updates as ``update`` does; then capture one in a CUDA graph, and
    make all later ones by replaying it.

    ``update`` takes tensors of the same shapes each time, and must not read a number
    back from the GPU: a model with fixed shapes, an optimizer with ``capturable=True``.
    What a call returns is overwritten by the next.

    Not yet run or measured on a GPU: a switch, see :func:`as_asked`, turns it on.
    """

    def __init__(self, update: Update):
        self.update = update
        self.calls = 0
        self.stream = torch.cuda.Stream()
        self.graph: torch.cuda.CUDAGraph | None = None

    def __call__(self, *inputs: Tensor) -> dict[str, Tensor]:
        self.calls += 1
        if self.calls <= EAGER:
            # On a stream of its own, as PyTorch asks for before a capture.
            self.stream.wait_stream(torch.cuda.current_stream())
            with torch.cuda.stream(self.stream):
                outputs = self.update(*inputs)
            torch.cuda.current_stream().wait_stream(self.stream)
            return outputs
        if self.graph is None:
            self.graph = torch.cuda.CUDAGraph()
            self.inputs = [given.clone() for given in inputs]
            # Nothing is computed here: the kernels are written down.
            with torch.cuda.graph(self.graph, stream=self.stream):
                self.outputs = self.update(*self.inputs)
        for place, given in zip(self.inputs, inputs, strict=True):
            place.copy_(given)
        self.graph.replay()
        return self.outputs
