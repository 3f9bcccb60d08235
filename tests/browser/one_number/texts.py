"""Numbers in what is written for people, in German and English: cells, sentences, tips."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dashboards.words import formats
from dashboards.words.language import Language
from tests.browser.one_number.truth import FIGURES, Row, Seen, agrees, cell_key


@dataclass(frozen=True)
class Wording:
    """How a language writes numbers, and the words around them."""

    language: Language
    number: re.Pattern[str]
    point: str  # before the decimals
    to: str  # between its ends
    unit: str  # column of ``indikator``
    more: str  # before what is known to be larger

    def read_number(self, text: str) -> tuple[float | None, float]:
        """Return the first number of a text and half of its last digit; none: ``None``."""
        # a browser's own minus is a hyphen
        found = self.number.search(f"−{text[1:]}" if text.startswith("-") else text)
        if found is None:
            return None, 0.0
        whole, _, decimals = found[0].partition(self.point)
        plain = re.sub(r"[.,]", "", whole).replace("−", "-")
        return float(f"{plain}.{decimals or 0}"), 0.5 * 10 ** -len(decimals)

    def read_share(self, text: str) -> tuple[float | None, float]:
        """Return a share of which a text shows percents, rounded."""
        percent, slack = self.read_number(text)
        return (None, 0.0) if percent is None else (percent / 100, slack / 100)

    def read_sentence(self, channel: str, text: str, row: Row) -> Iterator[Seen]:
        """Explain every number of a sentence by the row it speaks of; others are leaks."""
        rest = text.replace(formats.period(row["periode"], self.language), "")
        if row["revidiert_am"] is not None:
            rest = rest.replace(formats.date(row["revidiert_am"], self.language), "")
        columns = (*FIGURES, "zielwert", "zielwert_oben")
        for found in self.number.finditer(rest):
            value, slack = self.read_number(found[0])
            tries = (Seen(channel, "wert", cell_key(row), c, value, slack) for c in columns)
            unexplained = Seen(channel, "wert", cell_key(row), "unerklärt", value)
            yield next((one for one in tries if agrees(one, row)), unexplained)

    def read_tip(self, channel: str, text: str, row: Row) -> Iterator[Seen]:
        """Read what is said when pointing at a value: period, value, interval, status."""
        if not text:
            yield Seen(channel, "wert", cell_key(row), "wert", None)
            return
        value, _, interval = text.partition(": ")[2].partition("(")
        yield Seen(channel, "wert", cell_key(row), "wert", *self.read_number(value))
        low, between, high = interval.partition(self.to)
        if between:
            yield Seen(channel, "wert", cell_key(row), "unten", *self.read_number(low))
            yield Seen(channel, "wert", cell_key(row), "oben", *self.read_number(high))


GERMAN = Wording(
    Language.DE, re.compile(r"−?\d+(?:\.\d{3})*(?:,\d+)?"), ",", " bis ", "einheit_de",
    "mehr als ",
)  # fmt: skip
ENGLISH = Wording(
    Language.EN, re.compile(r"−?\d+(?:,\d{3})*(?:\.\d+)?"), ".", " to ", "einheit_en",
    "more than ",
)  # fmt: skip
WORDINGS: Mapping[Language, Wording] = {Language.DE: GERMAN, Language.EN: ENGLISH}
