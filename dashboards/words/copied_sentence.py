"""The sentence on an indicator that people copy into their own texts: value, target, source.

Example: *Abbruchquote, Landkreis, 1. Halbjahr 2026: 15,9 % (62 von 391 Abschlüssen),
Ziel höchstens 10 %, verfehlt. Quelle: Fachkonzept-Monitor, Ausgabe vom 1. August 2026 …*
"""

from __future__ import annotations

from dashboards.words import case_counts, formats, values
from dashboards.words.indicator_values import aims
from dashboards.words.messages import Messages
from dashboards.words.values import Row
from monitor.concept.vocabulary import Status


def copied_sentence(indicator: Row, value: Row, t: Messages, *, area: str, source: str) -> str:
    """Return the sentence.

    Args:
        indicator: a row of ``indikator`` in the language.
        value: a row of ``wert`` with a value.
        t: messages of the language.
        area: name of the area.
        source: from which release or internal figures, without a full stop.
    """
    told = values.with_unit(indicator, value, t) + case_counts.counts(indicator, value, t)
    said = [told, *_judged(indicator, value, t)]
    if value["vorlaeufig"]:
        said.append(t("provisional"))
    period = formats.period(value["periode"], t.language)
    return t(
        "copied.sentence", name=indicator["name"], area=area, period=period,
        said=", ".join(said), source=source,
    )  # fmt: skip


def _judged(indicator: Row, value: Row, t: Messages) -> list[str]:
    """Return target and status; of what is observed only, that there is no target."""
    if value["zielwert"] is None:
        return [t("copied.no_target")]
    target = t("copied.target", target=aims(indicator, value, t))
    is_graded = value["status"] != Status.NICHT_BEWERTET
    return [target, t(f"status.{value['status']}")] if is_graded else [target]
