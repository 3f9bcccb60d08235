"""What is kept of published periods: nothing is lost, nothing is twice, nothing is changed."""

from __future__ import annotations

import datetime as dt
import stat
from pathlib import Path

import duckdb
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from monitor.assembly.both_levels import further_components, read_office
from monitor.confidentiality.revisions.frozen import Frozen, load, of_units, save, together
from monitor.confidentiality.revisions.units import Change, Unit, UnitPublication
from monitor.content.folder import Content
from monitor.errors import ReleaseError
from monitor.measures.facts import Facts
from monitor.periods import PeriodKind
from monitor.results.side_tables import survey_items
from tests.builders.sparse_office import sparse_office

AS_OF = dt.date(2025, 6, 1)
WAVES = {dt.date(2024, 4, 30): "W2024"}
UNITS = [*(f"2024-Q{number}" for number in range(1, 5)), "W2024"]


@pytest.fixture
def facts(warehouse: duckdb.DuckDBPyConnection, packaged_content: Content) -> Facts:
    sparse_office(warehouse)
    further = further_components(packaged_content, survey_items(warehouse))
    return read_office(warehouse, packaged_content, as_of=AS_OF, further=further).facts


def frames(facts: Facts) -> dict[str, pl.DataFrame]:
    found = {"quarantine": facts.quarantine.sums, "kitas": facts.kitas, "expected": facts.expected}
    for name, part in facts.cells.items():
        found |= {f"{name} sums": part.sums, f"{name} values": part.values}
    return found


def assert_same(one: Facts, other: Facts) -> None:
    first, second = frames(one), frames(other)
    assert first.keys() == second.keys()
    for name, frame in first.items():
        assert_frame_equal(frame, second[name], check_row_order=False)


def test_every_row_belongs_to_one_unit(facts: Facts) -> None:
    parts = [of_units(facts, WAVES, [name]) for name in UNITS]
    whole = together(parts)
    is_wave = pl.col("periode_art") == "WELLE"
    kinds = pl.col("periode_art").is_in(["QUARTAL", "HALBJAHR", "JAHR"])
    of_2024 = facts.kitas.filter(is_wave | (kinds & pl.col("periode").str.starts_with("2024")))
    assert_frame_equal(whole.kitas, of_2024, check_row_order=False)
    for name, frame in frames(whole).items():
        if name != "kitas":
            assert_frame_equal(frame, frames(facts)[name], check_row_order=False)


def test_a_year_s_costs_and_states_belong_to_its_last_quarter(facts: Facts) -> None:
    last = of_units(facts, WAVES, ["2024-Q4"])
    assert last.cells["finanzen"].sums.height
    assert set(last.kitas["periode"]) == {"2024-Q4", "2024-H2", "2024"}
    assert of_units(facts, WAVES, ["2024-Q1"]).cells["finanzen"].sums.is_empty()


def unit(name: str) -> Unit:
    return Unit(
        name=name, kind=PeriodKind.QUARTAL, start=dt.date(2024, 1, 1), end=dt.date(2024, 3, 31),
        concept="2024", deliveries=(("L1", "0", "TR01"),), definitions={"Z1.1": "abc"},
        items=(("ELTERN", "PASSUNG"),), history=(UnitPublication(change=Change.ERST, on=AS_OF),),
    )  # fmt: skip


def test_what_is_kept_comes_back_as_it_was(facts: Facts, tmp_path: Path) -> None:
    kept = Frozen({"2024-Q1": unit("2024-Q1")}, of_units(facts, WAVES, UNITS))
    folder = tmp_path / "geheim" / "stand"
    save(kept, folder)
    found = load(folder)
    assert found.units == kept.units
    assert_same(found.facts, kept.facts)
    for path in (folder, *folder.iterdir()):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


@pytest.mark.parametrize("what", ["a file is gone", "a file is changed", "the index is gone"])
def test_what_is_damaged_is_not_gone_on_from(facts: Facts, tmp_path: Path, what: str) -> None:
    folder = tmp_path / "geheim" / "stand"
    save(Frozen({"2024-Q1": unit("2024-Q1")}, of_units(facts, WAVES, UNITS)), folder)
    cells = folder / "summen_aktivitaet.parquet"
    match what:
        case "a file is gone":
            cells.unlink()
        case "a file is changed":
            cells.write_bytes(cells.read_bytes() + b"x")
        case _:
            (folder / "einheiten.json").unlink()
    with pytest.raises(ReleaseError, match="fehlt oder ist beschädigt"):
        load(folder)


def test_what_one_unit_did_not_count_is_unknown_there(facts: Facts) -> None:
    first, second = (of_units(facts, WAVES, [name]) for name in ("2024-Q1", "2024-Q2"))
    column = first.cells["aktivitaet"].sums.columns[-1]
    less = first.cells["aktivitaet"]
    older = Facts(
        {**first.cells, "aktivitaet": type(less)(less.source, less.sums.drop(column), less.values)},
        first.quarantine, first.kitas, first.expected,
    )  # fmt: skip
    both = together([older, second]).cells["aktivitaet"].sums
    unknown = both.filter(pl.col(column).is_null())
    assert unknown.height == less.sums.height
