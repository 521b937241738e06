"""Kernels that are forks of one process that has imported the libraries."""

import asyncio
import functools
import os
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

import pytest
from jupyter_client.manager import start_new_async_kernel

from .conftest import PATIENCE, warm_kernels

pytestmark = [
    pytest.mark.book,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot fork here"),
]


def in_a_loop(test):
    """A test that waits for kernels, away from the loop that a browser leaves."""

    @functools.wraps(test)
    def run(*given, **named):
        with ThreadPoolExecutor(max_workers=1) as thread:
            thread.submit(asyncio.run, test(*given, **named)).result()

    return run


@asynccontextmanager
async def kernel():
    """A kernel, and what it prints for a line of code."""
    manager, client = await start_new_async_kernel(
        kernel_name="python3",
        startup_timeout=PATIENCE,
        extra_arguments=["--HistoryManager.hist_file=:memory:"],
    )

    async def printed(code):
        said = []

        def hear(message):
            if message["msg_type"] == "stream":
                said.append(message["content"]["text"])

        reply = await client.execute_interactive(code, timeout=60, output_hook=hear)
        assert reply["content"]["status"] == "ok"
        return "".join(said).strip()

    try:
        yield manager, printed
    finally:
        client.stop_channels()
        await manager.shutdown_kernel()


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def ends(pid):
    for _ in range(200):
        if not is_alive(pid):
            return True
        time.sleep(0.05)
    return False


HAS_TORCH = "import sys; print('torch' in sys.modules)"
PID = "import os; print(os.getpid())"


async def assert_cold():
    async with kernel() as (_, printed):
        assert await printed(HAS_TORCH) == "False"


@pytest.fixture(scope="module")
def warm():
    """From the third on, kernels are warm."""
    before = os.environ.get("JUPYTER_PATH")
    with warm_kernels.kernels():
        for _ in range(warm_kernels.COLD):
            in_a_loop(assert_cold)()
        yield
    assert os.environ.get("JUPYTER_PATH") == before


@in_a_loop
async def test_a_warm_kernel_has_the_libraries_and_nothing_of_another_one(warm):
    async with kernel() as (_, one), kernel() as (_, other):
        assert await one(HAS_TORCH) == await other(HAS_TORCH) == "True"
        await one("import torch; torch.manual_seed(1); mine = 1; os = None")
        assert await other("print('mine' in globals())") == "False"
        fresh = "import torch; print(torch.rand(2).tolist(), torch.initial_seed())"
        assert await other(fresh) != await one(fresh)
        assert await one(PID) != await other(PID)


@in_a_loop
async def test_it_is_like_a_kernel_that_jupyter_starts(warm, monkeypatch, tmp_path):
    """The folder, the environment, what can be imported, where figures go."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SEQGRAPH_PROBE", "here")
    code = (
        "import os, sys, torch, matplotlib.pyplot as plt; "
        "print(os.getcwd(), os.environ['SEQGRAPH_PROBE'], sys.path, "
        "plt.get_backend(), torch.get_num_threads(), "
        "get_ipython().__class__, get_ipython().history_manager.hist_file, __name__)"
    )
    async with kernel() as (_, printed):
        forked = await printed(code)
    monkeypatch.delenv("JUPYTER_PATH")
    async with kernel() as (_, printed):
        assert await printed(code) == forked


async def interrupt(manager):
    await asyncio.sleep(1)
    await manager.interrupt_kernel()


@in_a_loop
async def test_of_many_kernels_the_first_one_is_warm():
    with warm_kernels.kernels(many=True):
        async with kernel() as (_, printed):
            assert await printed(HAS_TORCH) == "True"


@in_a_loop
async def test_an_interrupt_reaches_the_kernel(warm):
    async with kernel() as (manager, printed):
        began = time.monotonic()
        soon = asyncio.create_task(interrupt(manager))
        caught = (
            "import time\ntry:\n  time.sleep(60)\n"
            "except KeyboardInterrupt:\n  print('caught')"
        )
        assert await printed(caught) == "caught"
        await soon
        assert time.monotonic() - began < 30


@in_a_loop
async def test_a_kernel_ends_with_its_launcher_and_both_with_a_shutdown(warm):
    async with kernel() as (manager, printed):
        pid = int(await printed(PID))
        assert pid != manager.provisioner.pid
        os.kill(manager.provisioner.pid, 9)
        assert ends(pid)
    async with kernel() as (manager, printed):
        pid = int(await printed(PID))
    assert ends(pid)


@in_a_loop
async def test_a_kernel_that_dies_is_seen_to_be_dead(warm):
    async with kernel() as (manager, printed):
        os.kill(int(await printed(PID)), 9)
        for _ in range(200):
            if not await manager.is_alive():
                break
            await asyncio.sleep(0.05)
        assert not await manager.is_alive()
