"""Pages without JavaScript: the first document is the page; links, choices and disclosures work."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from monitor.access import Role
from tests.browser.addresses import PAGES
from tests.browser.looking import violations


@pytest.fixture
def open_plain(browser: Browser, address: str, cookies_of: Any) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a path in a browser without scripts."""
    contexts = []

    def make(path: str, role: Role = Role.LEITUNG, width: int = 1440) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, locale="de-DE",
            storage_state=cookies_of(role), java_script_enabled=False,
        )  # fmt: skip
        context.set_default_timeout(60_000)
        contexts.append(context)
        page = context.new_page()
        page.goto(address + path)
        return page

    yield make
    for context in contexts:
        context.close()


#: Words of the page, whether they are open or closed.
_WORDS = """() => {
    const copy = document.getElementById('inhalt').cloneNode(true);
    copy.querySelectorAll('noscript').forEach(one => one.remove());
    return copy.textContent.split(/\\s+/);
}"""


def _words(page: Page) -> list[str]:
    words: list[str] = page.evaluate(_WORDS)
    return words


@pytest.mark.parametrize("name", list(PAGES))
def test_a_page_says_the_same(name: str, open_plain: Any, open_page: Any) -> None:
    path, role = PAGES[name].path, PAGES[name].role
    with_scripts = open_page(role=role).open(path)
    plain = open_plain(path, role)
    expect(plain.locator("h1")).to_be_visible()
    assert _words(plain) == _words(with_scripts)


@pytest.mark.parametrize("name", ["overview_of_area", "goal", "data"])
def test_the_document_has_the_title_of_the_page(name: str, open_plain: Any, open_page: Any) -> None:
    path, role = PAGES[name].path, PAGES[name].role
    page = open_page(role=role).open(path)
    expect(page).not_to_have_title("Fachkonzept-Monitor")
    expect(open_plain(path, role)).to_have_title(page.title())


def test_nothing_can_be_pressed_that_needs_a_script(open_plain: Any, open_page: Any) -> None:
    path, role = PAGES["quality"].path, PAGES["quality"].role
    plain = open_plain(path, role).locator("#inhalt button:visible:not([type=submit])")
    assert plain.count() > 0
    assert all(button.is_disabled() for button in plain.all())
    expect(open_page(role=role).open(path).locator("button.sort").first).to_be_enabled()


def test_charts_and_their_tables_are_there(open_plain: Any) -> None:
    page = open_plain("/ziel/Z1")
    expect(page.locator(".chart svg").filter(visible=True).first).to_be_visible()
    section = page.locator("#Z1-1")
    table = section.locator("table.series").first
    expect(table).to_be_hidden()
    section.locator("details.more > summary").click()
    expect(table).to_be_visible()


def test_a_switch_shows_the_usual_range(open_plain: Any) -> None:
    page = open_plain("/ziel/Z1")
    switch = page.locator(".swap").first
    drawing = switch.locator(".chart")
    expect(drawing).to_be_hidden()
    switch.locator("summary").click()
    expect(drawing).to_be_visible()


def test_choices_are_a_form_with_a_button(open_plain: Any, address: str) -> None:
    page = open_plain("/?ebene=veroeffentlichung&sprache=en")
    page.locator("#wahl-gebiet").select_option("071375001")
    page.locator("#wahl-quartal").select_option("2025-Q1")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".line")).to_contain_text("Pellenz")
    expect(page.locator(".line")).to_contain_text("1st quarter 2025")
    assert page.url.startswith(f"{address}/?")
    assert {"sprache=en", "ebene=veroeffentlichung", "gebiet=071375001"} <= set(
        page.url.partition("?")[2].split("&")
    )


def test_links_lead_to_goals_and_back(open_plain: Any) -> None:
    page = open_plain("/?gebiet=071375001")
    page.locator(".goal h3 a").first.click()
    expect(page).to_have_url(re.compile(r"/ziel/.*gebiet=071375001"))
    expect(page.locator(".line")).to_contain_text("Pellenz")
    page.get_by_role("link", name="Übersicht", exact=True).first.click()
    expect(page.locator(".line")).to_contain_text("Pellenz")


def test_no_button_is_there_that_does_nothing(open_plain: Any) -> None:
    for path in ("/", "/ziel/Z1"):
        buttons = open_plain(path).get_by_role("button")
        names = [one.text_content() for one in buttons.all() if one.is_visible()]
        assert names == ["Anzeigen"]


def test_the_menu_is_open_on_a_phone(open_plain: Any) -> None:
    page = open_plain("/", width=390)
    expect(page.get_by_role("link", name="Daten", exact=True)).to_be_visible()


def test_the_document_passes_axe_before_any_script(open_page: Any) -> None:
    page = open_page().page
    page.route("**/_dash-component-suites/**", lambda route: route.abort())
    page.goto(f"{open_page().address}/ziel/Z1")
    assert violations(page) == []
