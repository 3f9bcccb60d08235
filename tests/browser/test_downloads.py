"""Every file of the page *Daten*, clicked; and what the page says when a file cannot be had."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest
from playwright.sync_api import Locator, Page, expect

from dashboards.words.snippets import TOKEN_VARIABLE
from monitor.access import Group, Role
from monitor.application.accounts import list_accounts
from monitor.application.database import open_store
from monitor.datasets.manifest import files_of
from monitor.settings import Settings
from monitor.snapshots.layout import current_id, read_manifest
from tests.builders.sign_in import make_token


def _sums(settings: Settings, group: Group) -> dict[str, str]:
    """Return file name → SHA-256 of what the manifest offers to a group."""
    release = current_id(settings.releases)
    assert release is not None
    files = files_of(read_manifest(settings.releases / release))
    own = [file for file in files if group in file.groups]
    return {f"{release}_{Path(file.file_name).name}": file.sha256 for file in own}


def _download(page: Page, link: Locator) -> tuple[str, str]:
    """Click a link and return the name of the file and the SHA-256 of what arrived."""
    with page.expect_download() as waiting:
        link.click()
    content = waiting.value.path().read_bytes()
    return waiting.value.suggested_filename, hashlib.sha256(content).hexdigest()


def _offered(page: Page) -> tuple[list[str], int]:
    """Return the datasets that the interface offers to the viewer, and the number of all files."""
    told = page.request.get(page.url.replace("/daten", "/api/v1/releases/latest")).json()
    files = [file for entry in told["datasets"] for file in entry["files"]]
    return [entry["name"] for entry in told["datasets"]], len(files) + len(told["documents"])


@pytest.mark.parametrize("group", list(Group))
def test_every_file_of_every_dataset_arrives_as_the_manifest_says(
    open_page: Any, group: Group, settings: Settings
) -> None:
    watch = open_page(role=Role(group))
    names, number = _offered(watch.open("/daten"))
    found: dict[str, str] = {}
    for name in names:
        page = watch.open(f"/daten?datensatz={name}")
        links = page.locator(".dataset a.format")
        expect(links.first).to_be_visible()
        found |= dict(_download(page, link) for link in links.all())
    # a page of its own: Chromium asks back after ten downloads that follow each other at once
    links = watch.open("/daten").locator("a[download]:not(.dataset a)")
    found |= dict(_download(page, link) for link in links.all())
    assert len(found) == number > 30
    assert found == _sums(settings, group)
    assert watch.errors == []


def test_a_download_that_fails_says_why_and_the_page_stays(
    open_page: Any, settings: Settings
) -> None:
    watch = open_page()
    page = watch.open("/daten?datensatz=ziele")
    release = current_id(settings.releases)
    assert release is not None
    path = next((settings.releases / release).rglob("ziele*.csv"))
    whole = path.read_bytes()
    link = page.locator(".dataset a.format").first
    try:
        path.write_bytes(whole[:-1] + b"x")
        link.focus()
        page.keyboard.press("Enter")
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text("ließ sich nicht herunterladen")
        # beside a damaged release nobody knows whether data are real: the demo's accounts are shut
        expect(alert).to_contain_text("Bitte melden Sie sich an")
        assert page.url.endswith("/daten?datensatz=ziele")
        page.get_by_role("button", name="Schließen").click()
        expect(alert).to_have_count(0)
    finally:
        path.write_bytes(whole)
    _download(page, link)
    expect(alert).to_have_count(0)


@pytest.mark.parametrize(
    ("language", "said"), [("de", "Anwendung antwortet nicht"), ("en", "is not responding")]
)
def test_a_download_says_when_nobody_answers(open_page: Any, language: str, said: str) -> None:
    watch = open_page()
    page = watch.open(f"/daten?sprache={language}")
    page.context.set_offline(True)
    page.locator("a.format").first.click()
    expect(page.get_by_role("alert")).to_contain_text(said)
    page.keyboard.press("Escape")
    expect(page.get_by_role("alert")).to_have_count(0)


def _lines(page: Page, program: str) -> str:
    panel = page.locator("#code details").filter(has=page.get_by_text(program, exact=True))
    if panel.get_attribute("open") is None:
        panel.locator("summary").click()
    return str(panel.locator("pre").text_content())


@pytest.fixture
def token(settings: Settings) -> str:
    """Return a token of the evaluator's account."""
    accounts = open_store(settings)
    with accounts.read() as connection:
        found = list_accounts(connection)
    (account,) = (one for one in found if one.rights.roles == {Role.EVALUATION})
    return make_token(accounts, account)


def _run_python(lines: str, folder: Path, token: str) -> str:
    command, environment = [sys.executable, "-c", lines], {**os.environ, TOKEN_VARIABLE: token}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_the_lines_for_python_run_as_they_are(open_page: Any, token: str, tmp_path: Path) -> None:
    watch = open_page(role=Role.EVALUATION)
    names, _ = _offered(watch.open("/daten"))
    for name in names:
        page = watch.open(f"/daten?datensatz={name}")
        lines = _lines(page, "Python")
        printed = _run_python(f"{lines}\nprint(len({name}))", tmp_path, token)
        assert int(printed) > 0


def test_the_lines_for_duckdb_run_on_the_downloaded_file(open_page: Any) -> None:
    page = open_page().open("/daten?datensatz=ziele")
    lines = _lines(page, "DuckDB")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Parquet").click()
    # the extension comes from the network, which tests do without; it reads the address
    install, load, secret, check, table, _ = re.sub(
        "'http[^']+'", f"'{waiting.value.path()}'", lines
    ).split(";")
    assert (install.strip(), load.strip()) == ("INSTALL httpfs", "LOAD httpfs")
    with duckdb.connect() as connection:
        connection.create_function("getenv", str.lower, [str], str)  # as in the command line
        assert connection.execute(secret).fetchall() == [(True,)]
        assert connection.execute(check).fetchall() == [(True,)]
        connection.execute(table)
        assert connection.sql("SELECT count(*) > 0 FROM ziele").fetchall() == [(True,)]
