"""The numbers of a release: figures of published periods, from counts that passed.

`monitor.confidentiality.revisions.due` selects the quarters and waves to publish,
`monitor.confidentiality.revisions.frozen` keeps the facts of earlier publications. All figures
follow from passed counts, by the code that computes the exact figures of *Steuerung*.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import duckdb
import polars as pl

from monitor.assembly.both_levels import (
    OfficeFacts,
    ShownIndicator,
    add_up,
    further_components,
    read_office,
    rows_of_wert,
    tables,
    valid_periods,
)
from monitor.concept.indicators import Indicator
from monitor.concept.never_shown import allowed_kinds, highest_level
from monitor.concept.versions import Concept
from monitor.concept.vocabulary import AreaLevel
from monitor.confidentiality.perturbation.longer import longer_kinds
from monitor.confidentiality.perturbation.passing import Noise, pass_counts
from monitor.confidentiality.plan.published import published
from monitor.confidentiality.revisions.due import Candidate, DueUnits, read_candidates, select
from monitor.confidentiality.revisions.frozen import Frozen, nothing, of_units, together
from monitor.confidentiality.revisions.units import Change, Correction, Unit, UnitPublication
from monitor.content.folder import Content
from monitor.errors import ReleaseError
from monitor.measures.calendar import calendar
from monitor.measures.components import QUARANTINED
from monitor.measures.facts import Facts
from monitor.measures.kinds.registry import plan
from monitor.measures.merging import merged_population
from monitor.periods import PeriodKind, periods_between
from monitor.results.graded_in import published_kinds
from monitor.results.side_tables import Item, side_frames, survey_items


@dataclass(frozen=True)
class Computed:
    """The figures of a release, and the facts kept for later releases.

    ``frames``: its tables without ``meta``; ``side``: rows of the side tables, by table;
    ``frozen``: what later releases go on from; ``atoms``: every count that passed, true and
    published (`monitor.confidentiality.perturbation.passing.ATOMS`), with ``konzept_id``;
    ``waiting``: quarters and waves that are not due.
    """

    frames: dict[str, pl.DataFrame]
    side: Mapping[str, pl.DataFrame]
    frozen: Frozen
    atoms: pl.DataFrame
    waiting: tuple[Candidate, ...]


def compute_release(
    connection: duckdb.DuckDBPyConnection,
    content: Content,
    noise: Noise,
    *,
    as_of: dt.date,
    frozen: Frozen | None = None,
    corrections: Sequence[Correction] = (),
    until: str | None = None,
) -> Computed:
    """Return what a release publishes.

    Args:
        connection: the warehouse, open for writing (it keeps the cells).
        content: concept versions, areas, rules of confidentiality.
        noise: p-table and the instance's secret.
        as_of: the day of the release.
        frozen: what was published before; ``None``: nothing.
        corrections: requests to publish a quarter or wave anew.
        until: the last quarter to publish for the first time; ``None``: all that are due.

    Raises:
        ReleaseError: nothing is due, ``until`` is not, or a version of the concept has changed for
            periods that are published.
    """
    before = frozen or nothing()
    items = sorted({*survey_items(connection), *_items_of(before.units)})
    office = read_office(
        connection, content, as_of=as_of, further=further_components(content, items)
    )
    everything = pl.concat([office.periods, office.before])
    weeks = content.confidentiality.veroeffentlichung.wartefrist_wochen
    candidates = read_candidates(connection, everything, weeks)
    chosen = select(candidates, before.units, corrections, as_of=as_of, until=until)
    run = _Run(content, noise, as_of, tuple(items))
    now = _frozen(chosen, before, office.facts, run)
    computed = _computed(now, chosen.waiting, run)
    return replace(
        computed, side={**computed.side, "bevoelkerung": _population(connection, content)}
    )


@dataclass(frozen=True)
class _Run:
    """What is the same in all of a release."""

    content: Content
    noise: Noise
    as_of: dt.date
    items: tuple[Item, ...]
    known: dict[tuple[str, int], dict[str, str]] = field(default_factory=dict)

    def definitions(self, one: Candidate | Unit) -> dict[str, str]:
        """Return a hash of each indicator as it is told of a quarter or wave."""
        concept = _concept_of(one, self.content)
        key = concept.id, one.end.year
        if key not in self.known:
            self.known[key] = _definitions(concept, one.end)
        return self.known[key]


def _population(connection: duckdb.DuckDBPyConnection, content: Content) -> pl.DataFrame:
    """Return the children of each area as official statistics tell them, with their own date."""
    rows = connection.sql(
        "SELECT ars AS gebiet_id, kinder_u7, kinder_u7_sgb2_quote, stand FROM dim_sozialraum"
    ).pl()
    return merged_population(rows, content.figure_areas)


def _items_of(units: Mapping[str, Unit]) -> set[Item]:
    return {item for unit in units.values() for item in unit.items}


def _frozen(chosen: DueUnits, before: Frozen, facts: Facts, run: _Run) -> Frozen:
    """Return what is published from now on: units kept as they were, others as they are now."""
    kept = {name: before.units[name] for name in chosen.kept}
    _require_unchanged(kept, run)
    taken = {
        name: _unit(chosen.candidates[name], before.units.get(name), why, run)
        for name, why in chosen.taken.items()
    }
    units = kept | taken
    waves = {one.end: one.name for one in units.values() if one.kind is PeriodKind.WELLE}
    parts = [of_units(before.facts, waves, kept), of_units(facts, waves, taken)]
    ordered = sorted(units.values(), key=lambda one: (one.end, one.name))
    return Frozen({one.name: one for one in ordered}, together(parts))


def _unit(
    candidate: Candidate,
    before: Unit | None,
    why: tuple[Change, Correction | None],
    run: _Run,
) -> Unit:
    change, request = why
    concept = _concept_of(candidate, run.content)
    publication = UnitPublication(
        change=change,
        on=run.as_of,
        request=request.id if request else None,
        reason=request.reason if request else None,
    )
    return Unit(
        name=candidate.name,
        kind=candidate.kind,
        start=candidate.start,
        end=candidate.end,
        concept=concept.id,
        deliveries=candidate.deliveries,
        definitions=run.definitions(candidate),
        items=run.items,
        history=(*(before.history if before else ()), publication),
    )


def _concept_of(one: Candidate | Unit, content: Content) -> Concept:
    return content.concept_at(one.end if one.kind is PeriodKind.WELLE else one.start)


def _definitions(concept: Concept, end: dt.date) -> dict[str, str]:
    """Return a hash of what is executed and graded of each indicator, and of how it is cut."""
    plan_of = published(concept)
    cuts: dict[str, list[str]] = {}
    for figure in plan_of.passed:
        atoms = [f"{a.klasse} {a.plus.name} {[m.name for m in a.minus]}" for a in figure.cut.atoms]
        cuts.setdefault(figure.indicator.id, []).append(f"{figure.cut.periode} {atoms}")
    for summed in plan_of.summed:
        cuts.setdefault(summed.indicator.id, []).append(f"summe {summed.unit}")
    return {one.id: _hash(one, cuts.get(one.id, []), end) for one in concept.indikator}


def _hash(indicator: Indicator, cuts: Iterable[str], end: dt.date) -> str:
    told = (
        indicator.definition(),
        sorted({component.name for role, component in plan(indicator).items()
                if role != QUARANTINED}),
        indicator.zielwert,
        indicator.zielwert_oben,
        indicator.ausgangswert,
        indicator.zielpfad.get(str(end.year)),
        indicator.gewicht,
        *cuts,
    )  # fmt: skip
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()[:16]


def _require_unchanged(kept: Mapping[str, Unit], run: _Run) -> None:
    """Require that published periods are told by the declarations that they were published with.

    Raises:
        ReleaseError: an indicator is declared otherwise now.
    """
    for unit in kept.values():
        now = run.definitions(unit)
        changed = [name for name, found in unit.definitions.items() if now.get(name) != found]
        if changed:
            raise ReleaseError(
                f"{changed[0]} ist in der Fassung „{unit.concept}“ anders festgelegt als bei der "
                f"Veröffentlichung von {unit.name}, oder fehlt. Veröffentlichte Zeiträume behalten "
                "ihre Festlegung: Bitte die Änderung in einer neuen Fassung des Konzepts machen, "
                f"oder {unit.name} mit „monitor correct {unit.name} --reason …“ berichtigen."
            )


def _computed(now: Frozen, waiting: tuple[Candidate, ...], run: _Run) -> Computed:
    content, noise = run.content, run.noise
    periods, before = _published_periods(now.units, content.begins_on)
    world = add_up(OfficeFacts(now.facts, periods, before), content)
    values, atoms = [], []
    for concept in content.concepts:
        own = valid_periods(concept, content, periods)
        passing = pass_counts(published(concept), world, noise)
        of_concept = replace(world, passed=passing.figures)
        values += [
            rows_of_wert(shown, of_concept, content, as_of=run.as_of)
            for shown in _shown(concept, own, now.units, run)
        ]
        of_periods = passing.atoms.join(own, on=("periode_art", "periode"), how="semi")
        atoms.append(of_periods.with_columns(konzept_id=pl.lit(concept.id)))
    wert = _with_changes(pl.concat(values), now.units)
    side = side_frames(world, noise, content.code_names, sorted(_items_of(now.units)))
    kinds = published_kinds(content)
    frames = tables(content, world, wert, kinds, only_district_charts=True)
    return Computed(frames, side, now, pl.concat(atoms), waiting)


def _published_periods(
    units: Mapping[str, Unit], first: dt.date
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the periods of published units, and those before the concept; longer ones if whole."""
    rows = [
        (one.name, one.start, one.end) for one in units.values() if one.kind is PeriodKind.WELLE
    ]
    waves = pl.DataFrame(
        rows, schema={"welle": pl.String, "von": pl.Date, "bis": pl.Date}, orient="row"
    )
    quarters = [one for one in units.values() if one.kind is PeriodKind.QUARTAL]
    last = max(one.end for one in units.values())
    begin = min([first, *(one.start for one in quarters)])
    periods = calendar(first, last, waves)
    before = calendar(begin, last, waves.clear()).filter(pl.col("von") < first)
    known = set(units)
    return _whole(periods, known), _whole(before, known)


