"""The logo of an office: an SVG or PNG that really is one, and that does nothing but look.

Whatever a picture could run, load or lose (scripts, references, text in a type that a printer does
not have) is refused here, with what to do.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from monitor.concept.vocabulary import Text

MOST_BYTES: Final = 200_000
#: Pixels of a PNG, at most: what it takes in memory follows from them.
_MOST_PIXELS: Final = 4_000_000

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_CHANNELS: Final = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_SVG: Final = "{http://www.w3.org/2000/svg}"
_XHTML: Final = "{http://www.w3.org/1999/xhtml}"
_DECLARATION: Final = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
#: A reference to elsewhere, or a backslash by which one is spelled otherwise.
_ADDRESS: Final = re.compile(r"url\(\s*[\"']?(?!#)|@import|javascript:|\\", re.IGNORECASE)
_FOREIGN: Final = frozenset(
    {"script", "foreignObject", "iframe", "audio", "video", "animate", "set"}
)


@dataclass(frozen=True)
class OfficeLogo:
    """A logo: its bytes, ``svg`` or ``png``, and what is said in its place."""

    content: bytes
    kind: str
    text: Text


def read_logo(path: Path, text: Text) -> OfficeLogo:
    """Return the logo of a file.

    Raises:
        ValueError: missing, too large, or no picture that may be printed; German, what to do.
    """
    try:
        content = path.read_bytes()
    except OSError:
        raise ValueError(
            f"{path.name} fehlt oder ist nicht lesbar. Bitte die Datei neben bericht.toml ablegen"
        ) from None
    if len(content) > MOST_BYTES:
        raise ValueError(
            f"{path.name} hat {_grouped(len(content))} Bytes, erlaubt sind {_grouped(MOST_BYTES)}. "
            "Bitte das Logo verkleinern"
        )
    return OfficeLogo(content, _kind(path.name, content), text)


def _grouped(count: int) -> str:
    return f"{count:,}".replace(",", ".")


def _kind(name: str, content: bytes) -> str:
    if content.startswith(_PNG):
        _require_png(name, content)
        return "png"
    _require_svg(name, content)
    return "svg"


def _require_png(name: str, content: bytes) -> None:
    """Refuse a PNG that cannot be decoded, or that would fill the memory (ValueError)."""
    try:
        is_sound = _pixels_are_there(content)
    except (ValueError, zlib.error, struct.error, KeyError, IndexError):
        is_sound = False
    if not is_sound:
        raise ValueError(
            f"{name} ist keine lesbare PNG-Datei von höchstens {_MOST_PIXELS // 10**6} Millionen "
            "Bildpunkten. Bitte das Logo neu als PNG oder SVG speichern"
        )


def _pixels_are_there(content: bytes) -> bool:
    chunks = list(_chunks(content))
    width, height, depth, colours, _, _, interlaced = struct.unpack(">IIBBBBB", chunks[0][1])
    if chunks[0][0] != b"IHDR" or chunks[-1][0] != b"IEND" or not width * height:
        return False
    if width * height > _MOST_PIXELS:
        return False
    line = 1 + (width * depth * _CHANNELS[colours] + 7) // 8
    packed = b"".join(data for kind, data in chunks if kind == b"IDAT")
    unpacker = zlib.decompressobj()
    most = line * height + (16 * height if interlaced else 0)
    found = unpacker.decompress(packed, most + 1)
    return len(found) >= line * height and len(found) <= most and unpacker.eof


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield kind and data of each chunk (ValueError: damaged or cut off)."""
    place = len(_PNG)
    while place < len(content):
        (length,) = struct.unpack_from(">I", content, place)
        kind, data = content[place + 4 : place + 8], content[place + 8 : place + 8 + length]
        (check,) = struct.unpack_from(">I", content, place + 8 + length)
        if zlib.crc32(kind + data) != check:
            raise ValueError(kind)
        yield kind, data
        place += 12 + length


def _require_svg(name: str, content: bytes) -> None:
    """Refuse whatever is no SVG, or an SVG with more than shapes (ValueError)."""
    if _DECLARATION.search(content):
        raise ValueError(f"{name} enthält eine DOCTYPE-Angabe. Bitte sie entfernen")
    try:
        drawing = ElementTree.fromstring(content)  # noqa: S314 - without entities, of 200 kB at most
    except (ElementTree.ParseError, ValueError):
        raise ValueError(
            f"{name} ist weder PNG noch SVG. Bitte das Logo als SVG oder PNG speichern"
        ) from None
    if drawing.tag != f"{_SVG}svg":
        raise ValueError(f"{name} ist kein SVG. Bitte das Logo als SVG oder PNG speichern")
    if not (drawing.get("viewBox") or (drawing.get("width") and drawing.get("height"))):
        raise ValueError(f"{name} nennt keine Größe. Bitte viewBox ergänzen")
    for element in drawing.iter():
        if fault := _fault(element):
            raise ValueError(f"{name} enthält {fault}")


def _fault(element: ElementTree.Element) -> str | None:
    """Return what is wrong about an element, and what to do; ``None``: it is a shape."""
    tag = str(element.tag).removeprefix(_SVG)
    if (
        tag in _FOREIGN
        or tag.startswith(_XHTML)
        or any(name.lower().startswith("on") for name in element.attrib)
    ):
        return f"Ausführbares oder Fremdes ({tag.removeprefix(_XHTML)}). Bitte nur Formen verwenden"
    if tag in {"text", "tspan"}:
        return "Schrift, die auf Papier anders aussähe. Bitte die Schrift in Pfade umwandeln"
    references = [value for key, value in element.attrib.items() if key.endswith("href")]
    is_outside = any(not value.startswith(("#", "data:image/png")) for value in references)
    styles = [*element.attrib.values(), (element.text or "") if tag == "style" else ""]
    if is_outside or any(_ADDRESS.search(style) for style in styles):
        return "einen Verweis nach außen. Bitte alles in die Datei einbetten"
    return None
