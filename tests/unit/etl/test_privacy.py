"""The gate finds what points to persons, and lets clean data pass."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.schema import AKTIVITAET
from etl.clean import Reading, clean_column
from etl.clean_ids import KnownIds
from etl.distinct import encode
from etl.privacy import Trace, inspect_foreign, inspect_known
from etl.profiles import Profiles
from monitor.content import Content


def foreign(header: str, *cells: str | None) -> set[Trace]:
    column = encode(pl.DataFrame({"x": list(cells)}, schema={"x": pl.String}))["x"]
    return {finding.trace for finding in inspect_foreign(header, column)}


PERSONAL = [
    ("probe@example.org", Trace.EMAIL),
    ("probe (at) example.org", Trace.EMAIL),
    ("0261 123456", Trace.PHONE),
    ("Tel. 02651/98765-0", Trace.PHONE),
    ("+49 171 1234567", Trace.PHONE),
    ("Frau Beispiel", Trace.NAME),
    ("bei Fam. Mustermann", Trace.NAME),
    ("Herrn Dr. Probe", Trace.NAME),
    ("Familie Öztürk", Trace.NAME),
    ("geb. 12.03.2019", Trace.BIRTH_DATE),
    ("Kind, 12.3.2019", Trace.BIRTH_DATE),
    ("DE89 3704 0044 0532 0130 00", Trace.IBAN),
    ("Az. 51-123/24", Trace.FILE_NUMBER),
    ("Aktenzeichen: 4711", Trace.FILE_NUMBER),
    ("F 123/2024 17 F 123/24", Trace.FILE_NUMBER),
    ("kommt morgen wieder vorbei", Trace.FREE_TEXT),
]


@pytest.mark.parametrize(("text", "trace"), PERSONAL)
def test_persons_are_found_outside_the_schema(text: str, trace: Trace) -> None:
    assert trace in foreign("Spalte", "x", text, None)


@pytest.mark.parametrize(
    "cells",
    [
        ("1", "2", "3"),
        ("A", "B"),
        ("2024-09-01", "2024-09-02"),
        ("01.09.2024",),
        ("Gruppe A", "Gruppe B"),
        ("TR01-2024-000123",),
        ("071375001",),
        ("12,50 €",),
        (None,),
    ],
)
def test_plain_columns_outside_the_schema_pass(cells: tuple[str | None, ...]) -> None:
    assert foreign("Spalte", *cells) == set()


@pytest.mark.parametrize("header", ["Bemerkungen", "Name des Kindes", "Notiz", "Geburtsdatum"])
def test_headers_that_promise_persons(header: str) -> None:
    assert foreign(header, "Anna", "12.03.2019")


def test_many_different_words_are_free_text() -> None:
    cells = [f"Wort{chr(97 + i // 26)}{chr(97 + i % 26)}" for i in range(60)]
    assert foreign("Spalte", *cells) == {Trace.FREE_TEXT}


CLEAN = {
    "aktivitaet_id": st.from_regex(r"\A[A-Z0-9]{3,8}-[0-9]{4}-[0-9]{6}\Z"),
    "kita_id": st.from_regex(r"\AK[0-9]{3}\Z"),
    "sozialraum_ars": st.sampled_from(["071375001", "71375001", "071370203"]),
    "datum": st.dates().map(lambda day: f"{day:%d.%m.%Y}"),
    "anfrage_datum": st.dates().map(str),
    "dauer_min": st.integers(0, 10**9).map(str),
    "tn_kinder": st.integers(0, 10**9).map(str),
    "erstkontakt": st.sampled_from(["ja", "nein", "x"]),
    "aktivitaet_art": st.sampled_from(["BER_FAM", "Elterncafé/Elternfrühstück", "TELEFONAT"]),
    "anlass": st.sampled_from(["ERZIEHUNG", "Konflikte in der Familie/Trennung", "k. A."]),
    "kooperationspartner": st.sampled_from(["EB|ASD", "EB, ASD", "-"]),
}


@pytest.fixture(scope="module")
def reading(content: Content, profiles: Profiles) -> Reading:
    return Reading(AKTIVITAET, profiles.standard, content, KnownIds())


def known(reading: Reading, name: str, *cells: str) -> set[Trace]:
    source = encode(pl.DataFrame({"x": cells}, schema={"x": pl.String}))["x"]
    column = clean_column(AKTIVITAET[name], source, reading)
    return {finding.trace for finding in inspect_known(name, column)}


@pytest.mark.parametrize("name", CLEAN)
@given(data=st.data())
def test_clean_data_pass(reading: Reading, name: str, data: st.DataObject) -> None:
    cells = data.draw(st.lists(CLEAN[name], min_size=1, max_size=20))
    assert known(reading, name, *cells) == set()


@pytest.mark.parametrize(("text", "trace"), PERSONAL[:-1])
@pytest.mark.parametrize("name", ["anlass", "kita_id", "aktivitaet_id", "kooperationspartner"])
def test_persons_are_found_inside_the_schema(
    reading: Reading, name: str, text: str, trace: Trace
) -> None:
    assert trace in known(reading, name, "ERZIEHUNG", text)


def test_a_phone_number_is_found_among_numbers(reading: Reading) -> None:
    assert known(reading, "dauer_min", "90", "Tel. 0261 123456") == {Trace.PHONE}
