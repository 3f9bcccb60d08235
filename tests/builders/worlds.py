"""Small worlds for the tests of the measures: declarations, rows, a warehouse that holds them."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Mapping
from typing import Any, Final

import duckdb
import polars as pl
from hypothesis import strategies as st
from pydantic import TypeAdapter

from data.schema import AKTIVITAET
from monitor.concept.indicators import Indicator
from monitor.concept.versions import Concept

TEXT: Final = {"de": "etwas", "en": "something"}
AREAS: Final = ("071370203", "071375001", "071375002")

#: Kita → (Träger, area): two in each area, each Träger in two areas.
KITAS: Final = {
    "K001": ("TR01", AREAS[0]),
    "K002": ("TR02", AREAS[0]),
    "K003": ("TR02", AREAS[1]),
    "K004": ("TR03", AREAS[1]),
    "K005": ("TR03", AREAS[2]),
    "K006": ("TR01", AREAS[2]),
}

FIRST: Final = dt.date(2024, 1, 1)
LAST: Final = dt.date(2024, 12, 31)
LOADED: Final = dt.datetime(2025, 1, 20)  # noqa: DTZ001 - DuckDB's is naive

Row = dict[str, Any]

_DEFAULTS: Final[Row] = {
    "traeger_id": "TR01",
    "kita_id": "K001",
    "sozialraum_ars": AREAS[0],
    "datum": dt.date(2024, 2, 15),
    "aktivitaet_art": "BER_FAM",
    "zielgruppe": "ELTERN",
    "dauer_min": 60,
    "tn_erwachsene": 1,
    "tn_kinder": 0,
    "erstkontakt": True,
    "weitervermittlung": "KEINE",
    "abschluss": False,
    "wartezeit_werktage": 3,
    "lieferung_id": "L-1",
    "geladen_am": LOADED,
}


def quantity(*conditions: Mapping[str, Any], **given: Any) -> dict[str, Any]:
    """Return the declaration of a quantity."""
    return {"text": TEXT, "wo": list(conditions), **given}


def equal(column: str, value: object) -> dict[str, Any]:
    """Return the declaration of a condition."""
    return {"feld": column, "gleich": value}


FIRST_CONTACTS: Final = quantity(
    equal("erstkontakt", True), gueltig=[{"feld": "wartezeit_werktage", "vorhanden": True}]
)
IN_TIME: Final = quantity({"feld": "wartezeit_werktage", "hoechstens": 5})


def declare(art: str, **given: Any) -> Any:
    """Return an indicator of this kind, for cases and quarters unless something else is given."""
    declared = {
        **{"id": "Z1.1", "name": TEXT, "beschreibung": TEXT, "einheit": TEXT, "art": art},
        **{"richtung": "HOEHER", "zielwert": 80, "periode": "QUARTAL", "wirkungstreppe": "2"},
        **({"thema": "FAELLE"} | given),
    }
    if art not in {"anteil", "differenz", "quantil", "quote"}:
        declared |= {"nenner_text": TEXT}
    return TypeAdapter(Indicator).validate_python(declared)


def share(**given: Any) -> Any:
    """Return the share of first contacts in time."""
    return declare("anteil", **({"nenner": FIRST_CONTACTS, "zaehler": IN_TIME} | given))


def concept(*indicators: Any, **head: Any) -> Concept:
    """Return a version with these indicators."""
    names = sorted({indicator.ziel_id for indicator in indicators})
    validity = {"id": "2024", "name": TEXT, "gueltig_von": FIRST}
    return Concept.model_validate(
        {
            "konzept": validity | head,
            "ziel": [{"id": name, "name": TEXT, "beschreibung": TEXT} for name in names],
            "indikator": [indicator.model_dump(by_alias=True) for indicator in indicators],
        }
    )


def activity(kita: str | None = "K001", **given: Any) -> Row:
    """Return a row of the facts; Träger and area follow from the Kita unless they are given."""
    traeger, area = KITAS.get(kita or "", ("TR01", AREAS[0]))
    place = {"kita_id": kita, "traeger_id": traeger, "sozialraum_ars": area}
    return _DEFAULTS | place | given


def insert(connection: duckdb.DuckDBPyConnection, table: str, rows: Iterable[Row]) -> None:
    """Write rows into a table; columns that are not given stay empty."""
    listed = list(rows)
    if listed:
        frame = pl.DataFrame(listed, infer_schema_length=None)
        connection.register("neu", frame)
        connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM neu")
        connection.unregister("neu")


def quarters(count: int = 4) -> list[str]:
    """Return the first quarters of 2024 by name."""
    return [f"2024-Q{number}" for number in range(1, count + 1)]


def furnish(
    connection: duckdb.DuckDBPyConnection, *, missing: Iterable[tuple[str, str]] = ()
) -> None:
    """Write Träger, Kitas (100 children each), and a delivery in time for each Träger and quarter.

    ``missing`` names the (Träger, quarter) of which none came.
    """
    insert(connection, "dim_kita", [
        {"kita_id": kita, "traeger_id": traeger, "sozialraum_ars": area, "aktiv_von": FIRST}
        for kita, (traeger, area) in KITAS.items()
    ])  # fmt: skip
    insert(connection, "kita_stand", [
        {"kita_id": kita, "ab": FIRST, "betreute_kinder": 100, "hat_ksa": True,
         "belastungsstufe": 1 + number % 3}
        for number, kita in enumerate(KITAS)
    ])  # fmt: skip
    expected = list(itertools.product(sorted({t for t, _ in KITAS.values()}), quarters()))
    insert(connection, "erwartete_lieferung", [
        {"traeger_id": traeger, "quartal": quarter, "frist": dt.date(2025, 1, 31)}
        for traeger, quarter in expected
    ])  # fmt: skip
    gone = set(missing)
    insert(connection, "lieferung", [
        delivery(traeger, quarter) for traeger, quarter in expected
        if (traeger, quarter) not in gone
    ])  # fmt: skip


def delivery(traeger: str, quarter: str, **given: Any) -> Row:
    """Return a row of the register: loaded, 10 rows, all valid."""
    accounts = {"zeilen_roh": 10, "zeilen_gueltig": 10, "zeilen_quarantaene": 0,
                "zeilen_duplikat": 0, "zeilen_abgelehnt": 0}  # fmt: skip
    row = {
        "lieferung_id": f"{traeger}-{quarter}", "tabelle": AKTIVITAET.name, "traeger_id": traeger,
        "quartal": quarter, "datei": "x.csv", "sha256": "0", "bytes": 1, "art": "ERSATZ",
        "eingang_am": LOADED.date(), "status": "GELADEN", "ist_demo": True, "geladen_am": LOADED,
    }  # fmt: skip
    return row | accounts | given


def activities(max_size: int = 40, last: dt.date = LAST) -> st.SearchStrategy[list[Row]]:
    """Return random facts since 2024: every Kita and none, with and without values."""
    row = st.builds(
        activity,
        kita=st.sampled_from([*KITAS, None]),
        datum=st.dates(FIRST, last),
        aktivitaet_art=st.sampled_from(["BER_FAM", "ELTCAFE", "SRANG"]),
        erstkontakt=st.booleans(),
        wartezeit_werktage=st.none() | st.integers(0, 12),
        gas_wert=st.none() | st.integers(-2, 2),
        bedarfsmerkmal=st.sampled_from([None, "KEINES", "MIND_1"]),
        dauer_min=st.integers(5, 90),
        tn_erwachsene=st.integers(0, 4),
        tn_kinder=st.integers(0, 4),
        kooperationspartner=st.sampled_from([None, "EB", "ASD|EB", "VEREIN"]),
    )
    return st.lists(row, max_size=max_size)
