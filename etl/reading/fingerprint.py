"""The first pass over a delivered file: its hash, its size, and whether its bytes are UTF-8."""

from __future__ import annotations

import codecs
import datetime as dt
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_BLOCK: Final = 4 << 20
_SAMPLE: Final = 256 << 10


@dataclass(frozen=True)
class Fingerprint:
    """A file by its bytes: hash, size, encoding, and time of the last change (UTC, without a zone).

    ``sample`` holds the first bytes; ``foreign`` those from the first that is not UTF-8 on, and the
    one before, which tells whether a word begins there.
    """

    sha256: str
    size: int
    sample: bytes
    foreign: bytes | None
    changed_at: dt.datetime


def fingerprint(path: Path) -> Fingerprint:
    """Return the fingerprint of a file; reads it once, in blocks."""
    digest = hashlib.sha256()
    checker = _Utf8Checker()
    sample, size = b"", 0
    with path.open("rb") as file:
        changed_at = dt.datetime.fromtimestamp(os.fstat(file.fileno()).st_mtime, dt.UTC)
        while block := file.read(_BLOCK):
            digest.update(block)
            checker.check(block)
            sample = sample or block[:_SAMPLE]
            size += len(block)
    naive = changed_at.replace(tzinfo=None)
    return Fingerprint(digest.hexdigest(), size, sample, checker.foreign, naive)


class _Utf8Checker:
    """Remembers the surroundings of the first bytes that are not UTF-8."""

    def __init__(self) -> None:
        self.foreign: bytes | None = None
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    def check(self, block: bytes) -> None:
        if self.foreign is not None or (block.isascii() and not self._decoder.getstate()[0]):
            return
        try:
            self._decoder.decode(block)
        except UnicodeDecodeError as error:
            # the position counts from the bytes that the decoder had kept from the block before
            start = max(error.start - 1, 0)
            self.foreign = error.object[start : start + _SAMPLE]
