"""A report as data for the template of a sheet: texts, drawings and marks, nothing to be run.

Characters that a printer would drop in silence are refused here or by the typesetting itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from dashboards.figures.theme import TOKENS, status_token
from dashboards.reports.document import (
    Block,
    Bullets,
    Cell,
    Heading,
    KeyFigures,
    NewPage,
    Paragraph,
    Picture,
    ReportDocument,
    ReportKind,
    ReportTable,
    SetApart,
    WrittenRemark,
)
from dashboards.words.messages import Messages
from monitor.concept.vocabulary import Status
from monitor.errors import ReportError

#: Reports that have to fit on so many sheets; their type gets a little smaller, if need be.
MOST_SHEETS: Final[Mapping[ReportKind, int]] = {ReportKind.EINE_SEITE: 1, ReportKind.PROFIL: 2}

_ICONS: Final = Path(__file__).parents[1] / "assets" / "icons"
_COLOURS: Final = ("ink", "soft", "line", "line-strong", "raised")
_WIDTH: Final = re.compile(r'<svg\b[^>]*?\bviewBox="[\d.-]+ [\d.-]+ ([\d.]+) [\d.]+"')
#: Categories of characters that are never seen, or that turn others around.
_NEVER_PRINTED: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
#: Hyphens that look like the plain one, which alone every type has.
_HYPHENS: Final = str.maketrans("\u2010\u2011", "--")
_BEFORE_WORD: Final = re.compile(r"[\u00a0\u202f](?=[^\W\d_]{3,})")
_AROUND: Final = 30  # characters that a message repeats before one
#: A new line within a text, and where a word may be divided.
_UNSEEN: Final = frozenset({"\n", "\u00ad"})


def paper_data(report: ReportDocument) -> dict[str, Any]:
    """Return what the template needs, as values of JSON.

    Raises:
        ReportError: a text has a character that cannot be printed, or a drawing says no size.
    """
    t, source = Messages(report.language), report.source
    moment = source.moment
    data = {
        "language": report.language.value,
        "title": report.title,
        "subtitle": report.subtitle,
        "sheet": report.sheet,
        "frame": [list(each) for each in report.frame],
        "is_short": report.kind in MOST_SHEETS,
        "moment": {
            "year": moment.year, "month": moment.month, "day": moment.day,
            "hour": moment.hour, "minute": moment.minute, "second": moment.second,
        },
        "tags": tags(report, t),
        "words": {"page": t("report_file.page"), "of": t("report_file.of")},
        "origin": origin(report, t),
        "colours": {name: TOKENS[name][0] for name in _COLOURS},
        "letterhead": _letterhead(report),
        "marks": {status.value: mark_svg(status.value) for status in Status},
        "blocks": [_block(block, t) for block in report.blocks],
    }  # fmt: skip
    _require_printable(data)
    return data


def tags(report: ReportDocument, t: Messages) -> list[str]:
    """Return what is said on every sheet of a report that is not for everybody, or not real."""
    said = {"internal": report.source.is_internal, "demo": report.source.is_demo}
    return [t(f"report_file.{name}") for name, holds in said.items() if holds]


def origin(report: ReportDocument, t: Messages) -> list[str]:
    """Return where the figures come from, and the digest of the report itself."""
    source = report.source
    key = "origin_steering" if source.is_internal else "origin_release"
    figures = t(f"report_file.{key}", release=source.release_id, digest=source.digest)
    own = t("report_file.origin_report", digest=report.digest)
    return [figures, own, t("report_file.origin_same")]


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text: what a new line was begun for."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def with_plain_hyphens(text: str) -> str:
    """Return a text with hyphens that the type has, in place of those that writers paste."""
    return text.translate(_HYPHENS)


@cache
def mark_svg(code: str) -> str:
    """Return the mark of a status as a picture of its own, in the status's light colour."""
    return icon(code).replace("<svg ", f'<svg fill="{TOKENS[status_token(code)][0]}" ', 1)


@cache
def icon(code: str) -> str:
    """Return the mark of a status as pages have it, in the colour of the text."""
    return (_ICONS / f"{Status(code).lower()}.svg").read_text(encoding="utf-8").strip()


def status_word(status: str | None, text: str, t: Messages) -> str | None:
    """Return the word of a status, where the text beside the mark does not say it."""
    if status is None:
        return None
    word = t(f"status.{status}")
    return None if word.casefold() in text.casefold() else word


def drawn_width(picture: Picture) -> float:
    """Return the width of a drawing in pixels (ReportError: it says none)."""
    found = _WIDTH.search(picture.svg)
    if found is None:
        raise ReportError(
            f"Das Bild „{picture.caption}“ nennt keine Größe; der Bericht entsteht nicht. "
            "Bitte den Fehler melden."
        )
    return float(found[1])


