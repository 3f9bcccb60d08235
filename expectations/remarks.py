"""Remarks on a delivery as a whole, made while reading: sheets, columns and rows passed over.

A remark is stored with the findings of the rules and goes back to the sender. A remark on rows that
may be missing is an error and lowers the grade.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import polars as pl

from monitor.warehouse.deliveries import Severity

#: In place of a table: remarks are about deliveries of every table.
ANY_TABLE: Final = "*"

_WARNING, _ERROR = Severity.WARNUNG, Severity.FEHLER


@dataclass(frozen=True)
class Remark:
    """A remark: kind, place (label of the sheet, column), and number of things meant."""

    kind: str
    sheet: str | None = None
    field: str | None = None
    number: int = 1

    def __post_init__(self) -> None:
        """Refuse an undeclared kind."""
        if self.kind not in REMARKS:
            raise ValueError(self.kind)


#: Kind → severity, sentence in German, sentence in English.
REMARKS: Final = MappingProxyType(
    {
        "blatt_ohne_kopfzeile": (
            _WARNING,
            "Das Blatt sieht aus wie Daten, hat aber keine Kopfzeile; seine Zeilen sind in "
            "Quarantäne.",
            "The sheet looks like data but has no header row; its rows are in quarantine.",
        ),
        "blatt_nicht_gelesen": (
            _WARNING,
            "Das Blatt hat keine passende Kopfzeile und wurde nicht gelesen.",
            "The sheet has no header row that fits and was not read.",
        ),
        "blatt_mit_zeilen_nicht_gelesen": (
            _ERROR,
            "Das Blatt wurde nicht gelesen, enthält aber vielleicht Zeilen der Lieferung.",
            "The sheet was not read but may hold rows of the delivery.",
        ),
        "blatt_ausgeblendet": (
            _WARNING,
            "Das Blatt ist ausgeblendet und wurde nicht gelesen.",
            "The sheet is hidden and was not read.",
        ),
        "spalte_nicht_zugeordnet": (
            _WARNING,
            "Die Spalte gehört zu keiner vereinbarten Spalte und wurde nicht übernommen.",
            "The column belongs to none of the agreed columns and was not taken over.",
        ),
        "spalte_aehnlich": (
            _WARNING,
            "Eine Spalte mit ähnlichem Namen wurde nicht zugeordnet.",
            "A column of a similar name was not taken for this one.",
        ),
        "spalte_gedeutet": (
            _WARNING,
            "Der Name der Spalte ist anders geschrieben als vereinbart; sie wurde gelesen.",
            "The column's name is not spelled as agreed; it was read.",
        ),
        "summenzeilen": (
            _WARNING,
            "Zeilen, die nur andere zusammenzählen, zählen nicht als Daten.",
            "Rows that only add up others do not count as data.",
        ),
        "kopfzeilen_wiederholt": (
            _WARNING,
            "Die Kopfzeile kommt unter den Daten noch einmal vor und wurde übergangen.",
            "The header row comes again below and was passed over.",
        ),
        "zeilen_versetzt": (
            _WARNING,
            "Zeilen haben mehr oder weniger Zellen als die Kopfzeile und sind in Quarantäne.",
            "Rows have more or fewer cells than the header row and are in quarantine.",
        ),
        "als_ergaenzung_gelesen": (
            _WARNING,
            "Die Datei enthält andere Monate als die frühere Lieferung und ergänzt sie.",
            "The file holds other months than the earlier delivery and supplements it.",
        ),
        "dateiname_nennt_person": (
            _WARNING,
            "Der Dateiname nennt eine Person; er wird nicht aufbewahrt.",
            "The file name names a person; it is not kept.",
        ),
    }
)


def declared_remarks() -> list[dict[str, str | None]]:
    """Return the kinds as rows of the table ``regel``."""
    return [
        {
            "regel": kind,
            "tabelle": ANY_TABLE,
            "feld": None,
            "schwere": severity.value,
            "ebene": "LIEFERUNG",
            "text_de": german,
            "text_en": english,
        }
        for kind, (severity, german, english) in REMARKS.items()
    ]


def findings_of(remarks: Sequence[Remark]) -> pl.DataFrame:
    """Return remarks as findings: quelle_blatt, feld, regel, schwere, anzahl."""
    rows = [
        (one.sheet, one.field, one.kind, REMARKS[one.kind][0].value, one.number) for one in remarks
    ]
    texts = ("quelle_blatt", "feld", "regel", "schwere")
    schema = dict.fromkeys(texts, pl.String) | {"anzahl": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def count_errors(remarks: Sequence[Remark]) -> int:
    """Return the number of remarks on rows that may be missing."""
    return sum(REMARKS[one.kind][0] is Severity.FEHLER for one in remarks)
