"""Goals over time: the latest grade of each indicator, how long it counts, what else is said."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable
from typing import Any

import polars as pl
import pytest

from monitor.concept.versions import Concept
from monitor.concept.vocabulary import DISTRICT, Status
from monitor.content.folder import Content
from monitor.measures.calendar import calendar
from monitor.periods import Period, PeriodKind, period_of
from monitor.results.goals import goal_tables
from monitor.results.graded_in import declared_kinds

TEXT = {"de": "etwas", "en": "something"}
FIRST, LAST = dt.date(2024, 1, 1), dt.date(2026, 12, 31)
NO_WAVES = pl.DataFrame(schema={"welle": pl.String, "von": pl.Date, "bis": pl.Date})
PERIODS = calendar(FIRST, LAST, NO_WAVES)
TYPES = {"zielerreichung": pl.Float64, "vorlaeufig": pl.Boolean, "bewertet": pl.Boolean}


def indicator(name: str, **given: Any) -> dict[str, Any]:
    return {
        **{"id": name, "name": TEXT, "beschreibung": TEXT, "einheit": TEXT, "art": "anzahl"},
        **{"richtung": "HOEHER", "zielwert": 80, "periode": "QUARTAL", "wirkungstreppe": "2"},
        **({"thema": "FAELLE", "ebene": "KREIS", "zaehler": {"text": TEXT}} | given),
    }


def version(*indicators: dict[str, Any], start: dt.date = FIRST) -> Concept:
    goals = sorted({entry["id"].partition(".")[0] for entry in indicators})
    return Concept.model_validate(
        {
            "konzept": {"id": str(start.year), "name": TEXT, "gueltig_von": start},
            "ziel": [{"id": name, "name": TEXT, "beschreibung": TEXT} for name in goals],
            "indikator": list(indicators),
        }
    )


def cell(name: str, period: Period, status: Status, **given: Any) -> dict[str, Any]:
    """Return a row of table wert."""
    is_grade = status in {Status.ERREICHT, Status.AUF_KURS, Status.VERFEHLT, Status.UNSICHER}
    attained = {Status.ERREICHT: 1.0, Status.VERFEHLT: 0.25}.get(status, 0.75)
    return {
        "indikator_id": name, "gebiet_id": DISTRICT, "periode_art": period.kind.value,
        "periode": period.name, "bis": period.end, "status": status.value,
        "zielerreichung": attained if is_grade else None, "bewertet": is_grade,
        "vorlaeufig": False,
    } | given  # fmt: skip


def period(name: str) -> Period:
    """Return the quarter, half-year or year called ``name``."""
    year, _, part = name.partition("-")
    kind = {"": PeriodKind.JAHR, "Q": PeriodKind.QUARTAL, "H": PeriodKind.HALBJAHR}[part[:1]]
    months = {PeriodKind.QUARTAL: 3, PeriodKind.HALBJAHR: 6}.get(kind, 12)
    return period_of(dt.date(int(year), (int(part[1:] or 1) - 1) * months + 1, 1), kind)


@pytest.fixture
def tables(packaged_content: Content) -> Any:
    """Return a function from cells and versions to the tables of the goals."""

    def compute(
        cells: Iterable[dict[str, Any]], *versions: Concept, districts: bool = True
    ) -> dict[str, pl.DataFrame]:
        content = dataclasses.replace(packaged_content, concepts=versions)
        wert = pl.DataFrame(list(cells), schema_overrides=TYPES)
        found = goal_tables(content, wert, PERIODS, declared_kinds(content))
        return {
            name: frame.filter(gebiet_id=DISTRICT) if districts else frame
            for name, frame in found.items()
        }

    return compute


def statuses(found: dict[str, pl.DataFrame]) -> dict[str, str]:
    return dict(found["ziel_stand"].sort("stand").select("quartal", "status").rows())


#: kind of period, period of the only grade, quarters at whose end it counts: it would have been
#: renewed twice by the last of them
EXPIRY = [
    ("QUARTAL", "2024-Q1", ["2024-Q1", "2024-Q2", "2024-Q3"]),
    ("QUARTAL", "2024-Q2", ["2024-Q2", "2024-Q3", "2024-Q4"]),
    ("QUARTAL", "2024-Q3", ["2024-Q3", "2024-Q4", "2025-Q1"]),
    ("QUARTAL", "2024-Q4", ["2024-Q4", "2025-Q1", "2025-Q2"]),
    ("HALBJAHR", "2024-H1", ["2024-Q2", "2024-Q3", "2024-Q4", "2025-Q1", "2025-Q2"]),
    ("HALBJAHR", "2024-H2", ["2024-Q4", "2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"]),
    ("JAHR", "2024", ["2024-Q4", *(f"2025-Q{n}" for n in range(1, 5)),
                      *(f"2026-Q{n}" for n in range(1, 5))]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "name", "counts"), EXPIRY)
def test_how_long_a_grade_counts(tables: Any, kind: str, name: str, counts: list[str]) -> None:
    concept = version(indicator("Z1.1", periode=kind))
    found = statuses(tables([cell("Z1.1", period(name), Status.ERREICHT)], concept))
    assert [quarter for quarter, status in found.items() if status == "ERREICHT"] == counts
    assert set(found.values()) == {"ERREICHT", "KEINE_ANGABE"} or len(counts) == len(found)


@pytest.mark.parametrize(
    ("last_day", "latest"),
    [(dt.date(2023, 3, 31), "2026-Q1"), (dt.date(2023, 3, 1), "2026-Q1"),
     (dt.date(2023, 4, 1), "2026-Q1"), (dt.date(2023, 6, 30), "2026-Q2")],
)  # fmt: skip
def test_a_wave_counts_36_months_to_the_end_of_the_month(
    tables: Any, last_day: dt.date, latest: str
) -> None:
    """What ends on 1 April 2023 counts to 30 April 2026: at 31 March it does, at 30 June not."""
    wave = {"periode_art": "WELLE", "periode": "W2023", "bis": last_day}
    graded = cell("Z1.1", period("2024-Q1"), Status.ERREICHT) | wave
    found = statuses(tables([graded], version(indicator("Z1.1", periode="WELLE"))))
    assert max(quarter for quarter, status in found.items() if status == "ERREICHT") == latest


def test_latest_grade_counts(tables: Any) -> None:
    cells = [
        cell("Z1.1", period("2024-Q1"), Status.ERREICHT),
        cell("Z1.1", period("2024-Q2"), Status.VERFEHLT),
        cell("Z1.1", period("2024-Q3"), Status.KEINE_ANGABE),
        cell("Z1.1", period("2024-Q4"), Status.ERREICHT),
    ]
    found = tables(cells, version(indicator("Z1.1")))
    assert list(statuses(found).values())[:4] == ["ERREICHT", "VERFEHLT", "VERFEHLT", "ERREICHT"]
    contributed = found["ziel_beitrag"].filter(quartal="2024-Q3").to_dicts()[0]
    assert (contributed["periode"], contributed["zielerreichung"]) == ("2024-Q2", 0.25)


def test_since_when(tables: Any) -> None:
    names = ["2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4"]
    grades = [Status.ERREICHT, Status.VERFEHLT, Status.VERFEHLT, Status.ERREICHT]
    cells = [cell("Z1.1", period(n), s) for n, s in zip(names, grades, strict=True)]
    stand = tables(cells, version(indicator("Z1.1")))["ziel_stand"].sort("stand")
    assert stand["seit"].to_list()[:4] == ["2024-Q1", "2024-Q2", "2024-Q2", "2024-Q4"]


def test_weight_of_ungraded_indicators_goes_to_the_others(tables: Any) -> None:
    concept = version(indicator("Z1.1", gewicht=3), indicator("Z1.2"), indicator("Z1.3"))
    cells = [
        cell("Z1.1", period("2024-Q1"), Status.ERREICHT),
        cell("Z1.2", period("2024-Q1"), Status.VERFEHLT),
    ]
    row = tables(cells, concept)["ziel_stand"].filter(quartal="2024-Q1").to_dicts()[0]
    assert row["zielerreichung"] == pytest.approx((3 * 1 + 0.25) / 4)
    assert row["gewicht_bewertet"] == pytest.approx(0.8)
    assert (row["anzahl_erreicht"], row["anzahl_bewertet"]) == (1, 2)
    assert row["status"] == Status.VERFEHLT


def test_provisional_if_one_of_the_grades_is(tables: Any) -> None:
    concept = version(indicator("Z1.1"), indicator("Z1.2"))
    cells = [
        cell("Z1.1", period("2024-Q1"), Status.ERREICHT, vorlaeufig=True),
        cell("Z1.1", period("2024-Q2"), Status.ERREICHT),
        cell("Z1.2", period("2024-Q1"), Status.ERREICHT),
    ]
    stand = tables(cells, concept)["ziel_stand"].sort("stand")
    assert stand["vorlaeufig"].to_list()[:2] == [True, False]


def test_observed_indicators_do_not_count(tables: Any) -> None:
    observed = indicator("Z1.2", richtung="BEOBACHTEN", zielwert=None)
    cells = [
        cell("Z1.1", period("2024-Q1"), Status.ERREICHT),
        cell("Z1.2", period("2024-Q1"), Status.BEOBACHTUNG),
    ]
    found = tables(cells, version(indicator("Z1.1"), observed))
    assert set(found["ziel_beitrag"]["indikator_id"]) == {"Z1.1"}
    assert found["ziel_stand"]["gewicht_bewertet"][0] == 1.0


def reason(found: dict[str, pl.DataFrame], quarter: str) -> tuple[str, str]:
    """Return what is said of the ungraded Z1.1 in a quarter."""
    row = found["ziel_beitrag"].filter(indikator_id="Z1.1", quartal=quarter).to_dicts()[0]
    return row["status"], row["periode"]


def test_reason_is_that_of_the_latest_own_period(tables: Any) -> None:
    """The year and the month that end on the same day say nothing of the quarter."""
    month = period_of(dt.date(2024, 12, 1), PeriodKind.MONAT)
    cells = [
        cell("Z1.1", period("2024-Q3"), Status.KEINE_ANGABE),
        cell("Z1.1", period("2024"), Status.KEINE_ANGABE),
        cell("Z1.1", period("2024-Q4"), Status.KEINE_ANGABE),
        cell("Z1.1", month, Status.KEINE_ANGABE),
    ]
    found = tables(cells, version(indicator("Z1.1")))
    assert reason(found, "2024-Q3") == ("KEINE_ANGABE", "2024-Q3")
    assert reason(found, "2024-Q4") == ("KEINE_ANGABE", "2024-Q4")
    assert statuses(found)["2024-Q3"] == Status.KEINE_ANGABE


def test_goal_without_any_cell_says_nothing(tables: Any) -> None:
    cells = [cell("Z9.9", period("2024-Q1"), Status.ERREICHT)]
    found = tables(cells, version(indicator("Z1.1")))
    assert reason(found, "2024-Q1") == ("KEINE_ANGABE", "")


def test_indicator_that_was_observed_before_is_ungraded(tables: Any) -> None:
    observed = indicator("Z1.1", richtung="BEOBACHTEN", zielwert=None)
    versions = (
        version(observed, indicator("Z1.2")),
        version(indicator("Z1.1"), indicator("Z1.2"), start=dt.date(2025, 1, 1)),
    )
    cells = [
        cell("Z1.1", period("2024-Q4"), Status.BEOBACHTUNG),
        cell("Z1.2", period("2025-Q1"), Status.ERREICHT),
    ]
    found = tables(cells, *versions)
    assert reason(found, "2025-Q1") == ("KEINE_ANGABE", "")
    row = found["ziel_stand"].filter(quartal="2025-Q1").to_dicts()[0]
    assert row["gewicht_bewertet"] == pytest.approx(0.5)


def test_each_quarter_follows_the_version_valid_in_it(tables: Any) -> None:
    versions = (
        version(indicator("Z1.1")),
        version(indicator("Z2.1"), start=dt.date(2025, 1, 1)),
    )
    found = tables([cell("Z1.1", period("2024-Q4"), Status.ERREICHT)], *versions)["ziel_stand"]
    goals = {(row["quartal"], row["ziel_id"], row["konzept_id"]) for row in found.to_dicts()}
    assert ("2024-Q4", "Z1", "2024") in goals
    assert ("2025-Q1", "Z2", "2025") in goals
    assert len(goals) == 12


def test_grade_of_the_former_version_counts_on(tables: Any) -> None:
    later = version(indicator("Z1.1", zielwert=90), start=dt.date(2025, 1, 1))
    cells = [cell("Z1.1", period("2024-Q4"), Status.ERREICHT)]
    found = statuses(tables(cells, version(indicator("Z1.1")), later))
    assert found["2025-Q1"] == "ERREICHT"


def test_areas_have_the_goals_that_are_given_for_areas(
    tables: Any, packaged_content: Content
) -> None:
    concept = version(indicator("Z1.1", ebene="SOZIALRAUM"), indicator("Z2.1"))
    area = packaged_content.served_areas[0].ars
    cells = [cell("Z1.1", period("2024-Q1"), Status.ERREICHT, gebiet_id=area)]
    stand = tables(cells, concept, districts=False)["ziel_stand"]
    assert stand.filter(ziel_id="Z1")["gebiet_id"].n_unique() == 9
    assert set(stand.filter(ziel_id="Z2")["gebiet_id"]) == {DISTRICT}
    reached = stand.filter(quartal="2024-Q1", status="ERREICHT")
    assert reached["gebiet_id"].to_list() == [area]
