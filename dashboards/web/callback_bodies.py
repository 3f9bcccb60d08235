"""Bodies posted to callbacks: a body that is no call of a callback is answered with 400.

Dash takes bodies apart without validation; a body of any other program than Dash's own script would
end as an error of ours (500).
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

import dash
import flask

_PATH: Final = "/_dash-update-component"

#: Properties of the address; Dash cuts them like texts.
_ADDRESS: Final = frozenset({"pathname", "search", "href", "hash"})


def install(app: dash.Dash) -> None:
    """Answer 400 to bodies that are no call of one of the app's callbacks."""
    server: flask.Flask = app.server

    @server.before_request
    def refuse() -> flask.Response | None:
        if flask.request.path != _PATH or flask.request.method != "POST":
            return None
        if is_call(app.callback_map, flask.request.get_json(silent=True)):
            return None
        said = "400 Bad Request\n"
        return flask.Response(said, HTTPStatus.BAD_REQUEST, mimetype="text/plain")


def is_call(callbacks: Mapping[str, Mapping[str, Any]], body: object) -> bool:
    """Tell whether a body names a callback, and gives the callback's inputs and states."""
    if not isinstance(body, dict) or not isinstance(body.get("output"), str):
        return False
    called = callbacks.get(body["output"])
    changed = body.get("changedPropIds", [])
    return (
        called is not None
        and "callback" in called  # others run in the browser only
        and _are_asked_for(body["output"], body.get("outputs"))
        and isinstance(changed, list)
        and all(isinstance(name, str) for name in changed)
        and _are_given(called["inputs"], body.get("inputs", []))
        and _are_given(called["state"], body.get("state", []))
    )


def _are_asked_for(name: str, outputs: object) -> bool:
    """Tell whether the outputs match the name of the callback (``..a.b...c.d..``)."""
    names = name[2:-2].split("...") if name.startswith("..") else [name]
    asked = outputs if name.startswith("..") else [outputs]
    if not isinstance(asked, list) or not all(map(_is_given, asked)):
        return False
    ids = [item["id"] for item in asked if isinstance(item, dict)]
    declared = [each.rpartition(".")[0] for each in names]
    return ids == declared if all(isinstance(each, str) for each in ids) else True


def _are_given(declared: list[Any], given: object) -> bool:
    if not isinstance(given, list) or len(given) != len(declared):
        return False
    return all(map(_is_given, given))


def _is_given(item: object) -> bool:
    if isinstance(item, list):  # of a pattern: all that fit it
        return all(map(_is_given, item))
    if not isinstance(item, dict) or not isinstance(item.get("property"), str):
        return False
    value = item.get("value")
    is_text = value is None or isinstance(value, str)
    return isinstance(item.get("id"), str | dict) and (is_text or item["property"] not in _ADDRESS)
