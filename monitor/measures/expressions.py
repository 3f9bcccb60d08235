"""Declarations → Ibis expressions → SQL; the same declaration would compile for Spark.

Compiled against unbound tables: no backend of Ibis is opened, the SQL runs on our own connection.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from data.schema import Column, ColumnRole, Kind
from monitor.concept.sources import SOURCES, FactSource
from monitor.concept.vocabulary import Condition
from monitor.measures.components import Component, Measure

#: Name of the relation that the compiled SQL reads; the caller defines it in a WITH.
RELATION: Final = "quelle"
MONTH: Final = "monat"
#: Column of the facts that a component's keys are added up from.
RECORD_KEY: Final = "satzschluessel"
#: Column of quarantined rows: the fields whose cells nobody can go by, `|`-separated.
DOUBTED: Final = "fraglich"

_TYPES: Final[Mapping[Kind, dt.DataType]] = {
    Kind.INT: dt.int64,
    Kind.KEY: dt.uint32,
    Kind.MINUTES: dt.int64,
    Kind.DECIMAL: dt.float64,
    Kind.MONEY: dt.Decimal(14, 2),
    Kind.BOOL: dt.boolean,
    Kind.DATE: dt.date,
    Kind.TIMESTAMP: dt.timestamp,
}


@ibis.udf.agg.builtin(  # type: ignore[untyped-decorator]  # Ibis is not typed
    signature=((dt.int64,), dt.Map(dt.int64, dt.int64))
)
def histogram(value: int) -> dict[int, int]:  # type: ignore[empty-body]
    """Return value → number of rows (an aggregate of the engine)."""


def unbound(source: FactSource, further: Mapping[str, dt.DataType] | None = None) -> ir.Table:
    """Return a table of the source's columns and ``MONTH``, not bound to any backend."""
    schema = {name: _type(column) for name, column in source.columns.items()}
    return ibis.table({MONTH: dt.date, **schema, **(further or {})}, name=RELATION)


def _type(column: Column) -> dt.DataType:
    return _TYPES.get(column.kind, dt.string)


def holds(rows: ir.Table, condition: Condition) -> ir.BooleanValue:
    """Return a condition as an expression; NULL in the column makes it NULL (not known)."""
    ((name, value),) = condition.operator.items()
    return _OPERATORS[name](rows[condition.feld], value)


_OPERATORS: Final[Mapping[str, Callable[[ir.Column, Any], ir.BooleanValue]]] = {
    "gleich": operator.eq,
    "ungleich": operator.ne,
    "in_": lambda column, codes: column.isin(codes),
    "nicht_in": lambda column, codes: column.notin(codes),
    "mindestens": operator.ge,
    "hoechstens": operator.le,
    "vorhanden": lambda column, wanted: column.notnull() if wanted else column.isnull(),
}


def _all(conditions: Iterable[ir.BooleanValue]) -> ir.BooleanValue:
    return functools.reduce(operator.and_, conditions, ibis.literal(value=True))


def selects(rows: ir.Table, component: Component) -> ir.BooleanValue:
    """Return whether a row counts for a component."""
    selected = _all(holds(rows, condition) for condition in component.where)
    if component.lacking:
        usable = _all(holds(rows, condition) for condition in component.lacking)
        return selected & ~usable.fill_null(False)  # noqa: FBT003 - the signature of Ibis
    return selected


def might_select(
    rows: ir.Table, component: Component, source: FactSource, codes: Mapping[str, frozenset[str]]
) -> ir.BooleanValue:
    """Return whether a quarantined row could count, were what nobody could read of it good."""
    return _all(
        _is_open(rows, source.columns[condition.feld], codes)
        | holds(rows, condition).fill_null(False)  # noqa: FBT003 - the signature of Ibis
        for condition in component.where
    )


def _is_open(
    rows: ir.Table, column: Column, codes: Mapping[str, frozenset[str]]
) -> ir.BooleanValue:
    """Return whether a cell says nothing: not read, empty though it must not be, no known code.

    What is worked out from other cells is never just empty.
    """
    cell = rows[column.name]
    if column.required or column.role is not ColumnRole.DELIVERED:
        is_open = cell.isnull()
    else:
        objected = ibis.literal("|") + rows[DOUBTED] + ibis.literal("|")
        is_open = cell.isnull() & objected.contains(f"|{column.name}|")
    if column.kind is Kind.CODE and column.codes is not None:
        is_open |= cell.notnull() & cell.notin(sorted(codes[column.codes]))
    return is_open


def _sum(rows: ir.Table, columns: Sequence[str]) -> ir.NumericValue:
    return functools.reduce(operator.add, (rows[name].fill_null(0) for name in columns))


def _amount(rows: ir.Table, component: Component) -> ir.NumericValue:
    """Return what is added up of a row: its columns, their square, or the product of two sums."""
    total = _sum(rows, component.columns)
    if component.measure is Measure.SUM_SQUARES:
        return total * total
    if component.measure is Measure.SUM_PRODUCTS:
        return total * _sum(rows, component.others)
    return total


def aggregate(rows: ir.Table, component: Component) -> ir.Scalar:
    """Return a component as an aggregate expression."""
    if component.measure is Measure.COUNT and not (component.where or component.lacking):
        return rows.count()
    selected = selects(rows, component)
    match component.measure:
        case Measure.COUNT:
            # a sum of flags (and of keys): DuckDB takes a third less time than with FILTER
            return ibis.ifelse(selected, 1, 0).sum()
        case Measure.KEYS:
            key = rows[RECORD_KEY].cast("int64")
            return ibis.ifelse(selected, key, 0).sum().cast("int64")
        case Measure.SUM | Measure.SUM_SQUARES | Measure.SUM_PRODUCTS:
            return _amount(rows, component).sum(where=selected)
        case Measure.HISTOGRAM:
            return histogram(ibis.cases((selected, rows[component.columns[0]])))
        case Measure.CODES:
            return rows[component.columns[0]].collect(where=selected, distinct=True)


@functools.cache  # the same declarations give the same query; compiling takes longer than running
def compile_cells(name: str, components: tuple[Component, ...], dialect: str = "duckdb") -> str:
    """Return the one query that computes all components of a source per month and unit."""
    source = SOURCES[name]
    rows = unbound(source)
    columns = {component.name: aggregate(rows, component) for component in components}
    return _compile(rows.group_by([MONTH, *source.units]).aggregate(**columns), dialect)


@functools.cache
def compile_quarantine(
    name: str,
    components: tuple[Component, ...],
    codes: frozenset[tuple[str, frozenset[str]]],
    dialect: str = "duckdb",
) -> str:
    """Return the same for the quarantine: how many rows might belong to each component.

    ``codes`` are the code lists by name. The relation has a column `DOUBTED` more than the facts.
    """
    source, lists = SOURCES[name], dict(codes)
    rows = unbound(source, {DOUBTED: dt.string})
    columns = {
        c.name: rows.count(where=might_select(rows, c, source, lists)).cast("float64")
        for c in components
    }
    return _compile(rows.group_by([MONTH, *source.units]).aggregate(**columns), dialect)


def _compile(expression: ir.Table, dialect: str) -> str:
    return str(ibis.to_sql(expression, dialect=dialect))
