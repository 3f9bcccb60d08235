"""The privacy gate: does anything in a delivery point to a person? Then nothing of it is kept.

Looks at distinct values only, and in columns of the schema only at those
that cleaning did not vouch for. Says which kind of finding and which column, never what was found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import polars as pl

from data.schema import Kind
from etl.clean import CleanColumn
from etl.distinct import DistinctColumn
from etl.missing import is_missing
from etl.spelling import normalise


class Trace(StrEnum):
    """Kinds of personal data; the value is what the register keeps."""

    EMAIL = "E_MAIL"
    PHONE = "TELEFON"
    NAME = "NAME"
    BIRTH_DATE = "GEBURTSDATUM"
    IBAN = "IBAN"
    FILE_NUMBER = "AKTENZEICHEN"
    FREE_TEXT = "FREITEXT"

    @property
    def label(self) -> str:
        """Return the German wording."""
        return _LABELS[self]


_LABELS: Final[Mapping[Trace, str]] = {
    Trace.EMAIL: "E-Mail-Adresse",
    Trace.PHONE: "Telefonnummer",
    Trace.NAME: "Name",
    Trace.BIRTH_DATE: "Geburtsdatum",
    Trace.IBAN: "IBAN",
    Trace.FILE_NUMBER: "Aktenzeichen",
    Trace.FREE_TEXT: "Freitext",
}

_PATTERNS: Final[Mapping[Trace, str]] = {
    Trace.EMAIL: r"(?i)[a-z0-9._%+-]+ ?(?:@|\(at\)|\[at\]) ?[a-z0-9.-]+\.[a-z]{2,}",
    # abroad or with country code; with a code in front; digits only, but not an ARS of 9 or 12
    Trace.PHONE: (
        r"(?:^|[^\p{L}\p{N}.,/-])(?:(?:\+|00)\d{2}[ ()/-]{0,3}\d(?:[ ()/-]{0,2}\d){6,12}"
        r"|\(?0[1-9]\d{1,4}\)?[ /-]{1,3}\d(?:[ /-]?\d){4,9}"
        r"|0(?:1[5-7]\d{8,9}|[2-9]\d{8,9}))\b"
    ),
    Trace.NAME: (
        r"(?i:\b(?:frau|herrn?|fam\.?|familie|hr\.|fr\.)) (?:(?i:dr\.|prof\.) )*"
        r"[A-ZÄÖÜ][\p{L}.'-]+"
    ),
    Trace.BIRTH_DATE: (
        r"(?i)(?:^|[^\d.])(?:[0-3]?\d\. ?[01]?\d\. ?(?:19|20)\d{2}"
        r"|(?:19|20)\d{2}-[01]\d-[0-3]\d)|\bgeb(?:\.|oren)? ?(?:am )?\d"
    ),
    Trace.IBAN: (r"(?i)\bDE ?\d{2}(?: ?\d{4}){4} ?\d{2}\b|\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}\b"),
    Trace.FILE_NUMBER: (
        r"(?i)\b(?:az|aktenz(?:eichen|\.)?|gesch(?:äfts)?z(?:eichen|\.)?|gz|aktennr)\b"
        r"[.:]{0,2} ?[\p{L}\p{N}]*\d|\b\d{1,4} ?[A-Z]{1,3} ?\d{1,6}/\d{2,4}\b"
    ),
}
#: Words in a header that promise names or sentences.
_PERSONAL_HEADERS: Final = (
    r"\b(?:bemerkung(?:en)?|notiz(?:en)?|kommentare?|anmerkung(?:en)?|beschreibung|freitext|hinweise?"
    r"|verlauf|(?:vor|nach|familien)?name(?:n)?|klient(?:in)?|mutter|vater|strasse|adresse|anschrift"
    r"|telefon|handy|e ?mail|geburts\w*|geb)\b"
)
_SENTENCE: Final = r"\p{L}{2,}\P{L}+\p{L}{2,}\P{L}+\p{L}{2,}"
_LETTERS: Final = r"\p{L}{2,}"
_LONG_TEXT: Final = 40
#: From so many different words on, most of them met once or twice, a column is no list of codes.
_MANY_WORDS: Final = 25
_MOSTLY_DIFFERENT: Final = 0.3

#: Columns of typed cells: a number or date that could not be read may be anything but a date.
_DATED: Final = frozenset({Kind.DATE, Kind.QUARTER})


@dataclass(frozen=True, order=True)
class Finding:
    """A trace of persons in a column."""

    trace: Trace
    header: str


def inspect_known(header: str, column: CleanColumn) -> Iterator[Finding]:
    """Yield what is personal in a column of the schema."""
    doubtful = column.doubtful.drop_nulls()
    skipped = {Trace.BIRTH_DATE} if column.column.kind in _DATED else set()
    yield from _matches(header, doubtful, skipped)


def inspect_foreign(header: str, column: DistinctColumn) -> Iterator[Finding]:
    """Yield what is personal in a column outside the schema, free text included."""
    texts = column.texts
    said = texts.filter(~is_missing(texts))
    promised = pl.Series([normalise(header)]).str.contains(_PERSONAL_HEADERS).item()
    is_date_column = not promised and _are_dates(said)
    yield from _matches(header, said, {Trace.BIRTH_DATE} if is_date_column else set())
    if _is_free_text(said, rows=len(column.positions) - column.positions.null_count()) or (
        promised and said.str.contains(_LETTERS).any()
    ):
        yield Finding(Trace.FREE_TEXT, header)


def _matches(header: str, texts: pl.Series, skipped: set[Trace]) -> Iterator[Finding]:
    if texts.is_empty():
        return
    for trace, pattern in _PATTERNS.items():
        if trace not in skipped and texts.str.contains(pattern).any():
            yield Finding(trace, header)


def _are_dates(texts: pl.Series) -> bool:
    """Tell whether a column holds plain dates, such as the day of an entry, and nothing else."""
    return bool(texts.str.contains(r"^[\d.:\- T]+$").all())


def _is_free_text(texts: pl.Series, *, rows: int) -> bool:
    worded = texts.filter(texts.str.contains(_LETTERS))
    if worded.is_empty():
        return False
    if worded.str.contains(_SENTENCE).any() or (worded.str.len_chars() > _LONG_TEXT).any():
        return True
    return len(worded) > _MANY_WORDS and len(worded) > _MOSTLY_DIFFERENT * rows
