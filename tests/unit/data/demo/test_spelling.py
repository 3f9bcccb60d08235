"""How values are written, by example."""

import datetime as dt

import polars as pl
import pytest

from data.demo.spelling import Labels, Spelling, spell
from data.schema import AKTIVITAET, FINANZEN

ROW = pl.DataFrame(
    {
        "kita_id": [None],
        "sozialraum_ars": ["071375002"],
        "datum": [dt.date(2024, 1, 1)],
        "aktivitaet_art": ["BER_FAM"],
        "altersgruppe_kind": ["KA"],
        "dauer_min": [90],
        "erstkontakt": [True],
        "kooperationspartner": ["EB|ASD"],
    },
    schema_overrides={"kita_id": pl.String},
)


@pytest.mark.parametrize(
    ("habit", "column", "written"),
    [
        ({}, "datum", "2024-01-01"),
        ({"dates": "%d.%m.%Y"}, "datum", "01.01.2024"),
        ({"dates": "%d.%m.%y"}, "datum", "01.01.24"),
        ({"dates": "short"}, "datum", "1.1.24"),
        ({"dates": "serial"}, "datum", 45292),
        ({"dates": "real"}, "datum", dt.date(2024, 1, 1)),
        ({}, "dauer_min", "90"),
        ({"durations": "hours"}, "dauer_min", "1,5"),
        ({"durations": "clock"}, "dauer_min", "1:30"),
        ({"durations": "min"}, "dauer_min", "90 min"),
        ({"areas": "without_zero"}, "sozialraum_ars", "71375002"),
        ({"areas": "number"}, "sozialraum_ars", 71375002),
        ({"flags": ("x", "")}, "erstkontakt", "x"),
        ({"flags": None}, "erstkontakt", True),
        ({"labels": True}, "aktivitaet_art", "Beratung Familie/Eltern"),
        (
            {"labels": True},
            "kooperationspartner",
            "Erziehungsberatung|Allgemeiner Sozialer Dienst",
        ),
        ({"words": {"aktivitaet_art": {"BER_FAM": "Beratung"}}}, "aktivitaet_art", "Beratung"),
        ({"unknown": "k. A."}, "altersgruppe_kind", "k. A."),
        ({"empty": "k. A."}, "kita_id", "k. A."),
        ({"padded": ("aktivitaet_art",)}, "aktivitaet_art", "BER_FAM\N{NO-BREAK SPACE}"),
    ],
)
def test_value_is_written_as_the_sender_does(
    labels: Labels, habit: dict[str, object], column: str, written: object
) -> None:
    assert spell(ROW, AKTIVITAET, Spelling(**habit), labels)[column].item() == written  # type: ignore[arg-type] - habits differ in type


def test_columns_get_headers_or_are_left_out(labels: Labels) -> None:
    spelling = Spelling({"datum": "Tag"}, omitted=("kita_id",))
    columns = spell(ROW, AKTIVITAET, spelling, labels).columns
    assert "Tag" in columns
    assert "kita_id" not in columns


def test_money_is_grouped(labels: Labels) -> None:
    money = pl.DataFrame({"bewilligt_eur": [217820.5, 950.0]})
    written = spell(money, FINANZEN, Spelling(decimal_comma=True), labels)
    assert written["bewilligt_eur"].to_list() == ["217.820,5", "950,0"]
