"""The dialect on a shared connection: reflection, regular expressions, results, other catalogs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy import Engine, types

from expectations.gx.dialect import URL, shared


@pytest.fixture
def engine(warehouse: Any) -> Iterator[Engine]:
    warehouse.execute(
        """CREATE TABLE eingang.probe AS SELECT * FROM (VALUES
            (1, 'ab-12', DATE '2024-01-01', 1.5, true, CAST(2 AS DECIMAL(14, 2))),
            (2, NULL, NULL, NULL, NULL, NULL)
        ) AS p (nummer, name, tag, anteil, ja, betrag)"""
    )
    with shared(warehouse):
        yield sqlalchemy.create_engine(URL)


def test_columns_are_reflected_with_their_types(engine: Engine) -> None:
    columns = sqlalchemy.inspect(engine).get_columns("probe")
    kinds = {column["name"]: type(column["type"]) for column in columns}
    assert kinds["name"] is types.String
    assert kinds["tag"] is types.Date
    assert kinds["ja"] is types.Boolean
    assert kinds["betrag"] is types.Numeric


def test_tables_and_views_of_the_staging_catalog_are_seen_and_no_others(
    engine: Engine, warehouse: Any
) -> None:
    warehouse.execute("CREATE VIEW eingang.sicht AS SELECT 1 AS eins")
    inspector = sqlalchemy.inspect(engine)
    assert inspector.has_table("probe")
    assert inspector.has_table("sicht")
    assert not inspector.has_table("lieferung")
    assert inspector.get_foreign_keys("probe") == []
    assert inspector.get_indexes("probe") == []
    assert inspector.get_pk_constraint("probe")["constrained_columns"] == []


@pytest.mark.parametrize(
    ("operator", "pattern", "expected"),
    [("~", r"^ab", [1]), ("~", r"\d\d$", [1]), ("~", r"^b", []), ("!~", r"^b", [1])],
)
def test_regular_expressions_match_parts(
    engine: Engine, operator: str, pattern: str, expected: list[int]
) -> None:
    name = sqlalchemy.column("name").op(operator)(sqlalchemy.literal(pattern))
    query = sqlalchemy.select(sqlalchemy.text("nummer FROM probe")).where(name)
    with engine.connect() as connection:
        assert connection.execute(query).scalars().all() == expected


def test_other_operators_stay_as_they_are(engine: Engine) -> None:
    name = sqlalchemy.column("name").op("||")(sqlalchemy.literal("!"))
    query = sqlalchemy.select(name).select_from(sqlalchemy.table("probe"))
    with engine.connect() as connection:
        assert connection.execute(query).scalars().all() == ["ab-12!", None]


def test_a_result_outlives_its_connection(engine: Engine) -> None:
    with engine.connect() as connection:
        first = connection.execute(sqlalchemy.text("SELECT nummer FROM probe ORDER BY nummer"))
        second = connection.execute(sqlalchemy.text("SELECT count(*) FROM probe"))
    assert first.scalars().all() == [1, 2]
    assert second.scalar() == 2


def test_the_warehouse_is_read_by_naming_its_catalog(engine: Engine, warehouse: Any) -> None:
    ((catalog,),) = warehouse.execute("SELECT current_database()").fetchall()
    query = sqlalchemy.text(f"SELECT count(*) FROM {catalog}.main.dim_kita")
    with engine.connect() as connection:
        assert connection.execute(query).scalar() == 3


def test_the_own_connection_keeps_its_catalog(engine: Engine, warehouse: Any) -> None:
    before = warehouse.execute("SELECT current_database()").fetchall()
    with engine.connect() as connection:
        connection.execute(sqlalchemy.text("SELECT 1"))
    assert warehouse.execute("SELECT current_database()").fetchall() == before


def test_without_a_shared_connection_there_is_nothing_to_connect_to() -> None:
    with pytest.raises(LookupError):
        sqlalchemy.create_engine(URL).connect()
