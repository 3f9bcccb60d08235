"""Texts of a workbook beside its cells: comments, text boxes, the print's header, pivot caches.

Read for the gate alone, out of the zip's XML, in blocks. Old Excel and XLSB keep theirs in binary
records that nothing here reads.
"""

from __future__ import annotations

import html
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from etl import messages
from etl.refusals import Reason, RefusalError

_BLOCK: Final = 1 << 20
#: Parts of each format, and the elements in them that hold a text.
_PARTS: Final = {
    "XLSX": (
        (r"xl/(?:comments|threadedComments).*\.xml", (b"comment", b"threadedComment")),
        (r"xl/(?:drawings|charts).*\.xml", (b"a:p",)),
        (r"xl/worksheets/[^/]*\.xml", (b"headerFooter",)),
        (r"xl/pivotCache/[^/]*\.xml", (b"sharedItems", b"r")),
    ),
    "ODS": (
        (r"content\.xml", (b"office:annotation", b"draw:text-box")),
        (r"styles\.xml", (b"style:header", b"style:footer")),
    ),
}
_PARAGRAPH_END: Final = re.compile(r"</(?:a:p|text:p|odd\w+|even\w+|first\w+)>")
_VALUE: Final = re.compile(r'<s\b[^>]*\bv="([^"]*)"[^>]*>')
_TAG: Final = re.compile(r"<[^>]*>")
#: Codes in the print's header: left, centre, right, font, number of the page.
_PRINT_CODE: Final = re.compile(r'&(?:"[^"]*"|\d+|[A-Z])')


def read_notes(file: Path | IO[bytes], kind: str) -> tuple[str, ...]:
    """Return the texts beside the cells.

    Raises:
        RefusalError: a part is damaged.
    """
    parts = _PARTS.get(kind, ())
    if not parts:
        return ()
    try:
        with zipfile.ZipFile(file) as archive:
            return tuple(text for text in _texts(archive, parts) if text.strip())
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise RefusalError(Reason.UNLESBAR, messages.damaged(kind)) from error


def _texts(
    archive: zipfile.ZipFile, parts: tuple[tuple[str, tuple[bytes, ...]], ...]
) -> Iterator[str]:
    for entry in archive.namelist():
        for pattern, elements in parts:
            if re.fullmatch(pattern, entry):
                with archive.open(entry) as part:
                    for content in _elements(part, elements):
                        yield _plain(content)


def _elements(part: IO[bytes], names: tuple[bytes, ...]) -> Iterator[str]:
    """Yield the inside of each element of these names; none is longer than the part."""
    either = b"|".join(names)
    begin = re.compile(rb"<(" + either + rb")(?:\s[^>]*)?(?<!/)>")
    rest = b""
    while block := part.read(_BLOCK):
        rest += block
        while start := begin.search(rest):
            end = rest.find(b"</" + start[1] + b">", start.end())
            if end < 0:
                break
            yield rest[start.end() : end].decode(errors="replace")
            rest = rest[end:]
        rest = rest[start.start() :] if start else rest[max(rest.rfind(b"<"), 0) :]


def _plain(content: str) -> str:
    spaced = _VALUE.sub(r"\1 | ", _PARAGRAPH_END.sub(" ", content))
    return _PRINT_CODE.sub(" ", html.unescape(_TAG.sub("", spaced)))
