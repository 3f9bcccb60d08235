"""Kinds of personal data, as the register keeps them and as people are told of them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Trace(StrEnum):
    """Kinds of personal data; the value is what the register keeps."""

    EMAIL = "E_MAIL"
    PHONE = "TELEFON"
    NAME = "NAME"
    BIRTH_DATE = "GEBURTSDATUM"
    IBAN = "IBAN"
    FILE_NUMBER = "AKTENZEICHEN"
    ADDRESS = "ANSCHRIFT"
    FREE_TEXT = "FREITEXT"

    @property
    def label(self) -> str:
        """Return the German wording."""
        return _LABELS[self]


_LABELS: Final[Mapping[Trace, str]] = {
    Trace.EMAIL: "E-Mail-Adresse",
    Trace.PHONE: "Telefonnummer",
    Trace.NAME: "Name",
    Trace.BIRTH_DATE: "Geburtsdatum",
    Trace.IBAN: "IBAN",
    Trace.FILE_NUMBER: "Aktenzeichen",
    Trace.ADDRESS: "Anschrift",
    Trace.FREE_TEXT: "Freitext",
}
