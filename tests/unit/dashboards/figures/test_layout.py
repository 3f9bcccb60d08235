"""Settings of figures that someone explores."""

from __future__ import annotations

from dashboards.figures.layout import config, explored_layout
from dashboards.words.language import Language


def test_figures_stay_on_the_page_and_speak_german() -> None:
    german = config(Language.DE)
    assert german["showSendToCloud"] is False
    assert german["plotlyServerURL"] == ""
    assert german["displayModeBar"] is False
    assert german["locales"]["de"]["format"]["months"][2] == "März"
    assert german["locales"]["de"]["format"]["decimal"] == ","


def test_numbers_are_written_as_in_the_language() -> None:
    separators = [explored_layout(one, height=300)["separators"] for one in Language]
    assert separators == [",.", ".,"]
