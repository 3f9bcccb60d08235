"""Random texts that a person or a program shows to be let in; kept as SHA-256 only."""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

_BYTES: Final = 32


def make_secret_text(prefix: str = "") -> str:
    """Return a new random text of 256 bits that fits into an address."""
    return prefix + secrets.token_urlsafe(_BYTES)


def hash_of(text: str) -> str:
    """Return what is kept of a secret text: 64 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def make_id(letter: str) -> str:
    """Return a new id, e.g. ``K-0123456789ab``."""
    return f"{letter}-{secrets.token_hex(6)}"
