"""Values of an indicator in sentences: interval, target, certainty, missing rows.

Pure functions: rows in, text out. Example: *mindestens 60 %, Pfad 2025: 55 %* and
*Das ist gesichert. Auch mit Unsicherheit (12 bis 21 %) liegt der Wert über der Grenze.*
"""

from __future__ import annotations

import json
from typing import Final

from dashboards.words import formats, sentences, values
from dashboards.words.case_counts import cases, in_dative
from dashboards.words.messages import Messages
from dashboards.words.scale_ends import is_gap, outward
from dashboards.words.target_path import number as line_words
from dashboards.words.target_path import path_of, path_words, place_on_path, year_of
from dashboards.words.target_side import TargetSide, contains_target, is_certain, is_met, place_of
from dashboards.words.values import Row
from monitor.concept.vocabulary import Direction

#: Missing rows per case from which on they are told in any case.
_MUCH: Final = 0.2

_BESIDE: Final = frozenset({TargetSide.ABOVE, TargetSide.BELOW})

#: Places on a path of which nothing is left open.
_SURE: Final = frozenset({"on_missed", "off"})


def amount(indicator: Row, number: float, t: Messages, *, value: Row, digits: int) -> str:
    """Return a number with the indicator's unit, never rounded across a target."""
    unit, lines = indicator["einheit"], _lines(value)
    return formats.measure(number, unit, t.language, digits=digits, lines=lines)


def written(indicator: Row, number: float, t: Messages) -> str:
    """Return a number that no target grades with the indicator's unit and decimals."""
    digits, unit = indicator["nachkommastellen"], indicator["einheit"]
    return formats.measure(number, unit, t.language, digits=digits)


def span(indicator: Row, value: Row, low: float, high: float, t: Messages) -> str:
    """Return a range in words, rounded outwards, shares coarsely: *79 bis 94 %*.

    An end that is not zero is never written as zero where zero means equal, as of a gap.
    """
    own, unit = indicator["nachkommastellen"], indicator["einheit"]
    lines = (*_lines(value), 0.0) if is_gap(indicator) else _lines(value)
    least = max(0, own - 1) if unit == "%" else own
    bottom, top, digits = outward(low, high, digits=least, lines=lines)
    start = formats.number(bottom, t.language, digits=digits)
    end = formats.measure(top, unit, t.language, digits=digits)
    return t("indicator_page.interval", low=start, high=end)


def _lines(value: Row) -> tuple[float, ...]:
    names = ("zielwert", "zielwert_oben", "pfadwert")
    return tuple(value[name] for name in names if value[name] is not None)


def interval(indicator: Row, value: Row, t: Messages) -> str:
    """Return the interval of a value in words; "" without one."""
    if value["unten"] is None or value["oben"] is None:
        return ""
    return span(indicator, value, value["unten"], value["oben"], t)


def target(indicator: Row, value: Row, t: Messages) -> str:
    """Return the target that was valid for a value: *höchstens 10 %*."""
    return sentences.target({**indicator, **_targets(value)}, t)


def bare_target(indicator: Row, value: Row, t: Messages) -> str:
    """Return the target as a number: *10 %*, of a band *95 bis 100 %*."""
    if value["zielwert_oben"] is not None:
        return target(indicator, value, t)
    return line_words(indicator, value["zielwert"], t)


def aims(indicator: Row, value: Row, t: Messages) -> str:
    """Return target and path: *mindestens 60 %, Pfad 2025: 55 %*."""
    told = [target(indicator, value, t), path_words(indicator, value, t)]
    return ", ".join(filter(None, told))


def _targets(value: Row) -> Row:
    return {"zielwert": value["zielwert"], "zielwert_oben": value["zielwert_oben"]}


def certainty(indicator: Row, value: Row, t: Messages) -> str:
    """Return whether the value's side of the target is certain, or may be chance; else "".

    Nothing is called certain where missing rows could carry the value across the target, or where
    many are missing and nobody knows how far they could.
    """
    if value["wert"] is None or value["unten"] is None or value["oben"] is None:
        return ""
    said = interval(indicator, value, t)
    if value["zielwert"] is None:
        return t("indicator_page.uncertainty", interval=said)
    if path_of(indicator, value) is not None and not _is_surely_met(indicator, value):
        return _path_certainty(indicator, value, said, t)
    if is_certain(indicator, value):
        sure = t(f"goal_page.certain.{_place(indicator, value)}", interval=said)
        return sure if _is_open(value) else f"{t('goal_page.certain.lead')} {sure}"
    return _chance(indicator, value, t(f"goal_page.side.{_place(indicator, value)}"), t)


def _is_surely_met(indicator: Row, value: Row) -> bool:
    return bool(is_met(indicator, value)) and is_certain(indicator, value)


def _path_certainty(indicator: Row, value: Row, said: str, t: Messages) -> str:
    """Return whether the sides of path and target are certain."""
    place = place_on_path(indicator, value)
    text = t(f"goal_page.path.{place}", interval=said, **_path(indicator, value, t))
    is_sure = place in _SURE and not _is_open(value)
    return f"{t('goal_page.certain.lead')} {text}" if is_sure else text


