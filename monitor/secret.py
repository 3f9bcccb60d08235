"""Secret of an instance: 32 random bytes that all record keys are made with.

The secret is made once and never replaced: another secret gives every figure another noise, and two
noises of one count tell more of the count than one. It lies in the private folder of the instance,
which the web does not open, and belongs into every backup.
"""

from __future__ import annotations

import hmac
import os
import secrets
from pathlib import Path
from typing import Final

from monitor.errors import SettingsError, StorageError
from monitor.faults import told_by_name
from monitor.private_files import open_private, private_folder

NAME: Final = "schluessel"
LENGTH: Final = 32

#: Begins no text in UTF-8 and no message of `monitor.confidentiality.perturbation.keys`.
_OF_THE_SECRET: Final = b"\xfe"
_RESTORE: Final = (
    "Bitte die Datei aus der Sicherung zurückholen; ohne sie entsteht keine weitere Ausgabe."
)


def make_secret(private: Path) -> bool:
    """Make the secret in the private folder of an instance; return whether there was none."""
    path = private_folder(private) / NAME
    try:
        stream = open_private(path, "xb")
    except FileExistsError:
        return False
    try:
        with stream:
            stream.write(secrets.token_bytes(LENGTH))
            stream.flush()
            os.fsync(stream.fileno())
    except OSError:
        path.unlink()  # else the next call would keep what is not whole
        raise
    return True


def find_secret(private: Path) -> bytes | None:
    """Return the secret, if there is one that can be used; loading goes on without.

    What is missing then is said by `read_secret`, when a release is made.
    """
    try:
        return read_secret(private)
    except (SettingsError, StorageError):
        return None


def read_secret(private: Path) -> bytes:
    """Return the secret of an instance.

    Raises:
        SettingsError: there is no secret, or less than 32 bytes of it.
        StorageError: the file is closed to this user.
    """
    path = private / NAME
    try:
        with told_by_name():
            secret = path.read_bytes()
    except FileNotFoundError as error:
        raise SettingsError(
            f"Der geheime Schlüssel {path} fehlt. {_RESTORE} Wurde mit dieser Instanz noch nie "
            "etwas veröffentlicht, legt „monitor init“ einen an."
        ) from error
    if len(secret) < LENGTH:
        raise SettingsError(
            f"Der geheime Schlüssel {path} hat {len(secret)} statt {LENGTH} Byte. {_RESTORE} Wurde "
            "mit dieser Instanz noch nie etwas veröffentlicht: die Datei löschen, dann legt "
            "„monitor init“ eine neue an."
        )
    return secret


def fingerprint(secret: bytes) -> str:
    """Return 16 hex digits that tell two secrets apart and nothing of either."""
    return hmac.digest(secret, _OF_THE_SECRET, "sha256")[:8].hex()
