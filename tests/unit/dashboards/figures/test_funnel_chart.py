"""A funnel: limits around the district, who lies outside, names that cover nothing."""

from __future__ import annotations

import itertools
from typing import Any

import plotly.graph_objects as go
import polars as pl
import pytest

from dashboards.figures.funnel_chart import FunnelChart, describe_funnel, draw, draw_at
from dashboards.figures.picture import NARROW, WIDE
from dashboards.words.language import Language
from dashboards.words.messages import Messages
from monitor.statistics.funnel import FunnelPlace
from tests.builders.drawings import parsed, paths, texts

T = Messages(Language.DE)
SHARE = {"name": "Abbruchquote", "einheit": "%", "nachkommastellen": 1, "richtung": "NIEDRIGER",
         "intervall": "WILSON", "nenner_einheit_de": "Fälle"}  # fmt: skip
RATE = SHARE | {"einheit": "je 100 Kinder", "intervall": "BYAR"}


@pytest.fixture
def made(row: Any) -> Any:
    """Return a function: name → (events, size) → funnel, the district their sum."""

    def make(
        counts: dict[str, tuple[float, float]], indicator: dict[str, Any] = SHARE
    ) -> FunnelChart | None:
        whole = tuple(map(sum, zip(*counts.values(), strict=True)))
        rows = [
            row(gebiet_id=name, zaehler=x, nenner=n, wert=100 * x / n if n else None)
            for name, (x, n) in [("KREIS", whole), *counts.items()]
        ]
        frame = pl.DataFrame(rows, infer_schema_length=None)
        areas = pl.DataFrame({"gebiet_id": ["KREIS", *counts], "name": ["Landkreis", *counts]})
        return describe_funnel(indicator, frame, areas, T)

    return make


COUNTS = {"Nord": (8.0, 100.0), "Süd": (12.0, 100.0), "Ost": (40.0, 100.0), "West": (10.0, 100.0),
          "Mitte": (3.0, 10.0)}  # fmt: skip


def test_a_far_area_lies_outside_and_a_small_one_may_stray(made: Any) -> None:
    described = made(COUNTS)
    assert described.places["Ost"] is FunnelPlace.UEBER_AUSSEN
    assert described.places["Mitte"] is FunnelPlace.INNERHALB  # 30 % of 10, where 17.8 % of all
    assert "Weit darüber (außerhalb von 99,8\u202f%): Ost." in described.summary
    assert described.table().rows[2][3] == "über der 99,8-%-Grenze"


def test_the_limits_are_those_of_wilson_inverted(made: Any) -> None:
    # the limits at n = 100 around 17.8 %: 17.805 ± 1.96 · √(0.17805 · 0.82195 / 100)
    limits = made(COUNTS).limits([100.0])
    assert limits.inner.lower[0] == pytest.approx(10.31, abs=0.01)
    assert limits.inner.upper[0] == pytest.approx(25.30, abs=0.01)


def test_rates_have_limits_in_their_own_unit(made: Any) -> None:
    limits = made(COUNTS, RATE).limits([100.0])
    assert limits.outer.lower[0] < limits.inner.lower[0] < 17.8 < limits.inner.upper[0]


def test_areas_keep_their_order(made: Any) -> None:
    described = made(COUNTS)
    assert [row[0] for row in described.table().rows] == list(COUNTS)
    assert list(described.areas) == list(COUNTS)


@pytest.mark.parametrize(
    "change",
    [{"intervall": "KEINES"}, {"intervall": "CLUSTER_KITA"}, {"intervall": "RANGSTATISTIK"}],
)
def test_other_kinds_have_no_funnel(made: Any, change: dict[str, str]) -> None:
    assert made(COUNTS, SHARE | change) is None


def test_too_few_areas_and_a_district_without_events_have_no_funnel(made: Any) -> None:
    assert made({"Nord": (8.0, 100.0), "Süd": (9.0, 100.0)}) is None
    assert made({name: (0.0, size) for name, (_, size) in COUNTS.items()}) is None


def test_an_area_without_a_value_is_left_out(made: Any) -> None:
    assert "Leer" not in made(COUNTS | {"Leer": (0.0, 0.0)}).areas


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_points_outside_have_a_shape_of_their_own_and_names_do_not_overlap(
    made: Any, width: int
) -> None:
    many = {f"Gebiet {n}": (float(n % 7 + 5), 60.0 + n) for n in range(14)} | COUNTS
    drawn = draw_at(made(many), width)
    assert len(paths(drawn, "ink")) == 1
    assert "Ost" in texts(drawn)
    places = [
        (float(one.attrib["x"]), float(one.attrib["y"]), len(one.text or ""))
        for one in parsed(drawn).iter("text")
        if one.text in many
    ]
    for (x1, y1, n1), (x2, y2, n2) in itertools.combinations(places, 2):
        assert abs(y1 - y2) >= 13 or x1 + 6.6 * n1 <= x2 or x2 + 6.6 * n2 <= x1


def test_a_picture_of_eight_areas_stays_small_and_says_how_to_read_it(made: Any) -> None:
    assert len(draw_at(made(COUNTS), WIDE)) <= 6_000
    assert "Je weniger Fälle" in draw(made(COUNTS))


def test_plotly_knows_every_property_of_the_explored_figure(made: Any) -> None:
    figure = made(COUNTS).explored()
    assert [trace["name"] for trace in figure["data"]].count("grenze") == 4
    drawn = [{name: trace[name] for name in ("x", "y", "mode")} for trace in figure["data"]]
    assert go.Figure({"data": drawn}).data
