"""Rules about a delivery of activities as a whole; their findings put no row into quarantine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from data.schema import AKTIVITAET, Column, ColumnRole
from expectations.rules.activity import DUTIES
from expectations.rules.rule import Rule
from expectations.rules.violations import DeliveryViolation, ShareTooHigh, UnexpectedUnits
from monitor.warehouse.database import STAGING
from monitor.warehouse.deliveries import Severity

#: Share of first contacts that may lack the date of the request.
MISSING_REQUEST_DATES: Final = 0.10
#: Share of "other" from which on a code field says too little.
TOO_MANY_OTHERS: Final = 0.15
#: Share of empty or "not stated" from which on a required field says too little.
TOO_MANY_EMPTY: Final = 0.05
#: Rows that a share must concern to be a finding: one row in a small delivery is a slip.
FEWEST_ROWS: Final = 3
#: Hours of a full post in a week, and how far the recorded time may exceed them.
WEEKLY_HOURS: Final = 39
WEEKLY_TOLERANCE: Final = 1.2
#: How far the number of rows may be from the median of the quarters before.
VOLUME_TOLERANCE: Final = 0.5

OTHER: Final = "SONST"
NOT_STATED: Final = "KA"

#: The code fields whose lists know "other".
_FIELDS_WITH_OTHER = ("ort", "anlass", "anlass_neben", "zugang", "weitervermittlung")
_PARTNERS = "kooperationspartner"

#: What the rows of a delivery are compared with; one row, filled by ``expectations.comparison``.
COMPARISON: Final = f"{STAGING}.vergleich"
#: Rows that stay in the warehouse beside an addition (``ERGAENZUNG``); empty for a replacement.
REMAINING: Final = f"{STAGING}.verbleibend"

_AT_LEAST_DE: Final = f"mindestens {FEWEST_ROWS} Zeilen"
_AT_LEAST_EN: Final = f"at least {FEWEST_ROWS} rows"

_WEEKS: Final = f"""
SELECT woche FROM (
    SELECT date_trunc('week', datum) AS woche, sum(dauer_min) AS minuten FROM (
        SELECT datum, dauer_min FROM {{batch}} WHERE NOT ist_wiederholung
        UNION ALL SELECT datum, dauer_min FROM {REMAINING}
    ) AS zeilen GROUP BY ALL
) AS wochen, {COMPARISON} AS grenze
WHERE minuten > grenze.vzae_ist * {WEEKLY_HOURS} * 60 * {WEEKLY_TOLERANCE}
"""

_VOLUME: Final = f"""
SELECT grenze.median_zeilen FROM (
    SELECT count(*) + (SELECT count(*) FROM {REMAINING}) AS anzahl
    FROM {{batch}} WHERE NOT ist_wiederholung
) AS zeilen, {COMPARISON} AS grenze
WHERE abs(anzahl - grenze.median_zeilen) > {VOLUME_TOLERANCE} * grenze.median_zeilen
"""


def _rule(
    name: str,
    field: str | None,
    violation: DeliveryViolation,
    text_de: str,
    text_en: str,
    *,
    severity: Severity = Severity.FEHLER,
) -> Rule:
    return Rule(name, AKTIVITAET.name, field, violation, text_de, text_en, severity)


def _other(field: str, part: str) -> Rule:
    column = AKTIVITAET[field]
    return _rule(
        f"anteil_sonst_{field}",
        field,
        ShareTooHigh(
            part,
            f"{field} IS NOT NULL",
            TOO_MANY_OTHERS,
            fewest=FEWEST_ROWS,
            needs=(column.codes or "", OTHER),
        ),
        f"In „{column.label_de}“ steht zu oft „Sonstiges“ (15 % oder mehr, {_AT_LEAST_DE}).",
        f"“{column.label_en}” is “other” too often (15 % or more, {_AT_LEAST_EN}).",
    )


def _empty(column: Column, when: str) -> Rule:
    empty = f"{column.name} IS NULL"
    part = f"({empty} OR {column.name} = '{NOT_STATED}')" if column.codes else empty
    return _rule(
        f"anteil_leer_{column.name}",
        column.name,
        ShareTooHigh(f"{part} AND ({when})", when, TOO_MANY_EMPTY, fewest=FEWEST_ROWS),
        f"„{column.label_de}“ ist zu oft leer oder „keine Angabe“ (5 % oder mehr, {_AT_LEAST_DE}).",
        f"“{column.label_en}” is empty or “not stated” too often (5 % or more, {_AT_LEAST_EN}).",
    )


def _shares() -> Iterator[Rule]:
    for field in _FIELDS_WITH_OTHER:
        yield _other(field, f"{field} = '{OTHER}'")
    yield _other(_PARTNERS, f"list_contains(string_split({_PARTNERS}, '|'), '{OTHER}')")
    for column in AKTIVITAET.having(ColumnRole.DELIVERED):
        if column.required:
            yield _empty(column, "TRUE")
        elif column.name in DUTIES:
            yield _empty(column, DUTIES[column.name][0])


DELIVERY_RULES: Final = (
    _rule(
        "anfrage_datum_selten",
        "anfrage_datum",
        ShareTooHigh(
            "erstkontakt AND wartezeit_werktage IS NULL",
            "erstkontakt",
            MISSING_REQUEST_DATES,
            limit_is_fine=True,
            fewest=FEWEST_ROWS,
        ),
        "Bei mehr als 10 % der Erstkontakte "
        f"({_AT_LEAST_DE}) fehlt ein lesbares Datum der Anfrage.",
        "More than 10 % of the first contacts "
        f"({_AT_LEAST_EN}) lack a readable date of the request.",
    ),
    _rule(
        "minuten_je_woche",
        "dauer_min",
        UnexpectedUnits(_WEEKS),
        "In einzelnen Wochen ist mehr Arbeitszeit erfasst, als die besetzten Stellen hergeben.",
        "In some weeks more working time is recorded than the filled posts allow for.",
    ),
    _rule(
        "zeilenzahl_auffaellig",
        None,
        UnexpectedUnits(_VOLUME),
        "Die Zahl der Zeilen weicht um mehr als die Hälfte vom Median der vier Quartale davor ab.",
        "The number of rows differs by more than half from the median of the four quarters before.",
        severity=Severity.WARNUNG,
    ),
    _rule(
        "zeilen_doppelt",
        None,
        ShareTooHigh("ist_wiederholung", "TRUE", 0, limit_is_fine=True),
        "Die Lieferung enthält dieselbe Zeile mehrfach; sie wird einmal gezählt.",
        "The delivery contains the same row several times; it is counted once.",
        severity=Severity.WARNUNG,
    ),
    *_shares(),
)
