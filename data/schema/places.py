"""The tables of areas, Träger and Kitas, and of a Kita's states over time."""

from __future__ import annotations

from typing import Final

from data.schema.declaration import Column, Kind, Owner, Table
from data.schema.shared_columns import AREA, ARS_PATTERN, CENTRE, LINEAGE, PROVIDER

DIM_SOZIALRAUM: Final = Table(
    "dim_sozialraum",
    "Sozialräume",
    "Areas",
    Owner.AMT,
    ("ars",),
    (
        Column("ars", Kind.TEXT, "ARS", "ARS", required=True, pattern=ARS_PATTERN),
        Column("name", Kind.TEXT, "Name", "Name", required=True),
        Column("bez", Kind.TEXT, "Bezeichnung", "Kind of municipality"),
        Column("kinder_u7", Kind.INT, "Kinder unter 7 Jahren", "Children under 7", minimum=0),
        Column(
            "kinder_u7_sgb2_quote",
            Kind.DECIMAL,
            "Quote SGB II unter 7 (%)",
            "Share SGB II under 7 (%)",
            minimum=0,
            maximum=100,
        ),
        Column("stand", Kind.DATE, "Stand", "As of"),
        *LINEAGE,
    ),
)

DIM_TRAEGER: Final = Table(
    "dim_traeger",
    "Träger",
    "Providers",
    Owner.AMT,
    ("traeger_id",),
    (
        Column(
            "traeger_id", Kind.TEXT, "Träger", "Provider", required=True, pattern=r"^[A-Z0-9]{3,8}$"
        ),
        Column(
            "art",
            Kind.CODE,
            "Art des Trägers",
            "Kind of provider",
            required=True,
            codes="traeger_art",
        ),
        Column("kurzname", Kind.TEXT, "Kurzname", "Short name", required=True),
        *LINEAGE,
    ),
)

DIM_KITA: Final = Table(
    "dim_kita",
    "Kitas",
    "Day-care centres",
    Owner.AMT,
    ("kita_id",),
    (
        CENTRE,
        PROVIDER,
        AREA,
        Column("plaetze", Kind.INT, "Plätze", "Places", minimum=0, maximum=1000),
        Column("aktiv_von", Kind.DATE, "Aktiv von", "Active from", required=True),
        Column("aktiv_bis", Kind.DATE, "Aktiv bis", "Active until"),
        *LINEAGE,
    ),
)

KITA_STAND: Final = Table(
    "kita_stand",
    "Stand der Kitas",
    "State of the day-care centres",
    Owner.AMT,
    ("kita_id", "ab"),
    (
        CENTRE,
        Column("ab", Kind.DATE, "Gültig ab", "Valid from", required=True),
        Column(
            "betreute_kinder",
            Kind.INT,
            "Betreute Kinder",
            "Children in care",
            required=True,
            minimum=0,
            maximum=1000,
        ),
        Column(
            "belastungsstufe",
            Kind.INT,
            "Belastungsstufe",
            "Level of strain",
            required=True,
            minimum=1,
            maximum=3,
        ),
        Column("hat_ksa", Kind.BOOL, "Hat Kita-Sozialarbeit", "Has social work", required=True),
        *LINEAGE,
    ),
)
