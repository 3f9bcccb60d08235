"""Pseudonyms of Kitas: the same in every file of a contract, and different between contracts.

The key of a contract is derived from the instance's secret and the contract's id (HMAC-SHA-256), a
pseudonym from the key and the Kita's id (first 64 bits): without the secret neither a Kita nor the
pseudonym of the same Kita in another contract can be found.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from typing import Final

#: Begins no text in UTF-8 and no other message under the secret (`monitor.confidentiality`).
_OF_A_CONTRACT: Final = b"\xfd"
_BYTES: Final = 8


def pseudonyms(secret: bytes, contract_id: str, kitas: Iterable[str]) -> dict[str, str]:
    """Return Kita → pseudonym, such as ``P-1f3a9c0d1e4b5a67``."""
    key = hmac.digest(secret, _OF_A_CONTRACT + contract_id.encode(), "sha256")
    return {kita: f"P-{hmac.digest(key, kita.encode(), 'sha256')[:_BYTES].hex()}" for kita in kitas}
