"""Texts that may be kept, and why others may not."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.demo.texts import (
    ACTIONS,
    COMMENTARIES,
    OCCURRENCES,
    InventedAction,
    InventedCommentary,
    InventedOccurrence,
)
from monitor.application.texts.wording import LONGEST, PRINTABLE, checked
from monitor.errors import TextError
from tests.builders.font_reach import characters_of_font


@pytest.mark.parametrize(
    "text",
    [
        "Je Familie drei Kontakte; im Kita-Jahr 2024/25 waren es 0,5 mehr (§ 25 Abs. 5 KiTaG).",
        "Die Familie soll selbst sagen, was sie braucht. Frauen und Männer werden gleich beraten.",
        "Bis zum 30.06.2026 sind 12.000 € bewilligt, danach 1 500 €; Drucksache 12/345.",
        "Haus der Familie Mayen, Kita Hl. Familie, Netzwerk Frühe Hilfen und Familie.",
        "Ziel: ≥ 70 % → „auf Kurs“ – 3 × 4 = 12 m², Ανάλυση, Совет, Ștefan, Łódź, ½ Stelle ✓",
        "1. Räume klären\n2. Termine vereinbaren\n\nDanach weiter.",
        "<b>nicht fett</b> #let x = 1 $x^2$ *Stern* _Strich_ \\ `code` {{ 7 * 7 }} @einrichtung",
    ],
)
def test_prose_of_an_office_is_kept_as_it_was_written(text: str) -> None:
    assert checked(text) == text


def test_what_copying_brings_along_is_tidied() -> None:
    assert checked("  Ange\u00adbot\u200b\tam\r\nMontag\r\u2028A\u0308mter\ufeff \n") == (
        "Angebot am\nMontag\n\nÄmter"
    )


@pytest.mark.parametrize("text", ["", "  \r\n\t ", "\u00ad\u200b"])
def test_an_empty_text_is_refused(text: str) -> None:
    with pytest.raises(TextError, match="Es fehlt der Text"):
        checked(text)


def test_a_text_of_the_greatest_length_is_kept_and_one_more_is_not() -> None:
    assert len(checked("ä" * LONGEST)) == 4_000
    with pytest.raises(TextError, match=r"4\.001 Zeichen, möglich sind 4\.000"):
        checked("ä" * (LONGEST + 1))
    with pytest.raises(TextError, match=r"10\.000 Zeichen, möglich sind 4\.000. Nichts wurde"):
        checked("x" * 10_000)


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("😀", "GRINNING FACE"),
        ("漢", "CJK UNIFIED IDEOGRAPH-6F22"),
        ("ع", "ARABIC LETTER AIN"),
        ("٣", "ARABIC-INDIC DIGIT THREE"),
        ("\u202e", "RIGHT-TO-LEFT OVERRIDE"),
        ("\ufe0f", "VARIATION SELECTOR-16"),
        ("\ufffd", "REPLACEMENT CHARACTER"),
        ("\x00", "Steuerzeichen U+0000"),
        ("\x1b", "Steuerzeichen U+001B"),
        ("\ud800", "Steuerzeichen U+D800"),
    ],
)
def test_a_character_that_cannot_be_printed_is_named(character: str, name: str) -> None:
    with pytest.raises(TextError) as refusal:
        checked(f"Wir{character}danken")
    said = str(refusal.value)
    assert f"Das 4. Zeichen des Textes lässt sich nicht drucken ({name})" in said


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Im Mai hat Frau Beispiel die Gruppe übernommen.", "Name"),
        ("Zuständig ist Herr\nBeispiel.", "Name"),
        ("Rückfragen an e.beispiel@kita.example", "E-Mail-Adresse"),
        ("Anmeldung unter 0261 123456 bis Freitag.", "Telefonnummer"),
        ("Beschluss im Verfahren 17 F 123/24", "Aktenzeichen"),
        ("Ein Kind, geb. 3.4.2019, wartet.", "Geburtsdatum"),
        ("Spenden auf DE02 1203 0000 0000 2020 51", "IBAN"),
    ],
)
def test_a_text_about_a_person_is_refused_without_quoting_it(text: str, kind: str) -> None:
    with pytest.raises(TextError) as refusal:
        checked(text)
    message = str(refusal.value)
    assert f"({kind})" in message
    assert not [
        word for word in ("Frau", "kita.", "0261", "17 F", "2019", "DE02") if word in message
    ]


@pytest.mark.parametrize(
    "told", [*ACTIONS, *OCCURRENCES, *COMMENTARIES], ids=lambda told: told.text
)
def test_what_the_office_of_the_demo_wrote_may_be_kept_and_claims_no_cause(
    told: InventedAction | InventedOccurrence | InventedCommentary,
) -> None:
    assert checked(told.text) == told.text
    assert "wirk" not in told.text.lower()


@given(st.text(max_size=60))
def test_whatever_is_kept_can_be_printed_and_is_kept_again_alike(text: str) -> None:
    try:
        kept = checked(text)
    except TextError:
        return
    assert set(kept) <= PRINTABLE
    assert checked(kept) == kept


def test_the_font_of_the_reports_has_every_character_that_may_be_kept() -> None:
    assert set(string.printable) - set("\t\r\x0b\x0c") <= PRINTABLE
    for style in ("Regular", "Bold"):
        missing = PRINTABLE - {"\n"} - characters_of_font(style)
        assert sorted(missing) == []
