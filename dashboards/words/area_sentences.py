"""How the areas stand to their target: how many lie outside, which for certain, and before.

Pure functions: rows in, text out. Example: *Alle 8 Sozialräume liegen außerhalb des Zielbereichs;
gesichert in Bendorf und Rhein-Mosel. Ein Jahr zuvor waren es 3.*
"""

from __future__ import annotations

from typing import Final

import polars as pl

from dashboards.words import formats
from dashboards.words.messages import Messages
from dashboards.words.target_side import is_certain, is_met
from dashboards.words.values import Row
from monitor.concept.vocabulary import IntervalKind

#: So many areas are named, not only counted.
_FEW: Final = 3
_BOTH: Final = 2


def follow_up(indicator: Row, values: pl.DataFrame, before: pl.DataFrame, t: Messages) -> str:
    """Return the sentences; "" where no area has a value with a target.

    Args:
        indicator: a row of ``indikator``.
        values: rows of ``wert`` of areas in their fixed order, with ``name``, of one period.
        before: rows of ``wert`` of the same areas a year before; may be empty.
        t: messages of the language.
    """
    judged = _judged(indicator, values)
    if not judged:
        return ""
    n = sum(not is_met(indicator, row) for row in judged)
    said = [_now(indicator, judged, t), _then(indicator, before, n, t)]
    return " ".join(filter(None, said))


def _judged(indicator: Row, values: pl.DataFrame) -> list[Row]:
    return [row for row in values.iter_rows(named=True) if is_met(indicator, row) is not None]


def _now(indicator: Row, judged: list[Row], t: Messages) -> str:
    outside, total = [row for row in judged if not is_met(indicator, row)], len(judged)
    lead = _lead(outside, total, t)
    if indicator["intervall"] == IntervalKind.KEINES:
        return f"{lead}."
    told = outside or judged
    certain = [row for row in told if is_certain(indicator, row)]
    some = "some" if outside else "number"
    key = some if certain else "none"
    key = "all" if len(certain) == len(told) else key
    names = _names(certain, t)
    return t(f"indicator_page.follow.certain_{key}", lead=lead, names=names, n=len(certain))


def _lead(outside: list[Row], total: int, t: Messages) -> str:
    """Return how many lie outside; a few are named."""
    n = len(outside)
    if not n:
        return t("indicator_page.follow.none", total=total)
    if n == total == 1:
        return t("indicator_page.follow.only", names=_names(outside, t))
    if n == total:
        key = "both" if n == _BOTH else "all"
        return t(f"indicator_page.follow.{key}", total=total)
    lead = t.count("indicator_page.follow.some", n, total=total)
    return f"{lead} ({_names(outside, t)})" if n <= _FEW else lead


def _names(rows: list[Row], t: Messages) -> str:
    return formats.listing([row["name"] for row in rows], t.language)


def _then(indicator: Row, before: pl.DataFrame, n: int, t: Messages) -> str:
    """Return how many lay outside a year before; nothing where that is not known."""
    judged = _judged(indicator, before)
    then = sum(not is_met(indicator, row) for row in judged)
    if not judged or then == n == 0:
        return ""
    if then == n:
        return t("indicator_page.follow.year_ago_same")
    if then == 0:
        return t("indicator_page.follow.year_ago_none")
    return t.count("indicator_page.follow.year_ago", then)
