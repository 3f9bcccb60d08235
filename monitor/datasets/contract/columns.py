"""Columns of a contract's rows beside area, period and kind: leaving or not, and their SQL.

Every column of the facts is named here, either as leaving or as never leaving: a new column has to
be decided on (tested). Sensitive codes leave merged with further codes as ``UEBRIGE``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from data.schema import AKTIVITAET, CODES_SEPARATOR, Column, Kind
from monitor.concept.sensitive import OTHER
from monitor.content.folder import Content
from monitor.datasets.model import MissingReason, Variable
from monitor.datasets.variables import from_schema

LEAVING: Final = (
    "setting", "ort", "zielgruppe", "anlass", "anlass_neben", "altersgruppe_kind", "dauer_min",
    "tn_erwachsene", "tn_kinder", "tn_erstmalig", "zugang", "erstkontakt", "dringlichkeit",
    "wartezeit_werktage", "sprachmittlung", "kooperationspartner", "weitervermittlung",
    "weitervermittlung_ergebnis", "abschluss", "ergebnis", "ziel_id", "gas_wert", "gas_gewicht",
    "gas_perspektive",
)  # fmt: skip

#: Ids, the day, protected columns, and what tells the Träger; lineage and keys of rows besides.
NEVER: Final = frozenset(
    {"aktivitaet_id", "traeger_id", "datum", "kinderschutz", "bedarfsmerkmal", "tage_bis_eingang"}
)

_OTHER_LABEL: Final = ("Übrige", "Other")

#: Column → SQL: is it asked of this row? Where it is not, an empty cell is NICHT_ERHOBEN.
_ASKED: Final[Mapping[str, str]] = {
    "zugang": "erstkontakt",
    "wartezeit_werktage": "erstkontakt",
    "dringlichkeit": "erstkontakt OR abschluss",
    "weitervermittlung_ergebnis": "weitervermittlung <> 'KEINE'",
    "ergebnis": "abschluss",
    "gas_wert": "abschluss",
    "gas_perspektive": "gas_wert IS NOT NULL",
    "tn_erstmalig": "setting IN ('GRUPPE', 'OFFEN')",
    "kooperationspartner": "true",
}
_REASONS: Final = (MissingReason.NICHT_ERHOBEN, MissingReason.KEINE_ANGABE)


@dataclass(frozen=True)
class LeavingColumn:
    """A column of the file; both texts of SQL are over a row of the facts."""

    variable: Variable
    value_sql: str
    asked_sql: str


def leaving_columns(content: Content) -> tuple[LeavingColumn, ...]:
    """Return the columns beside area, period and kind, without columns protected by the content."""
    protected = content.confidentiality.sensibel.spalten
    return tuple(_column(AKTIVITAET[name], content) for name in LEAVING if name not in protected)


def coded(column: Column, content: Content) -> Variable:
    """Return a column of the facts as a variable, with the codes left of its list."""
    variable = from_schema(column, content.codes)
    merged = content.confidentiality.sensibel.merged(column.codes)
    if not variable.codes or not merged:
        return variable
    kept = {code: told for code, told in variable.codes.items() if code not in merged}
    return replace(variable, codes=kept | {OTHER: _OTHER_LABEL})


def merged_sql(column: Column, content: Content) -> str:
    """Return a column as SQL, with its sensitive codes merged."""
    merged = content.confidentiality.sensibel.merged(column.codes)
    if not merged:
        return column.name
    if column.kind is Kind.CODES:
        each = _merged("c", merged)
        codes = (
            f"list_transform(string_split({column.name}, '{CODES_SEPARATOR}'), lambda c: {each})"
        )
        return f"array_to_string(list_sort(list_distinct({codes})), '{CODES_SEPARATOR}')"
    return _merged(column.name, merged)


def _merged(name: str, codes: tuple[str, ...]) -> str:
    listed = ", ".join(f"'{code}'" for code in codes)
    return f"CASE WHEN {name} IN ({listed}) THEN '{OTHER}' ELSE {name} END"


def _column(column: Column, content: Content) -> LeavingColumn:
    missing = () if column.required else _REASONS
    return LeavingColumn(
        replace(coded(column, content), missing=missing),
        merged_sql(column, content),
        _ASKED.get(column.name, "false"),
    )
