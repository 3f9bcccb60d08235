"""Charts over plain HTTP: the picture as a file, and the figure that a script explores.

Both are made from the description that the page draws, for the same address parameters and under
the same rights: the store refuses (403) whoever has no right to the figures.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import flask
import plotly
from dash.fingerprint import build_fingerprint

from dashboards.components.selection import PageScope, select
from dashboards.figures.layout import config
from dashboards.figures.picture import ChartName
from dashboards.figures.standalone import standalone
from dashboards.figures.year_chart import YearChart
from dashboards.pages.indicator_charts import IndicatorChart, draw_file, find_chart
from dashboards.reports.typesetting import set_drawing
from dashboards.request.context import Context
from dashboards.request.csv_files import INTERNAL
from dashboards.request.signed_in import current_viewer
from dashboards.request.view import PARAMETERS, View, read_view
from dashboards.words import formats
from monitor.confidentiality.levels import FigureLevel
from monitor.datasets.origin import DEMO_SUFFIX
from monitor.errors import ReleaseError

if TYPE_CHECKING:
    from dashboards.request.library import Library

CHARTS: Final = "/diagramm"
_LIBRARY: Final = "package_data/plotly.min.js"


def register_routes(server: flask.Flask, library: Library) -> None:
    """Add the routes to the server."""

    def view() -> View:
        return read_view(flask.request.args, current_viewer())

    @server.get(f"{CHARTS}/<indicator>/<chart>.svg")
    def picture(indicator: str, chart: str) -> flask.Response:
        return send_picture(library, view(), indicator, chart)

    @server.get(f"{CHARTS}/<indicator>/<chart>.png")
    def bitmap(indicator: str, chart: str) -> flask.Response:
        return send_bitmap(library, view(), indicator, chart)

    @server.get(f"{CHARTS}/<indicator>/<chart>.json")
    def explored(indicator: str, chart: str) -> flask.Response:
        return send_figure(library, view(), indicator, chart)


def library_address() -> str:
    """Return the address at which Dash hands out plotly.js; browsers keep the file for a year."""
    changed = int((Path(plotly.__file__).parent / _LIBRARY).stat().st_mtime)
    path = build_fingerprint(_LIBRARY, plotly.__version__, changed)  # type: ignore[no-untyped-call]  # Dash has no types
    return f"/_dash-component-suites/plotly/{path}"


def send_picture(library: Library, view: View, indicator: str, chart: str) -> flask.Response:
    """Return a chart as an SVG file (AccessError, ReleaseError)."""
    content, name = _drawn(library, view, indicator, chart)
    return _attached(content.encode(), "image/svg+xml", f"{name}.svg")


def send_bitmap(library: Library, view: View, indicator: str, chart: str) -> flask.Response:
    """Return a chart as a PNG file (AccessError, ReleaseError, ReportError)."""
    content, name = _drawn(library, view, indicator, chart)
    return _attached(set_drawing(content), "image/png", f"{name}.png")


def _drawn(library: Library, view: View, indicator: str, chart: str) -> tuple[str, str]:
    """Return a chart as SVG, and the name of its file without ending."""
    context, chosen, found = _find(library, view, indicator, chart)
    content = standalone(found, draw_file(found), _about(context, chosen))
    return content, _file_name(context, chosen, indicator, chart)


def _attached(content: bytes, kind: str, name: str) -> flask.Response:
    response = flask.Response(content, mimetype=kind)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Cache-Control"] = "no-store"
    return response


def send_figure(library: Library, view: View, indicator: str, chart: str) -> flask.Response:
    """Return a chart as a figure of plotly.js, with its configuration (AccessError, ReleaseError).

    A chart that nobody explores is answered as one that is not there.
    """
    _, _, found = _find(library, view, indicator, chart)
    if isinstance(found, YearChart):
        raise ReleaseError("Dieses Diagramm gibt es nur als Bild.")
    return flask.jsonify(
        figure=found.explored(), config=config(view.language), title=found.title,
        library=library_address(),
    )  # fmt: skip


def _find(
    library: Library, view: View, indicator: str, chart: str
) -> tuple[Context, PageScope, IndicatorChart]:
    """Return context, scope and description of a chart (AccessError, ReleaseError)."""
    context = Context(flask.request.path, view, library, internal=True)
    chosen = _scope(context)
    if chart not in set(ChartName):
        raise ReleaseError("Dieses Diagramm gibt es nicht.")
    found = find_chart(context, chosen, indicator, ChartName(chart))
    if found is None:
        raise ReleaseError("Zu dieser Kennzahl gibt es hier keine Angaben.")
    return context, chosen, found


def _scope(context: Context) -> PageScope:
    """Return area and quarter; a file has no place for a note on choices that there are not.

    Raises:
        ReleaseError: a choice of the address is unknown.
    """
    view, chosen = context.view, select(context)
    unknown = [name for name, _ in view.unread]
    if view.quarter not in {None, chosen.quarter}:
        unknown.append("quarter")
    if view.area not in set(context.numbers.areas()["gebiet_id"]):
        unknown.append("area")
    if unknown:
        names = ", ".join(PARAMETERS[name] for name in unknown)
        raise ReleaseError(f"Was die Adresse verlangt, gibt es nicht: {names}.")
    return chosen


def _about(context: Context, chosen: PageScope) -> list[str]:
    """Return where, when and from which release a picture comes."""
    t, numbers = context.t, context.numbers
    is_internal = numbers.level is FigureLevel.STEUERUNG
    date = formats.release_date(numbers.snapshot_id, t.language)
    where = f"{chosen.area_name} · {formats.period(chosen.quarter, t.language)}"
    level = t("figure.file_internal" if is_internal else "figure.file_published", date=date)
    demo = [f"{t('demo.title')}. {t('demo.text')}"] if numbers.info.is_demo else []
    return [where, level, *demo]


def _file_name(context: Context, chosen: PageScope, indicator: str, chart: str) -> str:
    numbers = context.numbers
    level = f"_{INTERNAL}" if numbers.level is FigureLevel.STEUERUNG else ""
    demo = DEMO_SUFFIX if numbers.info.is_demo else ""
    parts = (numbers.snapshot_id, indicator, chart, chosen.area, chosen.quarter)
    return f"{'_'.join(parts)}{level}{demo}"
