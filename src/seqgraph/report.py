"""The one list of every study and every data file of the book: a table of where each is
declared."""

import importlib
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from typing import Any

from .errors import Ending, InputError, MissingData, RecordError, shown
from .runs import data, records, store, weights
from .runs.evaluation import Evaluation, evaluate_again
from .runs.experiment import Experiment
from .runs.records import Record
from .runs.study import Study
from .runs.sweeps import run

# Imported when asked for: graphs need PyG, whose import takes seconds, and most pages
# do without it.
STUDIES = {
    "1.3": "recurrent.study.PALINDROMES",
    "1.4": "recurrent.rate_study.STUDY",
    "1.4b": "today.study.STUDY",
    "1.4c": "recurrent.grid_study.STUDY",
    "2.1": "text.study.TALES",
    "2.2b": "text.own_study.STUDY",
    "3.1": "graphs.layer_study.STUDY",
    "3.3": "graphs.attention_study.STUDY",
    "3.3b": "graphs.citation_study.STUDY",
    "3.4a": "applications.recommendation_study.STUDY",
    "3.4b": "applications.shift_study.STUDY",
    "3.5a": "combined.representation_study.STUDY",
    "3.5b": "combined.scene_study.STUDY",
}
DATA = ("text.files", "applications.files", "graphs.files")


def sections(numbers: tuple[str, ...] = ()) -> list[Study]:
    """The studies of these questions, all of them for none; InputError for a question
    the book does not have."""
    for number in numbers:
        if number not in STUDIES:
            raise InputError(
                f"unknown section {shown(number)}; one of: {', '.join(STUDIES)}"
            )
    return [_imported(STUDIES[number]) for number in numbers or STUDIES]


def _imported(name: str) -> Study:
    module, _, study = name.rpartition(".")
    return getattr(importlib.import_module(f".{module}", __package__), study)


def data_files() -> dict[str, data.DataFile]:
    """Every registered data file, by its name."""
    for module in DATA:
        importlib.import_module(f".{module}", __package__)
    return data.FILES


def reproduce(
    section: Study, device: str, jobs: int | None, executor: Executor | None = None
) -> list[Record]:
    """Train and record what is missing of a section in the store of the book; its
    recorded runs."""
    kept = list(section.weights)
    with store.elsewhere(store.folder()):
        made = run(
            [*kept, *section.runs],
            device=device,
            jobs=jobs,
            executor=executor,
            keep=kept,
        )
    return made[len(kept) :]


def diverged(runs: Iterable[Record]) -> list[Ending]:
    """What became of those runs that diverged."""
    return [
        Ending(
            str(run.config),
            records.said_of(run),
            f"is recorded so; delete {store.path(run.config)} to train it again",
        )
        for run in runs
        if run.diverged
    ]


def problems() -> list[str]:
    """Everything that is wrong with the store of the book: files that cannot be
    trusted, runs and weights that are missing."""
    with store.elsewhere(store.folder()):
        return _problems()


def _problems() -> list[str]:
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


def evaluations() -> Iterator[tuple[Experiment[Any], Evaluation | None]]:
    """Evaluate again all weights that the book needs; None where data are missing."""
    kept = [config for section in sections() for config in section.weights]
    for config in dict.fromkeys(kept):
        try:
            yield config, evaluate_again(config)
        except MissingData:
            yield config, None
