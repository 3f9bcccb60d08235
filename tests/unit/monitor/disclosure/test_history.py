"""From release to release: a difference shows only where it would as a table of its own."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from monitor.disclosure.history import Earlier, read_earlier
from monitor.numbers import Computed, compute_release
from monitor.tables import DISTRICT
from monitor.warehouse import open_warehouse
from tests.unit.monitor.disclosure.test_suppression import ALL_FIRST, CONTENT, IN_TIME, RULES
from tests.unit.monitor.measures.worlds import AREAS, KITAS, activity, concept, furnish, insert

AS_OF = dt.date(2025, 1, 15)
CONCEPT = concept(IN_TIME, ALL_FIRST)
EVERY_KITA = list(KITAS)


def _content(kitas: int = 1) -> Any:
    """Return the packaged content with two indicators and the areas of the small world."""
    areas = tuple(area for area in CONTENT.areas if area.ars in AREAS)
    thresholds = RULES.schwellen.model_copy(update={"kitas": kitas})
    rules = RULES.model_copy(update={"schwellen": thresholds})
    return replace(CONTENT, areas=areas, concepts=(CONCEPT,), confidentiality=rules)


def _rows(kitas: list[str], count: int, **given: Any) -> list[dict[str, Any]]:
    """Return so many first contacts in time and as many late ones in each Kita."""
    return [
        activity(kita, datum=dt.date(2024, 2, 15), wartezeit_werktage=waited, **given)
        for kita in kitas
        for waited in (2, 9)
        for _ in range(count)
    ]


def _release(
    rows: list[dict[str, Any]], earlier: list[Earlier] | None = None, kitas: int = 1
) -> Computed:
    with open_warehouse(None) as connection:
        furnish(connection)
        insert(connection, "aktivitaet", rows)
        connection.execute("UPDATE erwartete_lieferung SET frist = DATE '2024-01-01'")
        return compute_release(connection, _content(kitas), as_of=AS_OF, earlier=earlier or [])


def _published(computed: Computed, folder: Path, name: str) -> Earlier:
    computed.backing.save(folder / name)
    return read_earlier(folder / name, name, computed.frames["wert"])


def _cell(computed: Computed, area: str = DISTRICT, period: str = "2024-Q1") -> dict[str, Any]:
    rows = computed.frames["wert"].filter(
        pl.col("indikator_id") == "Z1.1", pl.col("gebiet_id") == area, pl.col("periode") == period
    )
    return rows.to_dicts()[0]


def test_the_same_data_give_the_same_release(tmp_path: Path) -> None:
    first = _release(_rows(EVERY_KITA, 5))
    again = _release(_rows(EVERY_KITA, 5), [_published(first, tmp_path, "A")])
    order = ["indikator_id", "gebiet_id", "periode_art", "periode"]
    assert again.frames["wert"].sort(order).equals(first.frames["wert"].sort(order))


def test_one_late_contact_leaves_the_published_figure_as_it_was(tmp_path: Path) -> None:
    first = _release(_rows(EVERY_KITA, 5))
    late = [*_rows(EVERY_KITA, 5), activity("K001", wartezeit_werktage=2)]
    second = _release(late, [_published(first, tmp_path, "A")])
    assert _cell(second) == _cell(first) | {"aus_stand": "A"}
    assert _cell(_release(late))["nenner"] == _cell(first)["nenner"] + 1


def test_a_difference_that_may_show_is_taken_over(tmp_path: Path) -> None:
    first = _release(_rows(EVERY_KITA, 5))
    more = _rows(EVERY_KITA, 9)
    second = _release(more, [_published(first, tmp_path, "A")])
    assert _cell(second)["nenner"] == _cell(_release(more))["nenner"] > _cell(first)["nenner"]


def test_the_difference_of_one_traeger_rests_on_too_few_kitas(tmp_path: Path) -> None:
    """Träger TR01 delivers late: the district's new figure less its old one is TR01's."""
    others = [kita for kita, (traeger, _) in KITAS.items() if traeger != "TR01"]
    own = [kita for kita, (traeger, _) in KITAS.items() if traeger == "TR01"]
    first = _release(_rows(others, 5), kitas=3)
    second = _release(_rows(others, 5) + _rows(own, 5), [_published(first, tmp_path, "A")], kitas=3)
    assert _cell(second) == _cell(first) | {"aus_stand": "A"}


def test_a_figure_stays_as_it_was_through_two_releases_of_small_steps(tmp_path: Path) -> None:
    """Each step alone adds one contact; only when their sum may show does the figure move."""
    base = _rows(EVERY_KITA, 5)
    one = activity("K001", wartezeit_werktage=2)
    other = activity("K003", wartezeit_werktage=2)
    first = _published(_release(base), tmp_path, "A")
    second = _release([*base, one], [first])
    third = _release([*base, one, other], [first, _published(second, tmp_path, "B")])
    assert _cell(third) == _cell(second)


def test_what_is_withdrawn_again_does_not_leave_one_contact(tmp_path: Path) -> None:
    """Five more, then four less: each may show, but who kept the first release sees one."""
    base = _rows(EVERY_KITA, 5)
    first = _published(_release(base), tmp_path, "A")
    second = _release([*base, *_rows(["K001"], 5)], [first])
    assert _cell(second)["nenner"] == _cell(_release(base))["nenner"] + 10
    third = _release([*base, *_rows(["K001"], 1)], [first, _published(second, tmp_path, "B")])
    assert _cell(third) == _cell(second) | {"aus_stand": "B"}
    assert third.protected.report.passed


def test_what_lies_behind_a_release_is_for_its_user_only(tmp_path: Path) -> None:
    _published(_release(_rows(EVERY_KITA, 5)), tmp_path, "A")
    assert (tmp_path / "A").stat().st_mode & 0o077 == 0


def test_a_release_of_which_nothing_was_kept_is_missed(tmp_path: Path) -> None:
    wert = _release(_rows(EVERY_KITA, 5)).frames["wert"]
    with pytest.raises(FileNotFoundError):
        read_earlier(tmp_path / "none", "none", wert)
