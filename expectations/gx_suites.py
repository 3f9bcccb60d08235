"""Expectation suites, made from the declared rules and run on the check view of a delivery.

Context and suites are built once per process and content: a run of hundreds of deliveries pays for
the import of Great Expectations and for some hundred expectations once.

Importing this module imports Great Expectations (seconds, and some hundred megabytes), which is why
``expectations.runner`` does so inside a function.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

import duckdb
import great_expectations as gx
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.datasource.fluent.interfaces import GxDatasourceWarning
from great_expectations.exceptions.exceptions import GreatExpectationsError
from sqlalchemy.exc import SQLAlchemyError

from expectations import gx_kinds
from expectations.catalogue import applicable_rules
from expectations.check_view import check_view
from expectations.dialect import URL, shared
from expectations.outcomes import CheckFailedError, Outcome
from expectations.reference import Reference
from expectations.rules import Rule
from expectations.violations import (
    NoMatch,
    NotInList,
    OutOfRange,
    ShareTooHigh,
    UnexpectedUnits,
)

#: Key under which an expectation carries the name of its rule; results come in another order.
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
) -> Mapping[str, Outcome]:
    """Run the suite of a table on its check view; return what was counted, by name of the rule.

    Raises:
        CheckFailedError: an expectation could not be evaluated (an error is not a finding).
    """
    try:
        with shared(connection):
            batch = _batch_definition(table).get_batch()
            result = batch.validate(_suite(table, reference), result_format=_RESULT_FORMAT)
    except (GreatExpectationsError, SQLAlchemyError, duckdb.Error):
        raise CheckFailedError(()) from None  # the cause may quote values of the rows
    return _outcomes(result.results)


def _outcomes(results: Sequence[Any]) -> Mapping[str, Outcome]:
    outcomes: dict[str, Outcome] = {}
    failed = []
    for result in results:
        config = result.expectation_config
        rule = config.meta[_RULE]
        if _was_raised(result.exception_info):
            failed.append(rule)
            continue
        counts = result.result
        outcomes[rule] = Outcome(config.type, counts["element_count"], counts["unexpected_count"])
    if failed:
        raise CheckFailedError(tuple(sorted(failed)))
    return outcomes


def _was_raised(info: Mapping[str, Any] | None) -> bool:
    """Say whether an expectation ended in an error.

    ``exception_info`` is either one entry, or one entry per metric that failed.
    """
    if not info:
        return False
    if "raised_exception" in info:
        return bool(info["raised_exception"])
    return True


@cache
def _data_source() -> Any:
    """Return the staging database as a data source of a context that lives in memory only."""
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
def _batch_definition(table: str) -> Any:
    """Return the batch definition of a table's check view, which must exist by now."""
    view = check_view(table)
    asset = _data_source().add_table_asset(view, table_name=view)
    return asset.add_batch_definition_whole_table(view)


@cache
def _suite(table: str, reference: Reference) -> gx.ExpectationSuite:
    suite = gx.ExpectationSuite(name=f"{table}-{hash(reference)}")
    suite.expectations = [
        _expectation(rule, reference) for rule in applicable_rules(table, reference)
    ]
    return suite


def _expectation(rule: Rule, reference: Reference) -> Any:
    """Return the expectation of a rule, of Great Expectations' own kinds where one fits."""
    meta = {_RULE: rule.name}
    match rule.violation:
        case NotInList(column, name):
            values = list(reference.values(name))
            return gx_kinds.ExpectValuesInSet(column=column, value_set=values, meta=meta)
        case OutOfRange(column, minimum, maximum):
            return gx_kinds.ExpectValuesBetween(
                column=column, min_value=minimum, max_value=maximum, meta=meta
            )
        case NoMatch(column, pattern):
            return gx_kinds.ExpectValuesMatching(column=column, regex=pattern, meta=meta)
        case ShareTooHigh(part, whole):
            return gx_kinds.ExpectShareOfRows(part=part, whole=whole, meta=meta)
        case UnexpectedUnits(query):
            return gx_kinds.ExpectNoUnexpectedUnits(unexpected_rows_query=query, meta=meta)
        case violation:
            return gx_kinds.ExpectNoRowsViolating(
                violation=violation.condition(reference) or "FALSE", meta=meta
            )
