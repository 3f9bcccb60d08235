"""Reports over plain HTTP: the file, the pictures of its sheets, and the steps while it is made.

A script follows the steps first and then asks for the file, which is kept by then; without a script
the file's address alone does the same. What is kept follows from snapshot, texts, layout, rights
and address, so that nothing old or foreign is handed out. Two reports at most are made at a time.
"""

from __future__ import annotations

import base64
import json
import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import flask

from dashboards.forms.form import render
from dashboards.reports.document import ReportDocument
from dashboards.reports.making import MEDIA_TYPES, make_report
from dashboards.reports.ordering import Progress, order, report_view, require_known
from dashboards.reports.typesetting import SheetPicture, set_pictures
from dashboards.reports.wishes import wishes_of
from dashboards.request.context import Context
from dashboards.request.failures import tell_failure
from dashboards.request.library import Library, RecentlyUsed
from dashboards.request.report_choice import REPORT, Format, ReportKind, read_choice
from dashboards.request.signed_in import current_viewer
from dashboards.request.view import View, read_view
from dashboards.words.messages import Messages
from monitor.access import Resource, require
from monitor.errors import ReportBusyError, ReportError, UserError

#: Reports that a process makes at the same time.
MOST_AT_ONCE: Final = 2
#: Files and previews that are kept: up to 3 MB each.
_KEPT: Final = 8
_PREVIEW: Final = "vorschau"
#: Size of a sheet in the preview (pixels of the page, A4).
_WIDTH, _HEIGHT = 794, 1123
#: Tells proxies and our own server to pass on each line as it comes.
_AT_ONCE: Final = {"X-Accel-Buffering": "no", "Cache-Control": "no-store"}


@dataclass(frozen=True)
class _FileOfReport:
    """A made file and its name; of a preview the title and its pictures."""

    name: str
    title: str
    content: bytes = b""
    sheets: tuple[SheetPicture, ...] = ()


