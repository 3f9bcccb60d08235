"""What users do: sign in, choose, go back, switch language and scheme, use the keyboard."""

from __future__ import annotations

import io
from types import ModuleType
from typing import Any

import polars as pl
from playwright.sync_api import Page, expect

from monitor.access import Role
from tests.browser.signing_in import choose


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
    page.go_back()
    expect(page.locator(".kicker")).to_contain_text("Landkreis Mayen-Koblenz")
    _choose(page, "Gebiet", "Vallendar")
    expect(page.locator(".kicker")).to_contain_text("Vallendar")


def test_the_area_goes_along_to_the_goal_and_back(open_page: Any) -> None:
    page = open_page().open("/?gebiet=071375001")
    page.locator(".goal h3 a").first.click()
    expect(page.locator("h1")).to_have_text("Schnelle Beratung")
    expect(page.locator(".kicker")).to_contain_text("Pellenz")
    page.locator(".trail a").first.click()
    expect(page.locator("h1")).to_have_text("Übersicht")
    expect(page.locator(".kicker")).to_contain_text("Pellenz")


def test_the_account_decides_what_is_offered(open_page: Any) -> None:
    watch = open_page(role=None)
    page = watch.open("/")
    expect(page.locator("h1")).to_have_text("Anmelden")
    choose(page, Role.LEITUNG)
    expect(page.locator("h1")).to_have_text("Übersicht")
    expect(page.locator(".nav-account")).to_contain_text("Annegret Lühr")
    expect(page.get_by_role("link", name="Qualität")).to_have_count(0)
    page.get_by_role("link", name="Abmelden").click()
    page.get_by_role("button", name="Abmelden").click()
    expect(page.locator("h1")).to_have_text("Anmelden")
    choose(page, Role.DATENVERANTWORTLICHE)
    page.get_by_role("link", name="Qualität").click()
    expect(page.locator("h1")).to_have_text("Qualität")
    expect(page.locator("#befunde .ag-row").first).to_be_visible()


def test_the_sign_in_leads_on_to_the_page_that_was_asked_for(open_page: Any) -> None:
    watch = open_page(role=None)
    page = watch.open("/ziel/Z1?gebiet=071375001")
    expect(page.locator("h1")).to_have_text("Anmelden")
    choose(page, Role.EVALUATION)
    expect(page.locator("h1")).to_have_text("Schnelle Beratung")
    expect(page.locator(".kicker")).to_contain_text("Pellenz")
    assert page.url == f"{watch.address}/ziel/Z1?gebiet=071375001"
    assert watch.errors == []


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
    page = open_page().open("/ziel/Z1?gebiet=071375002&ebene=veroeffentlichung&quartal=2025-Q1")
    section = page.locator("#Z1-2")
    section.get_by_text("Tabelle zum Diagramm").click()
    first = section.locator("tbody tr").first
    expect(first).to_contain_text("1. Quartal 2025")
    expect(first).to_contain_text("mehr als 5")


def test_published_figures_lead_to_how_they_are_protected_and_back(open_page: Any) -> None:
    watch = open_page()
    page = watch.open("/?ebene=veroeffentlichung&gebiet=071375001")
    page.get_by_role("link", name="Was das heißt").click()
    expect(page.locator("h1")).to_have_text("Schutz der Zahlen")
    page.get_by_role("link", name="Übersicht").click()
    expect(page.locator(".protected")).to_contain_text("Zum Schutz leicht verändert:")
    assert page.url == f"{watch.address}/?gebiet=071375001&ebene=veroeffentlichung"


def test_downloads_start(open_page: Any) -> None:
    page = open_page().open("/daten")
    for button, ending in (
        ("CSV für Programme", "_indikatoren_demodaten.csv"),
        ("Alle Datensätze", "_demodaten.zip"),
    ):
        with page.expect_download() as waiting:
            page.get_by_role("link", name=button).click()
        assert waiting.value.suggested_filename.endswith(ending)


def test_filters_of_the_findings_reach_the_grid(open_page: Any) -> None:
    page = open_page(role=Role.DATENVERANTWORTLICHE).open("/qualitaet")
    rows = page.locator("#befunde .ag-center-cols-container .ag-row")
    expect(rows.first).to_be_visible()
    _choose(page, "Träger", "Träger 05 (fiktiv)")
    expect(rows.first).to_contain_text("Träger 05")
    expect(rows.filter(has_text="Träger 02")).to_have_count(0)


