"""The verdict on an indicator before and after a decision, in an office's words.

Pure functions: a verdict (``monitor.statistics.before_after``) in, text out. Never a word of cause:
*Seit dem Beschluss besser als vorher: Sieben Werte in Folge liegen über dem Mittel der Zeit davor.*
"""

from __future__ import annotations

from dashboards.words.indicator_values import written
from dashboards.words.messages import Messages
from dashboards.words.values import Row
from monitor.statistics.before_after import BeforeAfter


def verdict_tag(found: BeforeAfter, t: Messages) -> str:
    """Return the verdict in two or three words, e.g. *besser als vorher*."""
    return t(f"verdict.tag.{found.verdict}")


def verdict_sentence(indicator: Row | None, found: BeforeAfter, t: Messages) -> str:
    """Return the verdict in sentences, with the rule that fired or the reason why there is none.

    ``indicator``: a row of ``indikator`` in the language of ``t``; ``None``: not in the concept.
    """
    if found.reason is not None:
        said = _reason(found, t)
    else:
        said = {"rule": _rule(found, t), "medians": _medians(indicator, found, t)}
    return t(f"verdict.sentence.{found.verdict}", **said).strip()


def _reason(found: BeforeAfter, t: Messages) -> dict[str, str]:
    counts = {"n_before": _count(found.n_before, t), "n_after": _count(found.n_after, t)}
    return {"reason": t(f"verdict.reason.{found.reason}", rule=_rule(found, t), **counts)}


def _rule(found: BeforeAfter, t: Messages) -> str:
    if not (found.rule and found.side):
        return ""
    kind = "rule_season" if found.is_seasonal else "rule"
    return t(f"verdict.{kind}.{found.rule}_{found.side}")


def _medians(indicator: Row | None, found: BeforeAfter, t: Messages) -> str:
    """Return the medians; of a series with a season, where those would mislead, what is compared.

    ``indicator``: for the unit; "" without.
    """
    if found.is_seasonal:
        counts = {"n_before": _count(found.n_before, t), "n_after": _count(found.n_after, t)}
        return t("verdict.medians.season", **counts)
    before, after = found.median_before, found.median_after
    if indicator is None or before is None or after is None:
        return ""
    return t(
        "verdict.medians.both",
        before=written(indicator, before, t), n_before=_count(found.n_before, t),
        after=written(indicator, after, t), n_after=_count(found.n_after, t),
    )  # fmt: skip


def _count(n: int, t: Messages) -> str:
    return t.count("verdict.medians.values", n)
