"""Columns shared by tables: lineage, and identifiers of rows."""

from __future__ import annotations

from typing import Final

from data.schema.declaration import Column, ColumnRole, Kind

#: Form of an official regional key (ARS); the leading zero matters.
ARS_PATTERN: Final = r"^\d{9}$"

PROVIDER: Final = Column("traeger_id", Kind.TEXT, "Träger", "Provider", required=True)
CENTRE: Final = Column("kita_id", Kind.TEXT, "Kita", "Day-care centre", required=True)
AREA: Final = Column(
    "sozialraum_ars",
    Kind.TEXT,
    "Sozialraum (ARS)",
    "Area (ARS)",
    required=True,
    pattern=ARS_PATTERN,
)
QUARTER: Final = Column("quartal", Kind.QUARTER, "Quartal", "Quarter", required=True)

_LINE: Final = ColumnRole.LINEAGE
#: What the ETL writes into every row of every table.
LINEAGE: Final = (
    Column("lieferung_id", Kind.TEXT, "Lieferung", "Delivery", role=_LINE),
    Column(
        "zeile_nr",
        Kind.INT,
        "Laufende Zeile der Lieferung",
        "Row of the delivery",
        role=_LINE,
    ),
    Column("quelle_datei", Kind.TEXT, "Quelldatei", "Source file", role=_LINE),
    Column("quelle_blatt", Kind.TEXT, "Tabellenblatt", "Sheet", role=_LINE),
    Column(
        "quelle_zeile",
        Kind.INT,
        "Zeile in der Quelldatei",
        "Line in source file",
        role=_LINE,
    ),
    Column("geladen_am", Kind.TIMESTAMP, "Geladen am", "Loaded at", role=_LINE),
    Column("zeilen_hash", Kind.TEXT, "Prüfsumme der Zeile", "Row hash", role=_LINE),
    Column("schema_version", Kind.TEXT, "Schemaversion", "Schema version", role=_LINE),
)
