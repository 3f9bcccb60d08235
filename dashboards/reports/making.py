"""Makes a report in the format that was asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from dashboards.reports.document import Format, ReportDocument
from dashboards.reports.typesetting import set_pdf
from dashboards.reports.web_edition import to_html
from dashboards.reports.workbook import to_workbook

_MADE: Final[Mapping[Format, Callable[[ReportDocument], bytes]]] = {
    Format.PDF: set_pdf,
    Format.HTML: to_html,
    Format.XLSX: to_workbook,
}

#: Format → what browsers are told that a file is.
MEDIA_TYPES: Final[Mapping[Format, str]] = {
    Format.PDF: "application/pdf",
    Format.HTML: "text/html",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def make_report(report: ReportDocument, format: Format) -> bytes:  # noqa: A002 - what it is
    """Return the file; the same report gives the same bytes.

    Raises:
        ReportError: a part cannot be made, or takes too much time or memory: nothing is made.
    """
    return _MADE[format](report)
