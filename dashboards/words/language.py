"""The languages that the application speaks."""

from __future__ import annotations

from enum import StrEnum


class Language(StrEnum):
    """Languages of the catalogue of messages; the first one is the default."""

    DE = "de"
    EN = "en"
