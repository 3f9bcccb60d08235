"""Which characters the font of the reports has: its table ``cmap``, read from the file itself."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

import font_source_sans_pro

_SEGMENTS, _GROUPS = 4, 12  # formats of a subtable


def characters_of_font(style: str) -> frozenset[str]:
    """Return the characters of a style (``Regular``, ``Bold``) of Source Sans Pro."""
    (path,) = Path(font_source_sans_pro.__file__).parent.rglob(f"SourceSansPro-{style}.ttf")
    table = _cmap(path.read_bytes())
    (count,) = struct.unpack_from(">H", table, 2)
    found: set[str] = set()
    for number in range(count):
        (offset,) = struct.unpack_from(">L", table, 8 + 8 * number)
        found |= {chr(code) for first, last in _ranges(table[offset:])
                  for code in range(first, last + 1)}  # fmt: skip
    return frozenset(found)


def _cmap(font: bytes) -> bytes:
    (count,) = struct.unpack_from(">H", font, 4)
    for number in range(count):
        tag, _, offset, length = struct.unpack_from(">4sLLL", font, 12 + 16 * number)
        if tag == b"cmap":
            return font[offset : offset + length]
    raise AssertionError("the font has no table cmap")


def _ranges(subtable: bytes) -> Iterator[tuple[int, int]]:
    (kind,) = struct.unpack_from(">H", subtable)
    if kind == _GROUPS:
        (groups,) = struct.unpack_from(">L", subtable, 12)
        for number in range(groups):
            first, last, _ = struct.unpack_from(">LLL", subtable, 16 + 12 * number)
            yield first, last
    elif kind == _SEGMENTS:
        (doubled,) = struct.unpack_from(">H", subtable, 6)
        ends = struct.unpack_from(f">{doubled // 2}H", subtable, 14)
        starts = struct.unpack_from(f">{doubled // 2}H", subtable, 16 + doubled)
        yield from zip(starts, ends, strict=True)
