"""Names, numbers and addresses in a text, and what only looks like one."""

import pytest

from etl.gate.own_words import OwnWords
from monitor.personal_data.signs import SIGNS, shows_birth, signs_in
from monitor.personal_data.traces import Trace

OWN = OwnWords(
    frozenset({"maifeld", "gewalt in der familie"}),
    frozenset({"elterncafe", "beratung"}),
    frozenset({"07137"}),
)


def shown(text: str) -> set[Trace]:
    return {trace for trace, sign in SIGNS.items() if sign.shows(text, OWN)}


@pytest.mark.parametrize(
    "text",
    [
        "Frau Beispiel", "frau beispiel", "FRAU BEISPIEL", "Frau: Beispiel", "Frau B.",
        "Frau Dr. med. Beispiel",
        "Frau Dipl.-Päd. Beispiel", "Herr Prof. Dr. Beispiel", "Frau/Herr Beispiel",
        "Fr.Beispiel", "Hr. Beispiel",
        "Fam.Beispiel", "fam. beispiel", "Fam. Beispiel-Muster", "familie beispiel", "Familie B.",
        "Familie von der Heide", "Frau van Beispiel", "Eheleute Beispiel", "Beispiel, Frau",
        "Name: Beispiel", "Fachkraft: Erika Beispiel", "bei Herrn Beispiel in Maifeld",
    ],
)  # fmt: skip
def test_a_title_and_a_name_name_a_person(text: str) -> None:
    assert shown(text) == {Trace.NAME}


@pytest.mark.parametrize(
    "text",
    [
        "Frau", "Herr/Frau", "Frau mit Kind", "Frau aus der Gruppe", "Frau alleinerziehend",
        "Frau & Familie e. V.", "Frauenhaus", "Herrenhaus", "Familie Allgemein",
        "Familie zu Hause", "Familie kam", "je Familie drei Kontakte",
        "Familie Beratung", "Familie Maifeld",
        "Gewalt in der Familie", "Haus der Familie Mayen", "Kita Hl. Familie Bendorf",
        "Kita Unserer Lieben Frau Mayen", "Jugend und Familie Mayen", "Fam.-Bildung", "Fam.Bildung",
        "fam. Konflikte", "Fr. 5.7.", "Fr. Vormittag", "Fr. Elterncafé", "Name: Kita Sonne",
    ],
)  # fmt: skip
def test_what_describes_or_is_a_house_names_nobody(text: str) -> None:
    assert shown(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "02651 4711", "02651/4711", "(02651) 4711", "0261-12345", "0 26 51 / 47 11", "Tel. 4711",
        "Telefon: 4711-0", "0171 1234567", "01711234567", "+49 (0)2651 4711", "0049 2651 4711",
    ],
)  # fmt: skip
def test_numbers_to_call(text: str) -> None:
    assert shown(text) == {Trace.PHONE}


@pytest.mark.parametrize(
    "text",
    [
        "Telefon 30 min", "Telefon 120 Minuten", "Telefon 2024", "Tel. am 05.07.2024", "012/2024",
        "07137 5002", "071375002", "7137003", "2024-07-05", "05.07.2024 10:15", "08:00-12:00",
        "1.234,50 €", "56727 Mayen", "TR01-2024-000123", "2023/24", "Q3/24", "7-8/2024", "12/2024",
        "10.07.-12.07.2024", "§ 8a/8b", "x@y", "5 @ 3",
    ],
)  # fmt: skip
def test_other_numbers(text: str) -> None:
    assert shown(text) == set()


@pytest.mark.parametrize(
    ("text", "trace"),
    [
        ("51.2-123/24", Trace.FILE_NUMBER),
        ("51-0815/2024", Trace.FILE_NUMBER),
        ("17 F 123/24", Trace.FILE_NUMBER),
        ("Fallnummer 4711", Trace.FILE_NUMBER),
        ("AT61 1904 3002 3457 3201", Trace.IBAN),
        ("erika.müller@example.org", Trace.EMAIL),
    ],
)
def test_other_traces(text: str, trace: Trace) -> None:
    assert shown(text) == {trace}


@pytest.mark.parametrize("text", ["geb. 3.4.19", "geboren am 03.04.2019", "* 03.04.2019"])
def test_a_day_of_birth(text: str) -> None:
    assert shows_birth(text)


@pytest.mark.parametrize("text", ["gebucht am 3.4.2019", "ergeben 12 Termine", "3 * 4", "am 3.4."])
def test_a_day_that_is_no_birth(text: str) -> None:
    assert not shows_birth(text)


def test_a_text_of_several_lines_is_one() -> None:
    assert signs_in("Rückruf an Frau\nBeispiel_Muster,\u00a0Tel. 0261\u00a012345", OWN) == [
        Trace.PHONE,
        Trace.NAME,
    ]
