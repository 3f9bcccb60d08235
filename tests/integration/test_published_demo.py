"""What is published of the demo, attacked and compared with the exact figures.

The bounds, and what was measured, stand in a table in docs/methoden.md#geheimhaltung.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import duckdb
import polars as pl
import pytest

from monitor.assembly.compute import compute
from monitor.assembly.compute_published import Computed, compute_release
from monitor.assembly.run import check
from monitor.concept.vocabulary import DISTRICT, Status
from monitor.confidentiality.check.audit import LEAST_STANDARD_ERROR
from monitor.confidentiality.perturbation.p_table import read_table
from monitor.confidentiality.perturbation.passing import Noise, pass_counts
from monitor.confidentiality.plan.published import published
from monitor.content.folder import Content, load_content
from monitor.measures.components import Cells, Measure
from monitor.measures.facts import Facts, build_world
from monitor.measures.rollup import KEYS
from monitor.warehouse.database import open_warehouse
from tests.attacks import attack, outcome
from tests.builders.demo_office import fill

AS_OF: Final = dt.date(2026, 12, 20)
CONTENT: Final = Path(__file__).parents[2] / "data" / "content"
SECRET: Final = bytes(range(32))
NOISE: Final = Noise(read_table(), SECRET)
CELL: Final = ("indikator_id", "gebiet_id", "periode_art", "periode")
#: Shares of cases: what noise moves most.
SHARES: Final = ("Z1.1", "Z1.3", "Z2.2", "Z2.3", "Z3.1", "Z3.2", "Z3.3", "Z6.1", "Z6.4")
#: Which classes of the district a class of areas holds.
CUT: Final = {"6+": frozenset({"6-10", "11+"})}


class Demo(NamedTuple):
    """A release of the demo and the exact figures beside it."""

    content: Content
    release: Computed
    exact: pl.DataFrame
    columns: list[str]


@dataclass(frozen=True)
class Measured:
    """What was measured, in the order of the table in docs/methoden.md."""

    atoms: int
    small: int
    exact: int
    protected: float
    exact_by_traeger: int
    protected_by_traeger: float
    least_error: float
    district: float
    areas: float
    exchanged: int
    graded: int
    shown: float
    sparsest: float

    def rows(self) -> list[str]:
        """Return the rows of the table, as German Markdown."""
        told = (
            ("wahre Anzahlen 1–2, die genau zurückzurechnen sind", "0",
             f"{self.exact} von {self.small}"),
            ("… mit mindestens 4 möglichen Werten", "≥ 99 %", _percent(self.protected)),
            ("… für einen Träger, der seine Zeilen kennt: genau", "0", f"{self.exact_by_traeger}"),
            ("… mit mindestens 3 möglichen Werten", "≥ 99 %",
             _percent(self.protected_by_traeger)),
            ("kleinster Standardfehler einer wahren Anzahl", "≥ 1,25", _decimal(self.least_error)),
            ("mittlerer Fehler der Anteile, Kreis (Punkte)", "≤ 1,0", _decimal(self.district)),
            ("mittlerer Fehler der Anteile, Sozialräume (Punkte)", "≤ 3,5", _decimal(self.areas)),
            ("zwischen erreicht und verfehlt vertauschte Status", "0", f"{self.exchanged}"),
            ("gezeigte bewertete Zahlen mit n ≥ 10", "≥ 99 %",
             f"{_percent(self.shown)} von {_thousands(self.graded)}"),
            ("mittlere Besetzung der seltensten Klasse", "≥ 1", _decimal(self.sparsest)),
            ("Anzahlen, die durch die p-Tabelle gehen", "–", _thousands(self.atoms)),
        )  # fmt: skip
        return [f"| {what} | {bound} | {found} |" for what, bound, found in told]


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %".replace(".", ",")


def _decimal(number: float) -> str:
    return f"{number:.2f}".replace(".", ",")


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", ".")


@pytest.fixture(scope="module")
def demo() -> Demo:
    content = load_content(CONTENT)
    with open_warehouse(None) as connection:
        fill(connection, content, SECRET)
        release = compute_release(connection, content, NOISE, as_of=AS_OF)
        columns = _columns(connection)
        exact = compute(connection, content, as_of=AS_OF)["wert"]
    return Demo(content, release, exact, columns)


def _columns(connection: duckdb.DuckDBPyConnection) -> list[str]:
    return [name for (name, *_) in connection.sql("DESCRIBE zelle").fetchall()]


@pytest.fixture(scope="module")
def atoms(demo: Demo) -> pl.DataFrame:
    """Return every count that passed; a class without any row of an area is published as 0."""
    return _with_empty_classes(demo.release.atoms.drop("konzept_id"))


@pytest.fixture(scope="module")
def both(demo: Demo) -> pl.DataFrame:
    """Return published figures with the exact ones of the same period beside them."""
    is_district = pl.col("gebiet_id") == DISTRICT
    wert = demo.release.frames["wert"].join(demo.exact, on=CELL, suffix="_exakt")
    return wert.with_columns(
        ebene=pl.when(is_district).then(pl.lit("Kreis")).otherwise(pl.lit("Gebiet"))
    )


def _with_empty_classes(atoms: pl.DataFrame) -> pl.DataFrame:
    is_district = (pl.col("gebiet_id") == DISTRICT).alias("ist_kreis")
    classes = atoms.select("basis", is_district, "klasse").unique()
    cells = atoms.select("basis", *KEYS, is_district).unique()
    every = cells.join(classes, on=("basis", "ist_kreis")).drop("ist_kreis")
    found = every.join(atoms, on=("basis", *KEYS, "klasse"), how="left")
    return found.with_columns(pl.col("wahr", "veroeffentlicht").fill_null(0))


@pytest.fixture(scope="module")
def measured(demo: Demo, atoms: pl.DataFrame, both: pl.DataFrame) -> Measured:
    """Return what is measured against each bound."""
    largest = _largest_traeger(demo.release.frozen.facts)
    own = _atoms_of(largest, demo).rename({"wahr": "eigene"}).drop("veroeffentlicht")
    by_anyone = outcome(attack(atoms, cut=CUT), enough=4)
    by_traeger = outcome(attack(atoms, cut=CUT, own=own), enough=3)
    errors = check(demo.release.frozen.units, demo.content)
    of_district, of_areas = _errors_of_shares(both)
    graded = both.filter("bewertet_exakt", (pl.col("fallzahl_exakt") >= 10).fill_null(value=True))
    return Measured(
        atoms=atoms.height,
        small=by_anyone.attacked,
        exact=by_anyone.exact,
        protected=by_anyone.protected,
        exact_by_traeger=by_traeger.exact,
        protected_by_traeger=by_traeger.protected,
        least_error=min(one.standard_error for one in errors),
        district=of_district,
        areas=of_areas,
        exchanged=_exchanged(both).height,
        graded=graded.height,
        shown=float(graded["bewertet"].cast(pl.Float64).mean()),  # type: ignore[arg-type]
        sparsest=float(_means(atoms)["wahr"].min()),  # type: ignore[arg-type]
    )


def test_no_small_count_can_be_computed_back(measured: Measured) -> None:
    assert measured.small > 200
    assert measured.exact == 0
    assert measured.protected >= 0.99


def test_nor_by_a_traeger_that_knows_its_own_rows(measured: Measured) -> None:
    assert measured.exact_by_traeger == 0
    assert measured.protected_by_traeger >= 0.99


def test_counts_have_the_standard_error_that_the_check_asks_for(measured: Measured) -> None:
    assert measured.least_error >= LEAST_STANDARD_ERROR


def test_shares_are_near_the_exact_ones(measured: Measured) -> None:
    assert measured.district <= 1.0
    assert measured.areas <= 3.5


def test_no_status_is_exchanged(measured: Measured) -> None:
    assert measured.exchanged == 0


def test_graded_figures_are_shown(measured: Measured) -> None:
    assert measured.shown >= 0.99


def test_no_class_is_sparse(measured: Measured) -> None:
    assert measured.sparsest >= 1


def test_the_methods_say_what_was_measured(measured: Measured) -> None:
    text = (Path(__file__).parents[2] / "docs" / "methoden.md").read_text("utf-8")
    missing = [row for row in measured.rows() if row not in text]
    assert not missing, "\n".join(["docs/methoden.md hat nicht:", *missing])


def _largest_traeger(facts: Facts) -> str:
    rows = facts.cells["aktivitaet"].sums
    count = next(name for name in rows.columns if name.startswith(f"{Measure.COUNT}_"))
    return str(rows.group_by("traeger_id").agg(pl.col(count).sum()).sort(count)["traeger_id"][-1])


def _atoms_of(traeger: str, demo: Demo) -> pl.DataFrame:
    """Return the true counts of a Träger's own rows, in the classes that all are published in."""

    def of_traeger(part: Cells) -> Cells:
        if "traeger_id" not in part.sums.columns:
            return part
        return dataclasses.replace(part, sums=part.sums.filter(traeger_id=traeger))

    facts = demo.release.frozen.facts
    own = dataclasses.replace(
        facts, cells={name: of_traeger(part) for name, part in facts.cells.items()}
    )
    areas = [area.ars for area in demo.content.served_areas]
    parts = []
    for concept in demo.content.concepts:
        periods = demo.release.frames["wert"].filter(konzept_id=concept.id)
        spans = demo.exact.select("periode_art", "periode", "von", "bis").unique()
        known = spans.join(periods, on=("periode_art", "periode"), how="semi")
        listed = known.with_columns(
            stichtag=pl.col("bis"),
            monate=pl.date_ranges(pl.col("von").dt.month_start(), "bis", "1mo"),
        )
        world = build_world(own, listed, listed.clear(), areas)
        parts.append(pass_counts(published(concept), world, NOISE).atoms)
    keys = ("basis", *KEYS, "klasse")
    found = _with_empty_classes(pl.concat(parts).unique(keys))
    return found.filter(~pl.col("basis").str.starts_with("ruecklauf"), pl.col("basis") != "passung")


