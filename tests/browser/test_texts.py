"""A leader writes beside the figures: a commentary and an action, seen on the page and drawn."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from monitor.access import Role
from tests.browser.looking import violations


def _open_form(page: Page, link: str) -> Page:
    page.get_by_role("link", name=link).first.click()
    expect(page.locator(".opened-form form")).to_be_visible()
    return page


def _save(page: Page) -> None:
    page.get_by_role("button", name="Speichern").click()


def test_a_leader_writes_a_commentary_and_an_action_and_sees_both(open_page: Any) -> None:
    watch = open_page()
    page = _open_form(watch.open("/ziel/Z9"), "Einordnung schreiben")
    page.get_by_label("Es spricht").select_option(label="Leitung")
    page.get_by_role("textbox", name="Einordnung").fill("Im Herbst fehlte Personal.")
    page.get_by_role("checkbox", name=re.compile("Freigegeben")).check()
    _save(page)
    said = page.locator(".commentary", has_text="Im Herbst fehlte Personal.")
    expect(said).to_contain_text("Leitung")
    expect(said).to_be_focused()

    section = page.locator("#Z9-1")
    section.get_by_role("link", name=re.compile("^Maßnahme eintragen")).click()
    page.get_by_label("Was ist beschlossen?").fill("Vertretung regeln")
    page.get_by_label("Beschlossen am").fill("2024-05-02")
    page.get_by_label("Fällig am").fill("2024-04-01")
    _save(page)
    expect(page.get_by_role("alert")).to_contain_text("Die Frist liegt vor dem Beschluss")
    expect(page.get_by_label("Was ist beschlossen?")).to_have_value("Vertretung regeln")
    page.get_by_label("Fällig am").fill("2024-12-31")
    _save(page)
    expect(section.locator(".planned li", has_text="Vertretung regeln")).to_contain_text(
        "überfällig"
    )
    chart = section.get_by_role("img", name=re.compile("Maßnahme, beschlossen am 02.05.2024"))
    expect(chart.first).to_be_visible()
    expect(chart.first.locator("circle:visible")).to_have_count(1)

    assert violations(page) == []
    page.get_by_role("link", name="Alle Maßnahmen zum Ziel").click()
    expect(page.locator(".planned-table")).to_contain_text("Vertretung regeln")
    expect(page.locator("h1")).to_contain_text("1 ist überfällig")
    assert not watch.abroad


def test_a_form_is_put_away_and_the_link_has_the_focus_again(open_page: Any) -> None:
    page = _open_form(open_page().open("/ziel/Z3"), "Einordnung schreiben")
    page.get_by_role("link", name="Abbrechen").click()
    expect(page.locator(".opened-form")).to_have_count(0)
    expect(page.get_by_role("link", name="Einordnung schreiben")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_opened_form_has_no_barriers(scheme: str, open_page: Any) -> None:
    watch = open_page(scheme=scheme)
    page = _open_form(watch.open("/ziel/Z3"), "Maßnahme eintragen")
    assert violations(page) == []
    assert violations(watch.open("/massnahme?indikator=Z3.2")) == []
    assert violations(watch.open("/massnahmen")) == []


def test_the_sentence_is_copied_or_marked(open_page: Any) -> None:
    page = open_page().open("/ziel/Z1")
    button = page.get_by_role("button", name=re.compile("^Satz kopieren")).first
    button.click()
    expect(button.locator("xpath=..").get_by_role("status")).to_contain_text(
        re.compile("Kopiert|markiert")
    )


def test_who_only_reads_finds_no_link_to_write(open_page: Any) -> None:
    page = open_page(role=Role.EVALUATION).open("/ziel/Z1")
    expect(page.locator("a[data-form]")).to_have_count(0)
