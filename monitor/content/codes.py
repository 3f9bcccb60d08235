"""The code lists of an office, ``codes/<list>.csv``: codes, labels and how long each is valid."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path

from monitor.content.files import read_csv
from monitor.errors import ContentError


@dataclass(frozen=True)
class Code:
    """One entry of a code list."""

    code: str
    label_de: str
    label_en: str
    gueltig_von: dt.date | None
    gueltig_bis: dt.date | None


@dataclass(frozen=True)
class CodeList:
    """A named list of codes, in the order of its file."""

    name: str
    codes: tuple[Code, ...]

    @property
    def names(self) -> frozenset[str]:
        """Return the codes alone."""
        return frozenset(entry.code for entry in self.codes)


def read_codes(path: Path) -> CodeList:
    """Read and validate a code list; its name is that of the file.

    Raises:
        ContentError: a code, a label or a date is missing or wrong.
    """
    columns = ("code", "label_de", "label_en", "gueltig_von", "gueltig_bis")
    entries: dict[str, Code] = {}
    for line, row in read_csv(path, columns):
        if not re.fullmatch(r"[A-Z0-9_]{1,40}", row["code"]):
            raise ContentError(
                f"{path}, Zeile {line}: „{row['code']}“ ist kein Code. "
                "Erlaubt sind Großbuchstaben ohne Umlaute, Ziffern und _."
            )
        if row["code"] in entries:
            raise ContentError(
                f"{path}, Zeile {line}: Der Code „{row['code']}“ steht schon in der Liste. "
                "Bitte eine der beiden Zeilen entfernen."
            )
        if not row["label_de"] or not row["label_en"]:
            raise ContentError(
                f"{path}, Zeile {line}: Zu „{row['code']}“ fehlt die deutsche oder englische "
                "Bezeichnung. Bitte ergänzen."
            )
        von, bis = (_date(path, line, row[name]) for name in ("gueltig_von", "gueltig_bis"))
        entries[row["code"]] = Code(row["code"], row["label_de"], row["label_en"], von, bis)
    return CodeList(path.stem, tuple(entries.values()))


def _date(path: Path, line: int, value: str) -> dt.date | None:
    if not value:
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise ContentError(
            f"{path}, Zeile {line}: „{value}“ ist kein Datum. Bitte als JJJJ-MM-TT schreiben."
        ) from None
