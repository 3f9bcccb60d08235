"""What users do: sign in, choose, go back, switch language and scheme, sort and search."""

from __future__ import annotations

import io
import re
from types import ModuleType
from typing import Any

import polars as pl
import pytest
from playwright.sync_api import Browser, Page, expect

from dashboards.components.paging import PAGE_ROWS
from monitor.access import Role
from tests.browser.signing_in import choose
from tests.builders.tables import read_table

_OVERVIEW, _GOAL = re.compile("^Übersicht: "), re.compile("^Z1 Schnelle Beratung · ")


def _choose(page: Page, label: str, option: str) -> None:
    page.get_by_label(label, exact=True).select_option(label=option)


def test_the_address_restores_the_page(open_page: Any) -> None:
    page = open_page().open("/?gebiet=071375001&quartal=2025-Q1")
    expect(page.locator(".line")).to_contain_text("Pellenz · 1. Quartal 2025")


def test_choosing_writes_the_address_and_back_undoes_it(open_page: Any) -> None:
    watch = open_page()
    page = watch.open("/")
    _choose(page, "Gebiet", "Pellenz")
    expect(page.locator(".line")).to_contain_text("Pellenz")
    assert page.url == f"{watch.address}/?gebiet=071375001"
    page.go_back()
    expect(page.locator(".line")).to_contain_text("Landkreis Mayen-Koblenz")
    page.go_forward()
    expect(page.locator(".line")).to_contain_text("Pellenz")
    page.go_back()
    expect(page.locator(".line")).to_contain_text("Landkreis Mayen-Koblenz")
    _choose(page, "Gebiet", "Vallendar")
    expect(page.locator(".line")).to_contain_text("Vallendar")


def test_the_area_goes_along_to_the_goal_and_back(open_page: Any) -> None:
    page = open_page().open("/?gebiet=071375001")
    page.locator(".goal-name a", has_text="Schnelle Beratung").click()
    expect(page).to_have_title(_GOAL)
    expect(page.locator(".line")).to_contain_text("Pellenz")
    page.get_by_role("link", name="Übersicht", exact=True).click()
    expect(page).to_have_title(_OVERVIEW)
    expect(page.locator(".line")).to_contain_text("Pellenz")


def test_the_account_decides_what_is_offered(open_page: Any) -> None:
    watch = open_page(role=None)
    page = watch.open("/")
    expect(page.locator("h1")).to_have_text("Anmelden")
    choose(page, Role.LEITUNG)
    expect(page).to_have_title(_OVERVIEW)
    expect(page.locator(".nav-account")).to_contain_text("Annegret Lühr")
    expect(page.get_by_role("link", name="Qualität")).to_have_count(0)
    page.get_by_role("link", name="Abmelden").click()
    page.get_by_role("button", name="Abmelden").click()
    expect(page.locator("h1")).to_have_text("Anmelden")
    choose(page, Role.DATENVERANTWORTLICHE)
    page.get_by_role("link", name="Qualität").click()
    expect(page.locator("h1")).to_have_text("Qualität")
    expect(page.locator("#befunde tbody tr").first).to_be_visible()


def test_the_sign_in_leads_on_to_the_page_that_was_asked_for(open_page: Any) -> None:
    watch = open_page(role=None)
    page = watch.open("/ziel/Z1?gebiet=071375001")
    expect(page.locator("h1")).to_have_text("Anmelden")
    choose(page, Role.EVALUATION)
    expect(page).to_have_title(_GOAL)
    expect(page.locator(".line")).to_contain_text("Pellenz")
    assert page.url == f"{watch.address}/ziel/Z1?gebiet=071375001"
    assert watch.errors == []


def test_the_language_changes_words_and_document(open_page: Any) -> None:
    page = open_page().open("/ziel/Z1")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_title(re.compile(r"^Z1 .* · 3rd quarter 2026 · Fachkonzept-Monitor$"))
    expect(page.locator("h1")).to_contain_text("met")


def test_the_colour_scheme_is_kept(open_page: Any) -> None:
    watch = open_page()
    page = watch.open("/")
    page.get_by_label("Zwischen heller und dunkler Darstellung wechseln").click()
    expect(page.locator("html")).to_have_attribute("data-scheme", "dark")
    page = watch.open("/daten")
    expect(page.locator("html")).to_have_attribute("data-scheme", "dark")
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(ground)
    page.get_by_label("Zwischen heller und dunkler Darstellung wechseln").click()
    assert page.evaluate(ground) != dark


