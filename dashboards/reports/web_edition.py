"""A report as one HTML file that needs nothing else: for screens, screen readers and paper.

The document stands in it as in the PDF; drawings and logo are pictures with alternative texts, and
what is one on paper is one here: headings in order, tables with headers for rows and columns.
"""

from __future__ import annotations

import base64
from functools import cache
from html import escape
from typing import Any, Final

import jinja2
from markupsafe import Markup

from dashboards.figures import theme
from dashboards.reports.document import Picture, ReportDocument
from dashboards.reports.paper import icon, origin, paragraphs, require_printable, status_word
from dashboards.reports.paper import tags as tags_of
from dashboards.words.messages import Messages

#: The type of drawings on paper, in place of which a browser takes its own.
PAPER_TYPE: Final = 'font-family="Source Sans Pro"'


def to_html(report: ReportDocument) -> bytes:
    """Return the report as a file of HTML (ReportError: a character that cannot be printed)."""
    require_printable(report)
    t = Messages(report.language)
    text = (
        _templates()
        .get_template("report.html")
        .render(
            report=report,
            t=t,
            tokens=Markup(theme.plain_stylesheet()),  # noqa: S704 - our own colours
            tags=tags_of(report, t),
            origin=origin(report, t),
            logo=_logo(report),
            drawing=_drawing,
            mark=_marks(t),
            paragraphs=paragraphs,
            kind=lambda block: type(block).__name__,
        )
    )
    return text.encode()


@cache
def _templates() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("dashboards.reports"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _drawing(picture: Picture) -> str:
    """Return a drawing as the address of a picture, which can run nothing and load nothing."""
    svg = picture.svg.replace(PAPER_TYPE, f'font-family="{escape(theme.FONT)}"')
    if "xmlns=" not in svg.partition(">")[0]:
        svg = svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    return _data_address("svg+xml", svg.encode())


def _logo(report: ReportDocument) -> str | None:
    head = report.letterhead
    if head.logo is None:
        return None
    return _data_address("svg+xml" if head.logo_kind == "svg" else head.logo_kind, head.logo)


def _data_address(kind: str, content: bytes) -> str:
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"


def _marks(t: Messages) -> Any:
    def mark(status: str | None, text: str) -> Markup:
        """Return the mark of a status, and its word where the text does not say it."""
        if status is None:
            return Markup()
        named = f'<svg class="mark {theme.status_token(status)}" aria-hidden="true" '
        drawn = icon(status).replace("<svg ", named, 1)
        word = status_word(status, text, t)
        said = f'<span class="unseen">{escape(word)}: </span>' if word else ""
        return Markup(drawn + said)  # noqa: S704 - our own marks and words

    return mark
