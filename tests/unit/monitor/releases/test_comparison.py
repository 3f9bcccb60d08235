from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import polars as pl
import pytest

from monitor.releases.comparison import (
    OF_TRAEGER,
    ReleaseContents,
    as_json,
    compare,
    read_state,
    without_traeger,
)
from monitor.settings import Settings

Frame = Callable[..., pl.DataFrame]
NONE = pl.lit(None, pl.Float64)


@pytest.fixture
def state(frame_of: Frame) -> ReleaseContents:
    return ReleaseContents(
        "A",
        frame_of(
            "wert",
            indikator_id=["Z1.1", "Z1.1", "Z1.2"],
            gebiet_id=["KREIS", "071370203", "KREIS"],
            wert=[81.5, None, 3.0],
            status=["ERREICHT", "KEINE_ANGABE", "ERREICHT"],
        ),
        frame_of(
            "indikator", konzept_id=["2024", "2024"], indikator_id=["Z1.1", "Z1.2"],
            zielwert=[80.0, None],
        ),
        {"L-1": "a", "L-2": "b"},
        {"konzept/2024.toml": "x", "amt.toml": "y"},
        {"code": "0.1.0", "schema": "1"},
    )  # fmt: skip


def _with(state: ReleaseContents, place: str, **given: object) -> ReleaseContents:
    """Return the state with cells of one indicator and area changed."""
    indicator, area = place.split("@")
    here = (pl.col("indikator_id") == indicator) & (pl.col("gebiet_id") == area)
    changes = [
        pl.when(here).then(pl.lit(value)).otherwise(pl.col(name)).alias(name)
        for name, value in given.items()
    ]
    return replace(state, release_id="B", wert=state.wert.with_columns(changes))


def test_a_release_does_not_differ_from_itself(state: ReleaseContents) -> None:
    assert compare(state, replace(state, release_id="B")).is_empty


@pytest.mark.parametrize(
    ("place", "given", "kind"),
    [
        ("Z1.1@KREIS", {"wert": 82.0}, "values"),
        ("Z1.1@KREIS", {"status": "VERFEHLT"}, "values"),
        ("Z1.1@KREIS", {"vorlaeufig": True}, "values"),
        ("Z1.1@KREIS", {"wert": None, "status": "KEINE_ANGABE"}, "values"),
        ("Z1.1@071370203", {"wert": 77.0, "status": "ERREICHT"}, "values"),
    ],
)
def test_a_changed_cell_is_told_as_what_it_is(
    state: ReleaseContents, place: str, given: dict[str, object], kind: str
) -> None:
    found = compare(state, _with(state, place, **given))
    assert {name for name, count in found.counts.items() if count} == {kind}
    row = getattr(found, kind).row(0, named=True)
    assert f"{row['indikator_id']}@{row['gebiet_id']}" == place


def test_rounding_is_no_change_and_null_is_one(state: ReleaseContents) -> None:
    assert compare(state, _with(state, "Z1.1@KREIS", wert=81.5 + 1e-12)).is_empty
    found = compare(state, _with(state, "Z1.1@KREIS", wert=None)).values
    assert found.select("wert_vorher", "wert_nachher").row(0) == (81.5, None)


def test_cells_come_and_go(state: ReleaseContents) -> None:
    fewer = replace(state, wert=state.wert.head(2))
    assert compare(state, fewer).removed["indikator_id"].to_list() == ["Z1.2"]
    assert compare(fewer, state).added["indikator_id"].to_list() == ["Z1.2"]


def test_definitions_and_targets_are_compared_by_version(state: ReleaseContents) -> None:
    later = state.indikator.with_columns(
        zielwert=pl.when(pl.col("indikator_id") == "Z1.1").then(85.0).otherwise(NONE),
        definition=pl.when(pl.col("indikator_id") == "Z1.1")
        .then(pl.lit("{}"))
        .otherwise("definition"),
    )
    found = compare(state, replace(state, indikator=later))
    assert found.definitions.rows() == [("2024", "Z1.1", ["definition", "zielwert"])]
    fewer = compare(state, replace(state, indikator=state.indikator.head(1)))
    assert fewer.definitions_removed == ("2024 Z1.2",)


def test_deliveries_content_and_versions_are_compared(state: ReleaseContents) -> None:
    later = replace(
        state,
        deliveries={"L-2": "b", "L-3": "c"},
        content={"konzept/2024.toml": "z", "amt.toml": "y"},
        versions={"code": "0.2.0", "schema": "1"},
    )
    found = compare(state, later)
    assert (found.deliveries_added, found.deliveries_removed) == (("L-3",), ("L-1",))
    assert found.content_changed == ("konzept/2024.toml",)
    assert found.versions_changed == {"code": ("0.1.0", "0.2.0")}


def test_what_is_about_single_traeger_can_be_left_out(state: ReleaseContents) -> None:
    later = replace(
        state, deliveries={"L-3": "c"}, content={"profile/TR01.toml": "p", "amt.toml": "new"},
    )  # fmt: skip
    found = without_traeger(compare(state, later))
    assert (found.deliveries_added, found.deliveries_removed) == ((), ())
    assert found.content_changed == ("amt.toml", "konzept/2024.toml")
    assert {name for name in OF_TRAEGER if getattr(found, name)} == set()


def test_two_snapshots_on_disk_are_compared(
    instance: Settings, make_release: Callable[..., str], release_frames: dict[str, pl.DataFrame]
) -> None:
    changed = release_frames["wert"].with_columns(pl.col("wert") * 2)
    names = make_release(), make_release(frames=release_frames | {"wert": changed})
    before, after = (read_state(instance.releases, name) for name in names)
    found = compare(before, after)
    assert found.counts["values"] == 2
    assert json.loads(json.dumps(as_json(found), default=str))["before"] == names[0]
