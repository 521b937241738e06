"""Kill a writer before, between and after its system calls: `make kills` does so two
hundred times."""

import json
import os
import pickle
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Self

import torch

from seqgraph.errors import RecordError
from seqgraph.machine import files
from seqgraph.measure.benchmarks import results
from seqgraph.runs import provenance, records, store
from seqgraph.runs.records import Record

ROOT = Path(__file__).parents[2]
MOMENTS = 24  # before and after each of a write's twelve calls
# One process imports the libraries; its children are killed.
CHILDREN = """
import os, pickle, signal, sys
from pathlib import Path
from seqgraph.runs import records
from tests.runs import toy

record = pickle.load(sys.stdin.buffer)
left = 0


def deadly(call):
    def counted(*args, **named):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        found = call(*args, **named)
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return found
    return counted


class Raw:
    '''The file that is written, in three pieces.'''

    def __init__(self, file):
        self.file = file

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()

    def write(self, content):
        third = len(content) // 3
        for piece in (content[:third], content[third:2 * third], content[2 * third:]):
            self.put(piece)

    @deadly
    def put(self, piece):
        os.write(self.file.fileno(), piece)

    def flush(self):
        pass

    def fileno(self):
        return self.file.fileno()


opened = Path.open
Path.open = deadly(lambda self, mode: Raw(opened(self, mode, buffering=0)))
for name in ("mkdir", "unlink", "replace"):
    setattr(Path, name, deadly(getattr(Path, name)))
for name in ("link", "fsync", "close"):
    setattr(os, name, deadly(getattr(os, name)))
print("ready", flush=True)
for line in sys.stdin.buffer:
    folder, at = line.decode().split()
    child = os.fork()
    if child == 0:
        os.environ["SEQGRAPH_RUNS"] = folder
        left = int(at)
        records.save(record)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    print(status, flush=True)
"""


class Killer:
    """Writes one record again and again, each time into a store of its own, and kills
    the writer."""

    def __init__(self, folder: Path, record: Record):
        self.folder, self.record = folder, record

    def __enter__(self) -> Self:
        self.process = subprocess.Popen(
            [sys.executable, "-c", CHILDREN],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self.process.stdin is not None
        pickle.dump(self.record, self.process.stdin)
        self.process.stdin.flush()
        self._answer()
        return self

    def __exit__(self, *_: object) -> None:
        self.process.communicate()

    def _answer(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().decode().strip()

    def kill(self, at: int) -> str:
        """Kill the writer at a moment, counted from 1, of which each call has two (0
        kills nobody): ``none``, ``whole`` or ``part``, whatever the store then holds.
        The same write is then made again, and must succeed."""
        place = Path(tempfile.mkdtemp(prefix="store-", dir=self._made()))
        assert self.process.stdin is not None
        outcomes = []
        for moment in (at, 0):
            self.process.stdin.write(f"{place} {moment}\n".encode())
            self.process.stdin.flush()
            status = int(self._answer())
            assert status in (0, 9), status
            assert (status == 9) == (moment > 0), "the write ended before its end came"
            try:
                with store.elsewhere(place):
                    found = records.load(self.record.config)
            except RecordError:
                return "part"
            outcomes.append("none" if found is None else "whole")
        assert status == 0
        assert found == self.record
        return outcomes[0]

    def _made(self) -> Path:
        self.folder.mkdir(parents=True, exist_ok=True)
        return self.folder


def main() -> None:
    """Two hundred kills, and what they left, for the page that tells of it."""
    from seqgraph.runs import single
    from tests.runs.toy import Toy

    with (
        tempfile.TemporaryDirectory() as folder,
        store.elsewhere(Path(folder) / "runs"),
    ):
        records.save(single.train(Toy())[1])
        record = records.load(Toy())
        assert record is not None
        with Killer(Path(folder) / "killed", record) as killer:
            outcomes = [killer.kill(1 + moment % MOMENTS) for moment in range(200)]
        left = len(list(Path(folder).glob("killed/*/*/.*.tmp")))
    counts = {each: outcomes.count(each) for each in ("none", "whole", "part")}
    machine = provenance.gather(torch.device("cpu"))
    found = {"machine": machine, "killed": len(outcomes), **counts, "temporary": left}
    text = json.dumps(found, indent=1, ensure_ascii=False) + "\n"
    files.write_whole(results() / "kills.json", text.encode())
    print(
        f"{len(outcomes)} writers killed: {counts['none']} left no record, "
        f"{counts['whole']} the whole one, {counts['part']} a part; "
        f"{left} temporary files, which `seqgraph check --clean` removes"
    )
    sys.exit(counts["part"] > 0)


if __name__ == "__main__":
    os.chdir(ROOT)
    main()
