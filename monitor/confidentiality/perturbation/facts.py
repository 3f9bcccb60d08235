"""Record keys of the facts that were loaded without a secret, or rebuilt from an older archive."""

from __future__ import annotations

from typing import Final

import duckdb
import polars as pl

from data.schema import AKTIVITAET
from monitor.confidentiality.perturbation.keys import record_keys

_MISSING: Final = f"FROM {AKTIVITAET.name} WHERE satzschluessel IS NULL"
_FRAME: Final = "neue_schluessel"


def fill_record_keys(connection: duckdb.DuckDBPyConnection, secret: bytes) -> int:
    """Fill in missing record keys of accepted activities; return the number of filled keys."""
    ids: pl.Series = connection.sql(f"SELECT DISTINCT aktivitaet_id {_MISSING}").pl().to_series()
    if ids.is_empty():
        return 0
    keys = pl.DataFrame({"aktivitaet_id": ids, "schluessel": record_keys(secret, ids)})
    connection.register(_FRAME, keys)
    try:
        connection.execute(
            f"UPDATE {AKTIVITAET.name} SET satzschluessel = schluessel FROM {_FRAME} AS neu "
            f"WHERE satzschluessel IS NULL AND neu.aktivitaet_id = {AKTIVITAET.name}.aktivitaet_id"
        )
    finally:
        connection.unregister(_FRAME)
    return len(ids)
