"""Plant bugs one by one in a copy of the package, and see which live: `make planted`.

Each is a small change in the wiring of training, evaluation or records that a reader of
the diff might miss. The tests of the folders named beside it must then fail.
"""

import dataclasses
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclasses.dataclass(frozen=True)
class Bug:
    """One change."""

    what: str
    file: str
    right: str
    wrong: str
    tests: str
    """Folders and files below ``tests``, in order of how soon they should notice."""


BUGS = [
    Bug(
        "the gradient is never clipped",
        "recurrent/experiment.py",
        "clip_grad_norm_(model.parameters(), self.clip)",
        "clip_grad_norm_(model.parameters(), 1e9)",
        "recurrent",
    ),
    Bug(
        "draws count once, however likely they are",
        "recurrent/experiment.py",
        "(classify(model, x, device) == y) * draws",
        "(classify(model, x, device) == y)",
        "recurrent",
    ),
    Bug(
        "held-out atoms count as seen",
        "applications/shift_errors.py",
        "np.bincount(places[learn], minlength",
        "np.bincount(places, minlength",
        "applications",
    ),
    Bug(
        "readers are measured on the training stream",
        "combined/representations.py",
        'pythons(generator(self.seed, "evaluation"))',
        'pythons(generator(self.seed, "data"))',
        "combined",
    ),
    Bug(
        "scene networks are measured on the training stream",
        "combined/scene_questions.py",
        'for purpose in ("validation", "evaluation")',
        'for purpose in ("validation", "data")',
        "combined",
    ),
    Bug(
        "leads are not corrected for their number",
        "combined/representation_study.py",
        "holm(table.p)",
        "table.p",
        "combined",
    ),
    Bug(
        "every graph has the same marks",
        "combined/readers.py",
        "repr((graph.letters, sorted(graph.edges)))",
        "repr(len(graph.letters))",
        "combined",
    ),
    Bug(
        "TF32 stays on",
        "machine/devices.py",
        "torch.backends.cudnn.allow_tf32 = False",
        "torch.backends.cudnn.allow_tf32 = True",
        "machine",
    ),
    Bug(
        "a chaotic run may differ a hundred times as much",
        "runs/replay.py",
        "> tolerance / 10 for",
        "> tolerance * 10 for",
        "runs/test_replay.py",
    ),
    Bug(
        "every layer has the L2 penalty",
        "graphs/experiment.py",
        'self.decay if self.decayed == "all" else 0.0',
        "self.decay if self.decayed else 0.0",
        "graphs",
    ),
    Bug(
        "the centre is that of all atoms",
        "applications/shifts.py",
        "model.centre.fill_(table.shift[learn].mean())",
        "model.centre.fill_(table.shift.mean())",
        "applications test_golden.py",
    ),
    Bug(
        "the learning rate never moves",
        "runs/training.py",
        "            rate.step()",
        "            pass",
        "combined test_golden.py",
    ),
    Bug(
        "gradients add up over updates",
        "runs/training.py",
        "        optimizer.zero_grad()\n",
        "",
        "combined graphs test_golden.py",
    ),
    Bug(
        "the one loop clips nothing",
        "runs/training.py",
        "        if clip is not None:",
        "        if clip is None:",
        "combined test_golden.py",
    ),
    Bug(
        "a model is evaluated with dropout",
        "runs/single.py",
        "devices.settled(model), place)",
        "model, place)",
        "runs",
    ),
    Bug(
        "what a curve sums up is read from the shortened curves",
        "runs/single.py",
        "config.summarise(curves)",
        "config.summarise(config.recorded(curves))",
        "runs",
    ),
    Bug(
        "the last epoch is kept instead of the best",
        "graphs/experiment.py",
        "best.update(copy.deepcopy(model.state_dict()))",
        "best.update(model.state_dict())",
        "graphs",
    ),
    Bug(
        "validation is measured on the test papers",
        "graphs/experiment.py",
        '"validation_accuracy": right[graph.validation]',
        '"validation_accuracy": right[graph.test]',
        "graphs",
    ),
    Bug(
        "a random split has papers without a label",
        "graphs/planetoid.py",
        "        order = order[self.known[order]]\n",
        "",
        "graphs",
    ),
    Bug(
        "equivalence is tested on one side",
        "measure/statistics.py",
        "    return max(\n",
        "    return min(\n",
        "measure",
    ),
    Bug(
        "GCNII forgets where it began",
        "graphs/exhibits/deep.py",
        "average(self._drop(h)) + RETURN * begun",
        "average(self._drop(h)) + RETURN * h",
        "graphs",
    ),
    Bug(
        "known plays are recommended",
        "applications/ranking.py",
        "    open_[known[0], known[1]] = -math.inf\n",
        "",
        "applications",
    ),
    Bug(
        "a negative may be a play",
        "applications/recommendation.py",
        "while (wrong := taken[user, other]).any():",
        "while (wrong := taken[user, other]).all():",
        "applications",
    ),
    Bug(
        "the text's state is forgotten between parts",
        "text/experiment.py",
        "logits, state = model(x[None], state)",
        "logits, _ = model(x[None], state)",
        "text",
    ),
    Bug(
        "targets are the inputs",
        "text/corpus.py",
        "window[:, :-1], window[:, 1:]",
        "window[:, :-1], window[:, :-1]",
        "text",
    ),
    Bug(
        "shorter contexts count how often, not after how many characters",
        "text/grams.py",
        "lefts = np.bincount(places[first + 1], minlength=shorter)",
        "lefts = found[-1].counts",
        "text",
    ),
    Bug(
        "a network that should read on begins again",
        "text/streams.py",
        "state = tuple(part.detach() for part in state)",
        "state = None",
        "text",
    ),
    Bug(
        "nothing is relabelled",
        "combined/representations.py",
        "    return graph.relabelled(\n",
        "    return graph if graph else graph.relabelled(\n",
        "combined",
    ),
    Bug(
        "weights are kept of an untrained model",
        "runs/single.py",
        "weights.packed(config, model)",
        "weights.packed(config, config.model())",
        "runs",
    ),
    Bug(
        "a damaged record is believed",
        "runs/records.py",
        "    if _digest(content) != digest:",
        "    if not digest:",
        "runs",
    ),
    Bug(
        "the GRU resets after the product",
        "recurrent/relatives.py",
        "linear(r * h, last)",
        "r * linear(h, last)",
        "recurrent",
    ),
    Bug(
        "a position looks one into the future",
        "today/transformer.py",
        ".tril()",
        ".tril(1)",
        "today",
    ),
    Bug(
        "the first half of each window is scored in place of the second",
        "today/tales.py",
        "logits[:, -half:].flatten(0, 1),\n            chunk[:, -half:]",
        "logits[:, :half].flatten(0, 1),\n            chunk[:, 1 : half + 1]",
        "today",
    ),
    Bug(
        "a table's rows are evaluated and not compared",
        "runs/evaluation.py",
        "    for name in new.tables.keys() | old.tables.keys():",
        "    for name in ():",
        "runs",
    ),
]


