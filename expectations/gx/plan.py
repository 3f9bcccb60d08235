"""A suite made ready to run again and again on the same view of changing deliveries.

Great Expectations asks every expectation anew, at each validation, which metrics it needs, and
orders these in a graph. For a suite on a view that keeps its name and columns the answer is always
the same, and finding it took two thirds of the check of a small delivery. The plan asks once;
metrics are computed and judged by the library for every delivery.

Imports Great Expectations: see ``expectations.gx.suites``.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, Final

from great_expectations.validator.metrics_calculator import MetricsCalculator
from great_expectations.validator.validation_graph import (
    ExpectationValidationGraph,
    MetricEdge,
    ValidationGraph,
)

from expectations.gx.outcomes import CheckCount, CheckFailedError

#: Key under which an expectation carries the name of its rule.
RULE: Final = "regel"


class Plan:
    """The metrics that the expectations of a suite need from one batch, in the order of need."""

    def __init__(
        self, expectations: Iterable[Any], engine: Any, result_format: Mapping[str, Any]
    ) -> None:
        self._expectations = tuple(expectations)
        self._engine = engine
        self._settings = {"result_format": dict(result_format)}
        self._calculator = MetricsCalculator(execution_engine=engine, show_progress_bars=False)
        self._needs = [self._need(expectation) for expectation in self._expectations]
        self._graph = ValidationGraph(engine, _distinct(need.graph.edges for need in self._needs))

    def _need(self, expectation: Any) -> ExpectationValidationGraph:
        dependencies = expectation.get_validation_dependencies(
            execution_engine=self._engine, runtime_configuration=copy.deepcopy(self._settings)
        )
        graph = self._calculator.build_metric_dependency_graph(
            metric_configurations=dependencies.get_metric_configurations(),
            runtime_configuration=self._settings,
        )
        return ExpectationValidationGraph(expectation.configuration, graph)

    def run(self) -> Mapping[str, CheckCount]:
        """Return what the expectations find in the batch as it is now, by name of the rule.

        Raises:
            CheckFailedError: a metric could not be computed or judged (an error is not a finding).
        """
        metrics, failed = self._calculator.resolve_validation_graph(
            graph=self._graph, runtime_configuration=copy.deepcopy(self._settings)
        )
        if failed:
            broken = [n.configuration for n in self._needs if n.get_exception_info(failed)]
            raise CheckFailedError(tuple(sorted(each.meta[RULE] for each in broken)))
        return dict(self._judge(expectation, metrics) for expectation in self._expectations)

    def _judge(self, expectation: Any, metrics: Mapping[Any, Any]) -> tuple[str, CheckCount]:
        rule = expectation.meta[RULE]
        try:
            result = expectation.metrics_validate(
                metrics=metrics,
                execution_engine=self._engine,
                runtime_configuration=copy.deepcopy(self._settings),
            )
        except Exception:
            raise CheckFailedError((rule,)) from None  # the cause may quote values of the rows
        kind, counts = result.expectation_config.type, result.result
        return rule, CheckCount(kind, counts["element_count"], counts["unexpected_count"])


def _distinct(edges: Iterable[Sequence[MetricEdge]]) -> list[MetricEdge]:
    """Return edges once: many expectations need the same, such as the number of rows."""
    return list({edge.id: edge for edge in chain.from_iterable(edges)}.values())
