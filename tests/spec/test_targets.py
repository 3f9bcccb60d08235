"""Targets of docs/indikatoren.md, concept of 2024: the attainment and status they lead to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import polars as pl
import pytest

from monitor.concept.vocabulary import DISTRICT, Status
from tests.spec.world import build

Numbers = Mapping[str, pl.DataFrame]
ComputeWorld = Callable[..., Numbers]

#: The catalogue as the office decided it. KREIS: for the district only; Z5.1c and Z5.2 tell
#: whether a social worker answered, and so are for the district only.
CATALOGUE: Final = """
id     Richtung    Ziel  Zeitraum  Ebene
Z1.1   HOEHER      80    QUARTAL   SOZIALRAUM
Z1.2   NIEDRIGER   3     QUARTAL   SOZIALRAUM
Z1.2b  NIEDRIGER   10    QUARTAL   SOZIALRAUM
Z1.3   HOEHER      80    QUARTAL   SOZIALRAUM
Z2.1   BEOBACHTEN  -     JAHR      SOZIALRAUM
Z2.2   HOEHER      65    HALBJAHR  SOZIALRAUM
Z2.3   NIEDRIGER   10    HALBJAHR  SOZIALRAUM
Z3.1   HOEHER      95    QUARTAL   KREIS
Z3.2   HOEHER      80    QUARTAL   SOZIALRAUM
Z3.3   HOEHER      75    JAHR      KREIS
Z4.1   HOEHER      90    QUARTAL   SOZIALRAUM
Z4.2   HOEHER      3     QUARTAL   SOZIALRAUM
Z4.3   HOEHER      6     QUARTAL   SOZIALRAUM
Z4.4   HOEHER      20    QUARTAL   SOZIALRAUM
Z5.1a  HOEHER      30    WELLE     SOZIALRAUM
Z5.1b  HOEHER      50    WELLE     SOZIALRAUM
Z5.1c  HOEHER      90    WELLE     KREIS
Z5.2   HOEHER      80    WELLE     KREIS
Z5.3   HOEHER      100   JAHR      KREIS
Z5.4   HOEHER      70    JAHR      KREIS
Z6.1   HOEHER      70    HALBJAHR  SOZIALRAUM
Z6.2   HOEHER      50    HALBJAHR  SOZIALRAUM
Z6.3   HOEHER      85    WELLE     KREIS
Z6.4   NIEDRIGER   10    HALBJAHR  SOZIALRAUM
Z7.1   HOEHER      12    JAHR      SOZIALRAUM
Z7.2   HOEHER      1.3   JAHR      KREIS
Z7.3   NIEDRIGER   5     JAHR      KREIS
Z7.4   HOEHER      1.2   JAHR      KREIS
Z8.1   HOEHER      70    QUARTAL   SOZIALRAUM
Z8.2   HOEHER      25    QUARTAL   SOZIALRAUM
Z9.1   HOEHER      3     QUARTAL   SOZIALRAUM
Z9.2   HOEHER      60    QUARTAL   SOZIALRAUM
Z9.3   HOEHER      6     JAHR      SOZIALRAUM
Z10.1  HOEHER      80    HALBJAHR  KREIS
Z10.2  HOEHER      95    QUARTAL   KREIS
Z10.3  HOEHER      98    QUARTAL   KREIS
Z11.1  HOEHER      95    QUARTAL   KREIS
Z11.2  BAND        95    JAHR      KREIS
Z11.3  HOEHER      65    QUARTAL   KREIS
Z11.4  BEOBACHTEN  -     JAHR      KREIS
"""
BAND_TOP: Final = 100.0


def test_concept_of_2024_has_the_targets_of_the_catalogue(empty_numbers: Numbers) -> None:
    concepts = empty_numbers["konzept"].filter(gueltig_von=dt.date(2024, 1, 1))
    indicators = empty_numbers["indikator"].filter(konzept_id=concepts["konzept_id"][0])
    columns = ["indikator_id", "richtung", "zielwert", "periode_art", "ebene"]
    _, *lines = (line.split() for line in CATALOGUE.strip().splitlines())
    catalogue = {
        (name, direction, None if target == "-" else float(target), period, level)
        for name, direction, target, period, level in lines
    }
    assert set(indicators.select(columns).rows()) == catalogue
    tops = indicators.filter(pl.col("zielwert_oben").is_not_null())
    assert tops.select("indikator_id", "zielwert_oben").rows() == [("Z11.2", BAND_TOP)]


@dataclass(frozen=True)
class Graded:
    """Rows in, attainment and status out."""

    indikator_id: str
    periode: str
    value: float
    attainment: float
    status: Status
    blocks: Mapping[str, str]


def rows(header: str, *lines: str) -> Mapping[str, str]:
    """Return a block of activities."""
    return {"zeilen": "\n".join([header, *lines])}


def waiting(*groups: str) -> Mapping[str, str]:
    """Return first contacts of families: ``"waiting days, number of contacts"`` each."""
    return rows("erstkontakt wartezeit anzahl", *(f"ja {group}" for group in groups))


def referrals(failed: int, arrived: int) -> Mapping[str, str]:
    """Return referrals that failed for want of capacity and such that arrived."""
    return rows(
        "weitervermittlung weitervermittlung_ergebnis anzahl",
        f"EB KEINE_KAPAZITAET {failed}",
        f"EB ANGEKOMMEN {arrived}",
    )


def groups_in(number: int) -> Mapping[str, str]:
    """Return one Elterncafé in each of the first Kitas."""
    return rows("kita art", *(f"K{kita:03d} ELTCAFE" for kita in range(1, number + 1)))


def closures(none: str, some: str) -> Mapping[str, str]:
    """Return closures of families without and with a need: ``"reached missed"`` each."""
    (well, badly), (well_too, badly_too) = none.split(), some.split()
    return rows(
        "bedarfsmerkmal abschluss gas_wert anzahl",
        f"KEINES ja 0 {well}",
        f"KEINES ja -1 {badly}",
        f"MIND_1 ja 0 {well_too}",
        f"MIND_1 ja -1 {badly_too}",
    )


def spent(euros: int) -> Mapping[str, str]:
    """Return the finance of a year with 100 000 € granted."""
    header = "jahr traeger bewilligt_eur personalkosten_eur sachkosten_eur"
    shares = "landesanteil_eur kreisanteil_eur"
    return {"finanzen": f"{header} {shares}\n2024 TR01 100000 {euros} 0 60000 40000"}


def posts(filled: float) -> Mapping[str, str]:
    """Return two planned posts, so many of them filled."""
    return {"stellen": f"traeger kita quartal vzae_soll vzae_ist\nTR01 K001 2024-Q3 2 {filled}"}


#: The working: attainment = (value - baseline) / (target - baseline) within 0 … 1; the baseline is
#: 0, and twice the target where lower is better. Intervals: Wilson, order statistics, Byar.
CASES: Final = (
    # 95 / 100: 1; Wilson 88.8–97.8 lies above 80
    Graded("Z1.1", "2024-Q3", 95, 1, Status.ERREICHT, waiting("5 95", "6 5")),
    # 80 / 100: 1; Wilson 71.1–86.7 straddles 80
    Graded("Z1.1", "2024-Q3", 80, 1, Status.UNSICHER, waiting("5 80", "6 20")),
    # 75 / 100: 75 / 80; Wilson 65.7–82.5 straddles 80
    Graded("Z1.1", "2024-Q3", 75, 0.9375, Status.UNSICHER, waiting("5 75", "6 25")),
    # 40 / 100: 40 / 80; Wilson 30.9–49.8 lies below 80
    Graded("Z1.1", "2024-Q3", 40, 0.5, Status.VERFEHLT, waiting("5 40", "6 60")),
    # nobody in time
    Graded("Z1.1", "2024-Q3", 0, 0, Status.VERFEHLT, waiting("6 40")),
    # all waited 3: median and interval 3, the target itself
    Graded("Z1.2", "2024-Q3", 3, 1, Status.ERREICHT, waiting("3 40")),
    # all waited 4: (4 - 6) / (3 - 6)
    Graded("Z1.2", "2024-Q3", 4, 2 / 3, Status.VERFEHLT, waiting("4 40")),
    # all waited 6, twice the target: 0; 7: cut off at 0
    Graded("Z1.2", "2024-Q3", 6, 0, Status.VERFEHLT, waiting("6 40")),
    Graded("Z1.2", "2024-Q3", 7, 0, Status.VERFEHLT, waiting("7 40")),
    # 90 % value of 36: from the 29th on to the 36th; of 35 there is no such end, so no certainty
    Graded("Z1.2b", "2024-Q3", 2, 1, Status.ERREICHT, waiting("2 36")),
    Graded("Z1.2b", "2024-Q3", 2, 1, Status.UNSICHER, waiting("2 35")),
    Graded("Z1.2b", "2024-Q3", 15, 0.5, Status.UNSICHER, waiting("15 35")),
    # 5 / 200 = 2.5 %: better than the target counts as 1; Wilson 1.1–5.7 lies below 10
    Graded("Z2.3", "2024-H2", 2.5, 1, Status.ERREICHT, referrals(5, 195)),
    # 75 / 500 = 15 %: (15 - 20) / (10 - 20); Wilson 12.1–18.4 lies above 10
    Graded("Z2.3", "2024-H2", 15, 0.5, Status.VERFEHLT, referrals(75, 425)),
    # 125 / 500 = 25 %: beyond the baseline of 20
    Graded("Z2.3", "2024-H2", 25, 0, Status.VERFEHLT, referrals(125, 375)),
    # 11 of 12 Kitas = 91.7 %, a full count has no interval
    Graded("Z4.1", "2024-Q3", 1100 / 12, 1, Status.ERREICHT, groups_in(11)),
    # 6 of 12 Kitas = 50 %: 50 / 90
    Graded("Z4.1", "2024-Q3", 50, 5 / 9, Status.VERFEHLT, groups_in(6)),
    # 60 first contacts in 1200 children = 5 per 100: 5 / 12; Byar 3.8–6.4 lies below 12
    Graded("Z7.1", "2024", 5, 5 / 12, Status.VERFEHLT, waiting("1 60")),
    # 144 = 12 per 100: 1; Byar 10.1–14.1 straddles 12, but lies above the path, 10 for 2024
    Graded("Z7.1", "2024", 12, 1, Status.AUF_KURS, waiting("1 144")),
    # 132 = 11 per 100: 11 / 12; Byar 9.2–13.0 straddles the path too
    Graded("Z7.1", "2024", 11, 11 / 12, Status.UNSICHER, waiting("1 132")),
    # 80 % against 72.5 %: 7.5 points, (7.5 - 10) / (5 - 10); the interval straddles 5
    Graded("Z7.3", "2024", 7.5, 0.5, Status.UNSICHER, closures("32 8", "29 11")),
    # 50 % against 75 %: -25 points are better than +5, so reached in full
    Graded("Z7.3", "2024", -25, 1, Status.ERREICHT, closures("200 200", "300 100")),
    # 1.8 of 2 posts = 90 %: 90 / 95, no interval
    Graded("Z11.1", "2024-Q3", 90, 90 / 95, Status.VERFEHLT, posts(1.8)),
    Graded("Z11.1", "2024-Q3", 95, 1, Status.ERREICHT, posts(1.9)),
    # the band 95–100 with its two edges
    Graded("Z11.2", "2024", 95, 1, Status.ERREICHT, spent(95_000)),
    Graded("Z11.2", "2024", 100, 1, Status.ERREICHT, spent(100_000)),
)


def graded(case: Graded, compute_world: ComputeWorld) -> Mapping[str, Any]:
    """Return the district's row of ``wert`` of a case."""
    values = compute_world(build(case.blocks), only=(case.indikator_id, "Z1.1"))["wert"]
    found = values.filter(
        indikator_id=case.indikator_id, gebiet_id=DISTRICT, periode=case.periode
    ).to_dicts()
    assert len(found) == 1
    return dict(found[0])