def dies(bug: Bug) -> bool:
    """Whether a test fails once the bug is in."""
    with tempfile.TemporaryDirectory() as folder:
        # A checkout of its own: the tests read the records and write none of them.
        copy = Path(folder)
        for name in ("src", "tests"):
            shutil.copytree(ROOT / name, copy / name)
        for name in ("runs", "notebooks", "benchmarks", "book"):
            (copy / name).symlink_to(ROOT / name)
        for name in ("pyproject.toml", "requirements.lock", "Makefile", "_config.yml"):
            shutil.copy(ROOT / name, copy / name)
        source = copy / "src" / "seqgraph" / bug.file
        text = source.read_text()
        if text.count(bug.right) != 1:
            raise SystemExit(f"{bug.file} does not have once: {bug.right!r}")
        source.write_text(text.replace(bug.right, bug.wrong))
        paths = [f"tests/{name}" for name in bug.tests.split()]
        command = ["-m", "pytest", "-q", "-x", "-m", "not book", *paths]
        done = subprocess.run(
            [sys.executable, *command],
            cwd=copy,
            env={**os.environ, "PYTHONPATH": str(copy / "src")},
            capture_output=True,
            text=True,
        )
    if done.returncode not in (0, 1):
        raise SystemExit(f"{bug.what}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.returncode == 1


def main() -> None:
    """Say of each bug whether it lives; fail if more than one in ten does."""
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(dies, BUGS))
    for bug, dead in zip(BUGS, found, strict=True):
        print(f"{'dies ' if dead else 'LIVES'}  {bug.file}: {bug.what}")
    print(f"{sum(found)} of {len(BUGS)} die")
    sys.exit(sum(found) < 0.9 * len(BUGS))


if __name__ == "__main__":
    main()