def _is_open(value: Row) -> bool:
    """Tell whether missing rows could turn the judgement, or are many whose effect is not known."""
    is_bounded = value["grenze_unten"] is not None and value["grenze_oben"] is not None
    return missing_matters(value) or (is_much_missing(value) and not is_bounded)


def _path(indicator: Row, value: Row, t: Messages) -> dict[str, str]:
    path = line_words(indicator, path_of(indicator, value) or 0.0, t)
    return {"path": path, "year": year_of(value), "target": bare_target(indicator, value, t)}


def _place(indicator: Row, value: Row) -> str:
    """Return the place of a value; a target that is not to be exceeded is a limit."""
    place = place_of(indicator, value)
    is_limit = indicator["richtung"] == Direction.NIEDRIGER and place in _BESIDE
    return f"{place}_LIMIT" if is_limit else place


def chance(indicator: Row, value: Row, t: Messages) -> str:
    """Return place and value, and that both may be chance, for after the indicator's name."""
    worded = in_dative(indicator, t)
    bare, told = bare_target(worded, value, t), values.with_unit(worded, value, t)
    place = t(f"goal_page.place.{_place(indicator, value)}", value=told, target=bare)
    said = interval(indicator, value, t)
    if path_of(indicator, value) is not None and said:
        return t("goal_page.path.chance", place=place, interval=said, **_path(indicator, value, t))
    return _chance(indicator, value, place, t)


def _chance(indicator: Row, value: Row, place: str, t: Messages) -> str:
    """Return that a place may be chance; without an interval nothing can be said of that."""
    said = interval(indicator, value, t)
    if not said:
        return t("goal_page.chance.unbounded", place=place)
    if value["fallzahl"] is None:
        return t("goal_page.chance.plain", place=place, interval=said)
    told = cases(indicator, value, t)
    key = "smaller" if is_gap(indicator) else "cases"
    return t(f"goal_page.chance.{key}", place=place, cases=told, interval=said)


def missing(indicator: Row, value: Row, t: Messages) -> str:
    """Return how much is missing or in quarantine, and what that could change."""
    rows = _missing_rows(indicator, value, t)
    if rows is None:
        return t("indicator_page.missing.unknown")
    if not rows:
        return t("indicator_page.missing.nothing")
    if value["grenze_unten"] is None or value["grenze_oben"] is None:
        return t("indicator_page.missing.unbounded", rows=rows)
    return _bounded(indicator, value, rows, t)


def missing_share(value: Row) -> float | None:
    """Return the share (0–1) of rows that are missing or in quarantine; ``None``: not known."""
    there = value["nenner"] if value["fallzahl"] is None else value["fallzahl"]
    gone = (value["fehlend"] or 0) + (value["quarantaene"] or 0)
    return gone / (gone + there) if there is not None and gone + there else None


def is_much_missing(value: Row) -> bool:
    """Tell whether missing rows are more than a fifth of the cases."""
    share = missing_share(value)
    return share is not None and share > _MUCH / (1 + _MUCH)


def missing_matters(value: Row) -> bool:
    """Tell whether missing rows could carry the value across its target.

    So they can where a target lies within the bounds, and the bounds are wider than the interval,
    which already says of a narrower range that the value may lie on either side.
    """
    low, high = value["grenze_unten"], value["grenze_oben"]
    if not contains_target(value, low, high) and not _contains_path(value, low, high):
        return False
    known = value["unten"] is not None and value["oben"] is not None
    return not known or bool(high - low > value["oben"] - value["unten"])


def _contains_path(value: Row, low: float | None, high: float | None) -> bool:
    path = value["pfadwert"]
    return path is not None and low is not None and high is not None and low <= path <= high


def _bounded(indicator: Row, value: Row, rows: str, t: Messages) -> str:
    low, high = value["grenze_unten"], value["grenze_oben"]
    line = "bounds" if contains_target(value, low, high) else "bounds_path"
    key = line if missing_matters(value) else "harmless"
    digits = indicator["nachkommastellen"]
    return t(
        f"indicator_page.missing.{key}", rows=rows,
        low=formats.number(low, t.language, digits=digits, lines=_lines(value)),
        high=amount(indicator, high, t, value=value, digits=digits),
    )  # fmt: skip


def _missing_rows(indicator: Row, value: Row, t: Messages) -> str | None:
    """Return the rows that may belong; "" for none, ``None``: not known."""
    if value["fehlend"] is None and value["quarantaene"] is None:
        return None
    parts = []
    if value["fehlend"]:
        field = _field(indicator, t)
        parts.append(t.count("indicator_page.missing.missing", value["fehlend"], field=field))
    if value["quarantaene"]:
        parts.append(t.count("indicator_page.missing.quarantine", value["quarantaene"]))
    return formats.listing(parts, t.language)


def _field(indicator: Row, t: Messages) -> str:
    """Return the name of the field without which rows are missing, from the declaration."""
    declared = json.loads(indicator["definition"])
    quantities = [declared.get(name) for name in ("nenner", "wert")]
    needed = [
        condition["feld"]
        for quantity in quantities
        if isinstance(quantity, dict)
        for condition in quantity.get("gueltig", ())
    ]
    named = t.optional(f"indicator_page.field.{needed[0]}") if needed else None
    return named or t("indicator_page.field.other")
