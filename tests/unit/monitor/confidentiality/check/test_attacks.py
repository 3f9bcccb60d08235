"""Attacks on a made-up world that is published with the product's p-table, and on leaky ones."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl
import pytest

from monitor.confidentiality.perturbation.noise import perturb
from monitor.confidentiality.perturbation.p_table import read_table
from tests.attacks import CELL, DISTRICT, Outcome, attack, outcome

PERIODS, AREAS = 12, 8
CUT = {"6-": frozenset({"6-10", "11-"})}
WAITS = {"0-1": 30.0, "2-3": 8.0, "4-5": 3.0, "6-10": 0.8, "11-": 0.5}
GAS = {"-2": 1.3, "-1": 2.5, "0": 9.0, "1": 5.0, "2": 1.8}
ACUTE = {"akut": 1.4, "andere": 1.3}


@pytest.fixture(scope="module")
def world() -> pl.DataFrame:
    """Return the counts of all bases; ``eigene`` is what of them one Träger has itself."""
    random = np.random.default_rng(20251130)
    bases = [
        *_base(random, "wartezeit", WAITS),
        *_base(random, "gas", GAS),
        *_base(random, "akut", ACUTE),
    ]
    counts = pl.concat(bases)
    keys = counts["schluessel"].cast(pl.UInt32)
    return counts.with_columns(
        veroeffentlicht=pl.Series(perturb(read_table(), counts["wahr"], keys))
    )


@pytest.fixture(scope="module")
def own(world: pl.DataFrame) -> pl.DataFrame:
    return world.select(*CELL, "eigene")


def _base(
    random: np.random.Generator, base: str, means: dict[str, float]
) -> Iterator[pl.DataFrame]:
    """Return all cells of areas × classes, summed to the classes of areas and the district."""
    merged = {part: name for name, parts in CUT.items() for part in parts}
    for period in range(PERIODS):
        true = random.poisson(list(means.values()), (AREAS, len(means)))
        cells = pl.DataFrame(
            {
                "basis": base,
                "gebiet_id": [f"S{area}" for area in range(AREAS) for _ in means],
                "periode_art": "QUARTAL",
                "periode": str(period),
                "klasse": [*means] * AREAS,
                "wahr": true.ravel(),
                "eigene": random.binomial(true, 0.25).ravel(),
                "schluessel": random.integers(2**32, size=true.size),
            }
        )
        yield _summed(cells.with_columns(pl.col("klasse").replace(merged)))
        yield _summed(cells.with_columns(gebiet_id=pl.lit(DISTRICT)))


def _summed(cells: pl.DataFrame) -> pl.DataFrame:
    numbers = pl.col("wahr", "eigene").sum(), pl.col("schluessel").sum() % 2**32
    return cells.group_by(CELL, maintain_order=True).agg(*numbers)


def _totals(counts: pl.DataFrame) -> pl.DataFrame:
    place = ["basis", "gebiet_id", "periode_art", "periode"]
    return counts.group_by(place).agg(summe=pl.col("wahr").sum())


def _counts(cells: dict[tuple[str, str], tuple[int, int]]) -> pl.DataFrame:
    """Return counts of one base and period: (place, class): (true, published)."""
    names = ["basis", "periode_art", "periode", "gebiet_id", "klasse", "wahr", "veroeffentlicht"]
    rows = [("b", "JAHR", "2025", *cell, *numbers) for cell, numbers in cells.items()]
    return pl.DataFrame(rows, schema=names, orient="row")


class TestPublishedByTheMethod:
    def test_everybody(self, world: pl.DataFrame) -> None:
        reached = outcome(attack(world.drop("eigene"), cut=CUT), enough=4)
        assert reached.attacked > 300
        assert reached.exact == 0
        assert reached.protected >= 0.99

    def test_traeger_that_knows_its_own_rows(self, world: pl.DataFrame, own: pl.DataFrame) -> None:
        reached = outcome(attack(world.drop("eigene"), cut=CUT, own=own), enough=3)
        assert reached.attacked > 300
        assert reached.exact == 0
        assert reached.protected >= 0.99

    def test_true_counts_are_among_the_possible(
        self, world: pl.DataFrame, own: pl.DataFrame
    ) -> None:
        found = attack(world.drop("eigene"), cut=CUT, own=own, totals=_totals(world))
        assert found.filter(~pl.col("wahr").is_between("von", "bis")).is_empty()


class TestLeaks:
    def test_no_noise(self, world: pl.DataFrame) -> None:
        leaky = world.with_columns(veroeffentlicht=pl.col("wahr")).drop("eigene")
        found = attack(leaky, cut=CUT)
        assert outcome(found, enough=4) == Outcome(len(found), len(found), 0.0)

    def test_exact_totals_beside(self, world: pl.DataFrame) -> None:
        acute = world.filter(basis="akut").drop("eigene")
        reached = outcome(attack(acute, cut=CUT, totals=_totals(acute)), enough=4)
        assert reached.exact > 0
        assert reached.protected < 0.8


class TestAttack:
    @pytest.mark.parametrize(
        ("published", "low", "high"), [(0, 0, 4), (3, 1, 7), (4, 1, 8), (5, 1, 9), (6, 2, 10)]
    )
    def test_a_count_alone(self, published: int, low: int, high: int) -> None:
        found = attack(_counts({("KREIS", "x"): (2, published)}), cut={})
        assert found.select("von", "bis").row(0) == (low, high)

    def test_district_bounds_areas(self) -> None:
        """Three areas of at least 1 each, and a district of at most 4: each has at most 2."""
        counts = {(area, "x"): (1, 3) for area in ("S1", "S2", "S3")} | {("KREIS", "x"): (3, 0)}
        found = attack(_counts(counts), cut={})
        assert set(found.select("von", "bis").rows()) == {(1, 2)}

    def test_classes_of_areas_hold_several_of_the_district(self) -> None:
        """The district's two classes have at most 8 together, the other area at least 6 of them."""
        counts = {
            ("KREIS", "6-10"): (4, 0),
            ("KREIS", "11-"): (4, 0),
            ("S1", "6-"): (2, 3),
            ("S2", "6-"): (6, 10),
        }
        found = attack(_counts(counts), cut=CUT)
        assert found.select("gebiet_id", "von", "bis").rows() == [("S1", 1, 2)]

    def test_own_rows_are_a_lower_bound(self) -> None:
        own = _counts({("S1", "x"): (2, 0)}).rename({"wahr": "eigene"}).drop("veroeffentlicht")
        found = attack(_counts({("S1", "x"): (2, 0)}), cut={}, own=own)
        assert found.select("eigene", "von", "bis").rows() == [(2, 2, 4)]

    def test_what_the_others_have_is_attacked(self) -> None:
        own = _counts({("S1", "x"): (9, 0)}).rename({"wahr": "eigene"}).drop("veroeffentlicht")
        found = attack(_counts({("S1", "x"): (10, 6)}), cut={}, own=own)
        assert found.select("eigene", "von", "bis").rows() == [(9, 9, 10)]

    def test_exact_sum_beside(self) -> None:
        counts = _counts({("S1", "x"): (1, 0), ("S1", "y"): (1, 3)})
        found = attack(counts, cut={}, totals=_totals(counts))
        assert found.select("klasse", "von", "bis").rows() == [("x", 0, 1), ("y", 1, 2)]

    def test_base_that_is_not_cut(self) -> None:
        counts = _counts({("KREIS", "x"): (3, 0), ("S1", "x"): (1, 3), ("S2", "x"): (2, 3)})
        uncut = counts.with_columns(klasse=pl.lit(None, dtype=pl.String))
        own = uncut.filter(gebiet_id="S2").select(*CELL, eigene=pl.lit(2))
        found = attack(uncut, cut=CUT, own=own)
        assert found.select("gebiet_id", "eigene", "von", "bis").rows() == [
            ("S1", 0, 1, 2),
            ("S2", 2, 2, 3),
        ]

    def test_nothing_fits(self) -> None:
        counts = {("KREIS", "x"): (0, 0), ("S1", "x"): (2, 20)}
        with pytest.raises(ValueError, match="no true counts fit"):
            attack(_counts(counts), cut={})

    def test_no_small_counts(self) -> None:
        found = attack(_counts({("S1", "x"): (30, 31)}), cut={})
        assert outcome(found, enough=4) == Outcome(0, 0, 1.0)
