"""Reads a PDF as a screen reader does: tags in reading order, with alternative texts and texts."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pikepdf


class Tag(NamedTuple):
    """An element of the structure: its kind and its alternative text."""

    kind: str
    alternative: str


def tags_of(content: bytes) -> list[Tag]:
    """Return the elements of the tag tree in reading order."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return list(_walk(pdf.Root.StructTreeRoot.get("/K")))


def _walk(node: Any) -> Iterator[Tag]:
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from _walk(child)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        yield Tag(str(node["/S"]).removeprefix("/"), str(node.get("/Alt", "")))
        yield from _walk(node.get("/K"))


def facts_of(content: bytes) -> dict[str, Any]:
    """Return number of sheets, title, language and outline of a document."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        with pdf.open_outline() as outline:
            headings = [item.title for item in outline.root]
        return {
            "sheets": len(pdf.pages),
            "title": str(pdf.docinfo.get("/Title", "")),
            "language": str(pdf.Root.get("/Lang", "")),
            "headings": headings,
        }


def texts_of(content: bytes) -> list[str]:
    """Return the text of each sheet, letters mapped back by the fonts' own tables."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return [_text(page) for page in pdf.pages]


def _text(page: Any) -> str:
    fonts = {name: _letters(font) for name, font in page.Resources.Font.items()}
    found: list[str] = []
    letters: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            letters = fonts[str(operands[0])]
        elif str(operator) in {"Tj", "TJ"}:
            pieces = operands[0] if isinstance(operands[0], pikepdf.Array) else [operands[0]]
            words = (piece for piece in pieces if isinstance(piece, pikepdf.String))
            found += [_read(bytes(piece), letters) for piece in words]
    return "".join(found)


def _read(raw: bytes, letters: dict[int, str]) -> str:
    codes = (int.from_bytes(raw[place : place + 2]) for place in range(0, len(raw), 2))
    return "".join(letters.get(code, "") for code in codes)


def _letters(font: Any) -> dict[int, str]:
    """Return code → text of a font's ``ToUnicode``."""
    table = bytes(font.ToUnicode.read_bytes()).decode("latin-1")
    pairs = re.findall(r"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>", table)
    return {int(code, 16): bytes.fromhex(text).decode("utf-16-be") for code, text in pairs}
