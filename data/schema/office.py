"""The tables of the office's own work: coordination, expected deliveries."""

from __future__ import annotations

from typing import Final

from data.schema.declaration import Column, Kind, Owner, Table
from data.schema.shared_columns import LINEAGE, PROVIDER, QUARTER

KOORDINATION: Final = Table(
    "koordination",
    "Koordination",
    "Coordination",
    Owner.AMT,
    ("datum", "art"),
    (
        Column("datum", Kind.DATE, "Datum", "Date", required=True),
        Column("art", Kind.CODE, "Art", "Kind", required=True, codes="koordination_art"),
        Column(
            "eingeladen", Kind.INT, "Eingeladen", "Invited", required=True, minimum=0, maximum=500
        ),
        Column(
            "teilgenommen",
            Kind.INT,
            "Teilgenommen",
            "Took part",
            required=True,
            minimum=0,
            maximum=500,
        ),
        Column(
            "dauer_min",
            Kind.MINUTES,
            "Dauer (Minuten)",
            "Duration (minutes)",
            required=True,
            minimum=5,
            maximum=1440,
        ),
        *LINEAGE,
    ),
)

ERWARTETE_LIEFERUNG: Final = Table(
    "erwartete_lieferung",
    "Erwartete Lieferungen",
    "Expected deliveries",
    Owner.AMT,
    ("traeger_id", "quartal"),
    (
        PROVIDER,
        QUARTER,
        Column("frist", Kind.DATE, "Frist", "Due date", required=True),
        *LINEAGE,
    ),
)
