"""Marks: symbol, word and colour together; a symbol alone has a name."""

from __future__ import annotations

import re

import pytest

from dashboards.components.marks import icon, leaning, status, symbols
from dashboards.words.language import Language
from dashboards.words.messages import Messages
from monitor.concept.vocabulary import Status

T = Messages(Language.DE)


def test_a_status_is_symbol_and_word() -> None:
    mark = status("VERFEHLT", T)
    symbol, word = mark.children
    assert 'href="#i-verfehlt"' in symbol.markup
    assert word.children == "verfehlt"
    assert "mark-missed" in mark.className


def test_a_symbol_alone_has_a_name() -> None:
    assert 'role="img" aria-label="fehlt"' in icon("fehlt", label="fehlt").markup
    assert 'aria-hidden="true"' in icon("fehlt").markup


def test_every_status_and_tendency_has_a_drawing() -> None:
    drawn = set(re.findall(r'<symbol id="([^"]+)"', symbols()))
    for code in Status:
        for tendency in (None, Status.ERREICHT, Status.AUF_KURS, Status.VERFEHLT):
            assert f"i-{leaning(code, tendency).lower()}" in drawn


@pytest.mark.parametrize("code", [code for code in Status if code is not Status.UNSICHER])
def test_only_an_uncertain_status_leans(code: Status) -> None:
    assert leaning(code, Status.VERFEHLT) == code


def test_uncertain_goals_of_both_tendencies_look_different() -> None:
    assert leaning(Status.UNSICHER, Status.ERREICHT) != leaning(Status.UNSICHER, Status.VERFEHLT)
    assert len(set(re.findall(r' d="[^"]+"', symbols()))) > len(list(Status))
