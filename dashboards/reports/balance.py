"""The Bilanz of a version of the concept: targets then and now, what changed, what follows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from dashboards.pages.indicator_figures import IndicatorFigures
from dashboards.pages.indicator_sentences import readings, status_since
from dashboards.reports.balance_tables import goals_then_and_now, indicators_then_and_now
from dashboards.reports.basis import ReportBasis
from dashboards.reports.committee import Progress
from dashboards.reports.concept_changes import concept_changes
from dashboards.reports.concept_versions import VersionPair, last_quarter, read_versions
from dashboards.reports.data_state import data_state
from dashboards.reports.document import Block, Bullets, Heading, NewPage, Paragraph, Tone
from dashboards.reports.figure_tables import merged
from dashboards.reports.goal_sheets import chart_with_words, said
from dashboards.reports.headline import overall
from dashboards.reports.method import method
from dashboards.reports.proposed_targets import proposed_targets
from dashboards.reports.unjudged import unjudged
from dashboards.reports.written_texts import commentaries_of_goals, reviewed_actions
from dashboards.words import formats
from monitor.concept.vocabulary import Variation

#: So many changed indicators get a chart; all are named.
_CHARTS: Final = 6
_WAYS: Final = {
    Variation.VERBESSERUNG.value: "BESSER",
    Variation.VERSCHLECHTERUNG.value: "SCHLECHTER",
}


def balance_basis(basis: ReportBasis) -> ReportBasis:
    """Return the basis at the end of the version asked for (ReportError: there is no such one)."""
    concept = basis.wishes.concept or basis.chosen.concept
    return basis.at(last_quarter(basis, concept))


def balance(basis: ReportBasis, progress: Progress) -> list[Block]:
    """Return the blocks; ``basis`` is at the end of the version."""
    versions, t = read_versions(basis), basis.t
    steps = ("result", "changes", "actions", "proposals", "data")
    parts: tuple[Callable[[], list[Block]], ...] = (
        lambda: [*_result(basis, versions), NewPage(), indicators_then_and_now(basis, versions)],
        lambda: [NewPage(), *_changes(basis), *concept_changes(basis, versions)],
        lambda: [*reviewed_actions(basis), *commentaries_of_goals(basis)],
        lambda: [*proposed_targets(basis), *unjudged(basis)],
        lambda: [*data_state(basis), *method(basis)],
    )
    blocks: list[Block] = []
    for place, (step, part) in enumerate(zip(steps, parts, strict=True), 1):
        progress(t(f"report.progress.{step}"), place, len(steps))
        blocks += part()
    return blocks


def _result(basis: ReportBasis, versions: VersionPair) -> list[Block]:
    t = basis.t
    return [
        Heading(1, t("report.heading.result")),
        *overall(basis),
        Paragraph(_span(basis, versions)),
        Heading(2, t("report.heading.then_and_now")),
        goals_then_and_now(basis),
    ]


def _span(basis: ReportBasis, versions: VersionPair) -> str:
    """Return which version the Bilanz is of, since and until when, and what was before."""
    t, version, earlier = basis.t, versions.version, versions.earlier
    named = basis.context.localized("name")
    ends, since = version["gueltig_bis"], formats.date(version["gueltig_von"], t.language)
    if ends is None:
        lead = t("report.version.valid", name=version[named], since=since)
    else:
        until = formats.date(ends, t.language)
        lead = t("report.version.over", name=version[named], since=since, until=until)
    before = (
        t("report.version.before", name=earlier[named]) if earlier else t("report.version.first")
    )
    return merged([lead, before])


def _changes(basis: ReportBasis) -> list[Block]:
    """Return which indicators changed more than usual, since when, with charts."""
    t = basis.t
    changed = {one.key: way_of(one) for one in basis.indicators.values()}
    worse, better = (
        [basis.indicators[key] for key, way in changed.items() if way == asked]
        for asked in ("SCHLECHTER", "BESSER")
    )
    blocks: list[Block] = [Heading(1, t("report.heading.changes"))]
    if not basis.has_signals:
        blocks.append(Paragraph(t("report.changes.areas"), Tone.SOFT))
    if not worse and not better:
        return [*blocks, Paragraph(t("report.changes.none"))]
    for key, found in (("worse", worse), ("better", better)):
        if found:
            lead = Paragraph(t.count(f"report.changes.{key}", len(found)))
            blocks += [lead, Bullets(tuple(_change(basis, one) for one in found))]
    drawn = [*worse, *better][:_CHARTS]
    for one in drawn:
        heading = Heading(2, f"{one.key} {one.indicator['name']}", status=one.graded.status.value)
        blocks += [heading, *chart_with_words(basis, one)]
    rest = len(worse) + len(better) - len(drawn)
    return [*blocks, *said(t.count("report.changes.undrawn", rest) if rest else "", Tone.SOFT)]


def _change(basis: ReportBasis, one: IndicatorFigures) -> str:
    """Return what happened to an indicator and since when, with the rule that fired."""
    t, series = basis.t, one.series
    told = readings(basis.context, basis.chosen, one, series)[:1] if series else []
    found = series.behaviour if series else None
    if found is not None and found.is_signal and found.is_provisional:
        told.append(t("indicator_page.reading.provisional", n=found.n))
    return merged([f"{one.key} {one.indicator['name']}:", *told, status_since(one, t)])


def way_of(one: IndicatorFigures) -> str | None:
    """Return BESSER or SCHLECHTER where a change is striking or certain.

    Signals of provisional limits count as well; that they are provisional is said with them.
    """
    if one.shift is not None or one.series is None or one.series.behaviour is None:
        return one.shift
    return _WAYS.get(one.series.behaviour.variation)
