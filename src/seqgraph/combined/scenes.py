"""Scenes: objects on a plane, each with a size, a colour and a shape.

Shapes: S scenes, room for N objects each. An object knows its nearest neighbour in each
of four directions; these are the edges of the scene graph.
"""

import dataclasses

import torch
from torch import Tensor

ATTRIBUTES = {
    "size": ("small", "large"),
    "colour": ("red", "blue", "green", "yellow"),
    "shape": ("cube", "ball", "cone"),
}
RELATIONS = ("left of", "right of", "in front of", "behind")
OPPOSITE = [1, 0, 3, 2]
ROOM = 10  # objects at most


@dataclasses.dataclass(frozen=True)
class Scenes:
    """Scenes; the objects of a scene are its first ones, the rest is padding.

    Example:
        >>> three = draw(torch.tensor([3]), torch.Generator().manual_seed(0))
        >>> three = three.from_left_to_right()
        >>> three.across[0, :3].tolist()
        [0, 1, 2]
        >>> three.neighbours[0, RELATIONS.index("left of"), :3].tolist()
        [-1, 0, 1]
    """

    looks: Tensor
    """Size, colour and shape as indices into ``ATTRIBUTES``, (S, N, 3)."""
    across: Tensor
    """Place from left to right, 0 is leftmost, (S, N)."""
    depth: Tensor
    """Place from front to back, 0 is frontmost, (S, N)."""
    present: Tensor
    """Which of the N are objects, (S, N)."""

    @property
    def neighbours(self) -> Tensor:
        """For each relation and object i, the object that is nearest in that relation
        to i, or -1: (S, 4, N)."""
        left, right = (_at(self.across, self.present, step) for step in (-1, 1))
        front, behind = (_at(self.depth, self.present, step) for step in (-1, 1))
        return torch.stack([left, right, front, behind], dim=1)

    def __getitem__(self, scenes: Tensor) -> "Scenes":
        return Scenes(
            *(getattr(self, f.name)[scenes] for f in dataclasses.fields(self))
        )

    def relabelled(self, generator: torch.Generator) -> "Scenes":
        """The same scenes, their objects in another order."""
        order = torch.rand(self.across.shape, generator=generator)
        order = order.masked_fill(~self.present, 2).argsort(dim=1)
        return self._ordered(order)

    def from_left_to_right(self) -> "Scenes":
        """The same scenes, their objects from the leftmost to the rightmost."""
        return self._ordered(self.across.argsort(dim=1))

    def _ordered(self, order: Tensor) -> "Scenes":
        return Scenes(
            self.looks.gather(1, order[..., None].expand(-1, -1, 3)),
            *(
                part.gather(1, order)
                for part in (self.across, self.depth, self.present)
            ),
        )


def _at(place: Tensor, present: Tensor, step: int) -> Tensor:
    """For each object the one whose place is ``step`` further, or -1."""
    wanted = place + step
    # place is a permutation of 0..N-1, so its argsort is its inverse
    holder = place.argsort(dim=1)
    found = holder.gather(1, wanted.clamp(0, place.shape[1] - 1))
    count = present.sum(1, keepdim=True)
    return found.masked_fill((wanted < 0) | (wanted >= count) | ~present, -1)


def draw(sizes: Tensor, generator: torch.Generator) -> Scenes:
    """Scenes with ``sizes`` (S,) objects: attributes and both orders uniform.

    Example:
        >>> several = draw(torch.tensor([4, 7]), torch.Generator().manual_seed(0))
        >>> several.present.sum(1).tolist()
        [4, 7]
    """
    shape = (len(sizes), ROOM)
    present = torch.arange(ROOM) < sizes[:, None]
    looks = [
        torch.randint(len(values), shape, generator=generator)
        for values in ATTRIBUTES.values()
    ]
    across, depth = (_places(present, generator) for _ in range(2))
    return Scenes(torch.stack(looks, dim=2), across, depth, present)


def _places(present: Tensor, generator: torch.Generator) -> Tensor:
    """Random places of the objects, 0 to their number less one; padding comes after."""
    key = torch.rand(present.shape, generator=generator).masked_fill(~present, 2)
    return key.argsort(dim=1, stable=True).argsort(dim=1)
