r"""Streams of a PDF that end with a carriage return, written so that their length is beyond doubt.

A line feed stands before ``endstream`` and does not count. Where the data itself ends with a
carriage return, as the check sum of compressed data does once in 256, both together look like one
end of a line: to a validator of PDF/A (ISO 19005-2, 6.1.7.1) the length is wrong by one. Such a
stream is written in ASCII85 around its compression, which ends with ``~>``.

Example: ``/Length 9/Filter/FlateDecode … \r`` becomes ``/Length 14/Filter[/ASCII85Decode
/FlateDecode] … ~>``, and the table of places says where everything behind has moved to.
"""

from __future__ import annotations

import re
from base64 import a85encode
from typing import Final

_STREAM: Final = re.compile(
    rb"(?<=obj\n)<</Length (?P<length>\d+)(?P<before>[^\r\n]*?)/Filter/FlateDecode"
    rb"(?P<after>[^\r\n]*)>>\nstream\n"
)
_PARAMETERS: Final = re.compile(rb"/DecodeParms(<<[^<>]*>>)")
_END: Final = b"\nendstream"
_ENTRY: Final = re.compile(rb"(\d{10}) (\d{5}) n")
_TABLE: Final = re.compile(rb"\nxref\n.*?trailer", re.DOTALL)
_START: Final = re.compile(rb"startxref\n(\d+)\n")


def with_clear_ends(pdf: bytes) -> bytes:
    """Return the file with no compressed stream that ends with a carriage return.

    ``pdf``: as typst writes it, with one table of places at its end.
    """
    parts, moved, place = [], [], 0
    for found in _STREAM.finditer(pdf):
        end = found.end() + int(found["length"])
        if pdf[end - 1 : end + len(_END)] != b"\r" + _END:
            continue
        written = _in_ascii(pdf[found.end() : end], found["before"], found["after"])
        parts += [pdf[place : found.start()], written]
        moved.append((end, len(written) - (end - found.start())))
        place = end
    return _placed(b"".join([*parts, pdf[place:]]), moved) if moved else pdf


def _in_ascii(content: bytes, before: bytes, after: bytes) -> bytes:
    """Return a stream in ASCII85; parameters of its filter now belong to the second of two."""
    text = a85encode(content, wrapcol=120) + b"~>"
    named = b"%b/Filter[/ASCII85Decode/FlateDecode]%b" % (before, after)
    named = _PARAMETERS.sub(rb"/DecodeParms[null\1]", named)
    return b"<</Length %d%b>>\nstream\n%b" % (len(text), named, text)


def _placed(pdf: bytes, moved: list[tuple[int, int]]) -> bytes:
    """Return the file with the places of all objects as they are now."""

    def now(place: bytes) -> int:
        before = int(place)
        return before + sum(by for end, by in moved if end <= before)

    def entry(found: re.Match[bytes]) -> bytes:
        return b"%010d %b n" % (now(found[1]), found[2])

    table = _TABLE.search(pdf, pdf.rfind(b"\nxref\n"))
    if table is None:
        raise ValueError("A PDF has to end with its table of places.")
    told = _ENTRY.sub(entry, table[0])
    tail = _START.sub(lambda found: b"startxref\n%d\n" % now(found[1]), pdf[table.end() :])
    return pdf[: table.start()] + told + tail
