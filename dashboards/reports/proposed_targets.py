"""Targets that the observed process suggests, and in which periods each would have been met."""

from __future__ import annotations

from math import inf, nan
from typing import Final

import polars as pl

from dashboards.pages.indicator_figures import IndicatorFigures
from dashboards.reports.basis import ReportBasis
from dashboards.reports.document import Block, Bullets, Cell, Heading, Paragraph, ReportTable, Tone
from dashboards.reports.figure_tables import NONE, columns, target_of
from dashboards.words import formats, indicator_values
from dashboards.words.messages import Messages
from dashboards.words.scale_ends import is_gap
from dashboards.words.target_proposal_words import reasons, reasons_why_none
from dashboards.words.target_side import is_met
from dashboards.words.values import Row
from monitor.concept.vocabulary import Direction
from monitor.statistics.target_proposals import CandidateKind, TargetProposal, propose_targets

_FULL: Final = 100.0
_QUANTILE: Final = "quantil"


def proposed_targets(basis: ReportBasis) -> list[Block]:
    """Return the chapter; of published figures of areas nothing is proposed."""
    t = basis.t
    heading = Heading(1, t("report.heading.proposals"))
    if not basis.has_signals:
        return [heading, Paragraph(t("report.proposals.areas"))]
    found = [(one, proposal_of(one)) for one in basis.indicators.values() if one.series]
    made = [(one, proposal) for one, proposal in found if proposal.candidates]
    none = [(one.indicator, proposal) for one, proposal in found if not proposal.candidates]
    return [
        heading,
        Paragraph(t("report.proposals.intro")),
        *(_made(basis, made) if made else [Paragraph(t("report.proposals.nothing"))]),
        Heading(2, t("report.heading.no_proposals")),
        Bullets(tuple(reasons_why_none(none, t))),
    ]


def _made(basis: ReportBasis, made: list[tuple[IndicatorFigures, TargetProposal]]) -> list[Block]:
    t = basis.t
    names = (("indicator", 3), ("target_now", 1.7), ("median", 1.8), ("steady", 1.7),
             ("middle", 1.8), ("change_needed", 1.8))  # fmt: skip
    table = ReportTable(
        t("report.table.proposals"),
        columns(t, *names),
        tuple(_cells(basis, one, proposal) for one, proposal in made),
        note=" ".join([t("report.proposals.how"), *_of_classes(made, t)]),
    )
    items = tuple(reasons(one.indicator, proposal, _periods(one), t) for one, proposal in made)
    return [
        Paragraph(t("report.proposals.three")),
        table,
        Heading(2, t("report.heading.reasons")),
        Bullets(items),
        Paragraph(t("report.proposals.committee"), Tone.SOFT),
    ]


def _of_classes(made: list[tuple[IndicatorFigures, TargetProposal]], t: Messages) -> list[str]:
    """Return which targets a quantile can have, where one is proposed."""
    names = [one.key for one, _ in made if one.indicator["art"] == _QUANTILE]
    which = formats.listing(names, t.language)
    return [t("report.proposals.classes", which=which)] if names else []


def proposal_of(one: IndicatorFigures) -> TargetProposal:
    """Return what the latest phase of an indicator suggests."""
    rows = phase_of(one)
    indicator, behaviour = one.indicator, one.series.behaviour if one.series else None
    values = (
        [nan if value is None else float(value) for value in rows["wert"]] if rows.height else []
    )
    return propose_targets(
        values,
        Direction(indicator["richtung"]),
        digits=_digits(indicator),
        ends=_ends(indicator),
        is_seasonal=bool(behaviour and behaviour.is_seasonal),
    )


def phase_of(one: IndicatorFigures) -> pl.DataFrame:
    """Return the shown rows of ``wert`` in the latest phase of the series, in time order."""
    series = one.series
    if series is None or series.limits.is_empty() or series.shown.is_empty():
        return pl.DataFrame()
    phases = series.limits.select("periode", "phase")
    known = series.shown.join(phases, on="periode", maintain_order="left")
    return known.filter(pl.col("phase") == known["phase"].max()) if known.height else known


def _periods(one: IndicatorFigures) -> list[str]:
    rows = phase_of(one)
    return list(rows["periode"]) if rows.height else []


def _digits(indicator: Row) -> int:
    """Return the decimals of a target: a quantile's ends a class of whole numbers."""
    return 0 if indicator["art"] == _QUANTILE else int(indicator["nachkommastellen"])


def _ends(indicator: Row) -> tuple[float, float]:
    """Return how far the unit of an indicator goes."""
    if is_gap(indicator) or indicator["einheit"] == "T":
        return -inf, inf
    return 0.0, _FULL if indicator["einheit"] == "%" else inf


def _cells(basis: ReportBasis, one: IndicatorFigures, proposal: TargetProposal) -> tuple[Cell, ...]:
    t, indicator = basis.t, one.indicator
    by_kind = {candidate.kind: candidate for candidate in proposal.candidates}
    cells = []
    for kind in CandidateKind:
        candidate = by_kind.get(kind)
        if candidate is None:
            cells.append(Cell(NONE))
            continue
        valid = {**indicator, "zielwert": candidate.value, "zielwert_oben": None}
        target = target_of(valid, None, t)
        told = t("report.proposals.times", target=target, times=candidate.times, n=proposal.n)
        cells.append(Cell(told, number=candidate.value))
    return (
        Cell(f"{one.key} {indicator['name']}"),
        _target_now(one, proposal, t),
        _usual(basis, indicator, proposal),
        *cells,
    )


def _target_now(one: IndicatorFigures, proposal: TargetProposal, t: Messages) -> Cell:
    """Return the present target with the number of periods of the phase that meet it."""
    indicator, rows = one.indicator, phase_of(one)
    target = target_of(indicator, None, t)
    if indicator["zielwert"] is None:
        return Cell(target)
    present = {name: indicator[name] for name in ("zielwert", "zielwert_oben")}
    known = rows.filter(pl.col("wert").is_not_null()).iter_rows(named=True)
    times = sum(bool(is_met(indicator, {**row, **present})) for row in known)
    told = t("report.proposals.times", target=target, times=times, n=proposal.n)
    return Cell(told, number=indicator["zielwert"])


def _usual(basis: ReportBasis, indicator: Row, proposal: TargetProposal) -> Cell:
    """Return the median with the limits of the usual range, as far as the unit goes."""
    t, (low, high) = basis.t, _ends(indicator)
    ends = [
        formats.number(min(max(end, low), high), t.language, digits=indicator["nachkommastellen"])
        for end in (proposal.low, proposal.high)
    ]
    median = indicator_values.written(indicator, proposal.median, t)
    told = t("report.proposals.usual", median=median, low=ends[0], high=ends[1])
    return Cell(told, number=proposal.median)
