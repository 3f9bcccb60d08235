"""The languages of the application."""

from __future__ import annotations

from enum import StrEnum


class Language(StrEnum):
    """Languages of the catalogue of messages, the default first."""

    DE = "de"
    EN = "en"
