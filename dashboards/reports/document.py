"""A report as a document of blocks: what it says, nothing of how paper or a browser shows it.

Every format (``typesetting``, ``web_edition``, ``workbook``) is made of the same document. Its
texts are plain: none of them is ever read as markup.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

from dashboards.request.report_choice import Format, ReportKind
from dashboards.words.language import Language

__all__ = [
    "Block",
    "Bullets",
    "Cell",
    "Format",
    "Heading",
    "KeyFigures",
    "Letterhead",
    "NewPage",
    "Paragraph",
    "Picture",
    "ReportColumn",
    "ReportDocument",
    "ReportKind",
    "ReportTable",
    "SetApart",
    "Source",
    "Tone",
    "WrittenRemark",
]

#: Raised with every change of how a document is set, since the bytes of a report change with it.
EDITION: Final = 1


class Tone(StrEnum):
    """What a paragraph is for."""

    PLAIN = "plain"
    LEAD = "lead"  # the answer first, in larger type
    SOFT = "soft"  # how to read what stands above


@dataclass(frozen=True)
class Heading:
    """A heading: 1 for chapters, 2 for sections, 3 beneath; none is skipped.

    ``status``: code of a status, whose mark goes before the words.
    """

    level: int
    text: str
    status: str | None = None


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of text."""

    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True)
class Bullets:
    """A list of sentences."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class KeyFigures:
    """Few numbers side by side: (value, what it is)."""

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ReportColumn:
    """A column of a table; ``width`` counts relative to its neighbours."""

    name: str
    is_number: bool = False
    width: float = 1.0


@dataclass(frozen=True)
class Cell:
    """A cell of a table.

    ``text`` is what people read; ``number`` what a workbook holds in its place, where it is one.
    ``status``: code of a status, whose mark goes before the text.
    """

    text: str
    status: str | None = None
    number: float | None = None


@dataclass(frozen=True)
class ReportTable:
    """A table with a caption; the first column names the rows."""

    caption: str
    columns: tuple[ReportColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class Picture:
    """A drawing: SVG without CSS variables, text alternative, caption, how to read it."""

    svg: str
    alternative: str
    caption: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class WrittenRemark:
    """What somebody wrote: an Einordnung. ``by``: function, date; ``note``: e.g. figure changed."""

    title: str
    text: str
    by: str
    note: str = ""


@dataclass(frozen=True)
class SetApart:
    """A text set apart: e.g. that all figures are invented, or that the edition is internal."""

    title: str
    text: str


@dataclass(frozen=True)
class NewPage:
    """What follows begins on a new sheet."""


Block = (
    Heading
    | Paragraph
    | Bullets
    | KeyFigures
    | ReportTable
    | Picture
    | WrittenRemark
    | SetApart
    | NewPage
)


@dataclass(frozen=True)
class Source:
    """Where the figures of a report come from.

    ``release_id``: of the snapshot; ``digest``: SHA-256 of its manifest or id; ``moment``: when it
    was made, the only time a report knows, since the same snapshot gives the same bytes.
    """

    release_id: str
    digest: str
    moment: dt.datetime
    is_internal: bool
    is_demo: bool


@dataclass(frozen=True)
class Letterhead:
    """The office on paper: name, lines of the address, logo, one colour (``#rrggbb``)."""

    name: str
    lines: tuple[str, ...]
    colour: str
    logo: bytes | None = None
    logo_kind: str = ""  # svg, png
    logo_alternative: str = ""


@dataclass(frozen=True)
class ReportDocument:
    """A whole report.

    Attributes:
        kind: which report.
        title: on the first sheet and in the metadata.
        subtitle: area and quarter in words.
        sheet: said on every sheet: release, quarter, area, level.
        frame: the head of a Vorlage: (label, value), e.g. committee, meeting, number.
    """

    kind: ReportKind
    language: Language
    title: str
    subtitle: str
    sheet: str
    source: Source
    letterhead: Letterhead
    frame: tuple[tuple[str, str], ...]
    blocks: tuple[Block, ...]
    file_name: str  # without ending

    @cached_property
    def digest(self) -> str:
        """Return the SHA-256 of all that the report is made of: figures, texts, layout."""
        return hashlib.sha256(self._canonical().encode()).hexdigest()

    def pictures(self) -> Iterator[Picture]:
        """Yield the pictures in order."""
        yield from (block for block in self.blocks if isinstance(block, Picture))

    def tables(self) -> Iterator[ReportTable]:
        """Yield the tables in order."""
        yield from (block for block in self.blocks if isinstance(block, ReportTable))

    def _canonical(self) -> str:
        named = [{"block": type(block).__name__, **asdict(block)} for block in self.blocks]
        whole = {**asdict(self), "blocks": named, "edition": EDITION}
        return json.dumps(whole, sort_keys=True, default=_written)


def _written(value: object) -> str:
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, dt.datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)
