"""Kinds of expectations for Great Expectations, reduced to counting.

Great Expectations puts raw values of failing rows into its results and asks for them with a query
per expectation. The kinds here return the numbers of checked and of unexpected rows alone: a whole
suite is computed in a single query, and no value leaves the database.

Imports Great Expectations: see ``expectations.gx.suites``.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy
from great_expectations.compatibility import pydantic
from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.core.metric_function_types import MetricPartialFunctionTypes
from great_expectations.execution_engine.sqlalchemy_execution_engine import (
    SqlAlchemyExecutionEngine,
)
from great_expectations.expectations.core.expect_column_values_to_be_between import (
    ExpectColumnValuesToBeBetween,
)
from great_expectations.expectations.core.expect_column_values_to_be_in_set import (
    ExpectColumnValuesToBeInSet,
)
from great_expectations.expectations.core.expect_column_values_to_match_regex import (
    ExpectColumnValuesToMatchRegex,
)
from great_expectations.expectations.core.unexpected_rows_expectation import (
    UnexpectedRowsExpectation,
)
from great_expectations.expectations.expectation import BatchExpectation, ColumnMapExpectation
from great_expectations.expectations.metrics.metric_provider import metric_partial
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider
from great_expectations.expectations.registry import get_metric_kwargs
from great_expectations.validator.metric_configuration import MetricConfiguration

_ROWS = "table.row_count"


def _counts(checked: int, unexpected: int, *, success: bool) -> dict[str, Any]:
    return {
        "success": success,
        "result": {"element_count": checked, "unexpected_count": unexpected},
    }


class _Unchanging(BatchExpectation):
    """An expectation whose configuration and metrics are built once.

    The library builds both anew many times per expectation and run: a third of the cost of checking
    a small delivery.
    """

    _kept: Any = pydantic.PrivateAttr(default=None)
    _needed: Any = pydantic.PrivateAttr(default=None)

    @property
    def configuration(self) -> Any:
        """Return the declaration of the expectation."""
        if self._kept is None:
            self._kept = super().configuration
        return self._kept

    def get_validation_dependencies(
        self,
        execution_engine: Any = None,
        runtime_configuration: dict[str, Any] | None = None,
        **_: Any,
    ) -> Any:
        """Return the metrics to compute; these follow from the configuration alone."""
        if self._needed is None:
            self._needed = self._find_needed(execution_engine, runtime_configuration)
        return self._needed

    def _find_needed(self, engine: Any, runtime_configuration: dict[str, Any] | None) -> Any:
        return BatchExpectation.get_validation_dependencies(
            self, execution_engine=engine, runtime_configuration=runtime_configuration
        )


class _RowsWhere(TableMetricProvider):
    """Metric: number of the batch's rows under a condition, within the suite's single query."""

    value_keys: tuple[str, ...] = ()

    @metric_partial(
        engine=SqlAlchemyExecutionEngine,
        partial_fn_type=MetricPartialFunctionTypes.AGGREGATE_FN,
        domain_type=MetricDomainTypes.TABLE,
    )
    def _sqlalchemy(
        cls,  # noqa: N805  # Great Expectations calls metric functions on the class
        execution_engine: SqlAlchemyExecutionEngine,
        metric_domain_kwargs: dict[str, Any],
        metric_value_kwargs: dict[str, Any],
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any],
    ) -> tuple[Any, dict[str, Any], dict[str, Any]]:
        del execution_engine, metrics, runtime_configuration
        (condition,) = (metric_value_kwargs[key] for key in cls.value_keys)
        matching = sqlalchemy.case((sqlalchemy.literal_column(f"({condition})"), 1))
        return sqlalchemy.func.count(matching), metric_domain_kwargs, {}


class RowsViolating(_RowsWhere):
    """The number of rows with ``violation``."""

    metric_name = "rows.violating"
    value_keys = ("violation",)


class RowsInPart(_RowsWhere):
    """The number of rows with ``part``."""

    metric_name = "rows.in_part"
    value_keys = ("part",)


class RowsInWhole(_RowsWhere):
    """The number of rows with ``whole``."""

    metric_name = "rows.in_whole"
    value_keys = ("whole",)


class ExpectNoRowsViolating(_Unchanging):
    """Expect no row under an SQL condition."""

    violation: str
    metric_dependencies = ("rows.violating", _ROWS)
    success_keys = ("violation",)

    def _validate(self, metrics: dict[str, Any], *_: Any, **__: Any) -> dict[str, Any]:
        unexpected = metrics["rows.violating"]
        return _counts(metrics[_ROWS], unexpected, success=unexpected == 0)


class ExpectShareOfRows(_Unchanging):
    """Count how many of the rows in ``whole`` are in ``part``; the rule judges the share."""

    part: str
    whole: str
    metric_dependencies = ("rows.in_part", "rows.in_whole")
    success_keys = ("part", "whole")

    def _validate(self, metrics: dict[str, Any], *_: Any, **__: Any) -> dict[str, Any]:
        return _counts(metrics["rows.in_whole"], metrics["rows.in_part"], success=True)


class ExpectNoUnexpectedUnits(_Unchanging, UnexpectedRowsExpectation):
    """Expect a query without rows; rows are counted, not fetched."""

    metric_dependencies = ("unexpected_rows_query.row_count", _ROWS)

    def _validate(self, metrics: dict[str, Any], *_: Any, **__: Any) -> dict[str, Any]:
        unexpected = metrics["unexpected_rows_query.row_count"]
        return _counts(metrics[_ROWS], unexpected, success=unexpected == 0)


class _Counted(_Unchanging, ColumnMapExpectation):
    """A column kind of Great Expectations' own, reduced to its count."""

    def _find_needed(self, engine: Any, runtime_configuration: dict[str, Any] | None) -> Any:
        """Ask for two metrics instead of nine: unexpected rows and rows."""
        dependencies = super()._find_needed(engine, runtime_configuration)
        for name in (self._unexpected, _ROWS):
            keywords = get_metric_kwargs(name, self.configuration, runtime_configuration)
            metric = MetricConfiguration(
                name, keywords["metric_domain_kwargs"], keywords["metric_value_kwargs"]
            )
            dependencies.set_metric_configuration(name, metric)
        return dependencies

    @property
    def _unexpected(self) -> str:
        return f"{self.map_metric}.unexpected_count"

    def _validate(self, metrics: dict[str, Any], *_: Any, **__: Any) -> dict[str, Any]:
        unexpected = metrics[self._unexpected]
        return _counts(metrics[_ROWS], unexpected, success=unexpected == 0)


class ExpectValuesInSet(_Counted, ExpectColumnValuesToBeInSet):
    """Expect every filled cell to hold one of ``value_set``."""


class ExpectValuesBetween(_Counted, ExpectColumnValuesToBeBetween):
    """Expect every filled cell to lie between ``min_value`` and ``max_value``, both inclusive."""


class ExpectValuesMatching(_Counted, ExpectColumnValuesToMatchRegex):
    """Expect every filled cell to match ``regex``."""
