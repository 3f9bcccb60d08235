"""What an attacker can count from the activity rows: for disclosure control and its audit.

`countable_components` says it beforehand, from the declared columns, so that the release can decide
what to blank; `published_counts` says it afterwards, from the finished file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from data.schema import AKTIVITAET
from monitor.concept import Concept
from monitor.content import Content
from monitor.datasets.microdata.columns import merged_codes
from monitor.datasets.microdata.hierarchies import AREA, area_hierarchy, half_year
from monitor.datasets.microdata.margins import KIND, Margin
from monitor.datasets.microdata.meanings import (
    ASSUMED,
    ShownColumn,
    all_hold,
    all_of,
    file_meanings,
    token_column,
    value_bounds,
    verdicts,
)
from monitor.datasets.parts import in_parts
from monitor.declaration import Subject
from monitor.measures.cells import components_by_source
from monitor.measures.components import Component, Measure, plan
from monitor.microdata_rules import PERIOD
from monitor.tables import DISTRICT, PeriodKind

_AMOUNTS: Final = frozenset({Measure.COUNT, Measure.SUM})
#: Tells which rows are mature; a published year is over, but when its rows came in is not told.
_MATURITY: Final = "tage_bis_eingang"
_ADDED: Final = frozenset({Measure.SUM, Measure.SUM_SQUARES, Measure.SUM_PRODUCTS})


@dataclass(frozen=True)
class Countable:
    """A component that can be counted from the rows, for some classes at least.

    ``counted``: what the file counts in its place: without the condition that a row is mature,
    which it does not tell, so that the difference is the number of rows that are not.
    ``columns``: published columns beside the keys that the count needs; blanking one of them in an
    area and quarter makes it impossible there. Empty: the keys suffice, and only blanking a key
    (``keys``) helps. ``exact``: wherever the keys are exact the count is, too.
    """

    component: Component
    counted: Component
    columns: tuple[str, ...]
    keys: tuple[str, ...]
    exact: bool


def countable_components(concepts: Iterable[Concept], content: Content) -> list[Countable]:
    """Return the activity components that can be counted from the file for at least some rows."""
    known = file_meanings(content)
    found = []
    for component in components_by_source(concepts).get(AKTIVITAET.name, []):
        judged = _judge(component, known)
        if judged is not None:
            found.append(judged)
    return found


def columns_needed(component: Component, content: Content) -> tuple[str, ...]:
    """Return the columns of the file that tell anything of a component, keys included."""
    known = file_meanings(content)
    judged = [*verdicts(component.where, known), *verdicts(component.lacking, known)]
    shown = [v.shown.name for v in judged if v.shown]
    shown += [known[name].name for name in component.columns if name in known]
    return tuple(dict.fromkeys(shown))


def margins(concepts: Iterable[Concept], content: Content) -> frozenset[Margin]:
    """Return the sets of kinds of activity whose rows are counted and published, and all kinds.

    Only counts of persons or cases: one offer more or less is nobody's secret.
    """
    appears = merged_codes(AKTIVITAET[KIND], content)
    sets = {frozenset(appears.values())}
    for component in _counts_of_persons(concepts):
        if {condition.feld for condition in component.where} - ASSUMED == {KIND}:
            named = [condition for condition in component.where if condition.feld == KIND]
            outside = {shown for kind, shown in appears.items() if not all_hold(named, kind)}
            sets.add(frozenset(appears.values()) - outside)
    return frozenset(sets)


def _counts_of_persons(concepts: Iterable[Concept]) -> Iterator[Component]:
    for concept in concepts:
        for indicator in concept.indikator:
            if indicator.thema in {Subject.FAELLE, Subject.SENSIBEL}:
                components = plan(indicator).values()
                yield from (c for c in components if c.measure is Measure.COUNT and not c.lacking)


def published_counts(
    rows: pl.LazyFrame, components: Iterable[Component], content: Content
) -> pl.DataFrame:
    """Return between which bounds the file puts each count per area (or district) and period.

    Args:
        rows: the finished file.
        components: counts and sums over activities; others are left out.
        content: what the file was made with.

    Returns:
        gebiet_id, periode_art, periode (quarters, half-years, years), baustein (name of the
        component), unten, oben: equal where the file gives the count exactly. Under the assumption
        that conditions on `meanings.ASSUMED` hold.
    """
    known = file_meanings(content)
    counted = [c for c in dict.fromkeys(components) if c.measure in _AMOUNTS]
    if not counted:
        return pl.DataFrame(schema=_COUNTS)
    sums = _sums_by_label(rows, counted, known)
    if sums.is_empty():
        return pl.DataFrame(schema=_COUNTS)
    spread = _spread(sums, content).with_columns(
        pl.when(pl.col("genau")).then(pl.col(name)).otherwise(pl.col(name + _OR_NOT)).alias(name)
        for name in (f"{component.name}|{side}" for component in counted for side in _SIDES)
    )
    chosen = pl.exclude("genau", f"^.*{_OR_NOT}$")
    return _long(spread.select(chosen).group_by(_PLACE).sum())


def _sums_by_label(
    rows: pl.LazyFrame, components: Sequence[Component], known: Mapping[str, ShownColumn]
) -> pl.DataFrame:
    """Return the bounds of each component, added up, per area and period as they are in the file.

    Some rows after the other: four columns per component are too many for all rows in memory.
    """
    columns = [column.sum() for component in components for column in _summed(component, known)]
    parts = [
        some.group_by(AREA, PERIOD).agg(columns)
        for part in in_parts(rows)
        for some in part.iter_slices(_ROWS_AT_ONCE)
    ]
    if not parts:
        return pl.DataFrame()
    return pl.concat(parts).group_by(AREA, PERIOD).agg(pl.all().sum())


def _summed(component: Component, known: Mapping[str, ShownColumn]) -> list[pl.Expr]:
    """Return a row's bounds, and its bounds in a place that it may belong to or not."""
    low, high = _row_bounds(component, known)
    zero = pl.lit(0.0)
    name = component.name
    return [
        low.alias(f"{name}|unten"),
        high.alias(f"{name}|oben"),
        pl.min_horizontal(low, zero).alias(f"{name}|unten{_OR_NOT}"),
        pl.max_horizontal(high, zero).alias(f"{name}|oben{_OR_NOT}"),
    ]