def test_a_page_takes_the_place_of_the_one_before_without_a_new_document(open_page: Any) -> None:
    watch = open_page()
    page = watch.open("/")
    page.evaluate("window.kept = true")
    page.get_by_role("link", name="Schnelle Beratung").first.click()
    expect(page).to_have_title(_GOAL)
    expect(page.locator("main")).to_be_focused()
    assert page.evaluate("window.kept && scrollY === 0")
    page.go_back()
    expect(page).to_have_title(_OVERVIEW)
    assert page.evaluate("window.kept")
    assert watch.errors == []


def test_the_burger_opens_the_navigation_and_a_link_closes_it(open_page: Any) -> None:
    page = open_page(width=390).open("/")
    link = page.get_by_role("link", name="Daten", exact=True)
    expect(link).not_to_be_in_viewport()
    page.get_by_label("Navigation öffnen oder schließen").click()
    expect(link).to_be_in_viewport()
    link.click()
    expect(page.locator("h1")).to_have_text("Daten")
    expect(link).not_to_be_in_viewport()


def test_the_table_behind_a_chart_holds_its_numbers(open_page: Any) -> None:
    page = open_page().open("/ziel/Z1?gebiet=071375002&ebene=veroeffentlichung&quartal=2025-Q1")
    section = page.locator("#Z1-2")
    section.locator("details.more > summary").click()
    rows = section.locator("table.series").first.locator("tbody tr")
    expect(rows.filter(has_text="1. Quartal 2025")).to_contain_text("mehr als 5")


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


def test_filters_of_the_findings_reach_the_table(open_page: Any) -> None:
    page = open_page(role=Role.DATENVERANTWORTLICHE).open("/qualitaet?seite=2")
    rows = page.locator("#befunde tbody tr")
    expect(rows.first).to_be_visible()
    _choose(page, "Träger", "Träger 05 (fiktiv)")
    expect(rows.first).to_contain_text("Träger 05")
    expect(rows.filter(has_text="Träger 02")).to_have_count(0)
    expect(page).not_to_have_url(re.compile("seite"))


def test_the_preview_follows_the_chosen_dataset(open_page: Any) -> None:
    watch = open_page()
    page = watch.open("/daten?datensatz=ziele")
    first = page.locator("#vorschau tbody tr").first
    expect(first).to_contain_text("Schnelle Beratung")
    _choose(page, "Datensatz", "Verlaufskarten")
    expect(page.locator(".dataset h2")).to_have_text("Verlaufskarten")
    expect(page.locator("#vorschau thead")).to_contain_text("indikator_id")
    expect(first).to_contain_text("Z1.1")
    assert page.url == f"{watch.address}/daten?datensatz=regelkarten"
    page.go_back()
    expect(page.locator(".dataset h2")).to_have_text("Zielerreichung")


def test_a_withdrawn_release_can_be_chosen_and_left(open_page: Any, fake: ModuleType) -> None:
    watch = open_page()
    page = watch.open("/daten?datensatz=ziele")
    page.locator("#wahl-stand").select_option(fake.WITHDRAWN)
    expect(page.get_by_role("note").filter(has_text="zurückgezogen")).to_be_visible()
    assert page.url == f"{watch.address}/daten?datensatz=ziele&stand={fake.WITHDRAWN}"
    expect(page.locator("#vorschau tbody tr").first).to_contain_text("Schnelle Beratung")
    expect(page.get_by_role("link", name="Parquet")).to_have_attribute(
        "href", f"/api/v1/releases/{fake.WITHDRAWN}/datasets/ziele.parquet"
    )
    page.locator(".callout a").click()
    expect(page.locator("h1")).to_have_text("Daten")
    expect(page.get_by_role("note").filter(has_text="zurückgezogen")).to_have_count(0)


def test_the_preview_has_pages_in_the_address(open_page: Any) -> None:
    watch = open_page()
    page = watch.open("/daten")
    rows = page.locator("#vorschau tbody tr")
    expect(rows.first.locator("th")).to_have_text("1")
    page.get_by_role("link", name="Nächste").click()
    expect(rows.first.locator("th")).to_have_text("101")
    assert page.url == f"{watch.address}/daten?seite=2#vorschau-abschnitt"
    expect(page.locator("#vorschau-abschnitt")).to_be_focused()
    page.get_by_role("link", name="Letzte").click()
    expect(page.get_by_role("link", name="Nächste")).to_have_count(0)
    page.go_back()
    expect(rows.first.locator("th")).to_have_text("101")
    page.go_back()
    expect(rows.first.locator("th")).to_have_text("1")


