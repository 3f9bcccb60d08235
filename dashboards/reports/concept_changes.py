"""What a version of the concept changed, and what that does to the judgement."""

from __future__ import annotations

import polars as pl

from dashboards.reports.balance_tables import of_version
from dashboards.reports.basis import ReportBasis
from dashboards.reports.concept_versions import VersionPair
from dashboards.reports.document import Block, Bullets, Cell, Heading, Paragraph, ReportTable, Tone
from dashboards.reports.figure_tables import NONE, columns, target_of
from dashboards.words import formats, target_side, values
from dashboards.words.values import Row
from monitor.concept.vocabulary import Direction


def concept_changes(basis: ReportBasis, versions: VersionPair) -> list[Block]:
    """Return the chapter on changed targets, changed definitions, new and dropped indicators."""
    t = basis.t
    heading = Heading(1, t("report.heading.concept"))
    if versions.earlier is None:
        return [heading, Paragraph(t("report.concept.first"))]
    return [
        heading,
        *_targets(basis, versions),
        Heading(2, t("report.heading.definitions")),
        *_definitions(basis, versions),
        *_came_and_went(basis, versions),
    ]


def _targets(basis: ReportBasis, versions: VersionPair) -> list[Block]:
    """Return the changed targets, and whether the latest value meets the one and the other."""
    t, changed = basis.t, versions.retargeted()
    heading = Heading(2, t("report.heading.targets"))
    if not changed:
        return [heading, Paragraph(t("report.concept.same_targets"))]
    names = (("indicator", 3), ("target_before", 1.6), ("target_now", 1.6), ("value_latest", 1.8),
             ("met_before", 1.6), ("met_now", 1.6))  # fmt: skip
    rows = tuple(_target_cells(basis, versions, key) for key in changed)
    caption = t("report.table.targets",
                day=formats.date(versions.version["gueltig_von"], t.language))  # fmt: skip
    table = ReportTable(caption, columns(t, *names), rows)
    return [heading, table, Paragraph(t("report.concept.met"), Tone.SOFT)]


def _target_cells(basis: ReportBasis, versions: VersionPair, key: str) -> tuple[Cell, ...]:
    t, now, before = basis.t, versions.now[key], versions.before[key]
    one = basis.indicators.get(key)
    rows = of_version(basis, one) if one else pl.DataFrame()
    head = (
        Cell(f"{key} {now['name']}"),
        Cell(target_of(before, None, t)),
        Cell(target_of(now, None, t)),
    )
    if rows.is_empty():
        return *head, Cell(NONE), Cell(NONE), Cell(NONE)
    value = rows.row(-1, named=True)
    period = formats.short_period(value["periode"], t.language)
    told = t("report.value_at", value=values.with_unit(now, value, t), period=period)
    met = (Cell(_met(row, value, basis)) for row in (before, now))
    return *head, Cell(told, number=value["wert"]), *met


def _met(indicator: Row, value: Row, basis: ReportBasis) -> str:
    """Return whether a value meets the target of a version, and whether that is certain."""
    t = basis.t
    targets = {name: indicator[name] for name in ("zielwert", "zielwert_oben")}
    judged = {**value, **targets}
    met = target_side.is_met(indicator, judged)
    if met is None or indicator["richtung"] == Direction.BEOBACHTEN:
        return NONE
    word = t("yes" if met else "no")
    is_sure = target_side.is_certain(indicator, judged)
    return word if is_sure else t("report.concept.unsure", word=word)


def _definitions(basis: ReportBasis, versions: VersionPair) -> list[Block]:
    """Return the effect of changed definitions: the last value before and the first since."""
    t, changed = basis.t, versions.redefined()
    if not changed:
        return [Paragraph(t("report.concept.same_definitions"))]
    items = tuple(_effect(basis, versions, key) for key in changed)
    return [Bullets(items), Paragraph(t("report.concept.broken"), Tone.SOFT)]


def _effect(basis: ReportBasis, versions: VersionPair, key: str) -> str:
    t, one, now = basis.t, basis.indicators.get(key), versions.now[key]
    name = f"{key} {now['name']}"
    rows = one.series.shown if one and one.series else pl.DataFrame()
    known = rows.filter(pl.col("wert").is_not_null()) if rows.height else rows
    earlier = versions.earlier["konzept_id"] if versions.earlier else ""
    before = known.filter(pl.col("konzept_id") == earlier) if known.height else known
    since = known.filter(pl.col("konzept_id") == basis.chosen.concept) if known.height else known
    if before.is_empty() or since.is_empty():
        return t("report.concept.effect_unknown", name=name)
    last, first = before.row(-1, named=True), since.row(0, named=True)
    return t(
        "report.concept.effect", name=name,
        before=values.with_unit(versions.before[key], last, t),
        before_period=formats.period(last["periode"], t.language),
        now=values.with_unit(now, first, t),
        now_period=formats.period(first["periode"], t.language),
    )  # fmt: skip


def _came_and_went(basis: ReportBasis, versions: VersionPair) -> list[Block]:
    t = basis.t
    said = []
    for key, found, rows in (("added", versions.added(), versions.now),
                             ("dropped", versions.dropped(), versions.before)):  # fmt: skip
        names = [f"{one} {t('quoted', text=rows[one]['name'])}" for one in found]
        if names:
            said.append(t(f"report.concept.{key}", which=formats.listing(names, t.language)))
    return [Paragraph(" ".join(said) or t("report.concept.same_indicators"))]