#: So many rows are counted at once.
_ROWS_AT_ONCE: Final = 25_000
_SIDES: Final = ("unten", "oben")
_OR_NOT: Final = "_oder_nicht"
_PLACE: Final = ("gebiet_id", "periode_art", "periode")
_BY_AREA: Final = {AREA: pl.String, "gebiet_id": pl.String, "_ort": pl.Boolean}
_BY_PERIOD: Final = {
    PERIOD: pl.String, "periode_art": pl.String, "periode": pl.String, "_zeit": pl.Boolean,
}  # fmt: skip
_COUNTS: Final = {
    **dict.fromkeys(_PLACE, pl.String), "baustein": pl.String,
    "unten": pl.Float64, "oben": pl.Float64,
}  # fmt: skip


def _spread(sums: pl.DataFrame, content: Content) -> pl.DataFrame:
    """Return the sums once for each area (and the district) and period that they may belong to."""
    areas = area_hierarchy(content).leaves()
    places = [
        (shown, area, area in (shown, DISTRICT))
        for shown, covered in areas.items()
        for area in (*covered, DISTRICT)
    ]
    periods = [
        (shown, kind.value, period, shown in within)
        for year in sums[PERIOD].str.slice(0, 4).unique().to_list()
        for kind, period, within in _periods_of(year)
        for shown in (*within, *_reaching_beyond(period))
    ]
    by_area = pl.DataFrame(places, schema=_BY_AREA, orient="row")
    by_period = pl.DataFrame(periods, schema=_BY_PERIOD, orient="row")
    joined = sums.join(by_area, on=AREA).join(by_period, on=PERIOD)
    return joined.with_columns(genau=pl.col("_ort") & pl.col("_zeit")).drop(
        AREA, PERIOD, "_ort", "_zeit"
    )


def _periods_of(year: str) -> Iterator[tuple[PeriodKind, str, tuple[str, ...]]]:
    """Yield the periods of a year, each with the labels of rows that are surely in it."""
    quarters = [f"{year}-Q{number}" for number in range(1, 5)]
    halves = {half: tuple(q for q in quarters if half_year(q) == half)
              for half in map(half_year, quarters)}  # fmt: skip
    yield from ((PeriodKind.QUARTAL, quarter, (quarter,)) for quarter in quarters)
    yield from ((PeriodKind.HALBJAHR, half, (half, *parts)) for half, parts in halves.items())
    yield PeriodKind.JAHR, year, (year, *halves, *quarters)


