"""Expectation suites, made from the declared rules and run on the check view of a delivery.

Context, batches and suites are built once per process and content: a run of hundreds of deliveries
pays for the import of Great Expectations and for some hundred expectations once.

Importing the module imports Great Expectations (seconds, and some hundred megabytes); therefore
``expectations.runner`` does so inside a function.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import duckdb
import great_expectations as gx
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.datasource.fluent.interfaces import GxDatasourceWarning
from great_expectations.exceptions.exceptions import GreatExpectationsError
from sqlalchemy.exc import SQLAlchemyError

from expectations.check_view import check_view
from expectations.gx import kinds as gx_kinds
from expectations.gx.dialect import URL, shared
from expectations.gx.outcomes import CheckCount, CheckFailedError
from expectations.rules.catalogue import applicable_rules
from expectations.rules.reference import Reference
from expectations.rules.rule import Rule
from expectations.rules.violations import (
    NoMatch,
    NotInList,
    OutOfRange,
    ShareTooHigh,
    UnexpectedUnits,
)

#: Key under which an expectation carries the name of its rule.
_RULE: Final = "regel"
#: Never a value of a row, should a kind of expectation ever ask for one.
_RESULT_FORMAT: Final = {
    "result_format": "BASIC",
    "partial_unexpected_count": 0,
    "exclude_unexpected_values": True,
}

# The library logs the texts of exceptions, and these may quote values of a delivery.
logging.getLogger("great_expectations").setLevel(logging.CRITICAL + 1)
# Its import sends all warnings of the process to the log.
logging.captureWarnings(capture=False)


def run_suite(
    connection: duckdb.DuckDBPyConnection, table: str, reference: Reference
) -> Mapping[str, CheckCount]:
    """Run the suite of a table on its check view; return the counts by name of the rule.

    Raises:
        CheckFailedError: an expectation could not be evaluated (an error is not a finding).
    """
    try:
        with shared(connection):
            suite = _suite(table, reference)
            results = _batch(table).validate(suite, result_format=_RESULT_FORMAT).results
    except (GreatExpectationsError, SQLAlchemyError, duckdb.Error):
        raise CheckFailedError(()) from None  # the cause may quote values of the rows
    failed = [_rule_of(result) for result in results if "unexpected_count" not in result.result]
    if failed:
        raise CheckFailedError(tuple(sorted(failed)))
    return {_rule_of(result): _count(result) for result in results}


def _rule_of(result: Any) -> str:
    return str(result.expectation_config.meta[_RULE])


def _count(result: Any) -> CheckCount:
    kind, counts = result.expectation_config.type, result.result
    return CheckCount(kind, counts["element_count"], counts["unexpected_count"])


@cache
def _data_source() -> Any:
    """Return the staging database as a data source of a context in memory."""
    context = gx.get_context(mode="ephemeral")
    context.enable_analytics(enable=False)
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    with warnings.catch_warnings():
        # it recommends the class for PostgreSQL, which the dialect only pretends to be
        warnings.simplefilter("ignore", GxDatasourceWarning)
        return context.data_sources.add_sql(
            "eingang", connection_string=URL, create_temp_table=False
        )


@cache
def _batch(table: str) -> Any:
    """Return a table's check view as a batch; the view must exist at the first call.

    The batch names the view and holds no data, and so serves every delivery of the table.
    """
    view = check_view(table)
    asset = _data_source().add_table_asset(view, table_name=view)
    return asset.add_batch_definition_whole_table(view).get_batch()


@cache
def _suite(table: str, reference: Reference) -> Any:
    rules = applicable_rules(table, reference)
    return gx.ExpectationSuite(
        name=f"{table}-{hash(reference)}",
        expectations=[_expectation(rule, reference) for rule in rules],
    )


def _expectation(rule: Rule, reference: Reference) -> Any:
    """Return the expectation of a rule, of Great Expectations' own kinds where one fits."""
    about: Mapping[str, Any] = {"meta": {_RULE: rule.name}}
    match rule.violation:
        case NotInList(column, name):
            values = list(reference.values(name))
            return gx_kinds.ExpectValuesInSet(column=column, value_set=values, **about)
        case OutOfRange(column, minimum, maximum):
            return gx_kinds.ExpectValuesBetween(
                column=column, min_value=minimum, max_value=maximum, **about
            )
        case NoMatch(column, pattern):
            return gx_kinds.ExpectValuesMatching(column=column, regex=pattern, **about)
        case ShareTooHigh(part, whole):
            return gx_kinds.ExpectShareOfRows(part=part, whole=whole, **about)
        case UnexpectedUnits(query):
            return gx_kinds.ExpectNoUnexpectedUnits(unexpected_rows_query=query, **about)
        case violation:
            return gx_kinds.ExpectNoRowsViolating(
                violation=violation.condition(reference) or "FALSE", **about
            )
