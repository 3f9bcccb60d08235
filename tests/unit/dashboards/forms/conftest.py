"""An application without figures, with its own clock and cheap hashes of passwords."""

from __future__ import annotations

from pathlib import Path

import dash
import pytest
from argon2 import PasswordHasher

from dashboards.request.site import Site
from monitor.application import passwords
from tests.builders.account_pages import Clock, PlainBrowser, make_app
from tests.builders.sign_in import site_of


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> dash.Dash:
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "HASHER", cheap)
    return make_app(tmp_path / "instanz", clock, host="localhost", port=8050)


@pytest.fixture
def site(app: dash.Dash) -> Site:
    return site_of(app)


@pytest.fixture
def browser(app: dash.Dash) -> PlainBrowser:
    return PlainBrowser(app)
