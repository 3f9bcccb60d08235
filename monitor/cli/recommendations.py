"""Recommendations on their way from the application's store into the warehouse.

Decisions are written in the browser and counted in Z5.4, so that each run copies them: as a
delivery of the office, table ``empfehlung``, through the same reading, checks and register as any
other. The copy replaces the one before; where nothing has changed it is known, and nothing happens.
"""

# ruff: noqa: PLC0415 - slow modules are imported where needed: `monitor --help` answers at once

from __future__ import annotations

import csv
import datetime as dt
import io
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from data.schema import EMPFEHLUNG

if TYPE_CHECKING:
    import duckdb

    from etl.pipeline import Report
    from monitor.application.texts.recommendations import Recommendation
    from monitor.content.folder import Content
    from monitor.settings import Settings

#: How the file of a copy is called, and told from one that somebody delivered.
_NAME: Final = f"{EMPFEHLUNG.name}_Export"


@dataclass(frozen=True)
class CopiedDecisions:
    """What a copy did: reports unless it was known already, and whether the warehouse changed."""

    reports: tuple[Report, ...]
    is_changed: bool


def copy_recommendations(
    connection: duckdb.DuckDBPyConnection,
    *,
    settings: Settings,
    content: Content,
    now: dt.datetime,
    is_demo: bool = False,
) -> CopiedDecisions:
    """Make table ``empfehlung`` what the store says.

    Copied are decisions up to today after waves that the warehouse knows; the others follow when
    their day or wave has come. Without any, an earlier copy is retracted.

    Args:
        connection: the warehouse, open for writing.
        settings: of the instance.
        content: of the instance.
        now: aware time of the run.
        is_demo: whether the rows are invented, where the warehouse holds nothing yet.
    """
    from etl.pipeline import Outcome

    known = {wave for (wave,) in connection.execute("SELECT welle FROM welle").fetchall()}
    ripe = [each for each in _kept(settings) if each.wave in known and _is_past(each, now.date())]
    if not ripe:
        return CopiedDecisions((), is_changed=_retract_copy(connection, settings))
    is_demo = _is_demo(connection, otherwise=is_demo)
    reports = _deliver(ripe, connection, settings, content, now, is_demo=is_demo)
    new = tuple(report for report in reports if report.outcome is not Outcome.BEKANNT)
    return CopiedDecisions(new, is_changed=bool(new))


def _kept(settings: Settings) -> list[Recommendation]:
    from monitor.application.database import open_store
    from monitor.application.texts.recommendations import list_recommendations

    if not settings.application_store.exists():
        return []
    with open_store(settings).read() as connection:
        return list_recommendations(connection)


def _is_past(recommendation: Recommendation, day: dt.date) -> bool:
    """Tell whether nothing of it lies ahead: a decision may be written down before its day."""
    return max(recommendation.decided_on, recommendation.done_on or dt.date.min) <= day


def _deliver(
    recommendations: Iterable[Recommendation],
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    content: Content,
    now: dt.datetime,
    *,
    is_demo: bool,
) -> Sequence[Report]:
    from etl.pipeline import Hints, ingest
    from monitor.faults import told_by_name
    from monitor.warehouse.deliveries import DeliveryKind

    day = now.date()
    hints = Hints(tabelle=EMPFEHLUNG.name, eingang=day, art=DeliveryKind.ERSATZ)
    with told_by_name(), tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{_NAME}_{day}.csv"
        path.write_text(file_text(recommendations), encoding="utf-8")
        return ingest(
            [path], settings=settings, content=content, connection=connection, hints=hints,
            is_demo=is_demo, is_decided=True, now=now,
        )  # fmt: skip


def file_text(recommendations: Iterable[Recommendation]) -> str:
    """Return recommendations as a delivered file: equal ones are equal bytes."""
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, delimiter=";", lineterminator="\r\n")
    writer.writerow(column.name for column in EMPFEHLUNG.delivered)
    for each in sorted(recommendations, key=lambda one: one.id):
        done = each.done_on and each.done_on.isoformat()
        writer.writerow(
            [each.id, each.wave, each.decided_on.isoformat(), each.due_on.isoformat(), done or "",
             each.state.value]
        )  # fmt: skip
    return lines.getvalue()


def _is_demo(connection: duckdb.DuckDBPyConnection, *, otherwise: bool) -> bool:
    """Tell whether a copy is demo data: in a demo, and nowhere else."""
    from monitor.assembly.build import count_real_deliveries
    from monitor.warehouse.deliveries import LIVE_SQL

    ((number,),) = connection.execute(
        f"SELECT count(*) FROM lieferung WHERE ist_demo AND status IN ({LIVE_SQL})"
    ).fetchall()
    return otherwise or (number > 0 and not count_real_deliveries(connection))


def _retract_copy(connection: duckdb.DuckDBPyConnection, settings: Settings) -> bool:
    """Take the copy out that no recommendation is left of; what somebody delivered stays.

    Returns:
        Whether there was one.
    """
    from etl.loading.journal import reconcile, record
    from etl.loading.load import retract
    from monitor.warehouse.deliveries import LIVE_SQL

    found = connection.execute(
        f"""SELECT lieferung_id FROM lieferung WHERE tabelle = ? AND starts_with(datei, ?)
        AND status IN ({LIVE_SQL})""",
        [EMPFEHLUNG.name, _NAME],
    ).fetchall()
    if not found:
        return False
    reconcile(connection, settings.archive)
    for (lieferung_id,) in found:
        retract(connection, lieferung_id)
    record(connection, settings.archive)
    return True
