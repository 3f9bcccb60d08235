"""Server time of the pages: the call of Dash's router on opening or changing a page."""

from __future__ import annotations

import json
import statistics
import time
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from bench.stopwatch import Stopwatch
from bench.workspace import Workspace

if TYPE_CHECKING:
    from flask.testing import FlaskClient

#: Each page as somebody would look at it: address and query.
PAGES: Final = {
    "Übersicht": ("/", ""),
    "Ziel": ("/ziel/Z1", ""),
    "Daten": ("/daten", ""),
    "Qualität": ("/qualitaet", "?gruppe=datenverantwortliche"),
}
REPEATS: Final = 25


def run(workspace: Workspace, watch: Stopwatch) -> dict[str, dict[str, float]]:
    """Return the median milliseconds of each page over the release made by ``ours``."""
    with watch.stage("imports"):
        from dashboards.web.server import make_server_app
        from monitor.settings import load_settings
    with watch.stage("start"):
        app = make_server_app(load_settings(workspace.last_instance))
    client = app.server.test_client()
    router = _router(client)
    return {"pages": {name: _median_ms(client, router, *where) for name, where in PAGES.items()}}


def _router(client: FlaskClient) -> dict[str, Any]:
    """Return Dash's description of the callback for rendering a page."""
    dependencies: list[dict[str, Any]] = client.get("/_dash-dependencies").get_json()
    return next(found for found in dependencies if "_pages_content.children" in found["output"])


def _median_ms(client: FlaskClient, router: dict[str, Any], path: str, search: str) -> float:
    body = _request(router, {"pathname": path, "search": search})
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        response = client.post(
            "/_dash-update-component", data=body, content_type="application/json"
        )
        times.append(1000 * (time.perf_counter() - start))
        if response.status_code != HTTPStatus.OK:
            raise RuntimeError(f"{path} answers {response.status_code}")
    return statistics.median(times)


def _request(router: dict[str, Any], values: dict[str, str]) -> str:
    def filled(items: list[dict[str, str]]) -> list[dict[str, Any]]:
        return [{**item, "value": values.get(item["property"], "")} for item in items]

    outputs = [
        dict(zip(("id", "property"), part.rsplit(".", 1), strict=True))
        for part in router["output"].strip(".").split("...")
    ]
    return json.dumps(
        {
            "output": router["output"],
            "outputs": outputs,
            "inputs": filled(router["inputs"]),
            "state": filled(router["state"]),
            "changedPropIds": ["_pages_location.pathname"],
        }
    )
