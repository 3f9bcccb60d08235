"""Header rows and tables are found by content."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl
import pytest

from data.schema import TABLES
from etl.profiles import Profile, Profiles
from etl.reading.sheets import DeliveredFile, cell_names
from etl.refusals import Reason, RefusalError
from etl.shaping.layout import find_header_row, find_layout

STELLEN = ("Träger", "Kita", "Quartal", "VZÄ Soll", "VZÄ Ist")
TITLES = (("Stellenplan", "", "", "", ""), ("", "", "", "", ""))


@dataclass(frozen=True)
class FakeSheet:
    preview: tuple[tuple[str, ...], ...]
    name: str | None = None
    has_dot_decimals: bool = False
    is_hidden: bool = False

    def batches(self, header_row: int, width: int, rows: int) -> Iterator[pl.DataFrame]:
        del rows
        cells = [[*row, *[""] * width][:width] for row in self.preview[header_row:]]
        yield pl.DataFrame(cells, schema=dict.fromkeys(cell_names(width), pl.String), orient="row")


def source(*sheets: FakeSheet) -> DeliveredFile:
    return DeliveredFile("Test", sheets)


def test_title_rows_and_sums_are_no_header() -> None:
    known = {"traeger", "kita", "datum"}
    rows = [("Bericht",), ("Träger", "Kita", "x"), ("Träger",), ("TR01", "K001", "1")]
    assert find_header_row(rows, known) == 2


def test_a_row_that_knows_too_little_is_no_header() -> None:
    assert find_header_row([("Datum", "a", "b")], {"datum", "kita"}) is None
    assert find_header_row([("Datum", "Kita", *"abcdefg")], {"datum", "kita"}) is None


def test_the_table_is_told_by_its_columns(profiles: Profiles) -> None:
    found = find_layout(
        source(FakeSheet((*TITLES, STELLEN))), None, profiles.standard, profiles.standard
    )
    assert found.table.name == "stellen"
    assert found.sheets[0].header_row == 3


@pytest.mark.parametrize("name", TABLES)
def test_every_table_is_told_by_its_own_labels(profiles: Profiles, name: str) -> None:
    headers = tuple(column.label_de for column in TABLES[name].delivered)
    found = find_layout(source(FakeSheet((headers,))), None, profiles.standard, profiles.standard)
    assert found.table.name == name


def test_sheets_that_are_no_data_are_named(profiles: Profiles) -> None:
    sheets = (
        FakeSheet((("Hinweise zum Ausfüllen",),), "Deckblatt"),
        FakeSheet((STELLEN,), "Januar"),
        FakeSheet((), "Leer"),
    )
    found = find_layout(source(*sheets), "stellen", profiles.standard, profiles.standard)
    assert [each.label for each in found.sheets] == ["Januar"]
    assert [each.label for each in found.left_out] == ["Blatt 1", "Blatt 3"]


def test_trailing_empty_headers_are_cut(profiles: Profiles) -> None:
    sheet = FakeSheet(((*STELLEN, "", ""),))
    found = find_layout(source(sheet), "stellen", profiles.standard, profiles.standard)
    assert found.sheets[0].placement.headers == STELLEN


def test_without_header_the_file_is_refused(profiles: Profiles) -> None:
    with pytest.raises(RefusalError) as refusal:
        find_layout(
            source(FakeSheet((("1", "2"),), "A")), None, profiles.standard, profiles.standard
        )
    assert refusal.value.reason is Reason.KEINE_KOPFZEILE


def test_sheets_of_the_profile_must_be_there(profiles: Profiles) -> None:
    profile = Profile.model_validate({"profil": {"name": "x"}, "datei": {"blaetter": ["Januar"]}})
    with pytest.raises(RefusalError, match="Januar") as refusal:
        find_layout(source(FakeSheet((STELLEN,), "Tabelle1")), None, profile, profiles.standard)
    assert refusal.value.reason is Reason.BLATT_FEHLT