def _whole(periods: pl.DataFrame, known: set[str]) -> pl.DataFrame:
    """Return the periods of which every quarter, or the wave, is among the known units."""
    kept = [
        set(_units_in(kind, name, start, end)) <= known and kind in _KINDS
        for kind, name, start, end in periods.select(
            "periode_art", "periode", "von", "bis"
        ).iter_rows()
    ]
    return periods.filter(pl.Series(kept, dtype=pl.Boolean))


_KINDS: Final = frozenset(
    {PeriodKind.QUARTAL, PeriodKind.HALBJAHR, PeriodKind.JAHR, PeriodKind.WELLE}
)


def _units_in(kind: str, name: str, start: dt.date, end: dt.date) -> list[str]:
    """Return the quarters of a period, or the wave."""
    if kind == PeriodKind.WELLE:
        return [name]
    return [one.name for one in periods_between(start, end, PeriodKind.QUARTAL)]


def _shown(
    concept: Concept, periods: pl.DataFrame, units: Mapping[str, Unit], run: _Run
) -> Iterator[ShownIndicator]:
    """Yield the indicators of a version as they are published, of its periods those that are."""
    for indicator, only_areas in _published_indicators(concept, run.content):
        own = periods.filter(_is_published(indicator, periods, units, run))
        yield ShownIndicator(concept, indicator, own, only_areas)


