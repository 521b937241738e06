"""Text out of files as people have them: with a byte-order mark, with the line ends of
another system, or in an encoding that has to be named."""

import codecs

from ..errors import InputError, shown

# The longer ones first: the mark of UTF-32 begins like that of UTF-16.
MARKS = {
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}


def decoded(content: bytes, name: str, encoding: str | None = None) -> str:
    """The text of a file's content, its byte-order mark taken off and its line ends
    ``\\n``.

    Args:
        content: what the file holds.
        name: the file's, for the message.
        encoding: what it is written in. Without one: what its byte-order mark says,
            else UTF-8.

    Raises:
        InputError: an unknown encoding, or bytes that are not text in it.

    Example:
        >>> decoded("é\\r\\n".encode("utf-8-sig"), "a.txt")
        'é\\n'
        >>> decoded(b"\\xe9", "a.txt", "latin-1")
        'é'
    """
    found = next((mark for mark in MARKS if content.startswith(mark)), b"")
    known(encoding)
    if encoding is None:
        content, used = content[len(found) :], MARKS.get(found, "utf-8")
    else:
        used = encoding
    try:
        text = content.decode(used)
    except UnicodeError as error:
        at = getattr(error, "start", 0)
        advice = (
            f"convert it (iconv -f LATIN1 -t UTF-8 {name} > new.txt), or name what it "
            "is in where one can: `--encoding latin-1`, or cp1252"
            if encoding is None
            else "name another encoding"
        )
        raise InputError(
            f"{name} is not text in {used.upper()}: its byte {at} "
            f"({content[at : at + 1].hex() or 'the end'}) cannot be decoded; {advice}"
        ) from None
    # Of an encoding that was named the mark is still there.
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def known(encoding: str | None) -> None:
    """Raise InputError for a name that is no encoding of text."""
    try:
        b"a".decode("utf-8" if encoding is None else encoding)
    except UnicodeError:
        pass  # half a character of one that there is
    except (LookupError, ValueError):
        raise InputError(
            f"unknown encoding {shown(encoding)}; some that are common: utf-8, utf-16, "
            "latin-1, cp1252, iso8859-15, cp1250, koi8-r, shift-jis, gb18030"
        ) from None
