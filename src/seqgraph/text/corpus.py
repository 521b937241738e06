"""A text to learn from: read, split, encoded, cut into windows.

Shapes: N characters in a text, B windows of T characters in a batch; a character is a
whole number, its place in the vocabulary.
"""

import difflib
import hashlib
import itertools
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from ..errors import InputError, MissingData, brief
from ..runs import data
from ..runs.decoding import decoded
from . import at_hand, files

GRIMM = next(iter(files.FILES))
_CHUNK = 1_000_000  # characters that are encoded at a time
CALCULUS = "calculus.tex#f4f62016d93f"  # the course's file, as it is in UTF-8
HELD_OUT = 0.1  # the share of the tales, at their end, that a split keeps from training
WORD = re.compile(r"[^\W\d_]+(?:’[^\W\d_]+)*")  # letters, and ’ within
_START = re.compile(r"\*\*\* START OF .*\*\*\*\n")
_END = re.compile(r"\*\*\* END OF .*\*\*\*")
_TYPED = {"'": "’", '"': "“", "`": "‘", "–": "-", "—": "-", "…": "."}


def read(name: str) -> str:
    """The text of a registered file, or of any UTF-8 file named as :func:`pinned` does,
    with universal newlines.

    Example:
        >>> import tempfile
        >>> from seqgraph.text.corpus import pinned, read
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = Path(folder) / "tale.txt"
        ...     _ = file.write_bytes(b"A fox.")
        ...     read(pinned(str(file)))
        'A fox.'
    """
    if name in data.FILES:  # as it is: the tales' network knows their byte-order mark
        text = _bytes(data.fetch(name)).decode()
        return text.replace("\r\n", "\n").replace("\r", "\n")
    if name == CALCULUS:
        return data.fetch("texts/calculus.tex").read_bytes().decode("latin-1")
    if here := at_hand.TEXTS.get(name):
        text = here.made()
        if not name.endswith(_digest(text.encode())):
            raise MissingData(
                f"{shown(name)} is {here.about}; another version is installed"
            )
        return text
    path, _, digest = name.rpartition("#")
    content = _bytes(Path(path))
    if _digest(content) != digest:
        raise InputError(f"{path} has changed since a run was named after it")
    return decoded(content, path)


def pinned(name: str) -> str:
    """A registered name as it is; the path of another file with the beginning of its
    SHA-256, so that another content is another name.

    Example:
        >>> import tempfile
        >>> from seqgraph.text.corpus import pinned
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = Path(folder) / "tale.txt"
        ...     _ = file.write_bytes(b"A fox.")
        ...     pinned(str(file)).removeprefix(folder)[1:]
        'tale.txt#e58a49bfc1d4'
        >>> pinned(GRIMM) == GRIMM
        True
    """
    if name in data.FILES or re.search(r"#[0-9a-f]{12}$", name):
        return name
    return f"{name}#{_digest(_bytes(Path(name)))}"


def shown(name: str) -> str:
    """A text's name for people: without the beginning of its SHA-256.

    Example:
        >>> from seqgraph.text.corpus import shown
        >>> shown("tale.txt#e58a49bfc1d4")
        'tale.txt'
    """
    return re.sub(r"#[0-9a-f]{12}$", "", name)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(
            f"cannot read the text {brief(path)} ({error.strerror})"
        ) from None


def tales(text: str) -> str:
    """What stands between Project Gutenberg's START and END markers; all of a text
    without them.

    Example:
        >>> from seqgraph.text.corpus import tales
        >>> tales("*** START OF IT ***\\nOnce.\\n*** END OF IT ***\\nLicence")
        'Once.\\n'
    """
    start, end = _START.search(text), _END.search(text)
    return text[start.end() if start else 0 : end.start() if end else None]


def split(text: str) -> tuple[str, str]:
    """The tales without their last tenth, and that tenth.

    Example:
        >>> from seqgraph.text.corpus import split
        >>> split("a fox met a wolf, he")
        ('a fox met a wolf, ', 'he')
    """
    text = tales(text)
    cut = round(len(text) * (1 - HELD_OUT))
    return text[:cut], text[cut:]


def words(text: str) -> list[str]:
    """The words of a text in order, in lower case: letters, and ’ within.

    Example:
        >>> from seqgraph.text.corpus import words
        >>> words("‘Don’t go,’ he said.")
        ['don’t', 'go', 'he', 'said']
    """
    return WORD.findall(text.lower())