def _reaching_beyond(period: str) -> tuple[str, ...]:
    """Return the labels of rows that may be in a period or not."""
    if "-Q" in period:
        return half_year(period), period[:4]
    return (period[:4],) if "-" in period else ()


def _long(wide: pl.DataFrame) -> pl.DataFrame:
    long = wide.unpivot(index=_PLACE, variable_name="name", value_name="wert").with_columns(
        pl.col("name").str.split("|").list.to_struct(fields=["baustein", "seite"])
    )
    return (
        long.unnest("name")
        .pivot("seite", index=[*_PLACE, "baustein"], values="wert")
        .select(pl.col(name).cast(kind) for name, kind in _COUNTS.items())
        .sort(*_PLACE, "baustein")
    )


def _row_bounds(component: Component, known: Mapping[str, ShownColumn]) -> tuple[pl.Expr, pl.Expr]:
    """Return the least and the most that a row contributes to a component."""
    where = verdicts(component.where, known)
    every = pl.col(AREA).is_not_null()  # one value per row: a constant would be added up once
    sure = every & all_of(v.surely() for v in where)
    possible = every & all_of(v.possibly() for v in where)
    if component.lacking:
        usable = verdicts(component.lacking, known)
        sure &= ~all_of(v.possibly() for v in usable)
        possible &= ~all_of(v.surely() for v in usable)
    low, high = _amount_bounds(component, known)
    zero = pl.lit(0.0)
    maybe = (
        pl.when(possible).then(pl.min_horizontal(low, zero)).otherwise(zero),
        pl.when(possible).then(pl.max_horizontal(high, zero)).otherwise(zero),
    )
    return tuple(  # type: ignore[return-value]  # two of them
        pl.when(sure).then(bound).otherwise(other)
        for bound, other in zip((low, high), maybe, strict=True)
    )


def _amount_bounds(
    component: Component, known: Mapping[str, ShownColumn]
) -> tuple[pl.Expr, pl.Expr]:
    if component.measure is Measure.COUNT:
        return pl.lit(1.0), pl.lit(1.0)
    sides: list[pl.Expr] = []
    for side in (0, 1):
        parts = [_value_bound(known[name], side) for name in component.columns if name in known]
        sides.append(pl.sum_horizontal(parts))
    return sides[0], sides[1]


def _value_bound(shown: ShownColumn, side: int) -> pl.Expr:
    mapping = {token: bounds[side] for token, bounds in value_bounds(shown).items()}
    return token_column(shown.name).replace_strict(mapping, default=0.0, return_dtype=pl.Float64)


def _judge(component: Component, known: Mapping[str, ShownColumn]) -> Countable | None:
    """Return how a component can be counted; none if it can't."""
    if component.measure is Measure.CODES:
        return None
    mature = tuple(c for c in component.where if c.feld != _MATURITY)
    counted = replace(component, where=mature)
    where, lacking = (verdicts(conditions, known) for conditions in (mature, component.lacking))
    can_be_sure = all(verdict.sure for verdict in where)
    can_lack = not component.lacking or any(
        v.shown is not None and v.possible != frozenset(v.shown.meanings) for v in lacking
    )
    added = [*component.columns, *component.others] if component.measure in _ADDED else []
    if not (can_be_sure and can_lack and all(_can_add(known.get(name)) for name in added)):
        return None
    shown = [v.shown for v in (*where, *lacking) if v.shown] + [known[name] for name in added]
    names = dict.fromkeys((column.name, column.is_key) for column in shown)
    exact = all(v.is_exact for v in (*where, *lacking)) and component.measure in _AMOUNTS
    exact &= counted == component
    return Countable(
        component,
        counted,
        columns=tuple(name for name, is_key in names if not is_key),
        keys=tuple(name for name, is_key in names if is_key),
        exact=exact and all(_is_single(known[name]) for name in added),
    )


def _can_add(shown: ShownColumn | None) -> bool:
    """Return whether any value of a column stands for one number other than 0."""
    if shown is None:
        return False
    return any(low == high != 0 for low, high in value_bounds(shown).values())


def _is_single(shown: ShownColumn) -> bool:
    return all(
        low == high for token, (low, high) in value_bounds(shown).items() if token in shown.fine
    )