def _errors_of_shares(both: pl.DataFrame) -> tuple[float, float]:
    """Return the mean error of published shares in points, of the district and of areas."""
    shares = both.filter("bewertet", pl.col("indikator_id").is_in(SHARES))
    error = (pl.col("wert") - pl.col("wert_exakt")).abs().mean()
    of_district = (pl.col("gebiet_id") == DISTRICT).alias("ist_kreis")
    found = dict(shares.group_by(of_district).agg(error).rows())
    return found[True], found[False]


def _exchanged(both: pl.DataFrame) -> pl.DataFrame:
    """Return the figures that are said to be reached while they are missed, or the other way."""
    reached, missed = Status.ERREICHT.value, Status.VERFEHLT.value
    told = pl.concat_str("status", "status_exakt", separator=" ")
    return both.filter(told.is_in([f"{reached} {missed}", f"{missed} {reached}"]))


def _means(atoms: pl.DataFrame) -> pl.DataFrame:
    is_district = (pl.col("gebiet_id") == DISTRICT).alias("ist_kreis")
    return atoms.group_by("basis", is_district, "klasse").agg(pl.col("wahr").mean())


def test_steering_shows_every_graded_figure_of_ten_cases(demo: Demo) -> None:
    enough = demo.exact.filter(
        pl.col("periode_art") != "MONAT",  # a ratio needs ten cases on either side
        pl.col("fallzahl") >= 10, pl.col("abdeckung").fill_null(1.0) >= 0.5,
        pl.col("zielwert").is_not_null(), pl.col("status") != Status.NICHT_BEWERTET.value,
    )  # fmt: skip
    assert enough.height > 1000
    assert enough["bewertet"].all()


def test_keys_make_the_cells_at_most_twice_as_wide(demo: Demo) -> None:
    keys = [name for name in demo.columns if name.startswith(f"{Measure.KEYS}_")]
    assert keys
    assert len(demo.columns) <= 2 * (len(demo.columns) - len(keys))


def test_numbers_of_atoms(atoms: pl.DataFrame) -> None:
    assert atoms.select("basis", *KEYS, "klasse").is_duplicated().sum() == 0
    assert (atoms["wahr"] - atoms["veroeffentlicht"]).abs().max() <= 4  # type: ignore[operator]
    assert not atoms["veroeffentlicht"].is_in([1, 2]).any()