def _published_indicators(concept: Concept, content: Content) -> Iterator[tuple[Indicator, bool]]:
    """Yield the indicators, those of districts and areas one by one, and whether of areas only."""
    plan_of, sensitive = published(concept), content.confidentiality.sensibel
    for indicator in (*plan_of.exact, *(one.indicator for one in plan_of.summed)):
        level = highest_level(indicator, sensitive)
        yield indicator.model_copy(update={"ebene": level}), False
    for figure in plan_of.passed:
        if figure.cut.is_district:
            yield figure.indicator, False
        elif highest_level(figure.indicator, sensitive) is AreaLevel.SOZIALRAUM:
            yield figure.indicator, True


def _is_published(
    indicator: Indicator, periods: pl.DataFrame, units: Mapping[str, Unit], run: _Run
) -> pl.Series:
    """Tell of each period whether an indicator is published for it."""
    kinds = set(longer_kinds(indicator.periode))
    kinds &= allowed_kinds(indicator, run.content.confidentiality.sensibel)
    mature = dt.timedelta(days=indicator.mature_after_days)
    told = [
        kind in kinds
        and end + mature <= run.as_of
        and all(
            indicator.id in units[unit].definitions for unit in _units_in(kind, name, start, end)
        )
        for kind, name, start, end in periods.select(
            "periode_art", "periode", "von", "bis"
        ).iter_rows()
    ]
    return pl.Series(told, dtype=pl.Boolean)


def _with_changes(wert: pl.DataFrame, units: Mapping[str, Unit]) -> pl.DataFrame:
    """Say of each figure when its period was published anew, and why if that was a correction."""
    periods = wert.select("periode_art", "periode", "von", "bis").unique().sort("bis")
    rows = []
    for kind, name, start, end in periods.iter_rows():
        changes = [
            one for unit in _units_in(kind, name, start, end) for one in units[unit].history[1:]
        ]
        if changes:
            latest = max(changes, key=lambda one: one.on)
            rows.append((kind, name, latest.on, latest.reason))
    schema = {"periode_art": pl.String, "periode": pl.String,
              "revidiert_am": pl.Date, "korrektur": pl.String}  # fmt: skip
    told = pl.DataFrame(rows, schema=schema, orient="row")
    return (
        wert.drop("revidiert_am", "korrektur")
        .join(told, on=("periode_art", "periode"), how="left", maintain_order="left")
        .select(wert.columns)
    )
