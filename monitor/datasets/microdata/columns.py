"""The columns of activity rows beside the keys: how each is made, what its values may stand for.

Codes appear merged and in groups, counts in classes, lists of partners as yes or no. What of them
is published is content (``mikrodaten.toml``); which of them say something about each other follows
from the rules of activities and is written down here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from data.schema import AKTIVITAET, Column, Kind
from monitor.content import Content
from monitor.datasets.model import Missing, Variable, VariableKind
from monitor.microdata_rules import OTHER

#: What a cell of the facts may hold; ``None``: nothing.
Raw = str | int | bool | None

ALL_REASONS: Final = (Missing.GEHEIM, Missing.NICHT_ERHOBEN, Missing.KEINE_ANGABE)

#: Largest value that is reckoned with where the schema names none (working days).
_NO_MAXIMUM: Final = 400
_CLASS_SUFFIX: Final = "_klasse"
_FLAG_SUFFIX: Final = "_vorhanden"
_NO_PARTNER: Final = "KEINE"
_OTHER_TEXT: Final = ("Übrige", "Other")

#: Column → (SQL: is it asked of this row?, columns that the question depends on).
#: Where it is not asked, an empty cell is NICHT_ERHOBEN, else KEINE_ANGABE.
_ASKED: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "zugang": ("erstkontakt", ("erstkontakt",)),
    "wartezeit_werktage": ("erstkontakt", ("erstkontakt",)),
    "dringlichkeit": ("erstkontakt OR abschluss", ("erstkontakt", "abschluss")),
    "weitervermittlung_ergebnis": ("weitervermittlung <> 'KEINE'", ("weitervermittlung",)),
    "ergebnis": ("abschluss", ("abschluss",)),
    "gas_wert": ("abschluss", ("abschluss",)),
    "gas_perspektive": ("gas_wert IS NOT NULL", ("gas_wert",)),
    "tn_erstmalig": ("setting IN ('GRUPPE', 'OFFEN')", ("setting",)),
    "kooperationspartner": ("true", ()),
}


@dataclass(frozen=True)
class PublishedColumn:
    """One column of the file.

    ``value_sql`` and ``asked_sql`` are over a row of the facts. ``meanings``: each value as it
    appears in the file → what the facts may hold there.
    """

    source: str
    variable: Variable
    value_sql: str
    asked_sql: str
    meanings: Mapping[Raw, Sequence[Raw]]

    @property
    def name(self) -> str:
        """Return its name in the file."""
        return self.variable.name


def published_columns(content: Content) -> tuple[PublishedColumn, ...]:
    """Return the columns beside the keys, in the order of the content."""
    return tuple(_column(AKTIVITAET[name], content) for name in content.microdata.spalten)


def told_by(columns: Iterable[PublishedColumn]) -> dict[str, frozenset[str]]:
    """Return each column's name → the columns that would tell it: they are filled because of it."""
    names = {column.source: column.name for column in columns}
    direct: dict[str, set[str]] = {name: set() for name in names.values()}
    for source, name in names.items():
        for asked in _ASKED.get(source, ("", ()))[1]:
            if asked in names:
                direct[names[asked]].add(name)
    return {name: frozenset(_reached(name, direct)) for name in direct}


def _reached(name: str, direct: Mapping[str, set[str]]) -> set[str]:
    found = set(direct[name])
    return found.union(*(_reached(other, direct) for other in found))


def _column(column: Column, content: Content) -> PublishedColumn:
    asked = _ASKED.get(column.name, ("true" if column.required else "false", ()))[0]
    if column.name in content.microdata.klassen:
        return _classes(column, content.microdata.klassen[column.name], asked)
    if column.kind is Kind.CODES:
        return _flag(column, content, asked)
    if column.kind is Kind.CODE:
        return _codes(column, content, asked)
    return _as_it_is(column, asked)


def _as_it_is(column: Column, asked: str) -> PublishedColumn:
    is_flag = column.kind is Kind.BOOL
    numbers = range(column.minimum or 0, (column.maximum or _NO_MAXIMUM) + 1)
    meanings: dict[Raw, Sequence[Raw]] = {
        value: (value,) for value in ((True, False) if is_flag else numbers)
    }
    kind = VariableKind.BOOLEAN if is_flag else VariableKind.INTEGER
    variable = _variable(column, column.name, kind)
    return PublishedColumn(column.name, variable, column.name, asked, meanings)


def _variable(
    column: Column,
    name: str,
    kind: VariableKind,
    codes: Mapping[str, tuple[str, str]] | None = None,
) -> Variable:
    return Variable(
        name, kind, column.label_de, column.label_en, codes=codes or {}, missing=ALL_REASONS
    )


