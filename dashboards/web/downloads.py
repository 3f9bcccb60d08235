"""CSV files over plain HTTP: the numbers behind a chart, findings, accounts.

Each route passes the viewer of the session to the store, which refuses (403) whoever has no right
to them, whoever made the link, and gives a Träger its own rows only. Files of a release are handed
out by ``dashboards.api``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import flask
import polars as pl

from dashboards.components.download_links import (
    ACCOUNTS,
    FINDINGS,
    OWN_ACCOUNTS,
    OWN_FINDINGS,
    SERIES,
)
from dashboards.figures.series_table import CSV_COLUMNS, with_units
from dashboards.request.csv_files import INTERNAL, PROTECTED, file_name, to_csv
from dashboards.request.quality_frames import Quality, of_own
from dashboards.request.signed_in import current_viewer
from dashboards.request.view import PARAMETERS, View, read_view
from dashboards.words.messages import Messages
from monitor.access import Resource, require
from monitor.confidentiality.levels import FigureLevel
from monitor.errors import ReleaseError
from monitor.periods import PeriodKind, parse_quarter

if TYPE_CHECKING:
    from dashboards.request.library import Library


def register_routes(server: flask.Flask, library: Library) -> None:
    """Add the routes to the server."""

    def view() -> View:
        return read_view(flask.request.args, current_viewer())

    @server.get(f"{SERIES}/<indicator>.csv")
    def series(indicator: str) -> flask.Response:
        return send_series(library, view(), indicator)

    @server.get(FINDINGS)
    def findings() -> flask.Response:
        require(current_viewer(), Resource.QUALITAET)
        return send_findings(library, view())

    @server.get(ACCOUNTS)
    def accounts() -> flask.Response:
        require(current_viewer(), Resource.QUALITAET)
        return send_accounts(library, view())

    @server.get(OWN_FINDINGS)
    def own_findings() -> flask.Response:
        return send_findings(library, of_own(view()))

    @server.get(OWN_ACCOUNTS)
    def own_accounts() -> flask.Response:
        return send_accounts(library, of_own(view()))


def send_series(library: Library, view: View, indicator: str) -> flask.Response:
    """Return the numbers behind a chart as CSV (AccessError, ReleaseError)."""
    numbers = library.open(view.viewer, view.level)
    _refuse_unread(view)
    quarters = numbers.quarters()
    if view.quarter is not None and view.quarter not in quarters:
        raise ReleaseError("Dieses Quartal gibt es in dieser Ausgabe nicht.")
    kind = view.period_kind or PeriodKind.QUARTAL
    series = numbers.series(indicator, view.area, kind)
    rows = with_units(series, numbers.versions(indicator)).select(CSV_COLUMNS)
    last = view.quarter or (quarters[-1] if quarters else None)
    if last is not None:
        rows = rows.filter(pl.col("bis") <= parse_quarter(last).end)
    if rows.is_empty():
        raise ReleaseError("Zu dieser Kennzahl gibt es hier keine Angaben.")
    info = numbers.info
    stem = f"{numbers.snapshot_id}_{indicator}_{view.area}_{kind.lower()}"
    is_internal = numbers.level is FigureLevel.STEUERUNG
    content = to_csv(rows, is_demo=info.is_demo, level=INTERNAL if is_internal else PROTECTED)
    return _csv(content, file_name(stem, is_demo=info.is_demo, is_internal=is_internal))


def send_findings(library: Library, view: View) -> flask.Response:
    """Return findings as CSV, to be sent back to a Träger (AccessError, ReleaseError)."""
    quality = Quality(view.viewer, library.store)
    _refuse_unread(view)
    if quality.known(view) != view:
        raise ReleaseError("Diesen Träger, diese Lieferung oder diese Schwere gibt es nicht.")
    rows = quality.findings(view, Messages(view.language))
    is_demo = quality.is_demo()
    stem = "_".join(filter(None, ["befunde", view.traeger, view.delivery]))
    return _csv(to_csv(rows, is_demo=is_demo), file_name(stem, is_demo=is_demo))


def send_accounts(library: Library, view: View) -> flask.Response:
    """Return the accounts of rows as CSV (AccessError, ReleaseError)."""
    quality = Quality(view.viewer, library.store)
    is_demo = quality.is_demo()
    content = to_csv(quality.accounts(), is_demo=is_demo)
    return _csv(content, file_name("konten", is_demo=is_demo))


def _refuse_unread(view: View) -> None:
    """Refuse unknown choices of the address: a file has no place for a note beside the numbers.

    Raises:
        ReleaseError: a choice of the address is unknown.
    """
    if view.unread:
        names = ", ".join(PARAMETERS[name] for name, _ in view.unread)
        raise ReleaseError(f"Was die Adresse verlangt, gibt es nicht: {names}.")


def _csv(content: bytes, name: str) -> flask.Response:
    response = flask.Response(content, mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
