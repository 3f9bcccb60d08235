"""Headers find their columns; what does not is told."""

import pytest

from data.schema import AKTIVITAET
from etl.profiles import Profiles
from etl.shaping.placement import Placement, place


def placed(profiles: Profiles, *headers: str, traeger: str | None = None) -> Placement:
    profile = profiles.choose(traeger, "aktivitaet")
    return place(headers, AKTIVITAET, profile, profiles.standard)


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("aktivitaet_art", "aktivitaet_art"),
        ("Tätigkeit", "aktivitaet_art"),
        ("Taetigkeit", "aktivitaet_art"),
        ("Art der\nTätigkeit", "aktivitaet_art"),
        ("DAUER (MIN.)", "dauer_min"),
        ("Duration (minutes)", "dauer_min"),
    ],
)
def test_variants_are_recognised(profiles: Profiles, header: str, column: str) -> None:
    assert placed(profiles, "x1", header).columns == {column: 1}


def test_the_own_profile_comes_first(profiles: Profiles) -> None:
    assert placed(profiles, "Mit wem", traeger="TR05").columns == {"zielgruppe": 0}


def test_a_slip_of_the_pen_is_placed_and_told(profiles: Profiles) -> None:
    found = placed(profiles, "Weitervermitlung an")
    assert found.columns == {"weitervermittlung": 0}
    assert found.guessed == {0: "weitervermittlung"}


def test_a_similar_name_is_only_suggested(profiles: Profiles) -> None:
    found = placed(profiles, "Zielgruppen-Nr.")
    assert found.columns == {}
    assert found.suggested == {0: "zielgruppe"}
    assert found.unplaced == (0,)


def test_known_columns_are_left_out_on_purpose(profiles: Profiles) -> None:
    found = placed(profiles, "Lfd. Nr.", "Datum")
    assert found.ignored == (0,)
    assert found.unplaced == ()


def test_two_headers_for_one_column_are_told(profiles: Profiles) -> None:
    found = placed(profiles, "Datum", "Tag", "Ort")
    assert found.doubled == {"datum": ("Datum", "Tag")}
    assert found.columns == {"datum": 0, "ort": 2}


def test_missing_columns_are_those_that_nothing_provides(profiles: Profiles) -> None:
    headers = [
        column.name for column in AKTIVITAET.delivered if column.name not in {"traeger_id", "ort"}
    ]
    found = placed(profiles, *headers)
    assert [column.name for column in found.missing(AKTIVITAET, ())] == ["traeger_id", "ort"]
    assert [column.name for column in found.missing(AKTIVITAET, ["traeger_id"])] == ["ort"]
