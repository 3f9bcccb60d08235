"""What users do: choose, go back, switch group, language and scheme, use the keyboard."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect


def _choose(page: Page, label: str, option: str) -> None:
    page.get_by_role("combobox", name=label).or_(page.get_by_label(label, exact=True)).first.click()
    page.get_by_role("option", name=option, exact=True).click()


def test_the_address_restores_the_page(open_page: Any) -> None:
    page = open_page().open("/?gebiet=071375001&quartal=2025-Q1")
    expect(page.locator(".kicker")).to_have_text("Pellenz · Stand: 1. Quartal 2025")


def test_choosing_writes_the_address_and_back_undoes_it(open_page: Any) -> None:
    watch = open_page()
    page = watch.open("/")
    _choose(page, "Gebiet", "Pellenz")
    expect(page.locator(".kicker")).to_contain_text("Pellenz")
    assert page.url == f"{watch.address}/?gebiet=071375001"
    page.go_back()
    expect(page.locator(".kicker")).to_contain_text("Landkreis Mayen-Koblenz")
    page.go_forward()
    expect(page.locator(".kicker")).to_contain_text("Pellenz")


def test_the_area_goes_along_to_the_goal_and_back(open_page: Any) -> None:
    page = open_page().open("/?gebiet=071375001")
    page.locator(".goal h3 a").first.click()
    expect(page.locator("h1")).to_have_text("Schnelle Beratung")
    expect(page.locator(".kicker")).to_contain_text("Pellenz")
    page.locator(".trail a").first.click()
    expect(page.locator("h1")).to_have_text("Übersicht")
    expect(page.locator(".kicker")).to_contain_text("Pellenz")


def test_the_group_decides_what_is_offered(open_page: Any) -> None:
    page = open_page().open("/")
    expect(page.get_by_role("link", name="Qualität")).to_have_count(0)
    _choose(page, "Ansicht für", "Datenverantwortliche")
    page.get_by_role("link", name="Qualität").click()
    expect(page.locator("h1")).to_have_text("Qualität")
    expect(page.locator("#befunde .ag-row").first).to_be_visible()


def test_the_language_changes_words_and_document(open_page: Any) -> None:
    page = open_page().open("/ziel/Z1")
    page.get_by_role("link", name="English").click()
    expect(page.locator("h1")).to_have_text("Fast counselling")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_title("Goal Z1 · Fachkonzept-Monitor")


def test_the_colour_scheme_is_kept(open_page: Any) -> None:
    watch = open_page()
    page = watch.open("/")
    page.get_by_label("Zwischen heller und dunkler Darstellung wechseln").click()
    dark = ("data-mantine-color-scheme", "dark")
    expect(page.locator("html")).to_have_attribute(*dark)
    page = watch.open("/daten")
    expect(page.locator("html")).to_have_attribute(*dark)


def test_the_burger_opens_the_navigation_and_a_link_closes_it(open_page: Any) -> None:
    page = open_page(width=390).open("/")
    link = page.get_by_role("link", name="Daten", exact=True)
    expect(link).not_to_be_in_viewport()
    page.get_by_label("Navigation öffnen oder schließen").click()
    expect(link).to_be_in_viewport()
    link.click()
    expect(page.locator("h1")).to_have_text("Daten")
    expect(link).not_to_be_in_viewport()


def test_the_keyboard_skips_to_the_content_and_keeps_its_place(open_page: Any) -> None:
    page = open_page().open("/")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Zum Inhalt springen")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    control = page.get_by_label("Gebiet", exact=True).first
    control.focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", name="Bendorf")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".kicker")).to_contain_text("Bendorf")
    expect(control).to_be_focused()


def test_the_table_behind_a_chart_holds_its_numbers(open_page: Any) -> None:
    page = open_page().open("/ziel/Z2?gebiet=071375007")
    section = page.locator("#Z2-2")
    section.get_by_text("Tabelle zum Diagramm").click()
    first = section.locator(".ag-row").first
    expect(first).to_contain_text("•")
    expect(first).to_contain_text("geheim")


def test_downloads_start(open_page: Any) -> None:
    page = open_page().open("/daten")
    with page.expect_download() as waiting:
        page.get_by_label("indikatoren als CSV herunterladen", exact=True).click()
    assert waiting.value.suggested_filename.endswith("_indikatoren_demodaten.csv")


def test_filters_of_the_findings_reach_the_grid(open_page: Any) -> None:
    page = open_page().open("/qualitaet?gruppe=datenverantwortliche")
    rows = page.locator("#befunde .ag-center-cols-container .ag-row")
    expect(rows.first).to_be_visible()
    _choose(page, "Träger", "Träger 05 (fiktiv)")
    expect(rows.first).to_contain_text("Träger 05")
    expect(rows.filter(has_text="Träger 02")).to_have_count(0)


def test_the_preview_follows_the_chosen_table(open_page: Any) -> None:
    page = open_page().open("/daten?tabelle=gebiet")
    expect(page.locator("#vorschau .ag-row").first).to_contain_text("KREIS")
    _choose(page, "Tabelle", "konzept – Fassungen des Fachkonzepts")
    expect(page.locator("#vorschau .ag-row").first).to_contain_text("Fachkonzept 2021")
