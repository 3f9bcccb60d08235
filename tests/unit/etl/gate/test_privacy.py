"""What a column shows of persons, and what it may hold without showing any."""

import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.schema import AKTIVITAET
from etl.cleaning.columns import Reading, clean_column
from etl.cleaning.distinct import encode
from etl.cleaning.ids import KnownIds
from etl.gate.own_words import OwnWords, own_words
from etl.gate.privacy import Watch
from etl.profiles import Profiles
from monitor.content.folder import Content
from monitor.personal_data.traces import Trace

BEGIN = dt.date(2024, 7, 1)


def lines(cells: tuple[str | None, ...]) -> pl.Series:
    return pl.int_range(2, 2 + len(cells), eager=True)


def foreign(header: str, *cells: str | None, own: OwnWords | None = None) -> set[Trace]:
    column = encode(pl.DataFrame({"x": list(cells)}, schema={"x": pl.String}))["x"]
    watch = Watch.foreign("", "Spalte", header, own or OwnWords())
    watch.see(column, lines(cells))
    return {finding.trace for finding in watch.findings(BEGIN)}


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


def test_many_different_words_are_no_free_text() -> None:
    assert (
        foreign("Spalte", *(f"Wort{chr(97 + i // 26)}{chr(97 + i % 26)}" for i in range(60)))
        == set()
    )


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (("kam heute nicht", "rief wieder an", "ok"), {Trace.FREE_TEXT}),
        (("kam heute nicht", "ok"), set()),
        (("kam heute nicht", None, "", "-", "k. A."), {Trace.FREE_TEXT}),
        (("zwei Worte", "ebenso zwei"), set()),
    ],
)
def test_text_is_free_when_most_filled_cells_have_three_words(
    cells: tuple[str | None, ...], found: set[Trace]
) -> None:
    assert foreign("Angabe", *cells) == found


def test_batches_are_judged_together() -> None:
    watch = Watch.foreign("", "Spalte", "Spalte", OwnWords())
    for cells in (("kam heute nicht",), ("a", "b", "c")):
        watch.see(encode(pl.DataFrame({"x": cells}))["x"], lines(cells))
    assert list(watch.findings(BEGIN)) == []


def test_the_line_is_the_first_that_shows_it() -> None:
    watch = Watch.foreign("", "Spalte", "Spalte", OwnWords())
    cells = ("x", "y", "Frau Beispiel", "Frau Probe")
    watch.see(encode(pl.DataFrame({"x": cells}))["x"], lines(cells))
    assert [finding.place.line for finding in watch.findings(BEGIN)] == [4]


@pytest.mark.parametrize(
    ("cells", "are_births"),
    [
        (("12.03.2019", "28.11.2020"), True),
        (("12.03.2019", "02.07.2024", "03.07.2024"), False),
        (("01.08.2019", "01.01.2015"), False),
        (("05.02.2024",), False),
        (("05.07.2024, 10:15", "2024-07-05T10:15:00Z", "Fr. 5. Juli 2024 9:05 Uhr"), False),
        (("Kind, 12. März 2019",), True),
        (("Elternabend 05.07.2024",), False),
        (("Stand 12.03.2019, Seite 1 von 3",), False),
    ],
)
def test_births_are_told_from_other_days(cells: tuple[str, ...], *, are_births: bool) -> None:
    assert (Trace.BIRTH_DATE in foreign("Spalte", *cells)) is are_births


def test_a_code_label_names_nobody(content: Content, profiles: Profiles) -> None:
    own = own_words(content, profiles.standard)
    cells = ("Konflikte in der Familie/Trennung", "Von der Familie abgelehnt", "Familie|Kind")
    assert foreign("Text", *cells, own=own) == set()


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
    watch = Watch.foreign("", name, name, OwnWords())
    watch.see_known(column, lines(cells))
    return {finding.trace for finding in watch.findings(BEGIN)}


@pytest.mark.parametrize("name", CLEAN)
@given(data=st.data())
def test_clean_data_pass(reading: Reading, name: str, data: st.DataObject) -> None:
    cells = data.draw(st.lists(CLEAN[name], min_size=1, max_size=20))
    assert known(reading, name, *cells) == set()


@pytest.mark.parametrize(("text", "trace"), PERSONAL)
@pytest.mark.parametrize("name", ["anlass", "kita_id", "aktivitaet_id", "kooperationspartner"])
def test_persons_are_found_inside_the_schema(
    reading: Reading, name: str, text: str, trace: Trace
) -> None:
    assert trace in known(reading, name, "ERZIEHUNG", text)


def test_a_phone_number_is_found_among_numbers(reading: Reading) -> None:
    assert known(reading, "dauer_min", "90", "Tel. 0261 123456") == {Trace.PHONE}