class ReportDesk:
    """Makes what addresses ask for, two at a time, and keeps what was made last."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._kept = RecentlyUsed(_KEPT)
        self._places = threading.BoundedSemaphore(MOST_AT_ONCE)

    def prepare(
        self, view: View, kind: str, what: str
    ) -> Callable[[Progress | None], _FileOfReport]:
        """Return what makes the file, once all that can be refused at once is not.

        Raises:
            AccessError: the viewer may not see the figures.
            ReleaseError: there is no release.
            ReportError: no such report, format or choice.
        """
        require(view.viewer, Resource.KENNZAHLEN)
        choice = read_choice(_of_kind(view, kind))
        require_known([*(name for name, _ in view.unread), *choice.unread])
        if what not in {*Format, _PREVIEW}:
            raise ReportError(f"Berichte gibt es als {', '.join(Format)}; „{what[:20]}“ nicht.")
        layout = self._library.store.report_layout()
        context = Context(flask.request.path, report_view(view), self._library, internal=True)
        snapshot, texts = context.numbers.snapshot_id, self._library.texts.revision()
        key = (choice, what, layout, context.view, view.viewer.account, snapshot, texts)

        def make(progress: Progress | None) -> _FileOfReport:
            with _place(self._places):
                report = order(context, choice.kind, wishes_of(choice, layout), progress)
                if progress is not None:
                    progress(context.t("report_page.set_step"), 1, 1)
                return _file(report, what)

        def kept_or_made(progress: Progress | None) -> _FileOfReport:
            found: _FileOfReport = self._kept.get(key, lambda: make(progress))
            return found

        return kept_or_made


@contextmanager
def _place(places: threading.BoundedSemaphore) -> Iterator[None]:
    """Hold one of the places at the desk while a report is made (ReportBusyError)."""
    if not places.acquire(blocking=False):
        raise ReportBusyError(
            f"Es entstehen gerade schon {MOST_AT_ONCE} Berichte. "
            "Bitte in einigen Sekunden noch einmal versuchen."
        )
    try:
        yield
    finally:
        places.release()


def register_routes(server: flask.Flask, library: Library) -> None:
    """Add the routes to the server."""
    desk = ReportDesk(library)

    def view() -> View:
        return read_view(flask.request.args, current_viewer())

    @server.get(f"{REPORT}/<kind>.<file_format>")
    def report_file(kind: str, file_format: str) -> flask.Response:
        made = desk.prepare(view(), kind, file_format)(None)
        return _send(made, Format(file_format))

    @server.get(f"{REPORT}/<kind>/{_PREVIEW}")
    def report_preview(kind: str) -> flask.Response:
        return _show(desk.prepare(view(), kind, _PREVIEW)(None), view(), kind)

    @server.get(f"{REPORT}/<kind>/<what>/entsteht")
    def report_steps(kind: str, what: str) -> flask.Response:
        make = desk.prepare(view(), kind, what)
        fault = Messages(view().language)("report_page.fault")
        lines = _steps(flask.copy_current_request_context(_worker(make, fault)))
        return flask.Response(lines, mimetype="application/x-ndjson", headers=_AT_ONCE)


def _of_kind(view: View, kind: str) -> View:
    """Return the view with the kind that the path names, in place of that of the page."""
    if kind not in set(ReportKind):
        known = ", ".join(ReportKind)
        raise ReportError(f"Den Bericht „{kind[:40]}“ gibt es nicht. Bekannt: {known}.")
    return View(**{**view.__dict__, "report": kind})


def _file(report: ReportDocument, what: str) -> _FileOfReport:
    name = f"{report.file_name}.{what}"
    if what == _PREVIEW:
        return _FileOfReport(name, report.title, sheets=tuple(set_pictures(report)))
    return _FileOfReport(name, report.title, make_report(report, Format(what)))


def _send(made: _FileOfReport, file_format: Format) -> flask.Response:
    response = flask.Response(made.content, mimetype=MEDIA_TYPES[file_format])
    response.headers.set("Content-Disposition", "attachment", filename=made.name)
    response.headers["Cache-Control"] = "no-store"
    return response


def _show(made: _FileOfReport, view: View, kind: str) -> flask.Response:
    """Return the page with a picture of every sheet; each says which headings it shows."""
    t, total = Messages(view.language), len(made.sheets)
    sheets = [
        (
            f"data:image/png;base64,{base64.b64encode(sheet.content).decode()}",
            _said(t, n, total, sheet),
        )
        for n, sheet in enumerate(made.sheets, 1)
    ]
    return render(
        "report_preview.html",
        title=made.title,
        sheets=sheets,
        back=_of_kind(view, kind).here(REPORT),
        width=_WIDTH,
        height=_HEIGHT,
    )


def _said(t: Messages, number: int, total: int, sheet: SheetPicture) -> str:
    if not sheet.headings:
        return t("report_page.sheet", number=number, total=total)
    headings = "; ".join(sheet.headings)
    return t("report_page.sheet_with", number=number, total=total, headings=headings)


def _worker(
    make: Callable[[Progress | None], object], fault: str
) -> Callable[[queue.SimpleQueue[dict[str, Any] | None]], None]:
    """Return what makes a report and tells each step, and the end, to a queue."""

    def work(told: queue.SimpleQueue[dict[str, Any] | None]) -> None:
        def progress(part: str, done: int, total: int) -> None:
            told.put({"part": part, "done": done, "total": total})

        try:
            make(progress)
            told.put({"ready": True})
        except UserError as error:
            told.put({"failed": str(error)})
        except Exception as error:  # a fault of ours: logged, and said without its text
            tell_failure(error)
            told.put({"failed": fault})
        finally:
            told.put(None)

    return work


def _steps(
    work: Callable[[queue.SimpleQueue[dict[str, Any] | None]], None],
) -> Iterator[bytes]:
    """Yield a line of JSON for each step of the work, which goes on without a reader, too."""
    told: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
    threading.Thread(target=work, args=(told,), daemon=True).start()
    while (step := told.get()) is not None:
        yield json.dumps(step, ensure_ascii=False).encode() + b"\n"
