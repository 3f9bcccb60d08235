"""What a delivery says about itself, and what is asked when it contradicts itself."""

import datetime as dt
import unicodedata
from pathlib import Path

import pytest

from etl.reading.metadata import (
    Hints,
    Statement,
    agree_on_quarter,
    agree_on_traeger,
    from_name,
    read_sidecar,
    state,
)
from etl.refusals import RefusalError
from monitor.warehouse.deliveries import DeliveryKind

IDS = {"TR01", "TR02", "AWO"}


@pytest.mark.parametrize(
    ("stem", "expected"),
    [
        ("TR01_2024-Q3_2024-10-08", Hints(None, "TR01", "2024-Q3", dt.date(2024, 10, 8))),
        ("TR01_2024Q3", Hints(None, "TR01", "2024-Q3")),
        ("awo Q3-2024 vom 8.10.2024", Hints(None, "AWO", "2024-Q3", dt.date(2024, 10, 8))),
        ("Statistik 3. Quartal 2024 TR02", Hints(None, "TR02", "2024-Q3")),
        ("dim_kita_2024-01-15", Hints("dim_kita", None, None, dt.date(2024, 1, 15))),
        ("stellen_2024-Q3", Hints("stellen", None, "2024-Q3")),
        (
            "befragung_item_Ergaenzung_2024-01-15",
            Hints("befragung_item", None, None, dt.date(2024, 1, 15), DeliveryKind.ERGAENZUNG),
        ),
        (
            "TR01_2024-Q3_Nachlieferung",
            Hints(None, "TR01", "2024-Q3", None, DeliveryKind.ERGAENZUNG),
        ),
        ("TR01_2024-Q3_20241008", Hints(None, "TR01", "2024-Q3", dt.date(2024, 10, 8))),
        ("TR01 01.07.2024-30.09.2024", Hints(None, "TR01")),  # a period
        ("TR01_2024-07-01_2024-09-30", Hints(None, "TR01")),
        ("TR01_2024-Q3_20241399", Hints(None, "TR01", "2024-Q3")),
        ("Export17_2024-Q3", Hints(None, None, "2024-Q3")),
        ("TR01_TR02", Hints()),
        ("Bestellendung", Hints()),
        ("Liste", Hints()),
    ],
)
def test_file_names(stem: str, expected: Hints) -> None:
    assert from_name(stem, IDS) == expected


OCTOBER_8 = dt.date(2024, 10, 8)


@pytest.mark.parametrize(
    "quarter",
    [
        *("2024-Q3", "2024_Q3", "2024 Q3", "2024Q3", "Q3-2024", "Q3_24", "q3.24", "Q3 24", "Q324"),
        *("3. Quartal 2024", "3.Quartal 24", "III. Quartal 2024", "2024\xa0Q3"),
    ],
)
def test_a_quarter_in_a_name(quarter: str) -> None:
    assert from_name(f"TR01 {quarter}", IDS) == Hints(None, "TR01", "2024-Q3")
    assert from_name(f"{quarter}_TR01_8.10.2024", IDS).eingang == OCTOBER_8


@pytest.mark.parametrize(
    "quarters",
    ["2024-Q2_2024-Q3", "2024-Q2-Q3", "Q2+Q3 2024", "2023-Q3_2024-Q3", "Q3", "2024-Q5", "3-2024"],
)
def test_of_two_quarters_in_a_name_neither_is_meant(quarters: str) -> None:
    assert from_name(f"TR01_{quarters}", IDS) == Hints(None, "TR01")


@pytest.mark.parametrize(
    "day",
    [
        *("2024-10-08", "2024_10_08", "2024.10.08", "8.10.2024", "08.10.24", "8.10.24"),
        *("20241008", "08102024", "8.10.2024"),
    ],
)
@pytest.mark.parametrize("quarter", ["2024-Q3", "Q3_2024", "Q3-24"])
def test_a_day_in_a_name(day: str, quarter: str) -> None:
    expected = Hints(None, "TR01", "2024-Q3", OCTOBER_8)
    assert from_name(f"TR01_{quarter}_{day}", IDS) == expected
    assert from_name(f"{day} TR01 {quarter}", IDS) == expected


@pytest.mark.parametrize(
    "days",
    [
        *("01.07.2024-30.09.2024", "01.07.-30.09.2024", "1.7. - 30.9.24", "01.07-30.09.2024"),
        *("bis 30.09.2024", "2024-07-01_bis_2024-09-30", "1.7. bis 30.9.2024", "2024-13-08"),
        *("08-10-2024", "31.06.2024"),
    ],
)
def test_a_period_in_a_name_or_what_is_no_day_is_no_receipt(days: str) -> None:
    assert from_name(f"TR01_2024-Q3_{days}", IDS) == Hints(None, "TR01", "2024-Q3")


