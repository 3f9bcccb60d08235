"""Signal or noise in an office's words: marks and sentences on a series and its latest change.

Pure functions: a reading of the chart (``words.behaviour``) and a row of ``veraenderung`` in, text
out. What is not gesichert is never called so: a change is called that by ``gesichert`` alone.
"""

from __future__ import annotations

from typing import Final

from dashboards.words import formats, period_words
from dashboards.words.behaviour import Behaviour
from dashboards.words.indicator_values import written
from dashboards.words.messages import Messages
from dashboards.words.scale_ends import within_unit
from dashboards.words.values import Row
from monitor.concept.vocabulary import Assurance, Direction, Variation

#: Sign of a series → what it means for the goal.
_SHIFTS: Final = {
    Variation.VERBESSERUNG.value: "BESSER",
    Variation.VERSCHLECHTERUNG.value: "SCHLECHTER",
}
_PROVEN: Final = frozenset(_SHIFTS.values())

#: Direction of an indicator → the trend that is an improvement.
_BETTER: Final = {Direction.HOEHER.value: "STEIGT", Direction.NIEDRIGER.value: "FAELLT"}
_OUTLOOKS: Final = frozenset({Assurance.IMMER, Assurance.ZUFALL, Assurance.NIE})
_TRENDS: Final = frozenset({"STEIGT", "FAELLT"})
_DIGITS: Final = "123456789"

#: Units of shares; their differences are points.
_IN_POINTS: Final = frozenset({"%"})


def shift(indicator: Row, found: Behaviour | None, change: Row | None) -> str | None:
    """Return BESSER or SCHLECHTER where a series has changed more than usual.

    The chart decides where the series is long enough; else a trend, else the latest change. Limits
    that are still provisional decide nothing.
    """
    if found is not None and found.variation != Variation.ZU_KURZ:
        return None if found.is_provisional else _SHIFTS.get(found.variation)
    if found is not None and found.trend in _TRENDS and indicator["richtung"] in _BETTER:
        return "BESSER" if found.trend == _BETTER[indicator["richtung"]] else "SCHLECHTER"
    return _shift_of(change) if change is not None else None


def _shift_of(change: Row) -> str | None:
    """Return the way of a change that is gesichert; of full counts two values prove nothing."""
    is_proven = change["gesichert"] and change["unten"] is not None
    return str(change["richtung"]) if is_proven and change["richtung"] in _PROVEN else None


def marks(found: Behaviour | None, t: Messages) -> list[str]:
    """Return the words of the marks for variation and assurance."""
    if found is None or found.variation == Variation.ZU_KURZ:
        return []
    said = [t(f"indicator_page.tag.{'signal' if found.is_signal else 'usual'}")]
    if found.assurance in _OUTLOOKS:
        said.append(t(f"indicator_page.tag.{found.assurance}"))
    return said


def reading(indicator: Row, found: Behaviour | None, t: Messages) -> list[str]:
    """Return the sentences on a series: usual or not, what to expect, how far to trust that."""
    if found is None:
        return []
    if found.variation == Variation.ZU_KURZ:
        return [t("indicator_page.reading.short", n=found.n), *_trend(found, t)]
    return [
        _latest(indicator, found, t),
        *([t("indicator_page.reading.past", rule=_rule(found, t))] if found.is_past else []),
        *_outlook(found, t),
        *_reservations(found, t),
    ]


def _latest(indicator: Row, found: Behaviour, t: Messages) -> str:
    if found.is_signal:
        return t(f"indicator_page.reading.{found.variation}", rule=_rule(found, t))
    ends = usual_range(indicator, found, t)
    if ends is None:
        return t("indicator_page.reading.usual_unbounded")
    key = "usual_season" if found.is_seasonal else "usual"
    return t(f"indicator_page.reading.{key}", low=ends[0], high=ends[1])


def usual_range(indicator: Row, found: Behaviour, t: Messages) -> tuple[str, str] | None:
    """Return the ends of the usual range, the upper with unit, as far as the unit goes."""
    low, high = found.low, found.high
    if low is None or high is None:
        return None
    low, high = within_unit(indicator, low), within_unit(indicator, high)
    digits = indicator["nachkommastellen"]
    return formats.number(low, t.language, digits=digits), written(indicator, high, t)


