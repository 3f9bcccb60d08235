"""Coverage of the quarters that are new, and definitions that are others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl

from monitor.releases.approval.items import ItemSeverity
from monitor.settings import Settings
from monitor.snapshots.layout import RELEASE

MakeRelease = Callable[..., str]
Frames = dict[str, pl.DataFrame]
Look = Callable[..., dict[str, Any]]


def with_coverage(frames: Frames, frame_of: Callable[..., pl.DataFrame], **shares: float) -> Frames:
    """Return frames with the coverage of these quarters (Q2026_3=0.5) in the district."""
    quarters = [name.removeprefix("Q").replace("_", "-Q") for name in shares]
    height = len(quarters)
    coverage = frame_of(
        "abdeckung",
        gebiet_id=["KREIS"] * height,
        quartal=quarters,
        abdeckung=list(shares.values()),
    )
    area = frame_of("abdeckung", gebiet_id=["071370203"], quartal=["2026-Q9"], abdeckung=[0.0])
    return frames | {"abdeckung": pl.concat([coverage, area])}


def test_quarters_published_for_the_first_time_are_wanted_whole(
    look: Look, make_release: MakeRelease, release_frames: Frames, frame_of: Any
) -> None:
    whole = with_coverage(release_frames, frame_of, Q2026_1=1.0, Q2026_2=1.0)
    found = look(make_release(frames=whole, published=False))["coverage"]
    assert found.severity is ItemSeverity.BESTANDEN
    assert found.parameters == {"quarters": ("2026-Q1", "2026-Q2")}
    partial = with_coverage(release_frames, frame_of, Q2026_1=0.5, Q2026_2=0.9996)
    found = look(make_release(frames=partial, published=False))["coverage"]
    assert (found.case, found.severity) == ("partial", ItemSeverity.WARNUNG)
    assert found.parameters == {"count": 2, "shares": {"2026-Q1": 0.5, "2026-Q2": 0.9996}}


def test_what_was_published_before_is_no_matter_of_coverage(
    look: Look, make_release: MakeRelease, release_frames: Frames, frame_of: Any
) -> None:
    before = with_coverage(release_frames, frame_of, Q2026_1=0.5)
    make_release(frames=before)
    nothing = look(make_release(frames=before, published=False))["coverage"]
    assert (nothing.case, nothing.severity) == ("nothing_new", ItemSeverity.BESTANDEN)
    more = with_coverage(release_frames, frame_of, Q2026_1=0.5, Q2026_2=0.8)
    found = look(make_release(frames=more, published=False))["coverage"]
    assert found.parameters["shares"] == {"2026-Q2": 0.8}


def test_where_nothing_was_expected_nothing_is_missing(
    look: Look, make_release: MakeRelease, release_frames: Frames, frame_of: Any
) -> None:
    frames = with_coverage(release_frames, frame_of, Q2026_1=1.0)
    unknown = frames["abdeckung"].with_columns(abdeckung=pl.lit(None, pl.Float64))
    found = look(make_release(frames=frames | {"abdeckung": unknown}, published=False))
    assert found["coverage"].severity is ItemSeverity.BESTANDEN


def test_other_definitions_and_targets_want_a_reason(
    look: Look, make_release: MakeRelease, release_frames: Frames, frame_of: Any
) -> None:
    def defined(**target: float) -> Frames:
        names = [name.replace("_", ".") for name in target]
        table = frame_of(
            "indikator",
            konzept_id=["2024"] * len(names),
            indikator_id=names,
            zielwert=list(target.values()),
        )
        return release_frames | {"indikator": table}

    before = defined(Z1_1=80.0, Z1_2=50.0)
    first = look(make_release(frames=before, published=False))["definitions"]
    assert (first.case, first.severity) == ("first", ItemSeverity.BESTANDEN)
    make_release(frames=before)
    same = look(make_release(frames=before, published=False))["definitions"]
    assert (same.case, same.severity) == ("passed", ItemSeverity.BESTANDEN)
    other = look(make_release(frames=defined(Z1_1=75.0, Z1_3=1.0), published=False))["definitions"]
    assert (other.case, other.severity) == ("changed", ItemSeverity.WARNUNG)
    assert other.parameters == {
        "count": 3, "changed": ("2024 Z1.1",), "added": ("2024 Z1.3",), "removed": ("2024 Z1.2",),
    }  # fmt: skip


def test_what_cannot_be_compared_wants_a_reason(
    look: Look, make_release: MakeRelease, instance: Settings
) -> None:
    last, draft = make_release(), make_release(published=False)
    with (instance.releases / last / RELEASE.database).open("ab") as stream:
        stream.write(b"x")
    items = look(draft)
    assert (items["definitions"].case, items["definitions"].severity) == (
        "unknown", ItemSeverity.WARNUNG,
    )  # fmt: skip
    assert items["coverage"].parameters["shares"] == {"2026-Q3": 0.9, "2026-Q4": 0.1}
