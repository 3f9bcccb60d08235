"""Sign-in and sign-out at a provider in a real browser, which judges forms and redirects."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from werkzeug.serving import WSGIRequestHandler, make_server

from dashboards.web.app import create_app
from tests.builders.openid_browser import connected_instance
from tests.builders.openid_provider import StandInProvider, running_provider
from tests.builders.ports import free_port


class _Silent(WSGIRequestHandler):
    def log(self, *_: object) -> None: ...


@pytest.fixture
def stand_in() -> Iterator[StandInProvider]:
    with running_provider() as provider:
        yield provider


@pytest.fixture
def connected(tmp_path: Path, stand_in: StandInProvider) -> Iterator[str]:
    """Serve an application that is connected to the provider; return its address."""
    settings = connected_instance(tmp_path / "instanz", stand_in)
    settings = settings.model_copy(update={"port": free_port()})
    app = create_app(settings)
    server = make_server(
        "127.0.0.1", settings.port, app.server, threaded=True, request_handler=_Silent
    )
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{settings.port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_browser_signs_in_at_the_provider_and_out_there(
    browser: Browser, connected: str, stand_in: StandInProvider
) -> None:
    context = browser.new_context(java_script_enabled=False)  # none of it needs a script
    page = context.new_page()
    page.goto(f"{connected}/anmelden?weiter=/abmelden")
    page.get_by_role("link", name="Anmelden mit dem Kreis-Konto").click()
    expect(page).to_have_url(f"{connected}/abmelden")
    expect(page.get_by_text("Erika Muster")).to_be_visible()
    page.get_by_role("button", name="Abmelden").click()
    expect(page).to_have_url(re.compile(re.escape(stand_in.issuer) + r"/logout\?.*id_token_hint="))
    page.goto(f"{connected}/abmelden")
    expect(page).to_have_url(f"{connected}/anmelden")
    context.close()
