"""A real Dask cluster: two workers in processes and folders of their own, which share
no disk with the sweep, as far as they know."""

import gc
import os
import socket
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from seqgraph.errors import InputError
from seqgraph.runs import cluster, records, single, store, sweeps, weights

from .toy import Toy

distributed = pytest.importorskip("distributed")
ROOT = Path(__file__).parents[2]
LONG = 300  # seconds that a busy machine may take to start three processes


@contextmanager
def process(what, *options, folder, **environment):
    """A Dask process in a folder of its own."""
    folder.mkdir()
    with (folder / "log").open("w") as log:
        begun = subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.dask_{what}", *options],
            cwd=folder,
            stdout=log,
            stderr=log,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
                "SEQGRAPH_RUNS": str(folder / "runs"),
                **environment,
            },
        )
    try:
        yield
    finally:
        begun.kill()
        begun.wait()


@pytest.fixture
def address(tmp_path):
    """Of a scheduler with two workers; every update of a run is a checkpoint."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    found, here = f"tcp://127.0.0.1:{port}", ["--host", "127.0.0.1", "--no-dashboard"]
    with ExitStack() as stack:
        begin = stack.enter_context
        begin(process("scheduler", *here, "--port", f"{port}", folder=tmp_path / "s"))
        for name in ("one", "other"):
            begin(
                process(
                    *("worker", found, *here, "--no-nanny", "--nthreads", "1"),
                    *("--local-directory", "."),
                    folder=tmp_path / name,
                    SEQGRAPH_CHECKPOINT="1e-9",
                    TOY_MISCHIEF=f"2:die@{tmp_path}/died 3:raise",
                    TOY_LOG=str(tmp_path / "log"),
                )
            )
        with distributed.Client(found, timeout=LONG) as client:
            client.wait_for_workers(2, timeout=LONG)
        yield found


@pytest.mark.filterwarnings("ignore::UserWarning", "ignore::ResourceWarning")
def test_a_cluster_without_a_shared_disk_loses_nothing(runs, tmp_path, address):
    """One worker dies in the middle of a run: the other takes the run over from its
    last checkpoint. Another run raises: its sentence comes back."""
    configs = sweeps.grid(Toy(steps=8, pause=0.05), seed=range(4))
    with (
        cluster.joined(address) as executor,
        pytest.raises(Exception, match="raised ArithmeticError: seed 3 fails"),
    ):
        sweeps.run(configs, executor=executor, keep=configs[:1])
    assert (tmp_path / "died").exists()
    for config in configs[:3]:
        record, (_, whole) = records.load(config), single.train(config, "cpu")
        assert record.curves["loss"] == pytest.approx(whole.curves["loss"], rel=5e-7)
    assert weights.load(configs[0]) is not None
    # Update 3, in which its worker died, was made twice, and those before it once.
    updates = [
        each for each in (tmp_path / "log").read_text().split() if each[0] == "2"
    ]
    assert updates == [f"2:{update}" for update in (0, 1, 2, 3, 3, 4, 5, 6, 7)]
    # The workers hold no store, and this one no lock.
    assert not (tmp_path / "one" / "runs").exists()
    assert not (tmp_path / "other" / "runs").exists()
    assert not list(runs.rglob("*.lock"))
    assert store.path(configs[3]).exists() is False


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("tcp://127.0.0.1:1", "no Dask scheduler answers at 'tcp://127.0.0.1:1'"),
        ("", "no Dask scheduler answers at ''"),
        ("nonsense://x", "no Dask scheduler answers at 'nonsense://x'"),
    ],
)
def test_an_address_at_which_nobody_answers_is_told(monkeypatch, address, sentence):
    monkeypatch.setattr(cluster, "ANSWER", 0.1)
    with pytest.raises(InputError, match=sentence), cluster.joined(address):
        pass
    # A client that never began ends now, not while another one begins, when both wait
    # for one lock.
    gc.collect()


def test_without_distributed_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(InputError, match=r"pip install .seqgraph\[cluster\]"),
        cluster.joined("tcp://127.0.0.1:1"),
    ):
        pass
