"""The one list of every run the book needs, by section."""

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from .errors import InputError, RecordError
from .recurrent.experiment import Palindromes
from .runs import records, store, weights
from .runs.experiment import Experiment
from .runs.records import Record
from .runs.sweeps import grid, run
from .text.experiment import STAGES, CharLM


@dataclasses.dataclass(frozen=True)
class Section:
    """A question of the assignment, and the runs that its page shows."""

    number: str
    title: str
    runs: list[Experiment]
    """Recorded runs."""
    weights: list[Experiment]
    """Runs whose trained weights the page uses as well."""


TEN = range(5, 55, 5)  # seeds of page 1.4's verdict at T = 10
SEEDS = (5, 10, 20)  # of page 2.1a
# The sweep of page 2.1a, on a shorter budget: one setting changed at a time.
BUDGET = CharLM(part="first", steps=1000)
SMALLER = [
    BUDGET,
    *grid(BUDGET, hidden=(64, 256)),
    *grid(BUDGET, length=(15, 60)),
    *grid(BUDGET, lr=(5e-4, 8e-3)),
    *grid(BUDGET, keep=0.8),
]


def _palindromes() -> Section:
    return Section(
        "1.3",
        "LSTM on binary palindromes",
        runs=[
            # The longest first, so that no core waits long for another at the end.
            *grid(Palindromes(), length=(20, 10), seed=(5, 10, 20)),
            Palindromes(hidden=64, batch=64, lr=1e-3, steps=500),
        ],
        weights=[Palindromes()],
    )


def _peepholes() -> Section:
    return Section(
        "1.4",
        "LSTM against peephole LSTM",
        runs=[
            *grid(
                Palindromes(),
                cell=("lstm", "peephole"),
                length=(6, 10, 20),
                seed=(5, 10, 20),
            ),
            *grid(Palindromes(), cell=("lstm", "peephole"), seed=TEN),
            *grid(
                Palindromes(steps=500),
                cell=(
                    "peephole-tanh",
                    "peephole-candidate-h",
                    "peephole-gates-h",
                    "peephole-gers",
                ),
                seed=(5, 10, 20),
            ),
            Palindromes(cell="peephole", hidden=64, batch=64, lr=1e-3, steps=500),
        ],
        weights=[],
    )


def _tales() -> Section:
    return Section(
        "2.1",
        "A character-level language model of fairy tales",
        runs=[
            *grid(CharLM(), steps=STAGES.values()),
            *grid(CharLM(), part=("all", "first"), seed=SEEDS),
            *SMALLER,
        ],
        weights=grid(CharLM(), steps=STAGES.values()),
    )


def _gcn_layer() -> Section:
    from .graphs.communities import SIZES, Communities
    from .graphs.experiment import GCN

    return Section(
        "3.1",
        "The GCN layer: its cost, and its depth",
        runs=[
            *grid(Communities(), nodes=SIZES),
            *grid(
                Communities(nodes=20_000, steps=20),
                parts=(1, 2, 4, 8, 16),
                seed=range(3),
            ),
            *grid(
                GCN,
                depth=(1, 2, 4, 8, 16, 32),
                residual=(0, 1),
                steps=(1, GCN.steps),
                seed=range(3),
            ),
        ],
        weights=[],
    )


def _attention() -> Section:
    from .graphs.experiment import GAT
    from .graphs.lookup import Lookup
    from .graphs.neighbourhood import Neighbourhood

    return Section(
        "3.3",
        "Graph attention",
        runs=[
            *grid(Lookup(), attention=("gat", "gatv2"), seed=range(3)),
            *grid(Lookup(), heads=(2, 8), seed=range(3)),
            *grid(Neighbourhood(), seed=range(3)),
            *grid(GAT, graph=("cora", "citeseer"), attend=0, seed=range(20)),
        ],
        weights=grid(Lookup(), attention=("gat", "gatv2")),
    )


def _citations() -> Section:
    from .graphs.experiment import GAT, GCN, SEEDS
    from .graphs.label_propagation import LabelPropagation

    return Section(
        "3.3b",
        "GCN and GAT on citation graphs",
        runs=[
            *grid(GCN, graph=("cora", "citeseer"), seed=range(SEEDS["gcn"])),
            *grid(GAT, graph=("cora", "citeseer"), seed=range(SEEDS["gat"])),
            *grid(GCN, graph="citeseer", rule="second-loops", seed=range(20)),
            *grid(GAT, graph=("cora", "citeseer"), projected=1, seed=range(20)),
            *grid(LabelPropagation(), graph=("cora", "citeseer")),
            *grid(GCN, graph=("cora", "citeseer"), rule="no-edges", seed=range(20)),
            *grid(
                GCN,
                rule=("no-self-loops", "normalised-twice", "weights-lost"),
                seed=range(20),
            ),
        ],
        weights=[],
    )


