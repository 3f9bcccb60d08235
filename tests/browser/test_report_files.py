"""Reports as people get them: the steps, the file, the preview, and what people wrote."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Browser, Page, expect

from monitor.access import Role
from tests.builders.pdf_trees import facts_of, texts_of


def _fetch(page: Page, link: str) -> tuple[str, bytes]:
    """Click a format and return name and content of the file."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name=link, exact=True).click()
    return waiting.value.suggested_filename, waiting.value.path().read_bytes()


def _of(page: Page, address: str) -> str:
    answer = page.request.get(address)
    assert answer.ok, answer.text()
    return answer.text()


def test_a_report_is_made_step_by_step_and_handed_out(open_page: Any) -> None:
    watch = open_page()
    page = watch.open("/bericht")
    page.get_by_label("Art", exact=True).select_option(label="Beschlussvorlage")
    page.get_by_label("Sitzung am").fill("2026-11-26")
    page.get_by_label("Nummer").fill("12")
    page.get_by_role("button", name="Rahmen übernehmen").click()
    expect(page.locator(".report-frame")).to_contain_text("erscheint als JHA/2026/12")
    name, content = _fetch(page, "PDF")
    assert re.fullmatch(r"bericht-ausschuss_2026-Q\d.*\.pdf", name)
    assert "JHA/2026/12" in texts_of(content)[0]
    expect(page.locator(".report-progress").get_by_role("status")).to_have_text(
        "Der Bericht ist da."
    )
    expect(page.locator("progress")).to_have_count(0)
    assert _fetch(page, "Zahlen (XLSX)")[1].startswith(b"PK")
    assert watch.errors == []
    assert watch.abroad == []


def test_what_a_leader_writes_stands_in_the_report_of_its_level(open_page: Any) -> None:
    watch = open_page()
    page = watch.open("/ziel/Z8")
    page.get_by_role("link", name="Einordnung schreiben").first.click()
    page.get_by_label("Es spricht").select_option(label="Leitung")
    page.get_by_role("textbox", name="Einordnung").fill("Gruppen ruhten im <Umbau>.")
    page.get_by_role("checkbox", name=re.compile("Freigegeben")).check()
    page.get_by_role("button", name="Speichern").click()
    expect(page.locator(".commentary", has_text="Gruppen ruhten")).to_be_visible()
    page.locator("#Z8-1").get_by_role("link", name=re.compile("^Maßnahme eintragen")).click()
    page.get_by_label("Was ist beschlossen?").fill("Ausweichräume anmieten")
    page.get_by_role("textbox", name="Beschlossen am").fill("2025-05-02")
    page.get_by_role("textbox", name="Fällig am").fill("2025-12-31")
    page.get_by_role("button", name="Speichern").click()
    expect(page.locator("#Z8-1 .planned li", has_text="Ausweichräume")).to_be_visible()

    base = page.url.partition("/ziel")[0]
    internal = _of(page, f"{base}/bericht/ausschuss.html?ebene=steuerung")
    assert "Gruppen ruhten im &lt;Umbau&gt;." in internal
    assert "Ausweichräume anmieten" in internal
    public = _of(page, f"{base}/bericht/ausschuss.html")
    assert "Gruppen ruhten" not in public  # it was written beside internal figures
    assert "Ausweichräume" not in public  # it is a draft


def test_without_scripts_the_same_links_lead_to_file_and_preview(
    browser: Browser, address: str, cookies_of: Any
) -> None:
    context = browser.new_context(
        java_script_enabled=False, locale="de-DE", storage_state=cookies_of(Role.EVALUATION)
    )
    page = context.new_page()
    page.goto(f"{address}/bericht?bericht=eine-seite")
    name, content = _fetch(page, "PDF")
    assert name.startswith("bericht-eine-seite")
    assert facts_of(content)["sheets"] == 1
    page.get_by_role("link", name="Vorschau zeigen").click()
    expect(page.locator("h1")).to_contain_text("Vorschau: ")
    expect(page.locator("ol.sheets img")).to_have_count(1)
    context.close()
