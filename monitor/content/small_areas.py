"""Small areas: fewer than three Kitas with social work, which must be merged with a neighbour.

One Kita has one social worker, so that figures of fewer than three Kitas tell of single employees.
Content merges a small area with a neighbour; content that leaves a small area alone is refused.
Example: 2 Kitas in Mendig are refused, and so are Mendig and Pellenz together with 1 Kita each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

import duckdb

from monitor.content.areas import AREAS_FILE, Area
from monitor.content.files import read_csv
from monitor.content.folder import Content
from monitor.errors import ContentError

#: Kitas with social work that an area with figures of its own needs (docs/methoden.md).
FEWEST_KITAS: Final = 3

_ARS_DIGITS: Final = 9

#: Kitas with social work per area on the last day that the warehouse knows of. Without any state
#: of Kitas every active one counts; without any day those without an end do.
_KITAS_SQL: Final = """
WITH letzter AS (
    SELECT max(tag) AS tag
    FROM (SELECT max(ab) AS tag FROM kita_stand UNION ALL SELECT max(datum) FROM aktivitaet)
), stand AS (
    SELECT kita_id, arg_max(hat_ksa, ab) AS hat_ksa FROM kita_stand GROUP BY kita_id
)
SELECT sozialraum_ars,
    count(*) FILTER (coalesce(hat_ksa, NOT EXISTS (FROM stand)))
FROM dim_kita CROSS JOIN letzter LEFT JOIN stand USING (kita_id)
WHERE coalesce(aktiv_von <= tag, true) AND (aktiv_bis IS NULL OR aktiv_bis >= tag)
GROUP BY sozialraum_ars
"""


def require_merged(connection: duckdb.DuckDBPyConnection, content: Content) -> bool:
    """Refuse content that leaves a small area without a neighbour, by the loaded master data.

    Returns:
        Whether there was anything to check: no Kita is known before master data are loaded.

    Raises:
        ContentError: an area, or areas merged, with fewer than `FEWEST_KITAS`; with file, line and
            what to do.
    """
    counts = dict(connection.execute(_KITAS_SQL).fetchall())
    _require(counts, content)
    return bool(counts)


def require_merged_by_content(content: Content) -> bool:
    """Refuse the same by the master data of the content, while nothing is loaded.

    Returns:
        Whether there was anything to check: the file may be missing, or be in a form that only
        loading understands.

    Raises:
        ContentError: as of `require_merged`.
    """
    path = content.folder / "stammdaten" / "dim_kita.csv"
    try:
        rows = [row for _, row in read_csv(path, ("sozialraum_ars", "aktiv_bis"))]
    except ContentError:
        return False
    counts = Counter(
        row["sozialraum_ars"].zfill(_ARS_DIGITS) for row in rows if not row["aktiv_bis"]
    )
    _require(counts, content)
    return bool(counts)


def _require(kitas: Mapping[str, int], content: Content) -> None:
    """Complain of the first area whose figures rest on too few Kitas; of none if none is known."""
    if not kitas:
        return
    targets = content.figure_areas
    totals: Counter[str] = Counter()
    for ars, number in kitas.items():
        totals[targets.get(ars, ars)] += number
    for area in content.served_areas:
        if totals[area.ars] < FEWEST_KITAS:
            raise ContentError(_complaint(area, totals[area.ars], content))


def _complaint(area: Area, number: int, content: Content) -> str:
    path = content.folder / AREAS_FILE
    line = next((line for line, row in read_csv(path, ("ars",)) if row["ars"] == area.ars), 1)
    kitas = "Kita" if number == 1 else "Kitas"
    together, advice = "", "in dieser Zeile unter zusammen_mit den ARS eines Nachbarn eintragen"
    if area.ars in content.figure_areas.values():
        together = "zusammen "
        advice = f"in der Zeile eines weiteren Nachbarn unter zusammen_mit {area.ars} eintragen"
    return (
        f"{path}, Zeile {line}: {area.name}: {together}nur {number} {kitas} mit "
        f"Kita-Sozialarbeit, eigene Zahlen gibt es ab {FEWEST_KITAS}. Bitte {advice}."
    )