@pytest.mark.parametrize(
    "graded_case", CASES, ids=[f"{case.indikator_id} {case.value:g}" for case in CASES]
)
def test_attainment_and_status(graded_case: Graded, compute_world: ComputeWorld) -> None:
    row = graded(graded_case, compute_world)
    assert row["bewertet"]
    assert row["wert"] == pytest.approx(graded_case.value)
    assert row["zielerreichung"] == pytest.approx(graded_case.attainment)
    assert row["status"] == graded_case.status


@pytest.mark.parametrize("euros", [94_000, 101_000])
def test_outside_the_band_is_missed(euros: int, compute_world: ComputeWorld) -> None:
    case = Graded("Z11.2", "2024", euros / 1000, 0, Status.VERFEHLT, spent(euros))
    row = graded(case, compute_world)
    assert 0 <= row["zielerreichung"] < 1
    assert row["status"] == Status.VERFEHLT


def test_no_value_no_grade(compute_world: ComputeWorld) -> None:
    values = compute_world(build(waiting("5 20")))["wert"]
    rows_of_staff = values.filter(indikator_id="Z1.3", gebiet_id=DISTRICT, periode="2024-Q3")
    for row in rows_of_staff.to_dicts():
        assert (row["wert"], row["zielerreichung"]) == (None, None)
        assert row["status"] == Status.KEINE_ANGABE
