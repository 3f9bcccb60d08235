"""Columns are read by their kind; what fails keeps its column's name."""

import datetime as dt

import polars as pl
import pytest

from data.schema import AKTIVITAET, TABLES, Table
from etl.cleaning.columns import UNREADABLE, Reading, canonical_frame, clean_column
from etl.cleaning.distinct import encode
from etl.cleaning.ids import KnownIds
from etl.profiles import Profile, Profiles
from monitor.content.folder import Content


@pytest.fixture(scope="module")
def reading(content: Content, profiles: Profiles) -> Reading:
    known = KnownIds({area.ars: area.name for area in content.areas}, {"K001": "071375002"})
    return Reading(AKTIVITAET, profiles.standard, content, known)


def cleaned(
    reading: Reading, table: Table = AKTIVITAET, **columns: list[str | None]
) -> pl.DataFrame:
    encoded = encode(pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)))
    found = {name: clean_column(table[name], each, reading) for name, each in encoded.items()}
    return canonical_frame(found, table, len(next(iter(columns.values()))))


def test_all_delivered_columns_are_there_and_typed(reading: Reading) -> None:
    rows = cleaned(reading, datum=["1.2.2024"], dauer_min=["90"])
    assert rows.columns == [column.name for column in AKTIVITAET.delivered] + [UNREADABLE]
    assert rows["datum"].to_list() == [dt.date(2024, 2, 1)]
    assert rows["dauer_min"].dtype == pl.Int32
    assert rows["abschluss"].dtype == pl.Boolean


def test_unreadable_cells_are_null_and_named_in_order(reading: Reading) -> None:
    rows = cleaned(reading, dauer_min=["lange", "90", "k. A."], datum=["x", "y", "1.1.2024"])
    assert rows[UNREADABLE].to_list() == ["datum|dauer_min", "datum", None]


def test_empty_required_flags_mean_no(reading: Reading) -> None:
    rows = cleaned(
        reading,
        erstkontakt=[None, "-", "x", "k. A.", "vielleicht"],
        sprachmittlung=[None, "-", "x", "k. A.", "vielleicht"],
    )
    assert rows["erstkontakt"].to_list() == [False, False, True, None, None]
    assert rows["sprachmittlung"].to_list() == [None, None, True, None, None]
    assert rows[UNREADABLE].to_list() == [None] * 4 + ["erstkontakt|sprachmittlung"]


def test_of_an_unknown_code_the_text_is_not_kept(reading: Reading) -> None:
    rows = cleaned(reading, anlass=["Telefonat", "die Mutter rief wegen des Umzugs an", "k. A."])
    assert rows["anlass"].to_list() == ["?", None, None]
    assert rows[UNREADABLE].to_list() == [None, "anlass", None]


def test_of_a_text_that_is_no_identifier_nothing_is_kept(reading: Reading) -> None:
    rows = cleaned(reading, kita_id=["K001", "K999", "Meier", "M-2"], ziel_id=["Z1", "x y", "", ""])
    assert rows["kita_id"].to_list() == ["K001", "K999", None, None]
    assert rows[UNREADABLE].to_list() == [None, "ziel_id", "kita_id", "kita_id"]


def test_no_statement_is_a_code_where_the_list_has_one(reading: Reading) -> None:
    assert cleaned(reading, altersgruppe_kind=["k. A."])["altersgruppe_kind"].to_list() == ["KA"]


def test_no_partner_is_no_partner(reading: Reading) -> None:
    rows = cleaned(reading, kooperationspartner=["Keine", "EB, ASD", "-", "Zirkus"])
    assert rows["kooperationspartner"].to_list() == [None, "ASD|EB", None, "?"]
    assert rows[UNREADABLE].to_list() == [None] * 4


def test_the_profile_maps_values(content: Content) -> None:
    profile = Profile.model_validate(
        {
            "profil": {"name": "x"},
            "werte": {"ort": {"zu Hause": "HAUSBESUCH"}, "kita_id": {"Sonnenschein": "K001"}},
        }
    )
    rows = cleaned(
        Reading(AKTIVITAET, profile, content, KnownIds()),
        ort=["ZU HAUSE"],
        kita_id=["Sonnenschein"],
    )
    assert rows.select("ort", "kita_id").rows() == [("HAUSBESUCH", "K001")]


def test_side_tables_are_read_alike(content: Content, profiles: Profiles) -> None:
    table = TABLES["finanzen"]
    rows = cleaned(
        Reading(table, profiles.standard, content, KnownIds()),
        table,
        jahr=["2024"],
        bewilligt_eur=["1.234,50 €"],
    )
    assert rows.select("jahr", "bewilligt_eur").rows() == [(2024, 1234.5)]
