"""Every indicator of docs/indikatoren.md against its case table: rows in, value out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Final

import polars as pl
import pytest

from data.schema import AKTIVITAET, CODES_SEPARATOR
from monitor.content.folder import Content
from tests.spec.case_files import NOTHING, Case, Expectation, read_cases
from tests.spec.world import build

#: The indicators of the packaged concept.
CATALOGUE: Final = (
    *("Z1.1", "Z1.2", "Z1.2b", "Z1.3"),
    *("Z2.1", "Z2.2", "Z2.3"),
    *("Z3.1", "Z3.2", "Z3.3"),
    *("Z4.1", "Z4.2", "Z4.3", "Z4.4"),
    *("Z5.1a", "Z5.1b", "Z5.1c", "Z5.2", "Z5.3", "Z5.4"),
    *("Z6.1", "Z6.2", "Z6.3", "Z6.4"),
    *("Z7.1", "Z7.2", "Z7.3", "Z7.4"),
    *("Z8.1", "Z8.2"),
    *("Z9.1", "Z9.2", "Z9.3"),
    *("Z10.1", "Z10.2", "Z10.3"),
    *("Z11.1", "Z11.2", "Z11.3", "Z11.4"),
)
MINIMUM_CASES: Final = 2
#: Computed beside the indicator of a case, so that charts and goals have something to hold.
COMPANION: Final = "Z1.1"
#: Expected values are written to three decimals.
ROUNDING: Final = 0.0005


def found(values: pl.DataFrame, case: Case, expected: Expectation) -> Mapping[str, Any] | None:
    """Return the row of ``wert`` that an expectation is about, if there is one."""
    rows = values.filter(
        indikator_id=case.indikator_id, gebiet_id=expected.gebiet_id, periode=expected.periode
    ).to_dicts()
    assert len(rows) <= 1, "one value per indicator, area and period"
    return rows[0] if rows else None


def agrees(actual: object, expected: object) -> bool:
    """Return whether a computed value is the expected one, to its rounding."""
    if expected == NOTHING or actual is None:
        return expected == NOTHING and actual is None
    if isinstance(expected, bool):
        return actual is expected
    return bool(actual == pytest.approx(expected, abs=ROUNDING))


def differences(values: pl.DataFrame, case: Case, expected: Expectation) -> list[str]:
    """Return a sentence for each value that is not as expected."""
    row = found(values, case, expected) or {}
    where = f"{expected.gebiet_id} {expected.periode}"
    wrong = [
        f"{where}: {column} ist {row.get(column)}, erwartet {value}"
        for column, value in expected.values.items()
        if not agrees(row.get(column), value)
    ]
    if not expected.has_interval and (row.get("unten"), row.get("oben")) != (None, None):
        wrong.append(f"{where}: ein Intervall, wo keines sein darf")
    return wrong


def test_case(case: Case, compute_world: Callable[..., Mapping[str, pl.DataFrame]]) -> None:
    world = build(case.blocks, without_deliveries=case.without_deliveries)
    numbers = compute_world(world, as_of=case.as_of, only=(case.indikator_id, COMPANION))
    values = numbers["wert"]
    wrong = [line for place in case.expectations for line in differences(values, case, place)]
    assert not wrong, "\n".join([*wrong, f"Rechnung: {case.working}"])


@pytest.mark.parametrize("indikator_id", ["Z1.1", "Z2.1", "Z5.1a", "Z6.3", "Z11.4"])
def test_concept_of_a_single_indicator_can_be_computed(
    indikator_id: str, compute_world: Callable[..., Mapping[str, pl.DataFrame]]
) -> None:
    """A concept is content: one that only observes, or only surveys, is a concept too."""
    numbers = compute_world(build({}), only=(indikator_id,))
    assert set(numbers["indikator"]["indikator_id"]) == {indikator_id}


def test_concept_holds_the_whole_catalogue(empty_numbers: Mapping[str, pl.DataFrame]) -> None:
    assert set(empty_numbers["indikator"]["indikator_id"]) == set(CATALOGUE)


def test_every_indicator_has_cases() -> None:
    counted = Counter(case.indikator_id for case in read_cases())
    assert set(counted) == set(CATALOGUE)
    assert {name for name, number in counted.items() if number < MINIMUM_CASES} == set()


def test_cases_use_known_codes(content: Content) -> None:
    """Guard against a misspelt code that would make "does not count" true of anything."""
    rows = [row for case in read_cases() for row in build(case.blocks)["aktivitaet"]]
    unknown = {
        (column.name, part)
        for column in AKTIVITAET
        if column.codes
        for row in rows
        for part in (row.get(column.name) or "").split(CODES_SEPARATOR)
        if part and part not in {code.code for code in content.codes[column.codes].codes}
    }
    assert unknown == set()
