"""Reports in the browser: what a leader wrote is in them, they are made for everybody's eyes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from dashboards.request.report_choice import ReportKind
from tests.browser.looking import violations
from tests.builders.pdf_trees import texts_of

_PUBLISHED = "ebene=veroeffentlichung"
#: Address parameters of each report: a profile is of an area.
_ASKED = {kind: "gebiet=071375001" if kind is ReportKind.PROFIL else "" for kind in ReportKind}
_SAID = "Die Gruppe am Nachmittag ist angelaufen."
_DECIDED = "Ein zweiter Raum am Vormittag"


def _save(page: Page) -> None:
    page.get_by_role("button", name="Speichern").click()


def _write_both(page: Page) -> None:
    """Write a commentary and an action on the page of a goal, and release both."""
    page.get_by_role("link", name="Einordnung schreiben").click()
    page.get_by_label("Es spricht").select_option(label="Leitung")
    page.get_by_role("textbox", name="Einordnung").fill(_SAID)
    page.get_by_role("checkbox", name=re.compile("Freigegeben")).check()
    _save(page)
    said = page.locator(".commentary", has_text=_SAID)
    expect(said).to_be_focused()
    expect(said).to_be_in_viewport()
    page.locator("#Z8-1").get_by_role("link", name=re.compile("^Maßnahme eintragen")).click()
    page.get_by_label("Was ist beschlossen?").fill(_DECIDED)
    page.get_by_role("textbox", name="Beschlossen am").fill("2025-02-03")
    page.get_by_role("textbox", name="Fällig am").fill("2099-06-30")
    page.get_by_role("textbox", name="Überprüfung am").fill("2099-12-31")
    page.get_by_role("checkbox", name=re.compile("Freigegeben")).check()
    _save(page)
    entered = page.locator("#Z8-1 .planned > li", has_text=_DECIDED)
    expect(entered).to_be_focused()
    expect(entered).to_be_in_viewport()


def _get(page: Page, name: str) -> bytes:
    """Click a file of the page of reports and return what arrives."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Der Bericht ist da.")).to_be_visible()
    return waiting.value.path().read_bytes()


def test_what_a_leader_writes_is_in_page_chart_list_and_report(
    open_page: Any, tmp_path: Path
) -> None:
    watch = open_page()
    page = watch.open(f"/ziel/Z8?{_PUBLISHED}")
    _write_both(page)
    chart = page.locator("#Z8-1").get_by_role("img", name=re.compile(_DECIDED)).first
    expect(chart).to_be_visible()
    listed = watch.open("/massnahmen").locator(".planned-table tr", has_text=_DECIDED)
    expect(listed).to_contain_text("am 31.12.2099")

    page = watch.open("/bericht")
    edition, paper = _get(page, "Webseite (HTML)").decode(), _get(page, "PDF")
    (tmp_path / "bericht.html").write_text(edition, encoding="utf-8")
    page.goto((tmp_path / "bericht.html").as_uri())
    expect(page.get_by_text(_SAID).first).to_be_visible()
    expect(page.get_by_text(_DECIDED).first).to_be_visible()
    drawn = page.get_by_role("img", name=re.compile("Maßnahme, beschlossen am 03.02.2025"))
    expect(drawn.first).to_be_visible()
    printed = " ".join(" ".join(texts_of(paper)).split())
    assert _SAID in printed
    assert _DECIDED in printed


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", list(ReportKind))
def test_an_edition_as_a_page_has_no_barriers(
    kind: ReportKind, scheme: str, open_page: Any, tmp_path: Path
) -> None:
    watch = open_page(scheme=scheme)
    page = watch.page
    answer = page.request.get(f"{watch.address}/bericht/{kind}.html?{_ASKED[kind]}")
    assert answer.ok
    (tmp_path / "bericht.html").write_bytes(answer.body())
    page.goto((tmp_path / "bericht.html").as_uri())
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(page) == []
    assert watch.errors == []


def test_the_frame_of_a_vorlage_holds_without_its_button(open_page: Any) -> None:
    page = open_page().open("/bericht?bericht=eine-seite")
    page.get_by_label("Art", exact=True).select_option(label="Beschlussvorlage")
    page.get_by_label("Sitzung am").fill("2026-12-10")
    page.get_by_label("Nummer").fill("77")
    assert "JHA/2026/77" in _get(page, "Webseite (HTML)").decode()
    page.get_by_label("Quartal").select_option("2026-Q2")
    link = page.get_by_role("link", name="PDF", exact=True)
    expect(link).to_have_attribute("href", re.compile("quartal=2026-Q2"))
    expect(page.get_by_label("Nummer")).to_have_value("77")
    assert "JHA/2026/77" in _get(page, "Webseite (HTML)").decode()  # a second one in a row


def test_a_report_that_cannot_be_made_says_why(open_page: Any) -> None:
    watch = open_page()
    page = watch.open("/bericht?bericht=eine-seite&art=mitteilung")
    page.get_by_label("Nummer").fill("12 (neu)")
    page.get_by_role("link", name="PDF", exact=True).click()
    told = page.get_by_role("status").filter(has_text="Der Bericht ist nicht entstanden.")
    expect(told).to_contain_text("nummer")
    expect(page.get_by_label("Nummer")).to_have_value("12 (neu)")
    page.get_by_label("Nummer").fill("12")
    expect(told).to_have_count(0)
    page.context.set_offline(True)
    page.get_by_role("link", name="PDF", exact=True).click()
    expect(told).to_contain_text("Der Server ist nicht zu erreichen")
    page.context.set_offline(False)


def test_the_preview_shows_the_sheets_and_says_what_is_on_them(open_page: Any) -> None:
    page = open_page().open("/bericht?bericht=eine-seite")
    page.get_by_role("link", name="Vorschau zeigen").press("Enter")
    sheet = page.get_by_role("img", name=re.compile(r"^Seite 1 von \d+: \w"))
    expect(sheet).to_be_visible()
    assert sheet.evaluate("one => one.complete && one.naturalWidth") > 700
    assert violations(page) == []


@pytest.mark.parametrize(("ending", "begins"), [("SVG", b"<svg"), ("PNG", b"\x89PNG")])
def test_a_chart_is_had_as_a_picture(ending: str, begins: bytes, open_page: Any) -> None:
    page = open_page().open("/ziel/Z1")
    with page.expect_download() as waiting:
        page.locator("#Z1-1").get_by_role(
            "link", name=re.compile(f"Bild \\({ending}\\)|als Bild")
        ).filter(has_text=ending).first.click()
    assert begins in waiting.value.path().read_bytes()[:200]
