"""Every page for everybody: no errors, no request elsewhere, no finding of axe, fits a phone.

The suite looks at choices that hold every pair of page, role, scheme, language and width; all of
them: ``make axe``.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from monitor.access import Role
from tests.browser import pairs
from tests.browser.addresses import PAGES
from tests.browser.looking import is_usable_by_everybody

_LOOKS = {"scheme": ("light", "dark"), "language": ("de", "en"), "width": (1440, 390)}
_PAGES = {"name": tuple(PAGES), "role": tuple(Role), **_LOOKS}
#: Pages without Dash: name → address, and whose session there is (``None``: nobody's).
PLAIN: dict[str, tuple[str, Role | None]] = {
    "sign_in": ("/anmelden?weiter=/daten", None),
    "sign_out": ("/abmelden?", Role.LEITUNG),
    "account": ("/konto?", Role.LEITUNG),
    "statement": ("/barrierefreiheit?", None),
    "commentary": ("/einordnung?ziel=Z1", Role.LEITUNG),
    "action": ("/massnahme?indikator=Z1.1", Role.DATENVERANTWORTLICHE),
    "action_from_list": ("/massnahme?von=%2Fmassnahmen", Role.LEITUNG),
    "event": ("/ereignis?indikator=Z1.1", Role.LEITUNG),
    "preview": ("/bericht/eine-seite/vorschau?", Role.EVALUATION),
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test its choices: all of them, or as few as hold every pair."""
    is_all = metafunc.config.getoption("every_cross", default=False)
    choose = pairs.every if is_all else pairs.pairwise
    for fixture, factors in (("page_choice", _PAGES), ("plain_choice", {"plain": PLAIN, **_LOOKS})):
        if fixture in metafunc.fixturenames:
            metafunc.parametrize(fixture, choose(factors), ids=pairs.name)


def test_a_page_is_what_it_should_be_for_everybody(
    page_choice: dict[str, Any], open_page: Any
) -> None:
    address, role = PAGES[page_choice["name"]], page_choice["role"]
    watch = open_page(width=page_choice["width"], scheme=page_choice["scheme"], role=role)
    page = watch.open(address.in_language(page_choice["language"]))
    # whoever may not see figures begins elsewhere
    is_open = address.is_open_to(role) or page_choice["name"].startswith("overview")
    assert page.request.get(page.url).status == (200 if is_open else 403)
    expect(page.locator("html")).to_have_attribute("lang", page_choice["language"])
    refusals = [one for one in watch.errors if "403" in one]
    assert watch.errors == ([] if is_open else refusals)
    assert watch.abroad == []
    is_usable_by_everybody(page)


def test_a_plain_page_is_what_it_should_be_for_everybody(
    plain_choice: dict[str, Any], open_page: Any
) -> None:
    path, role = PLAIN[plain_choice["plain"]]
    watch = open_page(width=plain_choice["width"], scheme=plain_choice["scheme"], role=role)
    page = watch.open(f"{path}&sprache={plain_choice['language']}")
    assert page.request.get(page.url).status == 200
    expect(page.locator("html")).to_have_attribute("lang", plain_choice["language"])
    assert page.locator("script:not([src*=passkeys])").count() == 0
    assert watch.errors == []
    assert watch.abroad == []
    is_usable_by_everybody(page)


def test_choices_hold_every_pair_and_are_few() -> None:
    chosen, every = pairs.pairwise(_PAGES), pairs.every(_PAGES)
    for one in every:
        items = list(one.items())
        for place, first in enumerate(items):
            for second in items[place + 1 :]:
                assert any(first in c.items() and second in c.items() for c in chosen)
    assert len(PAGES) * len(Role) <= len(chosen) < len(every) / 6
