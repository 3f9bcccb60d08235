"""What Dash's own routing answers to a browser."""

from __future__ import annotations

import json
from typing import Any

from flask.testing import FlaskClient

_PAGES = ".._pages_content.children..._pages_store.data.."
_LOCATION = "_pages_location"


def page_of(client: FlaskClient, path: str, search: str = "") -> str:
    """Return what Dash's routing sends for an address, as text."""
    targets = [("_pages_content", "children"), ("_pages_store", "data")]
    body = {
        "output": _PAGES,
        "outputs": [{"id": name, "property": attribute} for name, attribute in targets],
        "inputs": [
            {"id": _LOCATION, "property": "pathname", "value": path},
            {"id": _LOCATION, "property": "search", "value": search},
        ],
        "changedPropIds": [f"{_LOCATION}.pathname"],
    }
    return json.dumps(_answer(client, body), ensure_ascii=False)


def _answer(client: FlaskClient, body: dict[str, Any]) -> Any:
    answer = client.post("/_dash-update-component", json=body)
    assert answer.status_code == 200, answer.status
    return answer.get_json()
