"""Areas with fewer than three Kitas with social work must be merged with a neighbour."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from monitor.content.folder import Content
from monitor.content.small_areas import require_merged, require_merged_by_content
from monitor.errors import ContentError
from monitor.warehouse.database import open_warehouse
from tests.builders.worlds import FIRST, activity, insert

MENDIG, PELLENZ, MAIFELD = "071375004", "071375001", "071375002"


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with open_warehouse(None) as opened:
        yield opened


def of(content: Content, **targets: str) -> Content:
    """Return content that serves Mendig, Pellenz and Maifeld, merged as said (name → ARS)."""
    areas = (area for area in content.areas if area.ars in {MENDIG, PELLENZ, MAIFELD})
    merged = (replace(area, zusammen_mit=targets.get(area.name)) for area in areas)
    return replace(content, areas=tuple(merged))


def load(
    connection: duckdb.DuckDBPyConnection, kitas: Mapping[str, int], **given: Any
) -> list[str]:
    """Load so many Kitas of each area; return their ids."""
    places = [area for area, number in kitas.items() for _ in range(number)]
    names = [f"K{place:03}" for place in range(len(places))]
    insert(connection, "dim_kita", [
        {"kita_id": name, "traeger_id": "TR01", "sozialraum_ars": area, "aktiv_von": FIRST, **given}
        for name, area in zip(names, places, strict=True)
    ])  # fmt: skip
    return names


def states(connection: duckdb.DuckDBPyConnection, kitas: list[str], **given: Any) -> None:
    insert(connection, "kita_stand", [
        {"kita_id": kita, "ab": FIRST, "betreute_kinder": 50, "belastungsstufe": 1, "hat_ksa": True}
        | given
        for kita in kitas
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("kitas", "targets", "said"),
    [
        ({MENDIG: 3, PELLENZ: 3, MAIFELD: 3}, {}, None),
        ({MENDIG: 2, PELLENZ: 3, MAIFELD: 3}, {},
         "Mendig: nur 2 Kitas mit Kita-Sozialarbeit, eigene Zahlen gibt es ab 3. "
         "Bitte in dieser Zeile unter zusammen_mit den ARS eines Nachbarn eintragen."),
        ({MENDIG: 2, PELLENZ: 3, MAIFELD: 3}, {"Mendig": PELLENZ}, None),
        ({MENDIG: 3, PELLENZ: 2, MAIFELD: 3}, {"Mendig": PELLENZ}, None),
        ({MENDIG: 2, PELLENZ: 1, MAIFELD: 3}, {"Mendig": PELLENZ}, None),
        ({MENDIG: 1, PELLENZ: 1, MAIFELD: 3}, {"Mendig": PELLENZ},
         "Pellenz und Mendig: zusammen nur 2 Kitas mit Kita-Sozialarbeit, eigene Zahlen gibt "
         "es ab 3. Bitte in der Zeile eines weiteren Nachbarn unter zusammen_mit 071375001 "
         "eintragen."),
        ({MENDIG: 3, PELLENZ: 3}, {}, "Maifeld: nur 0 Kitas"),
        ({MENDIG: 1, PELLENZ: 1, MAIFELD: 1}, {"Mendig": MAIFELD, "Pellenz": MAIFELD}, None),
    ],
)  # fmt: skip
def test_an_area_needs_three_kitas(
    connection: duckdb.DuckDBPyConnection,
    packaged_content: Content,
    kitas: Mapping[str, int],
    targets: dict[str, str],
    said: str | None,
) -> None:
    load(connection, kitas)
    content = of(packaged_content, **targets)
    if said is None:
        assert require_merged(connection, content)
        return
    with pytest.raises(ContentError, match=re.escape(said)) as caught:
        require_merged(connection, content)
    assert str(content.folder / "sozialraeume.csv") in str(caught.value)
    assert "zusammen_mit" in str(caught.value)


def test_the_line_of_the_area_is_told(
    connection: duckdb.DuckDBPyConnection, packaged_content: Content
) -> None:
    load(connection, {MENDIG: 2, PELLENZ: 3, MAIFELD: 3})
    with pytest.raises(ContentError, match=r"csv, Zeile 6: Mendig"):
        require_merged(connection, of(packaged_content))


def test_a_kita_counts_while_it_has_social_work(
    connection: duckdb.DuckDBPyConnection, packaged_content: Content
) -> None:
    content = of(packaged_content)
    kitas = load(connection, {MENDIG: 3, PELLENZ: 3, MAIFELD: 4})
    states(connection, kitas[:-1])  # of the last one no state is known
    assert require_merged(connection, content)
    states(connection, kitas[:1], ab=dt.date(2024, 7, 1), hat_ksa=False)
    with pytest.raises(ContentError, match="Mendig: nur 2 Kita"):
        require_merged(connection, content)
    states(connection, kitas[:1], ab=dt.date(2024, 10, 1))
    assert require_merged(connection, content)


@pytest.mark.parametrize("has_states", [True, False])
def test_a_kita_that_has_closed_counts_no_more(
    connection: duckdb.DuckDBPyConnection, packaged_content: Content, *, has_states: bool
) -> None:
    """The last day that anything is known of decides, of facts or of Kitas."""
    kitas = load(connection, {MENDIG: 3, PELLENZ: 3, MAIFELD: 3})
    if has_states:
        states(connection, kitas)
    connection.execute("UPDATE dim_kita SET aktiv_bis = '2024-06-30' WHERE kita_id = 'K000'")
    insert(connection, "aktivitaet", [activity(datum=dt.date(2024, 6, 30))])
    assert require_merged(connection, of(packaged_content))
    insert(connection, "aktivitaet", [activity(datum=dt.date(2024, 7, 1))])
    with pytest.raises(ContentError, match="Mendig: nur 2 Kita"):
        require_merged(connection, of(packaged_content))


def test_without_any_kita_there_is_nothing_to_check(
    connection: duckdb.DuckDBPyConnection, packaged_content: Content
) -> None:
    assert not require_merged(connection, packaged_content)


def test_packaged_content_leaves_no_area_small(packaged_content: Content) -> None:
    assert require_merged_by_content(packaged_content)


def test_master_data_of_the_content_are_counted(packaged_content: Content, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(packaged_content.folder, tmp_path / "content"))
    content = replace(packaged_content, folder=folder)
    path = folder / "stammdaten" / "dim_kita.csv"
    rows = path.read_text("utf-8").splitlines()
    others = [row for row in rows if MENDIG not in row]
    two = [row for row in rows if MENDIG in row][:2]
    closed = [f"{row}2020-12-31" for row in rows if MENDIG in row][2:]
    path.write_text("\n".join([*others, *two, *closed]), "utf-8")
    with pytest.raises(ContentError, match="Mendig: nur 2 Kita"):
        require_merged_by_content(content)
    path.write_text("Kita;Ort\nK001;Mendig\n", "utf-8")  # loading reads this, by a profile
    assert not require_merged_by_content(content)
    path.unlink()
    assert not require_merged_by_content(content)
