"""Server time of the pages: the call of Dash's router on opening or changing a page.

Each page is asked for by turns with sign-in, as browsers do, and past the gate, with the same
viewer given; the difference is what sign-in adds.
"""

from __future__ import annotations

import json
import statistics
import time
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from bench.stopwatch import Stopwatch
from bench.workspace import Workspace

if TYPE_CHECKING:
    import dash
    from flask.testing import FlaskClient

#: Each page as somebody would look at it: address and query.
PAGES: Final = {
    "Übersicht": ("/", ""),
    "Ziel": ("/ziel/Z1", ""),
    "Daten": ("/daten", ""),
    "Qualität": ("/qualitaet", ""),
}
REPEATS: Final = 25

_CALLBACK: Final = "/_dash-update-component"


def run(workspace: Workspace, watch: Stopwatch) -> dict[str, dict[str, float]]:
    """Return the median milliseconds of each page over the release made by ``ours``.

    Under ``sign_in`` stand the milliseconds that sign-in adds: the median over all pages.
    """
    with watch.stage("imports"):
        from dashboards.web.server import make_server_app
        from monitor.access import Role
        from monitor.settings import load_settings
        from tests.builders.sign_in import client_of
    with watch.stage("start"):
        app = make_server_app(load_settings(workspace.last_instance))
    client = client_of(app, Role.DATENVERANTWORTLICHE)
    past_the_gate = _past_the_gate(app, client)
    router = router_of(client)
    pages, added = {}, []
    for name, where in PAGES.items():
        signed_in, without = _times_ms(client, router, past_the_gate, *where)
        pages[name] = statistics.median(signed_in)
        added += [one - other for one, other in zip(signed_in, without, strict=True)]
    return {"pages": pages, "sign_in": {"adds": statistics.median(added)}}


def _past_the_gate(app: dash.Dash, client: FlaskClient) -> dict[str, Any]:
    """Return the environment of requests for which the gate does nothing, the viewer kept."""
    import flask

    from dashboards.request import signed_in
    from dashboards.web.gate import WARM_UP

    with client:
        client.get("/barrierefreiheit")
        known = signed_in.current()

    def keep_known() -> None:
        if flask.request.environ.get(WARM_UP):
            signed_in.keep(known)

    app.server.before_request_funcs.setdefault(None, []).append(keep_known)
    return {WARM_UP: True}


def router_of(client: FlaskClient) -> dict[str, Any]:
    """Return Dash's description of the callback for rendering a page."""
    dependencies: list[dict[str, Any]] = client.get("/_dash-dependencies").get_json()
    return next(found for found in dependencies if "_pages_content.children" in found["output"])


def _times_ms(
    client: FlaskClient, router: dict[str, Any], past: dict[str, Any], path: str, search: str
) -> tuple[list[float], list[float]]:
    """Return the milliseconds of a page with sign-in and past the gate, asked for by turns."""
    body = page_call(router, path, search)
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(REPEATS):
        for environ, found in zip(({}, past), times, strict=True):
            start = time.perf_counter()
            response = client.post(
                _CALLBACK, data=body, content_type="application/json", environ_overrides=environ
            )
            found.append(1000 * (time.perf_counter() - start))
            if response.status_code != HTTPStatus.OK:
                raise RuntimeError(f"{path} answers {response.status_code}")
    return times


def page_call(router: dict[str, Any], path: str, search: str) -> str:
    """Return the body of the callback for rendering a page."""
    values = {"pathname": path, "search": search}

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
