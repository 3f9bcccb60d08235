"""The rows of a contract against the facts, counted another way."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import duckdb
import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from monitor.content.folder import Content
from monitor.datasets.contract.generalising import ALL_PERIODS, REST
from monitor.datasets.contract.rows import write_rows
from monitor.errors import ContractError
from tests.builders.contract_facts import CONTRACT, LINEAGE, facts, load
from tests.builders.worlds import KITAS, Row, activity

SECRET = bytes(range(32))
KEYS = ("sozialraum_ars", "zeitraum", "aktivitaet_art")
EXACT = (
    *("setting", "ort", "zielgruppe", "dauer_min", "erstkontakt", "wartezeit_werktage"),
    *("abschluss", "gas_wert"),
)

#: Each example writes a file, so that shrinking would take minutes.
quick = settings(
    max_examples=25,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def written(
    warehouse: duckdb.DuckDBPyConnection, packaged_content: Content, tmp_path: Path
) -> Written:
    return Written(warehouse, packaged_content, tmp_path / "zeilen.parquet")


class Written:
    """Writes the rows of some facts."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, content: Content, path: Path) -> None:
        self.connection, self.content, self.path = connection, content, path

    def of(self, rows: list[Row], quarters: tuple[str, str] | None = None) -> pl.DataFrame:
        load(self.connection, rows)
        contract = CONTRACT.model_copy(update={"quartale": quarters})
        dataset, self.counted = write_rows(
            self.connection, self.content, contract, SECRET, self.path
        )
        self.dataset = dataset
        return dataset.rows.collect()


@quick
@given(facts())
def test_every_accepted_row_leaves_once(written: Written, rows: list[Row]) -> None:
    found = written.of(rows)
    assert Counter(found.select(EXACT).rows()) == Counter(
        tuple(row.get(name) for name in EXACT) for row in rows
    )
    assert written.counted.rows == len(rows)


@quick
@given(facts())
def test_each_class_has_three_rows_and_keys_are_true(written: Written, rows: list[Row]) -> None:
    found = written.of(rows)
    assert min(Counter(found.select(KEYS).rows()).values()) >= 3
    given = Counter((r["sozialraum_ars"], quarter(r["datum"]), r["aktivitaet_art"]) for r in rows)
    counted = Counter(found.select(KEYS).rows())
    for (area, period, kind), times in counted.items():
        if kind != REST and period.count("-Q"):  # what stands exactly is all that there is
            assert times == given[area, period, kind]


@quick
@given(facts())
def test_nothing_leaves_that_must_not(written: Written, rows: list[Row]) -> None:
    found = written.of(rows)
    cells = {str(value) for row in found.iter_rows() for value in row}
    codes = {code for cell in cells for code in cell.split("|")}
    sensitive = written.content.confidentiality.sensibel
    for entry in sensitive.codes:
        assert not set(entry.codes) & codes
    assert not {*sensitive.spalten, "datum", "traeger_id", "kita_id"} & set(found.columns)
    forbidden = {*KITAS, "TR01", "TR02", "TR03", *LINEAGE.values(), "VERFAHREN_8A", "MIND_1"}
    assert not {part for part in forbidden for cell in cells if part in cell}
    assert not {str(row["datum"]) for row in rows} & cells
    assert not {f"TR01-2024-{number:06d}" for number in range(len(rows))} & cells
    assert not [kind for kind in found.dtypes if isinstance(kind, pl.Date | pl.Datetime)]


@quick
@given(facts())
def test_the_kita_is_a_pseudonym_where_the_area_stands(written: Written, rows: list[Row]) -> None:
    found = written.of(rows)
    shown = found.filter(pl.col("kita").is_not_null())
    assert "KREIS" not in shown["sozialraum_ars"]
    assert shown["kita__fehlt"].null_count() == shown.height
    reasons = found.filter(pl.col("kita").is_null())
    assert set(reasons["kita__fehlt"]) <= {"GEHEIM", "NICHT_ERHOBEN"}
    areas = shown.group_by("kita").agg(pl.col("sozialraum_ars").n_unique())
    assert set(areas["sozialraum_ars"]) <= {1}


def quarter(day: dt.date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"


def test_waiting_times_and_partners_by_hand(written: Written) -> None:
    rows = [
        activity(
            "K001",
            wartezeit_werktage=wait,
            kooperationspartner="FRAUENSCHUTZ|SONST|EB",
            anlass="GEWALT",
        )
        for wait in (0, 17, None)
    ]
    found = written.of(rows).sort("wartezeit_werktage")
    assert found["wartezeit_werktage"].to_list() == [None, 0, 17]
    assert found["wartezeit_werktage__fehlt"].to_list() == ["KEINE_ANGABE", None, None]
    assert set(found["kooperationspartner"]) == {"EB|UEBRIGE"}
    assert set(found["anlass"]) == {"UEBRIGE"}
    assert set(found["vertrag_id"]) == {CONTRACT.id}
    assert found["kita"].n_unique() == 1


def test_what_was_generalised_is_counted(written: Written) -> None:
    rows = [activity("K001")] * 4 + [activity("K001", aktivitaet_art="NETZ")] * 2
    rows += [activity("K003", aktivitaet_art="KRISE")]
    written.of(rows)
    counted = written.counted
    assert (counted.rows, counted.kind, counted.area, counted.period) == (7, 3, 3, 0)


def test_only_the_quarters_of_the_contract_leave(written: Written) -> None:
    days = [dt.date(2023, 12, 31), dt.date(2024, 1, 1), dt.date(2024, 6, 30), dt.date(2024, 7, 1)]
    rows = [activity("K001", datum=day, dauer_min=5 * n) for n, day in enumerate(days, 1)] * 3
    found = written.of(rows, ("2024-Q1", "2024-Q2"))
    assert Counter(found["dauer_min"]) == {10: 3, 15: 3}
    assert set(found["zeitraum"]) == {"2024-Q1", "2024-Q2"}
    with pytest.raises(ContractError, match="weniger als 3"):
        written.of(rows, ("2025-Q1", "2025-Q4"))


def test_all_values_have_labels(written: Written) -> None:
    rows = [activity("K001")] * 4 + [activity("K001", aktivitaet_art="NETZ")]
    found = written.of(rows)
    assert ALL_PERIODS in found["zeitraum"]
    for variable in written.dataset.variables:
        if variable.codes:
            assert set(found[variable.name].drop_nulls()) <= set(variable.codes)
    assert [v.name for v in written.dataset.variables] == [
        name for name in found.columns if not name.endswith("__fehlt")
    ]


def test_the_order_tells_nothing(written: Written) -> None:
    rows = [activity("K001", dauer_min=5 * number) for number in range(1, 9)]
    assert written.of(rows).equals(written.of(rows[::-1]))
