"""The dataset ``aktivitaeten``: activity rows for science, anonymised once, when a release is made.

The way from facts to file: combinations of keys are counted (small), coarsened to k (polars), and
joined back while DuckDB writes the rows as a stream. How rows are coarsened, blanked, written and
what was lost is in the modules beside; which releases get which rows is decided by the caller.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb
import polars as pl

from data.schema import AKTIVITAET
from monitor.access import Group
from monitor.content import Content
from monitor.datasets.microdata.anonymity import COUNT
from monitor.datasets.microdata.blanks import (
    add_blanks,
    asked_for,
    number_classes,
    telltale,
    too_uniform,
)
from monitor.datasets.microdata.columns import (
    PublishedColumn,
    code_labels,
    merged_codes,
    published_columns,
)
from monitor.datasets.microdata.file import FACTS, attached, quoted, write_rows
from monitor.datasets.microdata.hierarchies import AREA, area_hierarchy, code_hierarchies
from monitor.datasets.microdata.loss import EXACT, Loss, measure_loss
from monitor.datasets.microdata.margins import Margin
from monitor.datasets.microdata.recoding import Known, read_cells, recode
from monitor.datasets.model import Dataset, Missing, Variable, VariableKind
from monitor.measures.sources import DELIVERY_STATE_SQL
from monitor.microdata_rules import KEYS, PERIOD
from monitor.tables import DISTRICT

NAME: Final = "aktivitaeten"

#: Rows are for those who analyse them and those who answer for them; leadership has the tables.
GROUPS: Final = frozenset({Group.EVALUATION, Group.DATENVERANTWORTLICHE})


@dataclass(frozen=True)
class Microdata:
    """The dataset and what it lost."""

    dataset: Dataset
    loss: Loss


def complete_years(
    connection: duckdb.DuckDBPyConnection, content: Content, today: dt.date
) -> list[int]:
    """Return the years that may be published: over, and nothing expected is missing any more.

    A delivery that came later would be the difference of two files, row by row; so a year appears
    once, when it is complete, or when the waiting time of the content has passed. One with fewer
    than k rows does not appear.
    """
    rules = content.microdata
    query = f"""
        WITH jahre AS (
            SELECT left(quartal, 4)::INTEGER AS jahr, bool_and(eingegangen) AS vollstaendig
            FROM ({DELIVERY_STATE_SQL}) WHERE erwartet GROUP BY ALL
        )
        SELECT year(datum)::INTEGER FROM {AKTIVITAET.name} LEFT JOIN jahre
            ON year(datum) = jahr
        WHERE make_date(year(datum)::INTEGER, 12, 31) < $heute AND (
            vollstaendig
            OR make_date(year(datum)::INTEGER, 12, 31) + to_months($monate) < $heute
        )
        GROUP BY ALL HAVING count(*) >= $k ORDER BY ALL
    """
    given = {"heute": today, "monate": rules.wartefrist_monate, "k": rules.k}
    found = connection.execute(query, given).fetchall()
    return [year for (year,) in found]


def build_microdata(
    connection: duckdb.DuckDBPyConnection,
    content: Content,
    path: Path,
    *,
    years: Sequence[int],
    hidden: pl.DataFrame | None = None,
    margins: Iterable[Margin] = (),
    earlier: Path | None = None,
    known: Known | None = None,
) -> Microdata:
    """Write the rows of some years as Parquet and return them as a dataset with their loss.

    Args:
        connection: the warehouse; it spills to disk where memory does not suffice.
        content: codes, areas, rules.
        path: file to write; stays for as long as the dataset is read.
        years: of the facts, as from `complete_years`; those in ``earlier`` are left out.
        hidden: gebiet_id (ARS or the district), quartal, spalte (as named in the file): for rows
            that may be of that area and quarter, that column is blank in the file.
        margins: sets of kinds of activity whose totals are published (`counts.margins`).
        earlier: the file of the last published release; its years are taken over unchanged.
        known: for `recode`, where the file is made again with other things hidden.
    """
    columns = published_columns(content)
    new = sorted(set(years) - years_in(connection, earlier))
    cells = read_cells(connection, content, new)
    recoded = recode(cells, content, margins=set(margins), hidden=hidden, known=known)
    numbered = number_classes(recoded)
    codes = code_hierarchies(content)
    areas = area_hierarchy(content)
    with attached(connection, recoded, numbered, content):
        reasons = [
            telltale(numbered, columns, codes, content),
            too_uniform(connection, FACTS, columns, content),
            *([] if hidden is None else [asked_for(numbered, hidden, areas)]),
        ]
        classes = add_blanks(numbered, columns, reasons)
        write_rows(connection, classes, columns, path, earlier=earlier)
    expected = int(cells[COUNT].sum()) + _rows_in(connection, earlier)
    loss = measure_loss(connection, path, columns, {AREA: areas, **codes}, expected)
    return Microdata(_dataset(content, columns, path, loss), loss)


def years_in(connection: duckdb.DuckDBPyConnection, file: Path | None) -> set[int]:
    """Return the years of the rows in a file; none without a file."""
    if file is None:
        return set()
    query = f"SELECT DISTINCT left({PERIOD}, 4)::INTEGER FROM read_parquet({quoted(file)})"
    return {year for (year,) in connection.execute(query).fetchall()}


def _rows_in(connection: duckdb.DuckDBPyConnection, file: Path | None) -> int:
    if file is None:
        return 0
    ((rows,),) = connection.execute(f"SELECT count(*) FROM read_parquet({quoted(file)})").fetchall()
    return int(rows)


def _dataset(
    content: Content, columns: Sequence[PublishedColumn], path: Path, loss: Loss
) -> Dataset:
    german, english = notes(content, loss)
    return Dataset(
        name=NAME,
        title_de="Aktivitäten (anonymisierte Zeilen)",
        title_en="Activities (anonymised rows)",
        description_de=(
            "Eine Zeile je Aktivität der Kita-Sozialarbeit, für die Wissenschaft anonymisiert: "
            "ohne Kennungen, Kita, Träger und Tag, nach dem Inhalt sortiert."
        ),
        description_en=(
            "One row per activity of social work at day-care centres, anonymised for science: "
            "without ids, centre, provider and day, sorted by content."
        ),
        variables=(*_key_variables(content), *(column.variable for column in columns)),
        rows=pl.scan_parquet(path),
        groups=GROUPS,
        notes_de=german,
        notes_en=english,
        smallest_bar=content.microdata.k,
    )


def _key_variables(content: Content) -> list[Variable]:
    areas = {area.ars: (area.name, area.name) for area in content.all_served_areas}
    regions = {r.code: (r.text.de, r.text.en) for r in content.microdata.region}
    district = {DISTRICT: ("Ganzer Kreis", "Whole district")}
    return [
        Variable(
            AREA, VariableKind.CODE, "Sozialraum, Region oder Kreis", "Area, region or district",
            codes=areas | regions | district,
        ),
        Variable(
            PERIOD, VariableKind.TEXT, "Quartal, Halbjahr oder Jahr", "Quarter, half-year or year"
        ),
        *(_code_variable(content, key) for key in KEYS if key not in {AREA, PERIOD}),
    ]  # fmt: skip


def _code_variable(content: Content, key: str) -> Variable:
    column = AKTIVITAET[key]
    labels = code_labels(column, content)
    shown = dict.fromkeys(merged_codes(column, content).values())
    groups = [group.code for group in content.microdata.gruppe if group.spalte == key]
    reasons = (Missing.GEHEIM,) if column.required else (Missing.GEHEIM, Missing.NICHT_ERHOBEN)
    return Variable(
        key, VariableKind.CODE, column.label_de, column.label_en,
        codes={code: labels[code] for code in (*shown, *groups)}, missing=reasons,
    )  # fmt: skip


def notes(content: Content, loss: Loss) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what was done and lost in sentences, German and English."""
    k, rows = content.microdata.k, loss.rows
    place = min(loss.share(AREA, EXACT), loss.share(PERIOD, EXACT))
    kind, target, reason = (loss.share(k_, EXACT) for k_ in KEYS[2:])
    german = (
        f"Jede Kombination von Sozialraum, Zeitraum, Art, Zielgruppe und Anlass kommt mindestens "
        f"{k}-mal vor (erreicht: {loss.k}). Dafür wurde vergröbert, zuletzt ausgeblendet: genau "
        f"blieben Sozialraum und Quartal in {_percent(place)}, die Art in {_percent(kind)}, die "
        f"Zielgruppe in {_percent(target)} und der Anlass in {_percent(reason)} der "
        f"{_number(rows)} Zeilen; {_number(loss.dropped)} Zeilen fehlen.",
        "Sensible Angaben sind mit anderen zu „Übrige“ zusammengefasst oder fehlen; was sich mit "
        "veröffentlichten Tabellen zu verborgenen Zahlen verrechnen ließe, ist als geheim "
        "ausgeblendet.",
        f"Informationsverlust der fünf Schlüssel (NCP, 0 bis 1): {_decimal(loss.penalty)}.",
        "Ein Jahr erscheint, wenn es vollständig ist, und ändert sich danach nicht mehr.",
    )
    english = (
        f"Every combination of area, period, kind, target group and reason occurs at least {k} "
        f"times (reached: {loss.k}). To this end rows were coarsened, and blanked last: area and "
        f"quarter are exact in {place:.1%}, the kind in {kind:.1%}, the target group in "
        f"{target:.1%} and the reason in {reason:.1%} of the {rows:,} rows; "
        f"{loss.dropped:,} rows are left out.",
        "Sensitive values are merged with others into “Other” or left out; what could be "
        "reckoned up with published tables to hidden figures is blanked as confidential.",
        f"Information loss of the five keys (NCP, 0 to 1): {loss.penalty:.3f}.",
        "A year appears when it is complete and does not change afterwards.",
    )
    return german, english


def _number(count: int) -> str:
    return f"{count:,}".replace(",", ".")


def _percent(share: float) -> str:
    return f"{100 * share:.1f}".replace(".", ",") + " %"


def _decimal(value: float) -> str:
    return f"{value:.3f}".replace(".", ",")
