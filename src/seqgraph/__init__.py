"""The software behind the book *Recurrent and graph neural networks, re-run*.

``recurrent``, ``text`` and ``graphs`` are the book's three parts, ``applications`` and
``combined`` use them; ``runs``, ``measure``, ``page`` and ``machine`` are what they
share, and know none of them; ``report`` lists every run the book needs. Importing the
package prints nothing, reads no file and seeds nothing.

What one starts from has its name here: :func:`sweep` and :func:`trained`; the
experiments of the three parts, :class:`Palindromes`, :class:`CharLM` and
:class:`Citations`; :func:`generate`; and :class:`InputError`, which a user's mistake
raises.
"""

import importlib
import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .errors import InputError
    from .graphs.experiment import Citations
    from .recurrent.experiment import Palindromes
    from .runs.sweeps import sweep, trained
    from .text.experiment import CharLM
    from .text.sampling import generate

__version__ = "0.1.0"
__all__ = [
    "CharLM",
    "Citations",
    "InputError",
    "Palindromes",
    "generate",
    "sweep",
    "trained",
]
_PLACES = {
    "CharLM": "text.experiment",
    "Citations": "graphs.experiment",
    "InputError": "errors",
    "Palindromes": "recurrent.experiment",
    "generate": "text.sampling",
    "sweep": "runs.sweeps",
    "trained": "runs.sweeps",
}

# For all processes to come: in another working directory the same words would
# name another store.
if (_named := os.environ.get("SEQGRAPH_RUNS")) and not os.path.isabs(_named):
    os.environ["SEQGRAPH_RUNS"] = os.path.join(os.getcwd(), _named)


def __getattr__(name: str) -> Any:
    """Import what is asked for, and no more: torch takes seconds, PyG more."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f".{_PLACES[name]}", __name__), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
