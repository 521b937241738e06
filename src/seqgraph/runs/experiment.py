"""Experiments are values: a frozen dataclass of settings, validated when made, with a
key made from what differs.

A new kind of experiment subclasses :class:`Experiment`, declares its settings with
:func:`whole`, :func:`real`, :func:`flag` and :func:`one_of` (see ``settings``), writes
``model``, ``train`` and ``evaluate``, and stands under :func:`register`. Everything
else (store, sweep, replay) follows.
"""

import abc
import dataclasses
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar

import torch
from torch import Tensor, nn

from ..errors import InputError, shown
from . import settings
from .settings import (
    adam_rate,
    flag,
    longest_gradient,
    one_of,
    random_seed,
    real,
    whole,
)

__all__ = [
    "Experiment",
    "Measured",
    "adam_rate",
    "flag",
    "longest_gradient",
    "one_of",
    "random_seed",
    "real",
    "register",
    "whole",
]
Numbers = dict[str, float]
Curves = dict[str, list[float]]
"""Numbers of every update, by name."""
Columns = Mapping[str, Sequence[bool] | Sequence[int] | Sequence[float] | Sequence[str]]
"""A table: columns of one length, by name, each of one type."""
Model = TypeVar("Model")


@dataclasses.dataclass(frozen=True)
class Measured:
    """What an evaluation found.

    Example:
        >>> table = {"nodes": [6, 8], "accuracy": [0.99, 0.97]}
        >>> found = Measured({"weights": 21451}, {"sizes": table})
    """

    numbers: Numbers
    """Single numbers, by name."""
    tables: dict[str, Columns] = dataclasses.field(default_factory=dict)
    """What is measured more than once, for each size or user, say: tables by name."""


@dataclasses.dataclass(frozen=True)
class Experiment(abc.ABC, Generic[Model]):
    """One run's settings, all with defaults. Equal settings are equal values, and
    have equal keys.

    ``Model`` is what is trained: an ``nn.Module`` where something learns by gradient,
    else any object that ``train`` fills.

    Example:
        >>> from seqgraph import Palindromes
        >>> config = Palindromes(length=20, seed=10)
        >>> config.changed
        {'length': 20, 'seed': 10}
        >>> config.slug
        'length=20_seed=10-871f23a2b492'
    """

    steps: int
    """Every experiment has this setting: the most updates that ``train`` yields."""

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            value = settings.normal(getattr(self, field.name), type(field.default))
            field.metadata["check"](field.name, value)
            object.__setattr__(self, field.name, value)
        changed = self.changed
        for field in dataclasses.fields(self):
            other, values = field.metadata.get("only") or ("", ())
            if field.name in changed and other and getattr(self, other) not in values:
                raise InputError(
                    f"{field.name}={shown(changed[field.name])} is for "
                    f"{other}={' or '.join(map(repr, values))}; "
                    f"got {getattr(self, other)!r}"
                )

    @abc.abstractmethod
    def model(self) -> Model:
        """Make the untrained model, its weights drawn from the config's seed."""

    @abc.abstractmethod
    def train(self, model: Model, device: torch.device) -> Iterator[Numbers]:
        """Train ``model`` in place, yielding one dict of numbers (``loss`` among
        them) per update."""

    @abc.abstractmethod
    def evaluate(self, model: Model, device: torch.device) -> Measured:
        """Measure the trained model, and nothing but it: kept weights must give the
        same numbers again."""

    def summarise(self, curves: Curves) -> Numbers:
        """What training's own numbers say when it has ended; it joins what
        :meth:`evaluate` measures."""
        return {}

    def recorded(self, curves: Curves) -> Curves:
        """The curves, or as much of them as a record keeps."""
        return curves

    def kept(self, model: Model) -> int:
        """How many numbers, at least, an update keeps for its gradient, beside the
        weights; also of the data, where settings make these large. It is asked before
        a run begins, of a model that has shapes and no content: see ``room``."""
        return 0

    def restore(self, tensors: dict[str, Tensor]) -> Model:
        """Make the trained model of its kept weights; InputError where the model has
        none."""
        model = self.model()
        if not isinstance(model, nn.Module):
            raise InputError(f"{type(self).__name__} has no weights that could be kept")
        model.load_state_dict(tensors)
        return model

    @property
    def data(self) -> tuple[str, ...]:
        """The registered files (see ``data``) that training reads."""
        return ()

    @property
    def config(self) -> dict[str, Any]:
        """Every setting, by name; what is on or off as 1 or 0, as records have it."""
        return {
            name: int(value) if isinstance(value, bool) else value
            for name, value in dataclasses.asdict(self).items()
        }

    @property
    def changed(self) -> dict[str, Any]:
        """The settings that differ from their defaults, by name."""
        defaults = {field.name: field.default for field in dataclasses.fields(self)}
        # True is 1, so that a setting which became one of on and off keeps its key.
        return {
            name: value
            for name, value in self.config.items()
            if value != defaults[name]
        }

    @property
    def kind(self) -> tuple[str, ...]:
        """What sort of run this is: the class, and the settings that are words."""
        words = (value for value in self.config.values() if isinstance(value, str))
        return (type(self).__name__, *words)

    @property
    def key(self) -> str:
        """First 12 hex digits of the SHA-256 of the class name and the changed
        settings.

        A setting added later with a default leaves every key as it was.
        """
        text = json.dumps([type(self).__name__, self.changed], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    @property
    def slug(self) -> str:
        """The settings and the key as a file name, for example
        ``length=20_seed=10-3fa9c2d41b07``: short ASCII that every system accepts. Of a
        setting that is a path it has the end alone; the key tells runs apart."""
        settings = "_".join(
            f"{name}={_spelt(value)}" for name, value in sorted(self.changed.items())
        )
        return f"{settings[:120] or 'defaults'}-{self.key}"

    def __str__(self) -> str:
        settings = (f"{name}={value!r}" for name, value in self.changed.items())
        # Of a text that is named by its content, the name alone.
        said = re.sub(r"#[0-9a-f]{12}'", "'", ", ".join(settings))
        return f"{type(self).__name__}({said})"

    @classmethod
    def settings(cls) -> list[tuple[str, Any, str]]:
        """The rows (name, default, meaning) of the settings table that a page
        prints."""
        return [
            (field.name, field.default, field.metadata["doc"])
            for field in dataclasses.fields(cls)
        ]


def _spelt(value: Any) -> str:
    """A setting's value as part of a file name, without the folders of a path."""
    end = re.split(r"[/\\]", str(value))[-1]
    ascii_ = unicodedata.normalize("NFKD", end).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9_.=+-]+", "-", ascii_)


Kind = TypeVar("Kind", bound=type[Experiment[Any]])
KINDS: dict[str, type[Experiment[Any]]] = {}
"""Every kind of experiment whose module has been imported, by name."""


def register(kind: Kind) -> Kind:
    """Class decorator: the store can then read the runs of this kind.

    Raises:
        InputError: another kind has that name, and so the same files.

    Example:
        >>> from seqgraph import Palindromes
        >>> KINDS["Palindromes"] is Palindromes
        True
    """
    known = KINDS.setdefault(kind.__name__, kind)
    if known.__module__ != kind.__module__:
        raise InputError(
            f"two kinds of experiment are called {kind.__name__}: "
            f"in {known.__module__} and in {kind.__module__}"
        )
    KINDS[kind.__name__] = kind
    return kind
