"""The encoding of a text file, found by its bytes, and the file as a stream of UTF-8 blocks."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from etl.reading.fingerprint import Fingerprint

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_L: Final = "[A-Za-zÄÖÜäöüß]"
#: What German office texts contain beyond ASCII, where a word has it. In a wrong code page umlauts
#: often turn into signs in the middle of a word, signs into umlauts at its edge.
_LETTERS: Final = re.compile(
    rf"(?<={_L})[üß](?![A-ZÄÖÜ])|[äöü](?=[a-zäöüß])|[ÄÖÜ](?={_L})|(?<=[A-ZÄÖÜ])[ÄÖÜ]"
)
#: Signs, and letters of French words, count less than half; those listed last begin no word.
_OPENING: Final = "§€°²³µ·•–—„“‚‘«»\xa0\xad´±×½¼"
_SIGNS: Final = re.compile(
    rf"[{_OPENING}”’…](?!{_L})|(?<!{_L})[{_OPENING}]|(?<={_L})[éè]|(?<!{_L})à(?!{_L})"
)
_SIGN_WEIGHT: Final = 0.45
_CODE_PAGES: Final = ("cp1252", "cp850", "mac_roman", "cp1250", "iso8859_15")
#: Bytes from the first foreign one on that tell the code page.
_LOOKED_AT: Final = 64 << 10
_NUL_SHARE: Final = 0.2
_USUAL_SHARE: Final = 0.4
#: By how much another code page must fit better than that of a profile.
_FAR_BETTER: Final = 0.5


def detect(facts: Fingerprint, expected: str | None = None) -> str | None:
    """Return the Python name of the encoding; ``None`` when the bytes are no text.

    The ``expected`` one of a profile is taken unless the bytes say something else for certain, or
    another code page fits far better: ``tr„ger`` is German in cp850 only.
    """
    for mark, name in _MARKS:
        if facts.sample.startswith(mark):
            return name
    if b"\0" in facts.sample:
        return _unmarked_utf16(facts.sample)
    if facts.foreign is None:
        return "utf-8"
    own = None if expected is None or expected.lower().startswith("utf") else expected
    return _code_page(facts.foreign, own)


def _unmarked_utf16(sample: bytes) -> str | None:
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > _NUL_SHARE * len(sample) and even < odd / 10:
        return "utf-16-le"
    if even > _NUL_SHARE * len(sample) and odd < even / 10:
        return "utf-16-be"
    return None


def _code_page(foreign: bytes, expected: str | None) -> str | None:
    seen = foreign[:_LOOKED_AT]
    shares = {name: _usual_share(seen, name) for name in _CODE_PAGES}
    best = max(shares, key=lambda name: shares[name])  # the first one of several
    if expected and shares[best] - _usual_share(seen, expected) <= _FAR_BETTER:
        return expected
    return best if shares[best] >= _USUAL_SHARE else _guess(foreign)


def _usual_share(text: bytes, encoding: str) -> float:
    """Return how usual the characters beyond ASCII are, from 0 to 1."""
    decoded = text.decode(encoding, errors="replace")
    beyond = sum(not char.isascii() for char in decoded)
    usual = len(_LETTERS.findall(decoded)) + _SIGN_WEIGHT * len(_SIGNS.findall(decoded))
    return usual / max(beyond, 1)


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