def counts(text: str) -> np.ndarray:
    """How often each code point stands in a text (0x110000,).

    Example:
        >>> from seqgraph.text.corpus import counts
        >>> int(counts("a fox at a box")[ord("a")])
        3
    """
    total = np.zeros(0x110000, dtype=np.int64)
    for points in _points(text):
        total += np.bincount(points, minlength=len(total))
    return total


def vocabulary(text: str) -> str:
    """The distinct characters of a text, in the order of their code points.

    Example:
        >>> from seqgraph.text.corpus import vocabulary
        >>> vocabulary("a fox")
        ' afox'
    """
    return "".join(map(chr, np.flatnonzero(counts(text)).tolist()))


def encode(text: str, vocabulary: str, dtype: torch.dtype = torch.long) -> Tensor:
    """Each character's place in the vocabulary (N,); InputError for one that is not in
    it, with the nearest that is.

    Example:
        >>> from seqgraph.text.corpus import encode
        >>> encode("fox", " afox")
        tensor([2, 3, 4])
    """
    known = [ord(character) for character in vocabulary]
    place = np.full(max(known, default=0) + 2, -1, dtype=np.int32)
    place[known] = range(len(known))
    codes, done = torch.empty(len(text), dtype=dtype), 0
    for points in _points(text):
        here = place[np.minimum(points, len(place) - 1)]
        if (here < 0).any():
            character = chr(points[here.argmin()])
            raise InputError(
                f"the text the model was trained on has no {_named(character)}; "
                f"the nearest it has is {_named(nearest(character, vocabulary))}"
            )
        codes[done : done + len(here)] = torch.from_numpy(here)
        done += len(here)
    return codes


def _points(text: str) -> Iterator[np.ndarray]:
    """The code points of a text, a million characters at a time."""
    for start in range(0, len(text), _CHUNK):
        piece = text[start : start + _CHUNK].encode("utf-32-le", "surrogatepass")
        yield np.frombuffer(piece, dtype="<u4")


def _named(character: str) -> str:
    return f"{character!r} ({unicodedata.name(character, f'U+{ord(character):04X}')})"


def nearest(character: str, vocabulary: str) -> str:
    """The character of the vocabulary that most likely was meant: what a printer sets
    for a typed sign, the letter under an accent, the other case, or else the one with
    the most similar Unicode name.

    Example:
        >>> from seqgraph.text.corpus import nearest
        >>> nearest("é", "ae"), nearest("'", "‘’")
        ('e', '’')
    """
    base = unicodedata.normalize("NFKD", character)[0]
    for guess in (_TYPED.get(character, ""), base, base.lower(), base.upper()):
        if guess and guess in vocabulary:
            return guess
    name = unicodedata.name(character, "")
    return max(
        vocabulary,
        key=lambda known: difflib.SequenceMatcher(
            None, name, unicodedata.name(known, "")
        ).ratio(),
    )


def windows(
    codes: Tensor, length: int, batch: int, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Inputs (B, T) at uniformly random offsets of a text (N,), and as targets (B, T)
    the characters one further.

    Example:
        >>> from seqgraph.text.corpus import windows
        >>> x, y = windows(torch.arange(9), 4, batch=2, generator=torch.Generator())
        >>> x.shape, bool((y == x + 1).all())
        (torch.Size([2, 4]), True)
    """
    offsets = torch.randint(len(codes) - length, (batch, 1), generator=generator)
    return _read_and_next(codes[offsets + torch.arange(length + 1)])


def streams(codes: Tensor, length: int, batch: int) -> Iterator[tuple[Tensor, Tensor]]:
    """As :func:`windows`, without end: from places at equal distances in a text (N,),
    each of which is read on from window to window, and after the last character from
    the first.

    Example:
        >>> from seqgraph.text.corpus import streams
        >>> batches = streams(torch.arange(6), length=2, batch=2)
        >>> [x.tolist() for x, y in itertools.islice(batches, 3)]
        [[[0, 1], [3, 4]], [[2, 3], [5, 0]], [[4, 5], [1, 2]]]
    """
    starts = torch.arange(batch)[:, None] * len(codes) // batch
    for read in itertools.count(step=length):
        places = starts + read + torch.arange(length + 1)
        yield _read_and_next(codes[places % len(codes)])


def _read_and_next(window: Tensor) -> tuple[Tensor, Tensor]:
    return window[:, :-1], window[:, 1:]
