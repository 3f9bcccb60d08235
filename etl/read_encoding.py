"""Which encoding a text file has, found by its bytes, and the file as a stream of UTF-8 blocks."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from etl.fingerprint import Fingerprint

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: What German office texts contain beyond ASCII. Signs count half: in a wrong code page umlauts
#: often turn into signs, seldom into other umlauts.
_LETTERS: Final = frozenset("äöüÄÖÜßéèà")
_SIGNS: Final = frozenset("§€°²³µ·•…–—„“”‚‘’«»\xa0\xad´±×½¼")
_CODE_PAGES: Final = ("cp1252", "cp850", "mac_roman", "cp1250", "iso8859_15")
_NUL_SHARE: Final = 0.2
_USUAL_SHARE: Final = 0.4


def detect(facts: Fingerprint) -> str | None:
    """Return the Python name of the encoding; ``None`` when the bytes are no text."""
    for mark, name in _MARKS:
        if facts.sample.startswith(mark):
            return name
    if b"\0" in facts.sample:
        return _unmarked_utf16(facts.sample)
    if facts.foreign is None:
        return "utf-8"
    return _code_page(facts.foreign)


def _unmarked_utf16(sample: bytes) -> str | None:
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > _NUL_SHARE * len(sample) and even < odd / 10:
        return "utf-16-le"
    if even > _NUL_SHARE * len(sample) and odd < even / 10:
        return "utf-16-be"
    return None


def _code_page(foreign: bytes) -> str | None:
    shares = {name: _usual_share(foreign, name) for name in _CODE_PAGES}
    best = max(shares, key=lambda name: shares[name])  # the first one of several
    return best if shares[best] >= _USUAL_SHARE else _guess(foreign)


def _usual_share(text: bytes, encoding: str) -> float:
    """Return how usual the characters beyond ASCII are, from 0 to 1."""
    beyond = [char for char in text.decode(encoding, errors="replace") if not char.isascii()]
    usual = sum((char in _LETTERS) + (char in _SIGNS) / 2 for char in beyond)
    return usual / max(len(beyond), 1)


def _guess(foreign: bytes) -> str | None:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - slow to import, rarely needed

    match = from_bytes(foreign).best()
    return match.encoding if match else None


def utf8_blocks(path: Path, encoding: str, size: int) -> Iterator[bytes]:
    """Yield the text as UTF-8 without byte order mark, in blocks of about ``size`` bytes.

    Bytes that the encoding does not know become U+FFFD, which no code or number contains.
    """
    decoder = None
    if encoding not in {"utf-8", "utf-8-sig"}:
        decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    with path.open("rb") as file:
        if encoding == "utf-8-sig":
            file.seek(len(codecs.BOM_UTF8))
        while block := file.read(size):
            yield decoder.decode(block).encode() if decoder else block
    if decoder:
        yield decoder.decode(b"", final=True).encode()
