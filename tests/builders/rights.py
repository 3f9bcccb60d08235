"""The table of rights: how an address, page or callback is asked for, and the answer in words."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

import dash
import flask

from dashboards.pages.catalogue import PAGES
from dashboards.request.site import EXTENSION
from monitor.access import Role
from tests.builders.sign_in import add_account, sign_in

#: What the columns of the table say.
ANSWERED, REFUSED, SIGN_IN, LED_ON = "ja", "nein", "anmelden", "weiter"

_NAVIGATION: Final = {"Accept": "text/html", "Sec-Fetch-Mode": "navigate"}
_SCRIPT: Final = {"Sec-Fetch-Mode": "cors", "Sec-Fetch-Site": "same-origin"}
_CALLBACK: Final = "/_dash-update-component"

#: Values of properties that callbacks are sent in the test; all others are null.
_VALUES: Final[dict[str, Any]] = {
    "pathname": "/",
    "search": "",
}


def everything_served(app: dash.Dash) -> set[tuple[str, str]]:
    """Return (kind, name) of all that the running application answers."""
    rules = {
        (method, rule.rule)
        for rule in app.server.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    pages = {("SEITE", page.path) for page in PAGES}
    callbacks = {("CALLBACK", output) for output in app.callback_map}
    return rules | pages | callbacks


def browser_of(app: dash.Dash, role: Role | None) -> tuple[flask.testing.FlaskClient, str]:
    """Return a browser that is signed in with a role (`None`: nobody), and its form secret."""
    client = app.server.test_client()
    if role is None:
        return client, ""
    site = app.server.extensions[EXTENSION]
    return client, sign_in(client, site, add_account(site, role))


def answer_to(
    app: dash.Dash, kind: str, example: str, browser: tuple[flask.testing.FlaskClient, str]
) -> str:
    """Return what somebody gets who asks, in the words of the table.

    Raises:
        AssertionError: the answer is an error of ours, or none that the table has a word for.
    """
    client, csrf = browser
    if kind == "CALLBACK":
        answer = client.post(_CALLBACK, json=_body(app, example), headers=_SCRIPT)
    elif kind == "POST":
        answer = client.post(
            example, data={"csrf": csrf}, headers={"Sec-Fetch-Site": "same-origin"}
        )
    else:
        answer = client.get(example, headers=_NAVIGATION)
    try:
        return _word(example, answer)
    finally:
        answer.close()


def _word(example: str, answer: Any) -> str:
    status = answer.status_code
    location = answer.headers.get("Location", "")
    assert status < HTTPStatus.INTERNAL_SERVER_ERROR, (example, status, answer.text[:200])
    if status == HTTPStatus.UNAUTHORIZED or location.startswith("/anmelden"):
        return SIGN_IN
    if status == HTTPStatus.FORBIDDEN:
        return REFUSED
    return LED_ON if location and "/api/" not in location else ANSWERED


def _body(app: dash.Dash, output: str) -> dict[str, Any]:
    """Return a call of a callback with the fewest values it needs."""
    callback = app.callback_map[output]
    names = output[2:-2].split("...") if output.startswith("..") else [output]
    outputs = [_target(name) for name in names]
    return {
        "output": output,
        "outputs": outputs if output.startswith("..") else outputs[0],
        "inputs": [_given(one) for one in callback["inputs"]],
        "state": [_given(one) for one in callback["state"]],
        "changedPropIds": [f"{one['id']}.{one['property']}" for one in callback["inputs"][:1]],
    }


def _target(name: str) -> dict[str, Any]:
    component, _, attribute = name.partition("@")[0].rpartition(".")
    return {"id": component, "property": attribute}


def _given(declared: dict[str, Any]) -> dict[str, Any]:
    return {**declared, "value": _VALUES.get(declared["property"])}
