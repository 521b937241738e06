"""Does today's code still make the recorded run? Retrain its first updates and
compare the losses."""

import dataclasses
import itertools

import torch

from . import devices
from .records import Record

UPDATES = 20
SAME_MACHINE, OTHER_MACHINE = 1e-5, 1e-3  # largest relative difference of a loss


@dataclasses.dataclass(frozen=True)
class Replay:
    """What a replay found."""

    difference: float
    """Largest relative difference of a loss over the updates retrained."""
    tolerance: float
    """1e-5 on the same torch and device as the record's, else 1e-3."""

    @property
    def agrees(self) -> bool:
        return self.difference <= self.tolerance  # False for NaN


def replay_run(record: Record, device: str = "auto") -> Replay:
    """Retrain the first 20 updates of a recorded run."""
    place = devices.resolve(device)
    with devices.one_thread():
        model = record.config.model().to(place)
        losses = [
            row["loss"]
            for row in itertools.islice(record.config.train(model, place), UPDATES)
        ]
    pairs = zip(losses, record.curves["loss"], strict=False)
    difference = max(abs(new - old) / max(abs(old), 1e-12) for new, old in pairs)
    made_on = (record.provenance["torch"], record.provenance["device_name"])
    same = made_on == (torch.__version__, devices.describe(place))
    return Replay(difference, SAME_MACHINE if same else OTHER_MACHINE)
