"""``qualitaet`` and ``konten_traeger``: how complete and how valid the deliveries are."""

from __future__ import annotations

from typing import Final

import duckdb
import polars as pl

from monitor.access import Group
from monitor.content import Content
from monitor.datasets.makers.names import Frames, with_area_names
from monitor.datasets.makers.protection import HiddenRows, hide, with_hidden
from monitor.datasets.model import REASON_SUFFIX, Dataset, Missing
from monitor.datasets.variables import (
    ANY,
    AREA,
    NOT_ASKED,
    PERCENT,
    PROVISIONAL,
    QUARTER,
    ROWS,
    SHARE,
    columns_of,
    day,
    decimal,
    flag,
    integer,
    text,
    with_reasons,
)
from monitor.deliveries import IS_IN_SQL, LIVE, NEVER_LOADED
from monitor.measures.sources import DELIVERY_STATE, DELIVERY_STATE_SQL, LIVE_ROWS_SQL
from monitor.side_tables import side_id
from monitor.tables import DISTRICT

_VALID: Final = "gueltige_zeilen_prozent"

QUALITY_VARIABLES: Final = (
    *AREA,
    QUARTER,
    decimal("abdeckung", "Anteil der erwarteten Lieferungen", "share of the expected deliveries",
            SHARE, missing=NOT_ASKED),
    PROVISIONAL,
    decimal(_VALID, "gültige Zeilen (nur Kreis)", "valid rows (district only)", PERCENT,
            missing=ANY),
)  # fmt: skip

ACCOUNT_VARIABLES: Final = (
    text("traeger_id", "Träger", "provider"),
    text("traeger", "Name des Trägers", "name of the provider"),
    QUARTER,
    flag("erwartet", "Lieferung erwartet", "delivery expected"),
    flag("eingegangen", "gültige Lieferung liegt vor", "a valid delivery is in"),
    day("frist", "Frist", "due date"),
    day("erster_eingang", "erster Eingang", "first receipt"),
    integer("lieferungen", "Lieferungen, auch ersetzte und abgelehnte",
            "deliveries, replaced and refused ones included"),
    integer("zeilen_roh", "gelieferte Zeilen", "rows delivered", ROWS),
    integer("zeilen_gueltig", "angenommene Zeilen", "rows accepted", ROWS),
    integer("zeilen_quarantaene", "Zeilen in Quarantäne", "rows in quarantine", ROWS),
    integer("zeilen_ersetzt", "durch eine Ergänzung ersetzte Zeilen",
            "rows that an addition replaced", ROWS),
    integer("zeilen_duplikat", "doppelte Zeilen", "duplicate rows", ROWS),
    integer("zeilen_abgelehnt", "abgelehnte Zeilen", "rows refused", ROWS),
    integer("zeilen_wartend", "Zeilen, über die noch zu entscheiden ist",
            "rows waiting for a decision", ROWS),
)  # fmt: skip

_ROW_ACCOUNTS: Final = tuple(
    variable.name for variable in ACCOUNT_VARIABLES if variable.name.startswith("zeilen_")
)

#: Rows of live deliveries and of refused ones; what was replaced would be counted twice.
_ACCOUNTS_SQL: Final = f"""
    WITH konten AS (
        SELECT traeger_id, quartal, count(*) AS lieferungen, min(eingang_am) AS erster_eingang,
            {IS_IN_SQL} AS eingegangen,
            sum(zeilen_roh) FILTER (zaehlt) AS zeilen_roh,
            sum(da.zeilen_gueltig) AS zeilen_gueltig,
            sum(da.zeilen_quarantaene) AS zeilen_quarantaene,
            sum(kam.zeilen_gueltig + kam.zeilen_quarantaene
                - da.zeilen_gueltig - da.zeilen_quarantaene) AS zeilen_ersetzt,
            sum(zeilen_duplikat) FILTER (zaehlt) AS zeilen_duplikat,
            sum(zeilen_abgelehnt) FILTER (zaehlt) AS zeilen_abgelehnt,
            sum(zeilen_wartend) AS zeilen_wartend
        FROM (
            SELECT *, status IN (SELECT unnest($counted)) AS zaehlt FROM lieferung
            WHERE tabelle = 'aktivitaet' AND traeger_id IS NOT NULL AND quartal IS NOT NULL
        ) AS kam LEFT JOIN ({LIVE_ROWS_SQL}) AS da USING (lieferung_id, traeger_id, quartal)
        GROUP BY traeger_id, quartal
    )
    SELECT traeger_id, coalesce(dim_traeger.kurzname, '') AS traeger, quartal,
        e.frist IS NOT NULL AS erwartet, coalesce(eingegangen, false) AS eingegangen,
        e.frist, erster_eingang, coalesce(lieferungen, 0) AS lieferungen,
        {", ".join(f"coalesce({name}, 0)::BIGINT AS {name}" for name in _ROW_ACCOUNTS)}
    FROM erwartete_lieferung AS e FULL JOIN konten USING (traeger_id, quartal)
    LEFT JOIN dim_traeger USING (traeger_id)
"""


