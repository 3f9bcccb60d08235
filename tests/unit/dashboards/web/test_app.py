"""Callbacks called directly, as anyone can: they refuse; and each of them finds its components."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import dash
from dash.development.base_component import Component

from dashboards.pages.catalogue import PAGES
from dashboards.request.view import View
from monitor.access import Role, Viewer
from tests.builders.sign_in import STEWARD

OF_TRAEGER = Viewer(frozenset({Role.TRAEGER}), frozenset({"TR02"}))


def _all_ids(app: dash.Dash, rendered: Any) -> set[str]:
    roots = [app.layout, *(rendered(page) for page in PAGES)]
    parts = [part for root in roots for part in (root, *root._traverse())]
    keys = [getattr(part, "id", None) for part in parts if isinstance(part, Component)]
    return {key if isinstance(key, str) else str(key.get("type")) for key in keys if key}


def test_every_callback_finds_its_components(app: dash.Dash, rendered: Any) -> None:
    views = (View(viewer=STEWARD), View(viewer=OF_TRAEGER))
    ids = set().union(*(_all_ids(app, partial(rendered, view=view)) for view in views))
    wanted = set()
    for callback in app.callback_map.values():
        for spec in (*callback["inputs"], *callback["state"]):
            key = spec["id"]
            wanted.add(json.loads(key)["type"] if key.startswith("{") else key)
    assert "_pages_location" in wanted
    assert wanted - ids == set()