@pytest.mark.parametrize("name", ["TR1", "TR 01", "TR-1", "tr_01", "Tr001", "TR01"])
def test_a_known_traeger_may_be_written_otherwise(name: str) -> None:
    assert from_name(f"2024-Q3 {name} neu", IDS).traeger == "TR01"


@pytest.mark.parametrize("name", ["TR01 TR02", "TR1-TR2", "TR11", "STR01", "Gruppe 1", "1"])
def test_what_names_no_traeger_or_several(name: str) -> None:
    assert from_name(f"2024-Q3 {name} neu", IDS).traeger is None


def test_umlauts_and_blanks_of_other_systems() -> None:
    stem = unicodedata.normalize("NFD", "TR01 Ergänzung").replace(" ", "\xa0")
    assert from_name(stem, IDS) == Hints(None, "TR01", art=DeliveryKind.ERGAENZUNG)


def test_while_no_traeger_is_known_an_id_is_told_by_its_form() -> None:
    assert from_name("TR77_2024-Q3", ()) == Hints(None, "TR77", "2024-Q3")


def delivered(folder: Path, name: str, sidecar: str | None = None) -> Path:
    path = folder / name
    path.write_bytes(b"x")
    if sidecar is not None:
        (folder / f"{name}.toml").write_text(sidecar, encoding="utf-8")
    return path


def test_a_sidecar_settles_what_the_name_suggests(tmp_path: Path) -> None:
    path = delivered(
        tmp_path,
        "TR01_2024-Q2.csv",
        'quartal = "Q3/2024"\neingang = 2024-10-08\nart = "Ergänzung"\n',
    )
    found = state(path, Hints(), IDS)
    assert found.hints == Hints(
        None, "TR01", "2024-Q3", dt.date(2024, 10, 8), DeliveryKind.ERGAENZUNG
    )
    assert found.stated.traeger is None


def test_the_call_may_not_contradict_the_sidecar(tmp_path: Path) -> None:
    path = delivered(tmp_path, "x.csv", 'traeger = "TR01"\n')
    with pytest.raises(RefusalError, match=r"der Aufruf nennt TR02.*Begleitdatei nennt TR01.*\?"):
        state(path, Hints(traeger="TR02"), IDS)


@pytest.mark.parametrize(
    "sidecar",
    [
        "quartal = ",
        'farbe = "rot"',
        'quartal = "bald"',
        'tabelle = "x"',
        'art = "neu"',
        "eingang = 1",
        'traeger = "Frau Beispiel"',
    ],
)
def test_unreadable_sidecars_are_refused(tmp_path: Path, sidecar: str) -> None:
    with pytest.raises(RefusalError, match=r"Begleitdatei.*Bitte berichtigen"):
        read_sidecar(delivered(tmp_path, "x.csv", sidecar))


def test_traeger() -> None:
    assert agree_on_traeger(None, ["TR01"]) == "TR01"
    assert agree_on_traeger("TR01", []) == "TR01"
    assert agree_on_traeger("TR01", ["TR01", "TR02"]) == "TR01"


@pytest.mark.parametrize(
    ("stated", "found", "question"),
    [
        (None, [], "Von welchem Träger"),
        (None, ["TR01", "TR02"], "von 2 Trägern"),
        ("TR01", ["TR02"], "nennt TR01.*nennt TR02"),
    ],
)
def test_unclear_traeger_are_asked_about(
    stated: str | None, found: list[str], question: str
) -> None:
    with pytest.raises(RefusalError, match=question):
        agree_on_traeger(stated, found)


def said(name: str | None = None, stated: str | None = None) -> Statement:
    return Statement(Hints(quartal=stated or name), Hints(quartal=stated))


def test_quarters() -> None:
    assert agree_on_quarter(said(), "2024-Q3") == "2024-Q3"
    assert agree_on_quarter(said("2024-Q3"), None) == "2024-Q3"
    assert agree_on_quarter(said("2024-Q2", stated="2024-Q3"), "2024-Q2") == "2024-Q3"


def test_unclear_quarters_are_asked_about() -> None:
    with pytest.raises(RefusalError, match="Für welches Quartal"):
        agree_on_quarter(said(), None)
    with pytest.raises(RefusalError, match=r"der Dateiname nennt 2024-Q3.*Zeilen nennt 2024-Q2"):
        agree_on_quarter(said("2024-Q3"), "2024-Q2")
