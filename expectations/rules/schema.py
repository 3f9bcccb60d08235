"""Rules derived from the canonical schema: required, readable, range, pattern, code list.

Nothing of ``data.schema`` is repeated here; a new column brings its rules along.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from data.schema import CODES_SEPARATOR, Column, Kind, Owner, Table
from data.schema.shared_columns import ARS_PATTERN
from expectations.rules.rule import Rule, rule_name
from expectations.rules.violations import (
    MissingValue,
    NoMatch,
    NotInList,
    NotValidAt,
    OutOfRange,
    SomeNotInList,
    Unreadable,
)

#: The column that says when a row happened; codes must have been valid on that day.
_DAY_OF: Final = {"aktivitaet": "datum", "koordination": "datum"}


def schema_rules(table: Table) -> Iterator[Rule]:
    """Yield the rules of a table derived from its schema."""
    yield _unreadable(table)
    for column in table.delivered:
        if column.required:
            yield _missing(table, column)
        if column.minimum is not None or column.maximum is not None:
            yield _range(table, column)
        if column.pattern and not _is_read_by_form(table, column):
            yield _pattern(table, column)
        if column.codes:
            yield _codes(table, column, column.codes)
            if table.name in _DAY_OF:
                yield _validity(table, column, column.codes)


def _is_read_by_form(table: Table, column: Column) -> bool:
    """Return whether reading drops cells without the agreed form, which are unreadable then.

    An ARS, and every text of a Träger (the text might be a name).
    """
    return table.owner is Owner.TRAEGER or column.pattern == ARS_PATTERN


def _unreadable(table: Table) -> Rule:
    return Rule(
        rule_name(table.name, "zelle_unlesbar"),
        table.name,
        None,
        Unreadable(),
        "Der Inhalt der Zelle kann nicht gelesen werden. Bitte Datum als TT.MM.JJJJ, Zahlen ohne "
        "Zusätze, Ja/Nein-Felder als ja oder nein und Kennungen in ihrer Form schreiben.",
        "The cell cannot be read. Please write dates as DD.MM.YYYY, numbers without additions, "
        "yes/no fields as ja or nein and ids in the agreed form.",
    )


def _missing(table: Table, column: Column) -> Rule:
    return Rule(
        rule_name(table.name, column.name, "fehlt"),
        table.name,
        column.name,
        MissingValue(column.name),
        f"„{column.label_de}“ ist ein Pflichtfeld und ist leer.",
        f"“{column.label_en}” is required and is empty.",
    )


def _range(table: Table, column: Column) -> Rule:
    least, most = column.minimum, column.maximum
    if most is None:
        text_de, text_en = f"mindestens {least}", f"at least {least}"
    elif least is None:
        text_de, text_en = f"höchstens {most}", f"at most {most}"
    else:
        text_de, text_en = f"zwischen {least} und {most}", f"between {least} and {most}"
    return Rule(
        rule_name(table.name, column.name, "bereich"),
        table.name,
        column.name,
        OutOfRange(column.name, least, most),
        f"„{column.label_de}“ muss {text_de} sein.",
        f"“{column.label_en}” must be {text_en}.",
    )


def _pattern(table: Table, column: Column) -> Rule:
    return Rule(
        rule_name(table.name, column.name, "muster"),
        table.name,
        column.name,
        NoMatch(column.name, column.pattern or ""),
        f"„{column.label_de}“ hat nicht die vereinbarte Form.",
        f"“{column.label_en}” does not have the agreed form.",
    )


def _codes(table: Table, column: Column, codes: str) -> Rule:
    several = column.kind is Kind.CODES
    violation = SomeNotInList(column.name, codes) if several else NotInList(column.name, codes)
    separated = f" (mehrere mit {CODES_SEPARATOR} getrennt)" if several else ""
    separated_en = f" (several separated by {CODES_SEPARATOR})" if several else ""
    return Rule(
        rule_name(table.name, column.name, "code"),
        table.name,
        column.name,
        violation,
        f"„{column.label_de}“ steht nicht in der Codeliste „{codes}“{separated}.",
        f"“{column.label_en}” is not in the code list “{codes}”{separated_en}.",
    )


def _validity(table: Table, column: Column, codes: str) -> Rule:
    return Rule(
        rule_name(table.name, column.name, "code_gueltig"),
        table.name,
        column.name,
        NotValidAt(column.name, codes, _DAY_OF[table.name]),
        f"Der Code in „{column.label_de}“ war am Tag der Zeile nicht gültig.",
        f"The code in “{column.label_en}” was not valid on the day of the row.",
    )
