"""An application that is connected to a provider, and a browser that nobody has signed in with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import dash
import pytest
from flask.testing import FlaskClient

from dashboards.web.app import create_app
from tests.builders.openid_browser import connected_instance
from tests.builders.openid_provider import StandInProvider, running_provider


@pytest.fixture
def stand_in() -> Iterator[StandInProvider]:
    with running_provider() as provider:
        yield provider


@pytest.fixture
def app(tmp_path: Path, stand_in: StandInProvider) -> dash.Dash:
    return create_app(connected_instance(tmp_path / "instanz", stand_in))


@pytest.fixture
def client(app: dash.Dash) -> FlaskClient:
    made: FlaskClient = app.server.test_client()
    return made
