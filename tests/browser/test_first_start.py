"""The walk of an operator: first start, second factor, an invitation, a token, out everywhere.

By the command line as it is started, and with browsers as people have them; nothing is prepared but
the folder of an instance.
"""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from types import ModuleType

import pyotp
import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from tests.builders.passwords import GOOD
from tests.builders.ports import free_port


@dataclass(frozen=True)
class Office:
    """A served instance, and what the command said when it started."""

    address: str
    said: str
    home: Path

    def link(self) -> str:
        """Return the one-time link of the first administrator."""
        found = re.search(r"http://\S+/einladung/\S+", self.said)
        assert found is not None, self.said
        return found[0]


@pytest.fixture
def office(fake: ModuleType, tmp_path: Path) -> Iterator[Office]:
    settings = fake.write_instance(tmp_path / "instanz")
    port = free_port()
    command = [sys.executable, "-m", "monitor.cli", "serve"]
    command += ["--home", settings.home.name, "--port", str(port)]
    with subprocess.Popen(
        command, cwd=settings.home.parent, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        said = ""
        for line in iter(process.stdout.readline, ""):
            said += line
            if "/einladung/" in line:
                break
        yield Office(f"http://127.0.0.1:{port}", said, settings.home)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0


@pytest.fixture
def new_page(browser: Browser, office: Office) -> Iterator[object]:
    """Return a function that opens a browser of its own."""
    contexts = []

    def make() -> Page:
        context = browser.new_context(base_url=office.address, locale="de-DE")
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


def _set_password(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_label("Neues Passwort", exact=False).first.fill(GOOD)
    page.locator("#nochmal").fill(GOOD)
    page.locator("main button[type=submit]").click()


def _set_up_app(page: Page) -> str:
    """Set up the second factor that is asked for; return the app's secret."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Zweiten Faktor einrichten")
    secret = (page.locator(".form-secret").first.text_content() or "").replace(" ", "")
    page.locator("#code").fill(pyotp.TOTP(secret).now())
    page.locator("form:has(#code) button[type=submit]").click()
    expect(page.locator(".form-codes li")).to_have_count(10)
    page.get_by_role("link", name="Aufgehoben, weiter").click()
    return secret


def _status(address: str, token: str) -> int:
    headers = {"Authorization": f"Bearer {token}"}
    return requests.get(address, headers=headers, timeout=60).status_code


def test_from_the_first_start_to_the_last_sign_out(office: Office, new_page: object) -> None:
    assert callable(new_page)
    admin: Page = new_page()
    _set_password(admin, office.link())
    _set_up_app(admin)
    expect(admin).to_have_url(f"{office.address}/verwaltung")

    admin.goto("/verwaltung/neu")
    admin.locator("#name").fill("e.muster")
    admin.locator("#voller_name").fill("Erika Muster")
    admin.locator("input[name=rolle][value=LEITUNG]").check()
    admin.locator("main button[type=submit]").click()
    invitation = admin.locator(".form-secret").inner_text()
    assert invitation.startswith(f"{office.address}/einladung/")

    leader: Page = new_page()
    _set_password(leader, invitation)
    expect(leader).to_have_url(f"{office.address}/")
    expect(leader.get_by_role("heading", level=1)).to_contain_text("erreicht")
    leader.goto(invitation)
    expect(leader.locator("main")).to_contain_text("gilt nicht mehr")  # once only

    leader.goto("/konto/token")
    leader.locator("#name").fill("R auf dem Dienstrechner")
    leader.locator("main form:has(#name) button[type=submit]").click()
    token = leader.get_by_label("Neues Token").input_value()
    releases = f"{office.address}/api/v1/releases"
    assert _status(releases, token) == HTTPStatus.OK

    elsewhere: Page = new_page()
    elsewhere.goto("/anmelden")
    elsewhere.locator("#anmeldename").fill("e.muster")
    elsewhere.locator("#passwort").fill(GOOD)
    elsewhere.locator("main form:has(#passwort) button[type=submit]").click()
    expect(elsewhere.get_by_role("heading", level=1)).to_contain_text("erreicht")
    leader.goto("/konto/sitzungen")
    leader.get_by_role("button", name="Überall abmelden").click()
    expect(leader).to_have_url(f"{office.address}/anmelden")
    elsewhere.goto("/qualitaet")
    expect(elsewhere.get_by_role("heading", level=1)).to_have_text("Anmelden")

    admin.goto("/verwaltung/protokoll")
    told = admin.locator("main").inner_text()
    for words in ("angemeldet", "Token erstellt", "überall abgemeldet"):
        assert words in told
    assert token not in told
    assert GOOD not in told

    command = [sys.executable, "-m", "monitor.cli", "log", "verify", "--home", str(office.home)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    written = (office.home / "log" / "monitor.log").read_text(encoding="utf-8")
    for secret in (token, GOOD, invitation.rpartition("/")[2], "e.muster"):
        assert secret not in written
    assert json.loads(written.splitlines()[0])
