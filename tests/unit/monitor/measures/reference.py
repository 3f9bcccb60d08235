"""The components computed row by row in plain Python: what the one query must agree with."""

from __future__ import annotations

import datetime as dt
import operator
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from monitor.concept.vocabulary import Condition
from monitor.measures.components import Component, Measure
from tests.builders.worlds import Row

#: Month, area, Träger and Kita of a cell.
Unit = tuple[dt.date, str, str, str | None]


_COMPARISONS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "gleich": operator.eq,
    "ungleich": operator.ne,
    "in_": lambda value, codes: value in codes,
    "nicht_in": lambda value, codes: value not in codes,
    "mindestens": operator.ge,
    "hoechstens": operator.le,
}


def holds(row: Row, condition: Condition) -> bool | None:
    """Return whether a condition holds; ``None``: not known."""
    ((name, given),) = condition.operator.items()
    value = row.get(condition.feld)
    if name == "vorhanden":
        return (value is not None) is given
    if value is None:
        return None
    return bool(_COMPARISONS[name](value, given))


def selects(row: Row, component: Component) -> bool:
    """Return whether a row counts for a component."""
    usable = all(holds(row, condition) for condition in component.lacking)
    return all(holds(row, condition) for condition in component.where) and not (
        component.lacking and usable
    )


def by_unit(rows: Iterable[Row]) -> dict[Unit, list[Row]]:
    """Return the rows of each cell."""
    cells: dict[Unit, list[Row]] = defaultdict(list)
    for row in rows:
        month = row["datum"].replace(day=1)
        cells[month, row["sozialraum_ars"], row["traeger_id"], row["kita_id"]].append(row)
    return cells


def _total(row: Row, columns: Sequence[str]) -> int:
    return sum(row.get(name) or 0 for name in columns)


def additive(rows: Iterable[Row], component: Component) -> float:
    """Return a count, a sum, or a sum of squares or products over rows."""
    chosen = [row for row in rows if selects(row, component)]
    match component.measure:
        case Measure.COUNT:
            return len(chosen)
        case Measure.SUM:
            return sum(_total(row, component.columns) for row in chosen)
        case Measure.SUM_SQUARES:
            return sum(_total(row, component.columns) ** 2 for row in chosen)
        case _:
            return sum(
                _total(row, component.columns) * _total(row, component.others) for row in chosen
            )


def histogram(rows: Iterable[Row], component: Component) -> Counter[str]:
    """Return how often each value of the column occurs."""
    (name,) = component.columns
    chosen = (row.get(name) for row in rows if selects(row, component))
    return Counter(str(value) for value in chosen if value is not None)


def codes(rows: Iterable[Row], component: Component) -> set[str]:
    """Return the distinct codes in the column."""
    (name,) = component.columns
    chosen = (row.get(name) for row in rows if selects(row, component))
    return {code for value in chosen if value is not None for code in value.split("|")}
