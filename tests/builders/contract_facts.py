"""Facts for the tests of rows for science: at random, with everything that must not leave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

import duckdb
from hypothesis import strategies as st

from monitor.datasets.contract.contract import Contract
from tests.builders.worlds import KITAS, Row, activity, insert

#: Values in the facts that no byte of a file may hold.
LINEAGE: Final = {
    "lieferung_id": "L-00000000000d",
    "quelle_datei": "TR01_2024-Q1_herkunft.csv",
    "quelle_blatt": "Blatt 77",
    "zeilen_hash": "feedfacecafe",
    "schema_version": "schema-1",
}
CONTRACT: Final = Contract.model_validate(
    {
        "id": "V-0123456789ab", "empfaenger": "Institut X", "zweck": "Evaluation",
        "von": "2026-12-01", "bis": "2027-11-30", "loeschen_bis": "2028-02-29", "quartale": None,
        "angelegt_am": "2026-11-22T12:00:00Z", "angelegt_durch": "tester", "geheimnis": "0" * 16,
    }
)  # fmt: skip

_COLUMNS: Final = st.fixed_dictionaries(
    {
        "datum": st.dates(dt.date(2023, 11, 1), dt.date(2025, 2, 28)),
        "aktivitaet_art": st.sampled_from(["BER_FAM", "BER_FAM", "KRISE", "BEGL", "NETZ"]),
        "setting": st.sampled_from(["EINZEL", "GRUPPE"]),
        "ort": st.sampled_from(["KITA", "BEHOERDE"]),
        "zielgruppe": st.sampled_from(["ELTERN", "KIND"]),
        "anlass": st.sampled_from([None, "ERZIEHUNG", "GEWALT", "SONST", "KINDERSCHUTZ"]),
        "anlass_neben": st.sampled_from([None, "ELTBELASTUNG", "WOHNEN"]),
        "dauer_min": st.integers(5, 300),
        "erstkontakt": st.booleans(),
        "wartezeit_werktage": st.none() | st.integers(0, 60),
        "kooperationspartner": st.sampled_from(
            [None, "KEINE", "EB", "FRAUENSCHUTZ|EB", "SUCHTBERATUNG|SONST"]
        ),
        "weitervermittlung": st.sampled_from(["KEINE", "SUCHTBERATUNG", "EB"]),
        "abschluss": st.booleans(),
        "ergebnis": st.sampled_from([None, "ESKALATION", "GEKLAERT", "ABBRUCH"]),
        "gas_wert": st.none() | st.integers(-2, 2),
        "kinderschutz": st.sampled_from([None, "VERFAHREN_8A"]),
        "bedarfsmerkmal": st.sampled_from([None, "MIND_1"]),
    }
)


@st.composite
def facts(draw: st.DrawFn) -> list[Row]:
    """Return at least three rows; some combinations of area, quarter and kind are frequent."""
    rows: list[Row] = []
    for _ in range(draw(st.integers(1, 12))):
        kita = draw(st.sampled_from([*KITAS, None]))
        row = activity(kita, **draw(_COLUMNS), **LINEAGE, tage_bis_eingang=71, satzschluessel=99)
        rows += [row] * draw(st.sampled_from([1, 1, 2, 3, 6]))
    return rows * 3 if len(rows) < 3 else rows


def load(connection: duckdb.DuckDBPyConnection, rows: Sequence[Row], **given: Any) -> None:
    """Replace the facts, and enter their delivery into the register."""
    numbered = [
        row | given | {"aktivitaet_id": f"TR01-2024-{number:06d}", "zeile_nr": number}
        for number, row in enumerate(rows)
    ]
    connection.execute("DELETE FROM aktivitaet")
    connection.execute("DELETE FROM lieferung")
    insert(connection, "aktivitaet", numbered)
    connection.execute(
        "INSERT INTO lieferung BY NAME SELECT 'L-00000000000d' AS lieferung_id, "
        "'aktivitaet' AS tabelle, 'TR01' AS traeger_id, '2024-Q1' AS quartal, 'x' AS datei, "
        "'x' AS sha256, 1 AS bytes, DATE '2024-04-08' AS eingang_am, 'ERSATZ' AS art, "
        "'GELADEN' AS status, 0 AS zeilen_roh, 0 AS zeilen_gueltig, 0 AS zeilen_quarantaene, "
        "0 AS zeilen_duplikat, 0 AS zeilen_abgelehnt, true AS ist_demo, "
        "TIMESTAMP '2024-04-09' AS geladen_am"
    )
