"""What live figures run on: the weights of recorded models as scripts for the page, and
what each script says besides."""

import dataclasses
import functools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from torch import Tensor

from .combined.answering import GraphAndQuestion
from .combined.scene_questions import SceneQuestions
from .combined.scene_study import CHOSEN
from .page import packing
from .recurrent.classifier import SequenceClassifier
from .recurrent.experiment import Palindromes
from .runs import store
from .runs.experiment import Experiment
from .runs.randomness import generator
from .runs.sweeps import trained
from .text import corpus, units
from .text.experiment import STAGES, CharLM
from .text.language_model import LanguageModel
from .text.sampling import generate

STREAMS = 100  # seeds that the page offers
# Signs that one is likely to type or paste: Latin letters and punctuation.
TYPED = (9, *range(0x20, 0x7F), *range(0xA1, 0x180), *range(0x2010, 0x205F))


def _writer(model: LanguageModel) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """A language model, with the units that a search finds in it and, for each seed,
    what PyTorch's generator starts from."""
    lstm, tensors = model.lstm, {"embedding": model.embedding.weight}
    for layer in range(lstm.num_layers):
        one = {
            name: getattr(lstm, f"{name}_l{layer}")
            for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        }
        tensors |= {
            f"weight_ih{layer}": one["weight_ih"],
            f"weight_hh{layer}": one["weight_hh"],
            f"bias{layer}": one["bias_ih"] + one["bias_hh"],
        }
    tensors |= {"weight_out": model.output.weight, "bias_out": model.output.bias}
    texts = generate(model, ["Once upon a time"] * 40, 984, tau=1.0, seed=0)
    about = {
        "vocabulary": model.vocabulary,
        "layers": lstm.num_layers,
        "units": {
            name: {"unit": each.unit, "correlation": round(each.correlation, 2)}
            for name, each in units.search(model, texts).items()
        },
        "nearest": _nearest(model.vocabulary),
        "streams": [
            generator(seed, "text").initial_seed() % 2**32 for seed in range(STREAMS)
        ],
    }
    return tensors, about


@functools.cache  # the same for each stage of a network
def _nearest(vocabulary: str) -> dict[str, str]:
    """What is meant by each sign that one may type and the model does not know."""
    return {
        sign: corpus.nearest(sign, vocabulary)
        for sign in map(chr, TYPED)
        if sign not in vocabulary
    }


def _gates(model: SequenceClassifier) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """A classifier with an LSTM, its three symbols projected already: what each adds to
    the gates is a column."""
    tensors = {
        "symbols": model.cell.project(model.embedding).T,
        "weight_hh": model.cell.weight_hh,
        "weight_out": model.weight_ph,
        "bias_out": model.bias_p,
    }
    return tensors, {}


def _scenes(model: GraphAndQuestion) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """The network that a question guides through a scene."""
    lstm, tensors = model.reader.lstm, {"embedding": model.reader.embedding.weight}
    for way, ending in enumerate(("", "_reverse")):
        one = {
            name: getattr(lstm, f"{name}_l0{ending}")
            for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        }
        tensors |= {
            f"weight_ih{way}": one["weight_ih"],
            f"weight_hh{way}": one["weight_hh"],
            f"bias{way}": one["bias_ih"] + one["bias_hh"],
        }
    hidden, _, out = model.out.children()
    linear = {
        **{f"query{k}": query for k, query in enumerate(model.queries)},
        "relation": model.relation,
        "wanted": model.wanted,
        "asked": model.asked,
        "hidden": hidden,
        "out": out,
    }
    for name, layer in linear.items():
        tensors |= {name: layer.weight, f"{name}_bias": layer.bias}
    return tensors | {"look": model.look.weight, "gain": model.gain[None]}, {}


@dataclasses.dataclass(frozen=True)
class LiveModel:
    """A recorded model that pages run."""

    config: Experiment
    kind: packing.Kind
    """How its matrices are rounded."""
    parcel: Callable[[Any], tuple[dict[str, Tensor], dict[str, Any]]]
    """Its tensors as the page's script wants them, and what to say besides."""

    def contents(self) -> tuple[dict[str, Tensor], dict[str, Any]]:
        """What :attr:`parcel` makes of the recorded model; MissingRun without one."""
        tensors, about = self.parcel(trained(self.config))
        return {name: each.detach() for name, each in tensors.items()}, about

    @property
    def file(self) -> Path:
        """Where its weights are recorded."""
        return store.path(self.config, ".safetensors")


# Half precision where it lets the page write what the package writes.
_WRITERS = {
    f"writer-{stage[0]}": LiveModel(
        CharLM(steps=steps), "float16" if stage == "3/3" else "int8", _writer
    )
    for stage, steps in STAGES.items()
}
# By the live figure that loads them.
MODELS: Mapping[str, Mapping[str, LiveModel]] = {
    "writer": _WRITERS,
    "bill": {"writer-3": _WRITERS["writer-3"]},
    "gates": {"palindromes": LiveModel(Palindromes(), "int8", _gates)},
    "scene": {
        "scenes": LiveModel(SceneQuestions(lr=CHOSEN["combined"]), "int8", _scenes)
    },
}


def script(figure: str, name: str) -> str:
    """The script of weights ``name`` of a live figure."""
    model = MODELS[figure][name]
    tensors, about = model.contents()
    return packing.script(name, tensors, model.kind, about)
