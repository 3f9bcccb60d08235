"""Counts behind values, with their units in the right case: *62 von 391 Fällen*."""

from __future__ import annotations

from typing import Final

from dashboards.words import formats
from dashboards.words.language import Language
from dashboards.words.messages import Messages
from dashboards.words.scale_ends import is_gap
from dashboards.words.values import Row

#: Endings of German nouns in the plural that take an *n* in the dative.
_DATIVE: Final = ("e", "er", "el")

#: Counts from here on are read without decimals.
_LARGE: Final = 1000


def counts(indicator: Row, value: Row, t: Messages) -> str:
    """Return what a value was counted from, in brackets: *(62 von 391 Fällen)*; "" if unknown."""
    part, whole = value["zaehler"], value["nenner"]
    units = [indicator.get(f"{name}_einheit_{t.language}") for name in ("zaehler", "nenner")]
    if part is not None and whole is not None and all(units):
        if indicator["einheit"] == "%" and units[0] == units[1]:
            whole_words = _counted(whole, units[1], t, is_dative=True)
            return t("indicator_page.counts_of", part=_number(part, t), whole=whole_words)
        if units[0] != units[1] and units[0] != indicator["einheit"]:
            told = [_counted(n, unit, t) for n, unit in zip((part, whole), units, strict=True)]
            return t("indicator_page.counts_per", part=told[0], whole=told[1])
    if value["fallzahl"] is None:
        return ""
    if is_gap(indicator):
        whole_words = cases(indicator, value, t, is_dative=False)
        return t("indicator_page.counts_smaller", whole=whole_words)
    return t("indicator_page.counts_from", whole=cases(indicator, value, t))


def cases(indicator: Row, value: Row, t: Messages, *, is_dative: bool = True) -> str:
    """Return the number of cases behind a value, as after a preposition: *391 Fällen*."""
    same = [name for name in ("nenner", "zaehler") if value[name] == value["fallzahl"]]
    units = [indicator.get(f"{name}_einheit_{t.language}") for name in same]
    unit = next(filter(None, units), None)
    if unit is None:
        word = t("indicator_page.cases" if is_dative else "indicator_page.cases_bare")
        return f"{_number(value['fallzahl'], t)} {word}"
    return _counted(value["fallzahl"], unit, t, is_dative=is_dative)


def in_dative(indicator: Row, t: Messages) -> Row:
    """Return an indicator with its unit as after a German preposition: *mit 4 Werktagen*."""
    return {**indicator, "einheit": _dative(indicator["einheit"], t)}


def _dative(noun: str, t: Messages) -> str:
    """Return a noun in the dative plural; of several words, such as *je 100 Kinder*, unchanged."""
    is_changed = t.language is Language.DE and " " not in noun and noun.endswith(_DATIVE)
    return f"{noun}n" if is_changed else noun


def _counted(number: float, unit: str | None, t: Messages, *, is_dative: bool = False) -> str:
    written, name = _number(number, t), unit or ""
    word = formats.after(written, _dative(name, t) if is_dative else name)
    return f"{written}\u00a0{word}"


def _number(number: float, t: Messages) -> str:
    is_small = number < _LARGE and not float(number).is_integer()
    return formats.number(number, t.language, digits=1 if is_small else 0)
