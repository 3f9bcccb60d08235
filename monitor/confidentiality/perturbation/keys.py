"""Record keys, cell keys and derived keys: uniform integers below 2³² that decide the noise.

The key of anything is the first 32 bits, as a big-endian integer, of HMAC-SHA-256 under the
instance's secret: of a row's id in UTF-8 (record key), or of parts each with kind and length in
front (derived key, of what has no rows of its own: an answer in a survey, a sum). No id equals a
derived message: those begin with a byte that UTF-8 has not.

The cell key of a group is the sum of its record keys modulo 2³². Sums of integers are the same in
every order and on every engine, and additive: the key sum of a year is that of its quarters.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from typing import Final

import numpy as np
import polars as pl

#: Keys are integers from 0 to below this.
KEY_RANGE: Final = 2**32

_BYTES: Final = 4
_DERIVED: Final = b"\xff"


def record_keys(secret: bytes, ids: pl.Series) -> pl.Series:
    """Return the record key (UInt32) of each id, in the order of the ids.

    Raises:
        TypeError: the ids are not texts, or one is missing.
    """
    if ids.dtype != pl.String or ids.null_count():
        raise TypeError("record keys need ids that are texts, and none missing")
    return _keys(secret, (text.encode() for text in ids))


def cell_key(sums: pl.Expr) -> pl.Expr:
    """Return the cell key (UInt32) of key sums, or of sums and differences of key sums."""
    return (sums.cast(pl.Int64) % KEY_RANGE).cast(pl.UInt32)


def derived_keys(secret: bytes, rows: Iterable[tuple[str | int, ...]]) -> pl.Series:
    """Return the derived key (UInt32) of each row: of its parts in their order.

    The text "1" and the integer 1 are different parts.

    Raises:
        TypeError: a part is neither a text nor an integer.
    """
    return _keys(secret, (_DERIVED + b"".join(map(_part, row)) for row in rows))


def _keys(secret: bytes, messages: Iterable[bytes]) -> pl.Series:
    first = [hmac.digest(secret, message, "sha256")[:_BYTES] for message in messages]
    return pl.Series(np.frombuffer(b"".join(first), dtype=">u4").astype(np.uint32))


def _part(part: str | int) -> bytes:
    if isinstance(part, str):
        kind, content = b"t", part.encode()
    elif isinstance(part, int) and not isinstance(part, bool):
        kind, content = b"i", str(part).encode()
    else:
        raise TypeError(f"a key is derived from texts and integers, not from {type(part).__name__}")
    return kind + len(content).to_bytes(_BYTES, "big") + content
