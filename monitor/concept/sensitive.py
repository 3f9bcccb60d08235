"""Sensitive columns and codes: the shape of ``[sensibel]`` in ``geheimhaltung.toml``.

What is sensitive never stands for itself in rows for science (``monitor.datasets.contract``) and,
as a figure, only for years of the district (``monitor.concept.never_shown``).
"""

from __future__ import annotations

from typing import Final

from pydantic import Field

from monitor.concept.vocabulary import Declared

#: Code that stands for the sensitive codes of a list and those merged with them.
OTHER: Final = "UEBRIGE"


class SensitiveCodes(Declared):
    """The sensitive codes of a list, and the codes merged with them."""

    liste: str
    codes: tuple[str, ...] = Field(min_length=1)
    mit: tuple[str, ...] = Field(min_length=1)

    @property
    def merged(self) -> tuple[str, ...]:
        """Return all codes that appear as ``OTHER``."""
        return (*self.codes, *self.mit)


class Sensitive(Declared):
    """What is sensitive: whole columns, and codes of lists."""

    spalten: tuple[str, ...]
    codes: tuple[SensitiveCodes, ...]

    def merged(self, code_list: str | None) -> tuple[str, ...]:
        """Return the codes of a list that appear as ``OTHER``."""
        return next((entry.merged for entry in self.codes if entry.liste == code_list), ())