def _letterhead(report: ReportDocument) -> dict[str, Any]:
    head = report.letterhead
    # bytes of a PNG have no other way through JSON into a template
    logo = head.logo.decode() if head.logo and head.logo_kind == "svg" else head.logo
    return {
        "name": head.name,
        "lines": list(head.lines),
        "colour": head.colour,
        "logo": list(logo) if isinstance(logo, bytes) else logo,
        "logo_kind": head.logo_kind,
        "logo_alternative": head.logo_alternative or head.name,
    }


def _block(block: Block, t: Messages) -> dict[str, Any]:
    make: Callable[[Any, Messages], dict[str, Any]] = _MADE[type(block)]
    return {"block": type(block).__name__, **make(block, t)}


def _mark(status: str | None, text: str, t: Messages) -> dict[str, Any] | None:
    if status is None:
        return None
    word = status_word(status, text, t)
    return {"code": status, "word": word, "is_said": word is None}


def _heading(block: Heading, t: Messages) -> dict[str, Any]:
    return {"level": block.level, "text": block.text, "status": _mark(block.status, block.text, t)}


def _paragraph(block: Paragraph, _: Messages) -> dict[str, Any]:
    return {"lines": paragraphs(block.text), "tone": block.tone.value}


def _bullets(block: Bullets, _: Messages) -> dict[str, Any]:
    return {"items": list(block.items)}


def _key_figures(block: KeyFigures, _: Messages) -> dict[str, Any]:
    return {"items": [list(item) for item in block.items]}


def _table(block: ReportTable, t: Messages) -> dict[str, Any]:
    def cell(one: Cell) -> dict[str, Any]:
        return {"text": _breakable(one.text), "status": _mark(one.status, one.text, t)}

    return {
        "caption": block.caption,
        "columns": [
            {"name": column.name, "is_number": column.is_number, "width": column.width}
            for column in block.columns
        ],
        "rows": [[cell(one) for one in row] for row in block.rows],
        "note": block.note,
    }


def _breakable(text: str) -> str:
    """Return a text whose words of units may go to a line of their own, unlike a sign: *5 %*.

    A column is as wide as its share of the sheet, so a unit held fast would reach into the next.
    """
    return _BEFORE_WORD.sub(" ", text)


def _picture(block: Picture, _: Messages) -> dict[str, Any]:
    return {
        "svg": block.svg,
        "alternative": block.alternative,
        "caption": block.caption,
        "notes": list(block.notes),
        "width": drawn_width(block),
    }


def _remark(block: WrittenRemark, _: Messages) -> dict[str, Any]:
    return {
        "title": block.title,
        "lines": paragraphs(block.text),
        "by": block.by,
        "note": block.note,
    }


def _box(block: SetApart, _: Messages) -> dict[str, Any]:
    return {"title": block.title, "lines": paragraphs(block.text)}


def _new_page(_: NewPage, __: Messages) -> dict[str, Any]:
    return {}


_MADE: Final[Mapping[type, Callable[..., dict[str, Any]]]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Bullets: _bullets,
    KeyFigures: _key_figures,
    ReportTable: _table,
    Picture: _picture,
    WrittenRemark: _remark,
    SetApart: _box,
    NewPage: _new_page,
}


def require_printable(report: ReportDocument) -> None:
    """Refuse what cannot be printed, in whatever format a report is made (ReportError)."""
    paper_data(report)


def _require_printable(data: Mapping[str, Any]) -> None:
    """Refuse characters that no type has; what this type lacks the typesetting refuses."""
    for text in _texts(data):
        for letter in text:
            if letter not in _UNSEEN and unicodedata.category(letter) in _NEVER_PRINTED:
                raise ReportError(unprintable(letter, data))


def unprintable(letter: str, data: Mapping[str, Any]) -> str:
    """Return the sentence on a character that cannot be printed, with the words before it."""
    name = unicodedata.name(letter, f"U+{ord(letter):04X}")
    before = next((text.partition(letter)[0] for text in _texts(data) if letter in text), "")
    words = " ".join("".join(filter(str.isprintable, before[-_AROUND:])).split())
    where = f" (nach „{words}“)" if words else ""
    return (
        f"Ein Text des Berichts enthält ein Zeichen, das sich nicht drucken lässt: {name}{where}. "
        "Bitte das Zeichen dort entfernen, wo der Text steht (Einordnung, Maßnahme, Ereignis oder "
        "bericht.toml), und den Bericht neu holen."
    )


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, each in value.items():
            if name != "svg":  # whose own texts are words of the rest, too
                yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
