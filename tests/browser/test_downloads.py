"""Every file of the page *Daten*, clicked; and what the page says when a file cannot be had."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from monitor.settings import Settings
from monitor.snapshots import MANIFEST, current_id

GROUPS = ("leitung", "evaluation", "datenverantwortliche")


@pytest.fixture(scope="session")
def sums(settings: Settings) -> dict[str, str]:
    """Return the checksum of each file of the current release that can be downloaded, by name."""
    release = current_id(settings.releases)
    assert release is not None
    manifest = json.loads((settings.releases / release / MANIFEST).read_text(encoding="utf-8"))
    return {
        f"{release}_{Path(entry['name']).name}": entry["sha256"]
        for entry in manifest["files"]
        if entry["name"].startswith("datasets/")
    }


def _download(page: Page, link: Locator) -> tuple[str, str]:
    """Click a link and return the name of the file and the SHA-256 of what arrived."""
    with page.expect_download() as waiting:
        link.click()
    content = waiting.value.path().read_bytes()
    return waiting.value.suggested_filename, hashlib.sha256(content).hexdigest()


def _offered(page: Page) -> tuple[list[str], int]:
    """Return the datasets that the interface offers to the group, and the number of all files."""
    told = page.request.get(page.url.replace("/daten", "/api/v1/releases/latest")).json()
    files = [file for entry in told["datasets"] for file in entry["files"]]
    return [entry["name"] for entry in told["datasets"]], len(files) + len(told["documents"])


@pytest.mark.parametrize("group", GROUPS)
def test_every_file_of_every_dataset_arrives_as_the_manifest_says(
    open_page: Any, group: str, sums: dict[str, str]
) -> None:
    watch = open_page()
    names, number = _offered(watch.open(f"/daten?gruppe={group}"))
    found: dict[str, str] = {}
    for name in names:
        page = watch.open(f"/daten?gruppe={group}&datensatz={name}")
        links = page.locator(".dataset a.format")
        expect(links.first).to_be_visible()
        found |= dict(_download(page, link) for link in links.all())
    links = page.locator("a[download]:not(.dataset a)")
    found |= dict(_download(page, link) for link in links.all())
    assert len(found) == number > 30
    assert found == {name: sums[name] for name in found}
    assert watch.errors == []
