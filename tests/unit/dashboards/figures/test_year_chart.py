"""A volume through its years: quarters, sums beside the path, last four quarters."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from dashboards.figures.picture import NARROW, WIDE
from dashboards.figures.year_chart import describe_year, draw, draw_at
from dashboards.words.language import Language
from dashboards.words.messages import Messages
from tests.builders.drawings import parsed, paths, texts

T = Messages(Language.DE)
SESSIONS = {"name": "Termine je Kita", "einheit": "Termine", "nachkommastellen": 1}


def _course(values: list[float | None], first: int = 2024) -> pl.DataFrame:
    rows: list[dict[str, Any]] = []
    for n, value in enumerate(values):
        year, quarter = first + n // 4, n % 4 + 1
        so_far = [row["wert"] for row in rows if row["jahr"] == year] + [value]
        last = [row["wert"] for row in rows[-3:]] + [value]
        rows.append({
            "periode": f"{year}-Q{quarter}", "jahr": year, "wert": value,
            "kumuliert": None if None in so_far else sum(so_far), "pfad": 3.0 * quarter,
            "gleitend": sum(last) if len(last) == 4 and None not in last else None,
            "jahresziel": 12.0,
        })  # fmt: skip
    return pl.DataFrame(rows, infer_schema_length=None)


COURSE = _course([3.0, 4.0, 2.0, 4.0, 4.0, 5.0])


def test_the_words_compare_the_year_with_its_path() -> None:
    described = describe_year(SESSIONS, COURSE, T, area="Kreis")
    assert described is not None
    assert described.summary == (
        "2025 bis zum 2. Quartal 2025: 9,0 Termine; der Pfad zum Jahresziel von 12,0 steht bei "
        "6,0. Die letzten vier Quartale zusammen: 15,0 Termine."
    )
    assert described.table().rows[0] == ("2. Quartal 2025", "5,0", "9,0", "6,0", "15,0", "12,0")


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_sums_and_path_start_anew_each_year(width: int) -> None:
    described = describe_year(SESSIONS, COURSE, T, area="Kreis")
    assert described is not None
    drawn = draw_at(described, width)
    (sums,), (path, _) = paths(drawn, "accent", "stroke"), paths(drawn, "reached", "stroke")
    assert sums.count("M") == path.count("M") == 2
    assert paths(drawn, "line-strong")[0].count("z") == 6  # a bar per quarter
    (moving,) = paths(drawn, "ink", "stroke")
    assert moving.count("L") == 2  # three sums of four quarters
    said = " ".join(texts(drawn))
    assert "Jahr bisher 9,0" in said
    assert "4 Quartale 15,0" in said


def test_a_gap_ends_the_sums_of_its_year_and_the_words_say_so() -> None:
    described = describe_year(SESSIONS, _course([3.0, None, 2.0, 4.0]), T, area="Kreis")
    assert described is not None
    assert "fehlt ein Quartal" in described.summary
    drawn = draw_at(described, WIDE)
    assert paths(drawn, "line-strong")[0].count("z") == 3
    parsed(draw(described))


def test_five_years_are_shown() -> None:
    described = describe_year(SESSIONS, _course([3.0] * 40, first=2015), T, area="Kreis")
    assert described is not None
    assert [described.rows[0]["periode"], len(described.rows)] == ["2020-Q1", 20]
    assert len(draw_at(described, WIDE)) <= 6_000


def test_without_rows_or_values_there_is_no_chart() -> None:
    assert describe_year(SESSIONS, COURSE.clear(), T, area="Kreis") is None
    assert describe_year(SESSIONS, _course([None, None]), T, area="Kreis") is None
