"""The code lists, areas, master data and profiles that come with the package."""

import tomllib
from pathlib import Path

import polars as pl
import pytest

from data.demo.styles import RUNNING_NUMBER, STYLES
from data.schema import AKTIVITAET, CODE_LISTS, DIM_KITA, DIM_SOZIALRAUM, DIM_TRAEGER

AREAS_SERVED = 8


@pytest.mark.parametrize("name", CODE_LISTS)
def test_code_list_has_unique_codes_and_labels(content: Path, name: str) -> None:
    codes = pl.read_csv(content / "codes" / f"{name}.csv", infer_schema=False)
    assert codes.columns == ["code", "label_de", "label_en", "gueltig_von", "gueltig_bis"]
    assert codes["code"].str.contains(r"^[A-Z0-9_]+$").all()
    for column in ("code", "label_de", "label_en"):
        assert codes[column].null_count() == 0
        assert codes[column].str.to_lowercase().is_unique().all()


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("aktivitaet_art", 18),
        ("zielgruppe", 9),
        ("anlass", 17),
        ("zugang", 11),
        ("stelle", 24),
        ("ergebnis", 7),
        ("setting", 7),
        ("ort", 8),
    ],
)
def test_code_list_is_complete(content: Path, name: str, size: int) -> None:
    assert len(pl.read_csv(content / "codes" / f"{name}.csv")) == size


def test_no_file_of_codes_is_left_over(content: Path) -> None:
    assert {path.stem for path in (content / "codes").iterdir()} == set(CODE_LISTS)


def test_areas_are_on_different_tiles(content: Path) -> None:
    areas = pl.read_csv(content / "sozialraeume.csv", schema_overrides={"ars": pl.String})
    assert areas.select("kachel_zeile", "kachel_spalte").is_unique().all()
    assert areas["ars"].str.contains(r"^\d{9}$").all()
    assert areas.filter(bedient="ja").height == AREAS_SERVED
    assert areas.filter(bedient="nein")["name"].sort().to_list() == ["Andernach", "Mayen"]


@pytest.mark.parametrize("table", [DIM_SOZIALRAUM, DIM_TRAEGER, DIM_KITA], ids=lambda t: t.name)
def test_master_data_have_the_canonical_columns(stammdaten: Path, table) -> None:
    rows = pl.read_csv(stammdaten / f"{table.name}.csv", infer_schema=False)
    assert rows.columns == [column.name for column in table.delivered]
    assert rows.select(table.key).is_unique().all()


def test_master_data_fit_together(stammdaten: Path, content: Path) -> None:
    read = {name: pl.read_csv(stammdaten / f"{name}.csv", infer_schema=False) for name in _DIMS}
    kitas, traeger = read["dim_kita"], read["dim_traeger"]
    served = pl.read_csv(content / "sozialraeume.csv", infer_schema=False).filter(bedient="ja")
    assert (len(kitas), len(traeger)) == (80, 14)
    assert set(kitas["traeger_id"]) == set(traeger["traeger_id"])
    assert set(kitas["sozialraum_ars"]) == set(served["ars"]) == set(read["dim_sozialraum"]["ars"])
    areas_of = kitas.group_by("traeger_id").agg(pl.col("sozialraum_ars").n_unique())
    assert (areas_of["sozialraum_ars"] > 1).sum() >= 3
    assert traeger["kurzname"].str.contains("fiktiv").all()


def test_some_kitas_open_and_one_closes(stammdaten: Path) -> None:
    kitas = pl.read_csv(stammdaten / "dim_kita.csv", infer_schema=False)
    assert "2024-08-01" in kitas["aktiv_von"].to_list()
    assert kitas["aktiv_bis"].drop_nulls().len() == 1


@pytest.mark.parametrize("traeger_id", STYLES)
def test_profile_names_the_headers_that_the_traeger_writes(content: Path, traeger_id: str) -> None:
    style = STYLES[traeger_id]
    profile = tomllib.loads((content / "profile" / f"{traeger_id}.toml").read_text("utf-8"))
    written = {
        column.name: style.spelling.headers.get(column.name, column.name).replace("\n", " ")
        for column in AKTIVITAET.delivered
        if column.name not in style.spelling.omitted
    }
    placed = profile.get("spalten", {name: [name] for name in written})
    ignored = placed.pop("ignoriert", [])
    assert profile["profil"]["traeger"] == traeger_id
    assert {name: headers[0] for name, headers in placed.items()} == written
    assert ignored == ([RUNNING_NUMBER] if style.running_number else [])


@pytest.mark.parametrize("traeger_id", STYLES)
def test_profile_knows_the_words_and_constants_of_the_traeger(
    content: Path, traeger_id: str
) -> None:
    spelling = STYLES[traeger_id].spelling
    profile = tomllib.loads((content / "profile" / f"{traeger_id}.toml").read_text("utf-8"))
    words = {
        column: {word: code for code, word in of_column.items()}
        for column, of_column in spelling.words.items()
    }
    assert profile.get("werte", {}) == words
    constant = {"traeger_id": traeger_id} if "traeger_id" in spelling.omitted else {}
    assert profile.get("feste_werte", {}) == constant
    assert ("einheiten" in profile) == (spelling.durations == "hours")


_DIMS = ("dim_sozialraum", "dim_traeger", "dim_kita")