def test_the_preview_follows_the_chosen_dataset(open_page: Any) -> None:
    watch = open_page()
    page = watch.open("/daten?datensatz=ziele")
    first = page.locator("#vorschau .ag-row").first
    expect(first).to_contain_text("Schnelle Beratung")
    _choose(page, "Datensatz", "Verlaufskarten")
    expect(page.locator(".dataset h2")).to_have_text("Verlaufskarten")
    expect(page.locator("#vorschau").get_by_text("indikator_id")).to_be_visible()
    expect(first).to_contain_text("Z1.1")
    assert page.url == f"{watch.address}/daten?datensatz=regelkarten"
    page.go_back()
    expect(page.locator(".dataset h2")).to_have_text("Zielerreichung")


def test_a_withdrawn_release_can_be_chosen_and_left(open_page: Any, fake: ModuleType) -> None:
    watch = open_page()
    page = watch.open("/daten?datensatz=ziele")
    page.get_by_label("Stand", exact=True).first.click()
    page.get_by_role("option", name="zurückgezogen").click()
    expect(page.get_by_role("note").filter(has_text="zurückgezogen")).to_be_visible()
    assert page.url == f"{watch.address}/daten?datensatz=ziele&stand={fake.WITHDRAWN}"
    expect(page.locator("#vorschau .ag-row").first).to_contain_text("Schnelle Beratung")
    expect(page.get_by_role("link", name="Parquet")).to_have_attribute(
        "href", f"/api/v1/releases/{fake.WITHDRAWN}/datasets/ziele.parquet"
    )
    page.get_by_role("link", name="Zum aktuellen Stand").click()
    expect(page.locator("h1")).to_have_text("Daten")
    expect(page.get_by_role("note").filter(has_text="zurückgezogen")).to_have_count(0)


def test_the_preview_asks_for_more_rows_when_scrolled(open_page: Any) -> None:
    page = open_page().open("/daten")
    rows = page.locator("#vorschau .ag-center-cols-container .ag-row")
    expect(rows.first).to_contain_text("Z1.1")
    page.locator("#vorschau .ag-body-viewport").evaluate("grid => grid.scrollTop = 36 * 700")
    expect(page.locator("#vorschau .ag-row[row-index='705']")).to_contain_text("DEMODATEN")


def test_missing_cells_of_the_preview_are_dashes(open_page: Any) -> None:
    page = open_page().open("/daten?datensatz=indikatoren")
    place = _first_missing(page)
    expect(page.locator("#vorschau .ag-row").first).to_contain_text("Z1.1")
    _scroll(page, ".ag-body-viewport", "scrollTop", 36 * place)
    row = page.locator(f"#vorschau .ag-row[row-index='{place}']")
    expect(row).to_contain_text("DEMODATEN")
    _scroll(page, ".ag-center-cols-viewport", "scrollLeft", 2600)
    expect(row.locator("[col-id='wert']")).to_have_text("–")
    _scroll(page, ".ag-center-cols-viewport", "scrollLeft", 4200)
    expect(row.locator("[col-id='zielwert_oben']")).to_have_text("–")


def _scroll(page: Page, part: str, way: str, pixels: int) -> None:
    script = f"(part, pixels) => {{ part.{way} = pixels; }}"
    page.locator(f"#vorschau {part}").evaluate(script, pixels)


def _first_missing(page: Page) -> int:
    """Return the place of the first missing value in the file that the page offers."""
    href = page.get_by_role("link", name="Parquet").get_attribute("href")
    answer = page.request.get(page.url.split("/daten")[0] + str(href))
    rows = pl.read_parquet(io.BytesIO(answer.body()))
    return int(rows["wert__fehlt"].eq_missing("KEINE_ANGABE").arg_max() or 0)


def test_lines_to_copy_reach_the_clipboard(open_page: Any) -> None:
    watch = open_page()
    page = watch.open("/daten?datensatz=ziele")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("tab", name="Python").click()
    page.get_by_label("Kopieren: ziele in Python laden").click()
    expect(page.get_by_text("Kopiert", exact=True)).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert f'"{watch.address}/api/v1/releases/' in copied
    assert "FACHKONZEPT_TOKEN" in copied
    assert "pd.read_parquet" in copied


def test_tabs_can_be_used_with_the_keyboard(open_page: Any) -> None:
    page = open_page().open("/daten")
    page.get_by_role("tab", name="R", exact=True).focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Python")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("region", name="in Python laden")).to_be_visible()
