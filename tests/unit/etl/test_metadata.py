"""What a delivery says about itself, and what is asked when it contradicts itself."""

import datetime as dt
from pathlib import Path

import pytest

from etl.metadata import (
    Hints,
    Statement,
    agree_on_quarter,
    agree_on_traeger,
    from_name,
    read_sidecar,
    state,
)
from etl.refusals import RefusalError
from monitor.deliveries import DeliveryKind

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