def _flag(column: Column, content: Content, asked: str) -> PublishedColumn:
    """Return whether any code is named; which ones would be as telling as a fingerprint."""
    partners = [code.code for code in content.codes[column.codes or ""].codes]
    variable = Variable(
        column.name + _FLAG_SUFFIX, VariableKind.BOOLEAN, f"{column.label_de}: vorhanden",
        f"{column.label_en}: any", missing=ALL_REASONS,
    )  # fmt: skip
    meanings: dict[Raw, Sequence[Raw]] = {
        True: tuple(code for code in partners if code != _NO_PARTNER),
        False: (_NO_PARTNER,),
    }
    return PublishedColumn(
        column.name, variable, f"{column.name} <> '{_NO_PARTNER}'", asked, meanings
    )


def _classes(column: Column, bounds: Sequence[int], asked: str) -> PublishedColumn:
    first = min(column.minimum or 0, bounds[0])
    last = column.maximum or _NO_MAXIMUM
    ends = [first - 1, *bounds]
    spans = [(low + 1, high) for low, high in pairwise(ends)]
    width = len(str(bounds[-1] + 1))
    names = [_span_name(low, high, width) for low, high in spans]
    highest = f"{bounds[-1] + 1:0{width}d}+"
    cases = " ".join(
        f"WHEN {column.name} <= {high} THEN '{name}'"
        for (_, high), name in zip(spans, names, strict=True)
    )
    codes = {
        name: _span_text(low, high) for (low, high), name in zip(spans, names, strict=True)
    } | {highest: (f"mehr als {bounds[-1]}", f"more than {bounds[-1]}")}
    meanings: dict[Raw, Sequence[Raw]] = {
        name: range(low, high + 1) for (low, high), name in zip(spans, names, strict=True)
    }
    meanings[highest] = range(bounds[-1] + 1, max(last, bounds[-1] + 1) + 1)
    variable = Variable(
        column.name + _CLASS_SUFFIX, VariableKind.CODE, f"{column.label_de}, in Klassen",
        f"{column.label_en}, in classes", codes=codes, missing=ALL_REASONS,
    )  # fmt: skip
    sql = f"CASE {cases} WHEN {column.name} IS NOT NULL THEN '{highest}' END"
    return PublishedColumn(column.name, variable, sql, asked, meanings)


def _span_name(low: int, high: int, width: int) -> str:
    return f"{low:0{width}d}" if low == high else f"{low:0{width}d}-{high:0{width}d}"


def _span_text(low: int, high: int) -> tuple[str, str]:
    return (str(low), str(low)) if low == high else (f"{low} bis {high}", f"{low} to {high}")


def _codes(column: Column, content: Content, asked: str) -> PublishedColumn:
    appears = {code: _appears_as(code, column, content) for code in _all_codes(column, content)}
    meanings: dict[Raw, Sequence[Raw]] = {
        shown: tuple(code for code, as_ in appears.items() if as_ == shown)
        for shown in dict.fromkeys(appears.values())
    }
    labels = code_labels(column, content)
    variable = _variable(
        column,
        column.name,
        VariableKind.CODE,
        {str(shown): labels[str(shown)] for shown in meanings},
    )
    return PublishedColumn(
        column.name, variable, recoded_sql(column.name, appears), asked, meanings
    )


def _all_codes(column: Column, content: Content) -> list[str]:
    return [code.code for code in content.codes[column.codes or ""].codes]


def _appears_as(code: str, column: Column, content: Content) -> str:
    merged = merged_code(code, column, content)
    groups = content.microdata.groups(column.name)
    return next((group.code for group in groups if merged in group.codes), merged)


def merged_code(code: str, column: Column, content: Content) -> str:
    """Return ``OTHER`` for a sensitive code and those merged with it, else the code.

    Or the group that it never appears without.
    """
    if code in content.confidentiality.sensibel.merged(column.codes):
        return OTHER
    return content.microdata.always_merged(column.name).get(code, code)


def merged_codes(column: Column, content: Content) -> dict[str, str]:
    """Return each code of a column → what it appears as where nothing is coarsened."""
    return {code: merged_code(code, column, content) for code in _all_codes(column, content)}


def recoded_sql(name: str, appears: Mapping[str, str]) -> str:
    """Return the recoding of a column as SQL; a code that the content doesn't know becomes NULL."""
    shown: dict[str, list[str]] = {}
    for code, as_ in appears.items():
        shown.setdefault(as_, []).append(f"'{code}'")
    cases = " ".join(f"WHEN {name} IN ({', '.join(c)}) THEN '{as_}'" for as_, c in shown.items())
    return f"CASE {cases} END"


def code_labels(column: Column, content: Content) -> dict[str, tuple[str, str]]:
    """Return every code and group that may appear in a column → German and English label."""
    labels = {c.code: (c.label_de, c.label_en) for c in content.codes[column.codes or ""].codes}
    groups = [group for group in content.microdata.gruppe if group.spalte == column.name]
    return (
        labels
        | {OTHER: _OTHER_TEXT}
        | {group.code: (group.text.de, group.text.en) for group in groups}
    )