def _recommendation() -> Section:
    from .applications import listening, recommendation, recommendation_floors

    models, floors = recommendation.CHOSEN, recommendation_floors.CHOSEN
    left = listening.LEFT
    return Section(
        "3.4a",
        "Social recommendation",
        runs=[
            *recommendation.TUNING,
            *recommendation_floors.TUNING,
            *_each(models, seed=recommendation.SEEDS),
            *_each(models, newcomers=left, seed=recommendation.NEWCOMER_SEEDS),
            *_each(floors, newcomers=(0, *left)),
        ],
        weights=[],
    )


def _shifts() -> Section:
    from .applications import shift_floors, shifts
    from .applications.folds import FOLDS, SPLITS

    folds = range(FOLDS)
    return Section(
        "3.4b",
        "Chemical shifts",
        runs=[
            *shifts.TUNING,
            *shift_floors.TUNING,
            *grid(shifts.CHOSEN, split=SPLITS, fold=folds, seed=shifts.SEEDS),
            *_each(shift_floors.CHOSEN, split=SPLITS, fold=folds),
        ],
        weights=[],
    )


def _each(models: Mapping[str, Experiment], **axes: Iterable[Any]) -> list[Experiment]:
    """The same grid around each model."""
    return [config for model in models.values() for config in grid(model, **axes)]


def _representations() -> Section:
    from .combined.representations import COMPARED, Representations

    return Section(
        "3.5a",
        "The same graphs as sequences and as graphs",
        runs=[
            run
            for task, readers in COMPARED.items()
            for run in grid(Representations(), task=task, reader=readers, seed=range(3))
        ],
        weights=[],
    )


def _scenes() -> Section:
    from .combined.scene_questions import CHOSEN, LRS, NETWORKS, SceneQuestions

    return Section(
        "3.5b",
        "Questions about a scene",
        runs=[
            *grid(SceneQuestions(), network=NETWORKS, lr=LRS),
            *(
                run
                for network, lr in CHOSEN.items()
                for run in grid(SceneQuestions(network=network, lr=lr), seed=range(3))
            ),
        ],
        weights=[SceneQuestions(lr=CHOSEN["combined"])],
    )


# Made when asked for: graphs need PyG, whose import takes seconds, and most pages do
# without it.
SECTIONS: dict[str, Callable[[], Section]] = {
    "1.3": _palindromes,
    "1.4": _peepholes,
    "2.1": _tales,
    "3.1": _gcn_layer,
    "3.3": _attention,
    "3.3b": _citations,
    "3.4a": _recommendation,
    "3.4b": _shifts,
    "3.5a": _representations,
    "3.5b": _scenes,
}


def sections(numbers: tuple[str, ...] = ()) -> list[Section]:
    """The sections of these numbers, all of them for none; InputError for a number
    the book does not have."""
    for number in numbers:
        if number not in SECTIONS:
            raise InputError(
                f"unknown section {number!r}; one of: {', '.join(SECTIONS)}"
            )
    return [SECTIONS[number]() for number in numbers or SECTIONS]


def reproduce(section: Section, device: str, jobs: int | None) -> list[Record]:
    """Train and record what is missing of a section; its recorded runs."""
    kept = section.weights
    made = run([*kept, *section.runs], device=device, jobs=jobs, keep=kept)
    return made[len(kept) :]


def problems() -> list[str]:
    """Everything that is wrong with the store: files that cannot be trusted, runs
    and weights that are missing."""
    needed = {}  # by file; a run that two sections show is missing once
    # Before any record is read: this imports every kind of experiment.
    for section in sections():
        for config in section.runs:
            needed.setdefault(store.path(config), section.number)
        for config in section.weights:
            needed.setdefault(store.path(config, ".safetensors"), section.number)
    found = []
    for suffix, read in ((".json", records.read), (".safetensors", weights.read)):
        for file in sorted(store.folder().glob(f"*/*{suffix}")):
            try:
                read(file)
            except RecordError as error:
                found.append(str(error))
    return found + [
        f"{file}: missing, and section {number} needs it; "
        f"`seqgraph reproduce {number}` makes it"
        for file, number in needed.items()
        if not file.exists()
    ]
