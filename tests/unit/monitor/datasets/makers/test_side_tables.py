"""Money, posts, surveys, meetings, areas and quality as datasets: names, order, what is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from monitor.access import Group
from monitor.content.folder import Content
from monitor.datasets.makers.areas import areas
from monitor.datasets.makers.coordination import coordination
from monitor.datasets.makers.money import finance, posts
from monitor.datasets.makers.quality import quality
from monitor.datasets.makers.recommendations import recommendations
from monitor.datasets.makers.survey import answers, response
from monitor.datasets.model import Dataset
from monitor.datasets.variables import columns_of
from monitor.results.side_tables import SOCIAL_WORKERS

Frames = dict[str, pl.DataFrame]
AREA, OTHER = "071370203", "071375001"
#: Told by name of a maker; that of quality needs the coverage as well.
MAKERS = [finance, posts, response, answers, recommendations, coordination, areas]


def rows_of(dataset: Dataset) -> list[dict[str, Any]]:
    return dataset.rows.collect().to_dicts()


@pytest.mark.parametrize("make", MAKERS)
def test_columns_are_those_that_are_described_and_everybody_may_have_them(
    make: Callable[[Frames, Content], Dataset], release_side: Frames, packaged_content: Content
) -> None:
    dataset = make(release_side, packaged_content)
    found = dataset.rows.collect()
    assert found.columns == columns_of(dataset.variables)
    assert found.height == 1
    assert dataset.groups == frozenset(Group)
    assert {"traeger_id", "kita_id", "mittel"}.isdisjoint(found.columns)


@pytest.mark.parametrize("make", MAKERS)
def test_nothing_published_is_a_dataset_without_rows(
    make: Callable[[Frames, Content], Dataset], release_side: Frames, packaged_content: Content
) -> None:
    empty = {name: frame.clear() for name, frame in release_side.items()}
    assert make(empty, packaged_content).rows.collect().is_empty()


def test_money_comes_in_order_of_years(release_side: Frames, packaged_content: Content) -> None:
    money = release_side["finanzen"]
    earlier = money.with_columns(jahr=pl.lit(2019, pl.Int64), bewilligt_eur=pl.lit(60.5))
    release_side["finanzen"] = pl.concat([money, earlier])
    found = rows_of(finance(release_side, packaged_content))
    assert [(row["jahr"], row["bewilligt_eur"]) for row in found] == [(2019, 60.5), (2024, 90.0)]


def test_the_district_comes_before_its_areas(
    release_side: Frames, packaged_content: Content
) -> None:
    told = release_side["befragung"]
    parts = [told.with_columns(gebiet_id=pl.lit(name)) for name in (OTHER, AREA, "KREIS")]
    workers = told.with_columns(akteursgruppe=pl.lit(SOCIAL_WORKERS))
    release_side["befragung"] = pl.concat([workers, *parts])
    found = rows_of(response(release_side, packaged_content))
    assert [(row["akteursgruppe"], row["gebiet_id"]) for row in found] == [
        ("ELTERN", "KREIS"), ("ELTERN", AREA), ("ELTERN", OTHER), ("KSA", "KREIS"),
    ]  # fmt: skip
    assert found[1]["gebiet"] == "Bendorf"


@pytest.mark.parametrize("make", [response, answers])
def test_counts_that_passed_are_said_to_be_altered(
    make: Callable[[Frames, Content], Dataset], release_side: Frames, packaged_content: Content
) -> None:
    dataset = make(release_side, packaged_content)
    assert "leicht verändert" in " ".join(dataset.notes_de)
    assert dataset.notes_en


def test_children_of_official_statistics_are_told_of_areas(
    release_side: Frames, packaged_content: Content
) -> None:
    told = release_side["sozialraum"]
    parts = [told.with_columns(gebiet_id=pl.lit(name)) for name in ("KREIS", AREA, OTHER)]
    release_side["sozialraum"] = pl.concat(parts)
    found = rows_of(areas(release_side, packaged_content))
    assert [row["kinder_u7"] for row in found] == [None, 1100, None]
    assert [row["kinder_u7__fehlt"] for row in found] == ["NICHT_ERHOBEN", None, "KEINE_ANGABE"]
    assert found[1]["stand"] == dt.date(2024, 12, 31)


def test_quality_tells_the_share_of_valid_rows_of_the_district(
    frame_of: Callable[..., pl.DataFrame], release_side: Frames, packaged_content: Content
) -> None:
    coverage = frame_of(
        "abdeckung", gebiet_id=["KREIS", AREA, "KREIS"], abdeckung=[1.0, None, 0.5],
        quartal=["2026-Q3", "2026-Q3", "2026-Q4"],
    )  # fmt: skip
    found = rows_of(quality(release_side, {"abdeckung": coverage}, packaged_content))
    shares = [(row["gebiet_id"], row["gueltige_zeilen_prozent"]) for row in found]
    assert shares == [("KREIS", 90.0), ("KREIS", None), (AREA, None)]
    reasons = [row["gueltige_zeilen_prozent__fehlt"] for row in found]
    assert reasons == [None, "KEINE_ANGABE", "NICHT_ERHOBEN"]
    assert [row["abdeckung__fehlt"] for row in found] == [None, None, "NICHT_ERHOBEN"]


def test_of_a_quarter_without_rows_there_is_no_share(
    frame_of: Callable[..., pl.DataFrame], release_side: Frames, packaged_content: Content
) -> None:
    release_side["lieferstand"] = pl.DataFrame(
        {"quartal": ["2026-Q3"], "zeilen_gueltig": [0], "zeilen_geprueft": [0]}
    )
    coverage = frame_of("abdeckung", gebiet_id=["KREIS"], quartal=["2026-Q3"])
    (row,) = rows_of(quality(release_side, {"abdeckung": coverage}, packaged_content))
    assert row["gueltige_zeilen_prozent__fehlt"] == "KEINE_ANGABE"
