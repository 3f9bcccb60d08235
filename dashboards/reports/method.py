"""Method and protection of the figures, in the words of a committee."""

from __future__ import annotations

from typing import Final

from dashboards.reports.basis import ReportBasis
from dashboards.reports.document import Block, Bullets, Heading, Paragraph
from dashboards.reports.goal_sheets import said
from dashboards.words import formats

_STATUSES: Final = ("ERREICHT", "AUF_KURS", "VERFEHLT", "UNSICHER", "KEINE_ANGABE")
_TERMS: Final = ("attainment", "interval", "usual", "versions", "cause")


def method(basis: ReportBasis) -> list[Block]:
    """Return the chapters on method and confidentiality."""
    t, text = basis.t, basis.wishes.layout.texts.methode
    intro = "" if text is None else getattr(text, t.language.value)
    terms = [t(f"report.method.{name}", **_concept(basis)) for name in _TERMS]
    return [
        Heading(1, t("report.heading.method")),
        *said(intro),
        Heading(2, t("report.heading.statuses")),
        Bullets(tuple(t(f"report.method.{code}") for code in _STATUSES)),
        Heading(2, t("report.heading.terms")),
        Bullets(tuple(terms)),
        *protection(basis),
    ]


def protection(basis: ReportBasis) -> list[Block]:
    """Return what was done to the figures so that nobody is recognised in them."""
    t = basis.t
    if basis.is_internal:
        texts = [t("level.internal"), *t("protection.never").split("\n\n")]
    else:
        texts = [t("protection.about"), *t("protection.changed").split("\n\n")]
    return [Heading(1, t("report.heading.protection")), *map(Paragraph, texts)]


def _concept(basis: ReportBasis) -> dict[str, str]:
    row, t = basis.concept, basis.t
    return {
        "concept": row[basis.context.localized("name")],
        "since": formats.date(row["gueltig_von"], t.language),
    }
