"""Notebooks start at once: one process imports the libraries, and each kernel is a fork
of it.

``import torch`` takes seconds, in every kernel anew, which is most of a build's time
where a page computes little. ``kernels`` starts that one process and has Jupyter take
this module for the launcher of its kernels. A launcher asks for a fork, hands on what
signals it gets, and ends with it. Where processes cannot fork, kernels start as usual.

The one process imports no module of this project, calls nothing, and has no second
thread, so that a fork of it is as good as new. It imports nothing before the third
kernel is asked for, since a page or two are not worth it, or at once where it is told
that there will be more.
"""

import contextlib
import gc
import importlib
import itertools
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

LIBRARIES = (
    "ipykernel.kernelapp",
    "matplotlib.backends.backend_pdf",
    "matplotlib.backends.backend_svg",
    "networkx",
    "pandas",
    "scipy.stats",
    "seaborn",
    "torch",
    "torch_geometric.nn",
)
COLD = 2  # kernels that import for themselves where it is not known how many come


@contextlib.contextmanager
def kernels(many=False):
    """Have kernels forked meanwhile; ``many`` says that there will be more than two."""
    if not hasattr(os, "fork"):
        yield
        return
    with tempfile.TemporaryDirectory(prefix="seqgraph-") as folder:
        address = str(Path(folder) / "socket")
        spec = Path(folder) / "kernels" / "python3" / "kernel.json"
        spec.parent.mkdir(parents=True)
        launcher = [sys.executable, __file__, "launch", address]
        argv = [*launcher, "-f", "{connection_file}"]  # who starts it may add others
        display = {"display_name": "Python 3", "language": "python"}
        spec.write_text(json.dumps({"argv": argv, **display}), "utf-8")
        before = os.environ.get("JUPYTER_PATH")
        os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, [folder, before]))
        cold = "0" if many else str(COLD)
        command = [sys.executable, __file__, "serve", address, cold]
        with subprocess.Popen(command, stdin=subprocess.PIPE) as server:
            # Who asks for a kernel waits a minute and no longer.
            while not Path(address).exists() and server.poll() is None:
                time.sleep(0.02)
            try:
                yield
            finally:
                server.stdin.close()  # which ends it
                del os.environ["JUPYTER_PATH"]
                if before is not None:
                    os.environ["JUPYTER_PATH"] = before


def serve(address, cold):
    """Fork a kernel for each that asks, until the standard input ends; the first
    ``cold`` of them import for themselves."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for a kernel
    # Read at matplotlib's import; a kernel sets the same.
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    if cold == "0":
        warm()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(address)
        listening.listen()
        for number in itertools.count():
            if sys.stdin in select.select([listening, sys.stdin], [], [])[0]:
                return
            asked, _ = listening.accept()
            if number == int(cold):
                warm()
            if os.fork() == 0:
                listening.close()
                run(asked)
            asked.close()


def warm():
    """Import the libraries, if they are not there yet; what they have made, no kernel
    need look through for garbage."""
    for name in LIBRARIES:
        importlib.import_module(name)
    gc.freeze()


def run(asked):
    """Be the kernel that a launcher asked for, and end when that ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    given = json.loads(asked.makefile().readline())
    os.environ.clear()
    os.environ.update(given["environment"])
    os.chdir(given["folder"])
    asked.sendall(f"{os.getpid()}\n".encode())

    def watch():
        asked.recv(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
    parent = f"--IPKernelApp.parent_handle={os.getppid()}"
    # It would warn once a kernel that it talks to this machine without encryption.
    quiet = "--IPKernelApp.log_level=40"
    sys.argv = ["ipykernel_launcher", *given["arguments"], parent, quiet]
    sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115, to the end
    from ipykernel import kernelapp

    kernelapp.launch_new_instance()
    os._exit(0)


def launch(address, *arguments):
    """Ask for a kernel, hand on to it what signals come, and wait until it ends."""
    with socket.socket(socket.AF_UNIX) as kernel:
        while True:
            try:
                kernel.connect(address)
                break
            except (FileNotFoundError, ConnectionRefusedError):
                time.sleep(0.02)  # it has only just been started
        given = {
            "environment": dict(os.environ),
            "folder": os.getcwd(),
            "arguments": arguments,
        }
        kernel.sendall(json.dumps(given).encode() + b"\n")
        answer = kernel.makefile()
        pid = int(answer.readline())
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda number, frame: os.kill(pid, number))
        answer.readline()


if __name__ == "__main__":
    sys.path.pop(0)  # this folder's modules are Sphinx's
    globals()[sys.argv[1]](*sys.argv[2:])
