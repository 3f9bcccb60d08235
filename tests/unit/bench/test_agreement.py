"""The hand-written side keeps up with the product: same components, same rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from bench.agreement import SQL, differences, execute
from expectations.rules.catalogue import RULES
from monitor.content.folder import load_content
from monitor.measures.kinds.registry import plan
from monitor.warehouse.database import open_warehouse

CONTENT = Path(__file__).parents[3] / "data" / "content"


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with open_warehouse(None) as opened:
        yield opened


def test_the_cube_by_hand_holds_every_component(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("CREATE VIEW fakten AS FROM aktivitaet")
    execute(connection, "cube")
    described = connection.execute("DESCRIBE wuerfel").fetchall()
    by_hand = {name for (name, *_) in described if name.startswith("z")}
    roles_of = {
        f"{indicator.id.lower().replace('.', '_')}_{role.lower()}": component
        for indicator in load_content(CONTENT).concepts[0].indikator
        for role, component in plan(indicator).items()
        if component.source == "aktivitaet" and role != "q"
    }
    assert by_hand <= roles_of.keys()
    computed = {roles_of[name] for name in by_hand}
    assert {name for name, component in roles_of.items() if component not in computed} == set()


def test_every_check_by_hand_is_a_rule() -> None:
    text = (SQL / "checks.sql").read_text(encoding="utf-8")
    counted = re.search(r"\nSELECT\n(.*?)\nFROM zeilen;", text, re.DOTALL)
    assert counted is not None
    names = set(re.findall(r"\sAS ([a-z_0-9]+),?$", counted[1], re.MULTILINE))
    assert len(names) > 50
    assert names - RULES.keys() == set()


def test_differences_are_named_and_rounding_is_none() -> None:
    ours = {"a": 1.0, "b": 0.1 + 0.2, "only here": 3.0}
    assert differences(ours, {"a": 2.0, "b": 0.3}) == ["a"]
