"""Check of a delivery: from the staging table to findings, results and a grade.

A violated rule is a finding. An error while checking is no finding and stops the delivery.
"""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import duckdb
import polars as pl

from data.schema import AKTIVITAET, TABLES
from expectations.check_view import create_check_view
from expectations.comparison import create_comparison
from expectations.conflicts import find_conflicts
from expectations.diagnosis import failing_rules
from expectations.grading import grade
from expectations.gx.outcomes import CheckCount, CheckFailedError
from expectations.quarantine import count_by_rule, count_error_rows, write_findings
from expectations.remarks import Remark, count_errors, declared_remarks, findings_of
from expectations.rules.catalogue import RULES, applicable_rules
from expectations.rules.reference import reference_of
from expectations.rules.rule import FindingLevel, Rule
from expectations.rules.violations import ShareTooHigh
from monitor.content.folder import Content
from monitor.errors import ValidationError
from monitor.warehouse.database import STAGING, transaction
from monitor.warehouse.deliveries import Delivery, Severity
from monitor.warehouse.sql import insert_frame
from monitor.warehouse.tables import RULES_TABLE

_RESULTS: Mapping[str, type[pl.DataType] | pl.DataType] = {
    "lauf_id": pl.String,
    "lieferung_id": pl.String,
    "tabelle": pl.String,
    "regel": pl.String,
    "erwartung": pl.String,
    "erfolgreich": pl.Boolean,
    "geprueft": pl.Int64,
    "verletzt": pl.Int64,
    "schwere": pl.String,
    "gelaufen_am": pl.Datetime("us"),
}
_KEEP_AND_REPORT = "Bitte die Lieferung aufheben und den Fehler mit dem Namen der Regel melden."

_DELIVERY_FINDINGS: Mapping[str, type[pl.DataType]] = {
    "feld": pl.String,
    "regel": pl.String,
    "schwere": pl.String,
    "anzahl": pl.Int64,
}


@dataclass(frozen=True)
class CheckResult:
    """A delivery with what its check found; made by ``check_delivery`` alone.

    The findings about rows are in ``expectations.quarantine.FINDINGS``; ``results`` has one row per
    rule, shaped like the table ``pruefung`` of the warehouse; ``delivery_findings`` one per
    violated rule about the delivery and per remark (quelle_blatt, feld, regel, schwere, anzahl);
    ``grade`` is A–D.
    """

    delivery: Delivery
    results: pl.DataFrame
    delivery_findings: pl.DataFrame
    grade: str


def check_delivery(
    connection: duckdb.DuckDBPyConnection,
    content: Content,
    delivery: Delivery,
    *,
    now: dt.datetime,
    remarks: Sequence[Remark] = (),
) -> CheckResult:
    """Check the staging table of a delivery against every rule of its table.

    To be called outside of a transaction: Great Expectations reads through cursors of the
    connection, and these see committed rows only.

    Args:
        connection: the warehouse, with the staging database attached.
        content: code lists, areas, concepts and office.
        delivery: whose rows stand in ``<STAGING>.<tabelle>``.
        now: when the check runs; becomes part of ``lauf_id``.
        remarks: remarks made while reading; reported with the findings about the delivery.

    Raises:
        ValidationError: a rule could not be evaluated, or expectation and quarantine disagree.
    """
    run_suite = load_great_expectations()
    reference = reference_of(content)
    rules = applicable_rules(delivery.tabelle, reference)
    _prepare(connection, content, delivery)
    try:
        outcomes = run_suite(connection, delivery.tabelle, reference)
        write_findings(connection, delivery.tabelle, rules, reference)
    except (CheckFailedError, duckdb.Error) as error:
        names = failing_rules(connection, rules, reference) or getattr(error, "rules", ())
        raise _not_checked(delivery, names) from None  # the cause may quote values of the rows
    _reconcile(delivery, rules, outcomes, count_by_rule(connection))
    return _result(connection, delivery, rules, outcomes, remarks, now=now)


def declare_rules(connection: duckdb.DuckDBPyConnection) -> None:
    """Write all rules and kinds of remarks into the table ``regel``, in place of earlier ones."""
    rules = [
        {
            "regel": rule.name,
            "tabelle": rule.table,
            "feld": rule.field,
            "schwere": rule.severity.value,
            "ebene": rule.level.value,
            "text_de": rule.text_de,
            "text_en": rule.text_en,
        }
        for rule in RULES.values()
    ]
    schema = dict.fromkeys(RULES_TABLE.column_names, pl.String)
    declared = pl.DataFrame([*rules, *declared_remarks()], schema)
    with transaction(connection):
        connection.execute("DELETE FROM regel")
        insert_frame(connection, RULES_TABLE.name, declared)


