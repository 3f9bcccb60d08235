"""Plain sentences from data: standing of a goal, changes, summary of a chart.

Pure functions: rows in, text out. The templates are in the catalogue of messages.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from dashboards.words import formats, values
from dashboards.words.behaviour import Behaviour
from dashboards.words.grounds import Grounds
from dashboards.words.messages import Messages
from dashboards.words.values import Row
from monitor.concept.vocabulary import DISTRICT, Assurance, Direction, Status, Variation
from monitor.statistics.attainment import GRADED_SHARE, GRADES

#: Order in which counts of a status are named in the top sentence.
_COUNTED: Final = (Status.AUF_KURS, Status.VERFEHLT, Status.UNSICHER)
_GRADED: Final = frozenset(grade.value for grade in GRADES)


def status_word(status: str, t: Messages) -> str:
    """Return the word of a status, e.g. *verfehlt*."""
    return t(f"status.{status}")


def overall(standings: pl.DataFrame, t: Messages) -> str:
    """Return the overall picture of all goals in one sentence; counts that are 0 are left out."""
    counts = dict(standings.group_by("status").len().iter_rows())
    parts = [
        t("overview.count", n=counts[status.value], word=status_word(status, t))
        for status in _COUNTED
        if counts.get(status.value)
    ]
    if nothing := counts.get(Status.KEINE_ANGABE.value):
        parts.append(t("overview.count", n=nothing, word=t("overview.without")))
    lead = t("overview.lead", n=counts.get(Status.ERREICHT.value, 0), total=standings.height)
    return ", ".join([lead, *parts]) + "."


def standing(row: Row, contributions: pl.DataFrame, names: Mapping[str, str], t: Messages) -> str:
    """Return one sentence about a goal.

    ``contributions``: rows of the goal's indicators at the quarter; ``names``: id → name.
    """
    status = Status(row["status"])
    if status is Status.KEINE_ANGABE:
        return t("sentence.KEINE_ANGABE")
    data: dict[str, object] = {
        "since": formats.period(row["seit"], t.language),
        "n": row["anzahl_erreicht"],
        "total": row["anzahl_bewertet"],
        "far": _farthest(contributions, names),
        "unsure": _unsure(contributions, names, t),
    }
    return t(_standing_key(status, row, data), **data)


def _standing_key(status: Status, row: Row, data: Mapping[str, object]) -> str:
    single = ".single" if row["anzahl_bewertet"] == 1 else ""
    if status is Status.VERFEHLT and not data["far"]:
        return "sentence.VERFEHLT.plain"
    if status is Status.UNSICHER and not data["unsure"]:
        return "sentence.UNSICHER.plain"
    return f"sentence.{status}{single or '.full'}"


def rests_on(row: Row, grounds: Grounds | None, t: Messages) -> str:
    """Return the grounds of a status: graded indicators, weight, oldest grade; else ""."""
    if grounds is None or row["status"] not in _GRADED:
        return ""
    share = formats.percent(row["gewicht_bewertet"], t.language, lines=(GRADED_SHARE,))
    oldest = formats.period(grounds.oldest, t.language)
    key = "rests.one" if grounds.graded == 1 else "rests.other"
    return t(key, n=grounds.graded, total=grounds.counted, share=share, oldest=oldest)


def without(indicators: pl.DataFrame, area: str, t: Messages) -> str:
    """Return which graded indicators the goals of an area go without; none: nothing.

    ``indicators``: rows of ``indikator`` with ``name`` in the language.
    """
    left = left_out(indicators) if area != DISTRICT else indicators.clear()
    which = [
        f"{key} {t('quoted', text=name)}"
        for key, name in left.select("indikator_id", "name").iter_rows()
    ]
    return t("goal.without", which=formats.listing(which, t.language)) if which else ""


def left_out(indicators: pl.DataFrame) -> pl.DataFrame:
    """Return the indicators that count for goals of the district only, and not for areas."""
    counts = (pl.col("gewicht") > 0) & (pl.col("richtung") != Direction.BEOBACHTEN.value)
    return indicators.filter(counts, pl.col("periode_art_sozialraum").is_null())


def _farthest(contributions: pl.DataFrame, names: Mapping[str, str]) -> str:
    missed = contributions.filter(
        (pl.col("status") == Status.VERFEHLT.value) & pl.col("zielerreichung").is_not_null()
    ).sort("zielerreichung", "indikator_id")
    return names.get(missed["indikator_id"][0], "") if missed.height else ""


def _unsure(contributions: pl.DataFrame, names: Mapping[str, str], t: Messages) -> str:
    found = contributions.filter(pl.col("status") == Status.UNSICHER.value)["indikator_id"]
    return formats.listing(
        [t("quoted", text=names[key]) for key in found if key in names], t.language
    )


def changes(now: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """Return the goals whose status differs: ziel_id, status (now) and vorher (before)."""
    earlier = before.select("ziel_id", vorher="status")
    return now.join(earlier, on="ziel_id", maintain_order="left").filter(
        pl.col("status") != pl.col("vorher")
    )


def target(row: Row, t: Messages) -> str:
    """Return a target in words: ``mindestens 80 %``, ``höchstens 3 Werktage``, ``95 bis 100 %``."""
    value, upper = row["zielwert"], row["zielwert_oben"]
    if value is None:
        return t("target.none")
    digits = (
        0
        if float(value).is_integer() and float(upper or 0).is_integer()
        else row["nachkommastellen"]
    )
    written = formats.decided(value, t.language, digits=digits)
    above = formats.decided(upper, t.language, digits=digits)
    return t(f"target.{row['richtung']}", value=written, upper=above, unit=row["einheit"])


def latest(indicator: Row, value: Row | None, t: Messages) -> str:
    """Return the latest period, value, target and interval of a chart: the text alternative."""
    if value is None:
        return t("latest.nothing")
    when = formats.period(value["periode"], t.language)
    if value["wert"] is None:
        return t("latest.missing", period=when)
    then = {**indicator, "zielwert": value["zielwert"], "zielwert_oben": value["zielwert_oben"]}
    written = values.with_unit(indicator, value, t)
    said = t("latest.value", period=when, value=written, target=target(then, t))
    return said + _interval(indicator, value, t) + _provisional(value, t) + _revised(value, t)


def _interval(indicator: Row, value: Row, t: Messages) -> str:
    if value["unten"] is None or value["oben"] is None:
        return ""
    low, high = (values.plain(indicator, value, side, t) for side in ("unten", "oben"))
    return " " + t("latest.interval", low=low, high=high, unit=indicator["einheit"])


def _provisional(value: Row, t: Messages) -> str:
    return " " + t("latest.provisional") if value["vorlaeufig"] else ""


def _revised(value: Row, t: Messages) -> str:
    said = values.revised(value, t)
    return " " + t("latest.revised", revised=said) if said else ""


def revised(named: pl.DataFrame, t: Messages) -> str:
    """Return which values were published anew, when and why; none: nothing.

    ``named``: rows of ``wert`` with a column ``name`` (of the area or period).
    """
    found = named.filter(pl.col("revidiert_am").is_not_null())
    which = [f"{row['name']} ({values.revised(row, t)})" for row in found.iter_rows(named=True)]
    return t("indicator.revised", which=formats.listing(which, t.language)) if which else ""


def bounds(indicator: Row, value: Row | None, t: Messages) -> str:
    """Return how much is missing or in quarantine, and between which bounds the value lies."""
    if value is None or (value["fehlend"] is None and value["quarantaene"] is None):
        return t("bounds.none")
    lead = t(
        "bounds.rows",
        period=formats.period(value["periode"], t.language),
        missing=formats.number(value["fehlend"] or 0, t.language),
        quarantine=formats.number(value["quarantaene"] or 0, t.language),
    )
    if value["grenze_unten"] is None or value["grenze_oben"] is None:
        return f"{lead} {t('bounds.unbounded')}"
    low, high = (values.plain(indicator, value, end, t) for end in ("grenze_unten", "grenze_oben"))
    return f"{lead} {t('bounds.range', low=low, high=high, unit=indicator['einheit'])}"


def behaviour(found: Behaviour | None, t: Messages) -> str:
    """Return the reading of a chart: the latest rule hit drawn, period, n and outlook."""
    if found is None:
        return t("xmr.none")
    said = [_change(found, t)]
    if found.is_past:
        said.append(t("xmr.past", **_hit(found, t)))
    if found.assurance is not Assurance.KEINE_ANGABE:
        said.append(t(f"assurance_sentence.{found.assurance}"))
    return " ".join(said)


def _change(found: Behaviour, t: Messages) -> str:
    if found.variation is Variation.ZU_KURZ:
        return t("xmr.short", n=found.n)
    if found.signal is None:
        return t("xmr.quiet", n=found.n)
    if found.is_past:
        return t("xmr.calm", n=found.n)
    return t(f"xmr.{found.variation}", **_hit(found, t))


def _hit(found: Behaviour, t: Messages) -> dict[str, object]:
    when = formats.period(found.period, t.language) if found.period else ""
    return {"rule": t(f"signal.{found.signal}"), "period": when, "n": found.n}