def _rule(found: Behaviour, t: Messages) -> str:
    period = found.period or ""
    side = "HIGH" if found.is_high else "LOW"
    when = {"at": period_words.at(period, t), "until": period_words.until(period, t)}
    text = t(f"indicator_page.rule.{found.signal}_{side}", **when)
    return text[0].upper() + text[1:]


def _outlook(found: Behaviour, t: Messages) -> list[str]:
    is_told = found.assurance in _OUTLOOKS
    return [t(f"indicator_page.outlook.{found.assurance}")] if is_told else []


def _reservations(found: Behaviour, t: Messages) -> list[str]:
    """Return what limits the reading: season, few values, a new beginning, made or proposed."""
    said = [t("indicator_page.reading.season")] if found.is_seasonal else []
    if found.is_provisional:
        said.append(t("indicator_page.reading.provisional", n=found.n))
    if found.since:
        key = "phase_reason" if found.reason else "phase"
        since = period_words.since(found.since, t)
        said.append(t(f"indicator_page.reading.{key}", since=since, reason=found.reason))
    if found.proposal:
        since = period_words.since(found.proposal, t)
        said.append(t("indicator_page.reading.proposal", since=since))
    return said


def _trend(found: Behaviour, t: Messages) -> list[str]:
    return [t(f"indicator_page.trend.{found.trend}", n=found.trend_n)] if found.trend else []


def change_sentence(indicator: Row, change: Row, kind: str, t: Messages) -> str:
    """Return the change to an earlier period with its interval, and whether it is gesichert."""
    if is_unchanged(indicator, change, t):
        text = change_words(indicator, change, kind, t)
        return f"{text[0].upper()}{text[1:]}."
    data = {"difference": difference(indicator, change["differenz"], t),
            "against": against(change, kind, t)}  # fmt: skip
    if change["unten"] is None or change["oben"] is None:
        key = "full" if change["gesichert"] is not False else "unknown"
        return t(f"indicator_page.change.{key}", **data)
    low, high = (_signed(indicator, change[end], t) for end in ("unten", "oben"))
    if change["gesichert"] and low == high:  # else one number would be said three times
        return t("indicator_page.change.narrow", **data)
    key = "certain" if change["gesichert"] else "uncertain"
    ends = {"low": low, "high": difference(indicator, change["oben"], t)}
    return t(f"indicator_page.change.{key}", **data, **ends)


def year_words(indicator: Row, change: Row, t: Messages) -> str:
    """Return a certain change to the year before, for a series that varies as usual."""
    return t(
        f"goal_page.year.{change['richtung']}",
        difference=difference(indicator, change["differenz"], t),
        low=_signed(indicator, change["unten"], t),
        high=_signed(indicator, change["oben"], t),
    )


def year_sentence(indicator: Row, change: Row, t: Messages) -> str:
    """Return the same as a sentence."""
    text = year_words(indicator, change, t)
    return f"{text[0].upper()}{text[1:]}."


def change_words(indicator: Row, change: Row, kind: str, t: Messages) -> str:
    """Return a change in a few words: *+3,1 Prozentpunkte zum Halbjahr davor*."""
    said = {"against": against(change, kind, t)}
    if is_unchanged(indicator, change, t):
        return t("goal_page.change.equal", **said)
    difference_words = difference(indicator, change["differenz"], t)
    return t("goal_page.change.difference", difference=difference_words, **said)


def is_unchanged(indicator: Row, change: Row, t: Messages) -> bool:
    """Tell whether a change is none in the decimals of the indicator."""
    text = _signed(indicator, change["differenz"] or 0.0, t)
    return not any(digit in text for digit in _DIGITS)


def difference(indicator: Row, number: float, t: Messages) -> str:
    """Return a difference with sign and unit: *+3,1 Prozentpunkte*."""
    unit = t("goal_page.change.points") if indicator["einheit"] in _IN_POINTS else _unit(indicator)
    return formats.joined(_signed(indicator, number, t), unit, "\u00a0")


def _unit(indicator: Row) -> str:
    return str(indicator["einheit"])


def _signed(indicator: Row, number: float, t: Messages) -> str:
    text = formats.number(number, t.language, digits=indicator["nachkommastellen"])
    is_more = number > 0 and any(digit in text for digit in _DIGITS)
    return f"+{text}" if is_more else text


def against(change: Row, kind: str, t: Messages) -> str:
    """Return what a change is measured against: *zum Halbjahr davor*."""
    key = "VORJAHR" if change["vergleich"] == "VORJAHR" else kind
    return t(f"goal_page.against.{key}")