def test_missing_cells_of_the_preview_are_dashes(open_page: Any) -> None:
    watch = open_page()
    place = _first_missing(watch.open("/daten?datensatz=indikatoren"))
    page = watch.open(f"/daten?datensatz=indikatoren&seite={place // PAGE_ROWS + 1}")
    row = read_table(page.content(), "vorschau")[place % PAGE_ROWS]
    assert row["Zeile"].replace(".", "") == str(place + 1)
    assert (row["wert"], row["zielwert_oben"]) == ("–", "–")
    assert row["datenart"].startswith("DEMODATEN")


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
    page.locator("summary", has_text="Python").click()
    page.get_by_label("Kopieren: ziele in Python laden").click()
    expect(page.get_by_role("status").filter(has_text="Kopiert")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert f'"{watch.address}/api/v1/releases/' in copied
    assert "FACHKONZEPT_TOKEN" in copied
    assert "pd.read_parquet" in copied


def test_without_a_clipboard_the_lines_are_selected_and_that_is_said(open_page: Any) -> None:
    page = open_page().open("/daten?datensatz=ziele")
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.get_by_label("Kopieren: ziele in R laden").click()
    expect(page.get_by_role("status").filter(has_text="Strg+C")).to_be_visible()
    assert "download.file(" in page.evaluate("getSelection().toString()")


def test_lines_of_one_program_are_open_at_a_time(open_page: Any) -> None:
    page = open_page().open("/daten")
    lines = page.get_by_role("region", name="laden")
    expect(lines).to_have_count(1)
    expect(page.get_by_role("region", name="in R laden")).to_be_visible()
    page.locator("summary", has_text="Python").press("Enter")
    expect(page.get_by_role("region", name="in Python laden")).to_be_visible()
    expect(lines).to_have_count(1)


def _column(page: Page, place: int) -> list[str]:
    cells = page.locator(f"#lieferungen tbody tr:not([hidden]) > :nth-child({place})")
    return cells.all_text_contents()


def test_tables_are_sorted_by_their_heads(open_page: Any) -> None:
    page = open_page(role=Role.DATENVERANTWORTLICHE).open("/qualitaet")
    rows = page.locator("#lieferungen th", has=page.get_by_role("button", name="Zeilen"))
    expect(rows).not_to_have_attribute("aria-sort", re.compile("."))
    rows.get_by_role("button").press("Enter")
    expect(rows).to_have_attribute("aria-sort", "ascending")
    numbers = [int(text.replace(".", "")) for text in _column(page, 5)]
    assert numbers == sorted(numbers)
    page.locator("#lieferungen").get_by_role("button", name="Quartal").dblclick()
    expect(rows).not_to_have_attribute("aria-sort", re.compile("."))
    quarters = [text for text in _column(page, 2) if text != "–"]
    assert quarters == sorted(quarters, key=lambda text: text[3:] + text, reverse=True)
    assert _column(page, 2)[: len(quarters)] == quarters  # what has none is last


def test_rows_of_a_table_are_searched(open_page: Any) -> None:
    page = open_page(role=Role.DATENVERANTWORTLICHE).open("/qualitaet")
    every = len(_column(page, 1))
    page.get_by_label("Zeilen suchen").first.fill("tr02 csv")
    found = _column(page, 1)
    assert {text[:9] for text in found} == {"Träger 02"}
    said = page.get_by_role("status").filter(has_text="Zeilen")
    expect(said).to_have_text(f"{len(found)} von {every} Zeilen")
    page.get_by_label("Zeilen suchen").first.fill("")
    assert len(_column(page, 1)) == every
    expect(said).to_have_count(0)


@pytest.mark.parametrize("path", ["/daten?seite=2", "/qualitaet?seite=2"])
def test_tables_are_there_without_scripts(
    path: str, browser: Browser, address: str, cookies_of: Any
) -> None:
    context = browser.new_context(
        java_script_enabled=False, storage_state=cookies_of(Role.DATENVERANTWORTLICHE)
    )
    page = context.new_page()
    page.goto(address + path)
    expect(page.locator(":is(#vorschau, #befunde) tbody tr").first).to_be_visible()
    expect(page.get_by_role("button", name="Kopieren")).to_have_count(0)
    expect(page.get_by_label("Zeilen suchen").first).to_be_hidden()
    page.get_by_role("link", name="Vorige").click()
    expect(page.locator(".paging")).to_contain_text("Zeilen 1 bis 100")
    context.close()