def quality(
    connection: duckdb.DuckDBPyConnection,
    hidden_rows: HiddenRows,
    frames: Frames,
    content: Content,
) -> Dataset:
    """Return coverage per area and quarter, and the share of valid rows for the district."""
    rows = frames["abdeckung"].lazy().join(
        _valid_share(connection, hidden_rows).lazy(), on=("gebiet_id", "quartal"), how="left"
    )  # fmt: skip
    told = with_reasons(rows, {"abdeckung": pl.lit(Missing.NICHT_ERHOBEN.value)}).with_columns(
        pl.when(pl.col("gebiet_id") != DISTRICT)
        .then(pl.lit(Missing.NICHT_ERHOBEN.value))
        .when(pl.col(_VALID).is_null())
        .then(pl.coalesce(_VALID + REASON_SUFFIX, pl.lit(Missing.KEINE_ANGABE.value)))
        .alias(_VALID + REASON_SUFFIX)
    )
    named = with_area_names(told, content).select(columns_of(QUALITY_VARIABLES))
    return Dataset(
        "qualitaet",
        "Qualität der Daten",
        "Quality of the data",
        "Abdeckung je Gebiet und Quartal (Anteil der erwarteten Lieferungen, nach Kitas gewichtet) "
        "und Anteil gültiger Zeilen des Kreises.",
        "Coverage per area and quarter (share of expected deliveries, weighted by day-care "
        "centres) and share of valid rows of the district.",
        QUALITY_VARIABLES,
        named.sort(pl.col("gebiet_id") != DISTRICT, "gebiet_id", "quartal"),
        frozenset(Group),
    )


def provider_accounts(connection: duckdb.DuckDBPyConnection) -> Dataset:
    """Return where each Träger's rows ended, per quarter; for data stewards only."""
    counted = [status.value for status in (*LIVE, *NEVER_LOADED)]
    accounts = connection.sql(_ACCOUNTS_SQL, params={"counted": counted}).pl()
    columns = columns_of(ACCOUNT_VARIABLES)
    return Dataset(
        "konten_traeger",
        "Konten der Träger",
        "Accounts of the providers",
        "Je Träger und Quartal: erwartet, eingegangen, und wo jede gelieferte Zeile geblieben ist.",
        "Per provider and quarter: expected, received, and where each delivered row ended.",
        ACCOUNT_VARIABLES,
        accounts.lazy().select(columns).sort("traeger_id", "quartal"),
        frozenset({Group.DATENVERANTWORTLICHE}),
        ("Nur für Datenverantwortliche: Angaben zu einzelnen Trägern.",),
        ("For data stewards only: it tells of single providers.",),
    )


def _valid_share(connection: duckdb.DuckDBPyConnection, hidden_rows: HiddenRows) -> pl.DataFrame:
    """Return the share of the district per quarter, to 0.1 points, where it may be shown."""
    share = (100 * pl.col("zeilen_gueltig") / pl.col("zeilen_geprueft")).round(1)
    rows = (
        connection.sql(DELIVERY_STATE_SQL)
        .pl()
        .group_by("quartal")
        .agg(pl.col("zeilen_gueltig", "zeilen_geprueft").sum())
        .filter(pl.col("zeilen_geprueft") > 0)
        .select("quartal", pl.lit(DISTRICT).alias("gebiet_id"), share.alias(_VALID))
    )
    flagged = with_hidden(rows, hidden_rows, "quartal", pl.lit(side_id(DELIVERY_STATE)))
    return hide(flagged, [_VALID])
