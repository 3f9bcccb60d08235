"""An indicator in sentences, as its section on the page of the goal and reports say them."""

from __future__ import annotations

from dashboards.components.selection import PageScope
from dashboards.pages.indicator_changes import year_change
from dashboards.pages.indicator_figures import IndicatorFigures, Series
from dashboards.request.context import Context
from dashboards.words import (
    case_counts,
    formats,
    indicator_reading,
    indicator_values,
    period_words,
    values,
)
from dashboards.words.messages import Messages
from dashboards.words.values import Row
from monitor.concept.vocabulary import Status


def fact(one: IndicatorFigures, t: Messages) -> str:
    """Return the value with period, counts and target: *2025: 12,1 %, Ziel höchstens 10 %*."""
    value, indicator = one.value, one.indicator
    if value is None:
        return t("report.sentence.no_value")
    period = formats.period(value["periode"], t.language)
    if value["wert"] is None:
        return t("indicator_page.empty.value", period=period)
    written = values.with_unit(indicator, value, t)
    counts = case_counts.counts(indicator, value, t)
    soft = f" ({t('indicator_page.provisional')})" if value["vorlaeufig"] else ""
    return f"{period}{soft}: {written}{counts}{aim(indicator, value, t)}"


def aim(indicator: Row, value: Row, t: Messages) -> str:
    """Return the end of a sentence that names the target, or that there is none."""
    if value["zielwert"] is None:
        return t("indicator_page.no_target")
    return t("indicator_page.target", target=indicator_values.aims(indicator, value, t))


def certainties(one: IndicatorFigures, t: Messages) -> list[str]:
    """Return how certain a value is, since when its status holds, and what is missing."""
    value, indicator = one.value, one.indicator
    if value is None or value["wert"] is None:
        return []
    said = [indicator_values.certainty(indicator, value, t), status_since(one, t)]
    if indicator_values.missing_matters(value) or indicator_values.is_much_missing(value):
        said.append(indicator_values.missing(indicator, value, t))
    return [sentence for sentence in said if sentence]


def status_since(one: IndicatorFigures, t: Messages) -> str:
    """Return since when the status holds, as far back as the series is shown."""
    status, series = one.graded.status, one.series
    if series is None or status in {Status.BEOBACHTUNG, Status.KEINE_ANGABE}:
        return ""
    run, is_start = [], True
    for period, each in series.shown.select("periode", "status").reverse().iter_rows():
        if each != status:
            is_start = each == Status.KEINE_ANGABE
            break
        run.append(period)
    if len(run) < 2:  # noqa: PLR2004  # one period is no duration
        return ""
    word, since = t(f"status.{status}"), period_words.since(run[-1], t, is_start=is_start)
    said = t("indicator_page.status_since", status=word, since=since)
    return said[0].upper() + said[1:]


def readings(
    context: Context, chosen: PageScope, one: IndicatorFigures, series: Series
) -> list[str]:
    """Return the sentences on signal and noise; of a short series also the latest change."""
    t, found, indicator = context.t, series.behaviour, one.indicator
    said = indicator_reading.reading(indicator, found, t)
    if series.is_short and series.change is not None:
        change = indicator_reading.change_sentence(indicator, series.change, series.kind, t)
        said = [change, *said]
    year = year_change(context, chosen, one, series)
    if year is not None:
        said.append(indicator_reading.year_sentence(indicator, year, t))
    return said
