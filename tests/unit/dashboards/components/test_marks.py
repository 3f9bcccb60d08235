from __future__ import annotations

from dashboards.components.marks import icon, status
from dashboards.words.language import Language
from dashboards.words.messages import Messages

T = Messages(Language.DE)


def test_a_status_is_symbol_and_word() -> None:
    mark = status("VERFEHLT", T)
    symbol, word = mark.children
    assert "icon-verfehlt" in symbol.className
    assert word.children == "verfehlt"


def test_a_symbol_alone_has_a_name() -> None:
    assert getattr(icon("fehlt", label="fehlt"), "aria-label") == "fehlt"
    assert getattr(icon("fehlt"), "aria-hidden") == "true"