def load_great_expectations() -> Callable[..., Mapping[str, CheckCount]]:
    """Import Great Expectations (seconds), and return the function that runs a suite."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library's import warns about the library
        from expectations.gx.suites import run_suite  # noqa: PLC0415  # see above
    return run_suite


def _prepare(connection: duckdb.DuckDBPyConnection, content: Content, delivery: Delivery) -> None:
    table = TABLES[delivery.tabelle]
    find_conflicts(connection, table, delivery)
    create_check_view(connection, table, delivery, content)
    if table is AKTIVITAET:
        create_comparison(connection, delivery)


def _not_checked(delivery: Delivery, names: Sequence[str]) -> ValidationError:
    named = ", ".join(f"„{name}“" for name in names) or "(unbekannt)"
    return ValidationError(
        f"Lieferung {delivery.lieferung_id}: Die Regel {named} ließ sich nicht prüfen; es wurde "
        f"nichts geladen. {_KEEP_AND_REPORT}"
    )


def _reconcile(
    delivery: Delivery,
    rules: Sequence[Rule],
    outcomes: Mapping[str, CheckCount],
    quarantined: Mapping[str, int],
) -> None:
    """Make sure of an outcome for every rule, and of equal counts in check and quarantine."""
    for rule in rules:
        outcome = outcomes.get(rule.name)
        if outcome is None:
            raise _not_checked(delivery, [rule.name])
        counted = quarantined.get(rule.name, 0)
        if rule.level is FindingLevel.ZEILE and outcome.unexpected != counted:
            raise ValidationError(
                f"Lieferung {delivery.lieferung_id}: Zur Regel „{rule.name}“ zählen Prüfung "
                f"({outcome.unexpected}) und Quarantäne ({counted}) verschieden; es wurde nichts "
                f"geladen. {_KEEP_AND_REPORT}"
            )


def _result(
    connection: duckdb.DuckDBPyConnection,
    delivery: Delivery,
    rules: Sequence[Rule],
    outcomes: Mapping[str, CheckCount],
    remarks: Sequence[Remark],
    *,
    now: dt.datetime,
) -> CheckResult:
    lauf_id = f"{delivery.lieferung_id}-{now:%Y%m%dT%H%M%S%f}"
    about_delivery = [
        (rule.field, rule.name, rule.severity.value, max(outcomes[rule.name].unexpected, 1))
        for rule in rules
        if rule.level is FindingLevel.LIEFERUNG and _is_violated(rule, outcomes[rule.name])
    ]
    errors = sum(severity == Severity.FEHLER for _, _, severity, _ in about_delivery)
    violated = pl.DataFrame(about_delivery, schema=_DELIVERY_FINDINGS, orient="row")
    row_errors = count_error_rows(connection)
    return CheckResult(
        delivery=delivery,
        results=_results(lauf_id, delivery, rules, outcomes, now),
        delivery_findings=pl.concat([violated, findings_of(remarks)], how="diagonal"),
        grade=grade(_count_rows(connection, delivery), row_errors, errors + count_errors(remarks)),
    )


def _results(
    lauf_id: str,
    delivery: Delivery,
    rules: Sequence[Rule],
    outcomes: Mapping[str, CheckCount],
    now: dt.datetime,
) -> pl.DataFrame:
    rows = [
        (
            lauf_id,
            delivery.lieferung_id,
            rule.table,
            rule.name,
            outcome.expectation,
            not _is_violated(rule, outcome),
            outcome.checked,
            outcome.unexpected,
            rule.severity.value,
            now.replace(tzinfo=None),
        )
        for rule, outcome in ((rule, outcomes[rule.name]) for rule in rules)
    ]
    return pl.DataFrame(rows, schema=_RESULTS, orient="row")


def _is_violated(rule: Rule, outcome: CheckCount) -> bool:
    if isinstance(rule.violation, ShareTooHigh):
        return rule.violation.is_violated(outcome.unexpected, outcome.checked)
    return outcome.unexpected > 0


def _count_rows(connection: duckdb.DuckDBPyConnection, delivery: Delivery) -> int:
    ((rows,),) = connection.execute(f"SELECT count(*) FROM {STAGING}.{delivery.tabelle}").fetchall()
    return int(rows)
