"""Plain sentences that several pages say: targets, grounds of a status, revisions.

Pure functions: rows in, text out. The templates are in the catalogue of messages.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from dashboards.words import formats, values
from dashboards.words.grounds import Grounds
from dashboards.words.language import Language
from dashboards.words.messages import Messages
from dashboards.words.values import Row
from monitor.concept.vocabulary import DISTRICT, Direction
from monitor.statistics.attainment import GRADED_SHARE, GRADES

_GRADED: Final = frozenset(grade.value for grade in GRADES)


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


def target(row: Row, t: Messages, *, form: str = "target") -> str:
    """Return a target in words: ``mindestens 80 %``, ``höchstens 3 Werktage``, ``95 bis 100 %``.

    ``form``: ``target_short`` for narrow places, ``mind. 80 %``.
    """
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
    unit = unit_after(written if upper is None else above, row, t)
    return t(f"{form}.{row['richtung']}", value=written, upper=above, unit=unit)


def unit_after(written: str, row: Row, t: Messages) -> str:
    """Return the unit after a target; English writes the sign of percent without a space."""
    unit = formats.after(written, row["einheit"])
    is_close = not unit or (unit == "%" and t.language is Language.EN)
    return unit if is_close else f"\u00a0{unit}"


def revised(named: pl.DataFrame, t: Messages) -> str:
    """Return which values were published anew, when and why; none: nothing.

    ``named``: rows of ``wert`` with a column ``name`` (of the area or period).
    """
    found = named.filter(pl.col("revidiert_am").is_not_null())
    which = [f"{row['name']} ({values.revised(row, t)})" for row in found.iter_rows(named=True)]
    return t("indicator.revised", which=formats.listing(which, t.language)) if which else ""
