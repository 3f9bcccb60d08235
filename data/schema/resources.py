"""The tables of posts and money."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from data.schema.declaration import Column, Kind, Owner, Table
from data.schema.shared_columns import CENTRE, LINEAGE, PROVIDER, QUARTER

STELLEN: Final = Table(
    "stellen",
    "Stellen",
    "Posts",
    Owner.AMT,
    ("traeger_id", "kita_id", "quartal"),
    (
        PROVIDER,
        replace(CENTRE, required=False),
        QUARTER,
        Column(
            "vzae_soll",
            Kind.DECIMAL,
            "VZÄ Soll",
            "FTE planned",
            required=True,
            minimum=0,
            maximum=100,
        ),
        Column(
            "vzae_ist", Kind.DECIMAL, "VZÄ Ist", "FTE filled", required=True, minimum=0, maximum=100
        ),
        *LINEAGE,
    ),
)

FINANZEN: Final = Table(
    "finanzen",
    "Finanzen",
    "Finance",
    Owner.AMT,
    ("jahr", "traeger_id"),
    (
        Column("jahr", Kind.INT, "Jahr", "Year", required=True, minimum=2021, maximum=2100),
        PROVIDER,
        Column(
            "bewilligt_eur", Kind.MONEY, "Bewilligt (€)", "Granted (€)", required=True, minimum=0
        ),
        Column(
            "personalkosten_eur",
            Kind.MONEY,
            "Personalkosten (€)",
            "Staff costs (€)",
            required=True,
            minimum=0,
        ),
        Column(
            "sachkosten_eur",
            Kind.MONEY,
            "Sachkosten (€)",
            "Other costs (€)",
            required=True,
            minimum=0,
        ),
        Column(
            "landesanteil_eur",
            Kind.MONEY,
            "Landesanteil (€)",
            "Share of the Land (€)",
            required=True,
            minimum=0,
        ),
        Column(
            "kreisanteil_eur",
            Kind.MONEY,
            "Kreisanteil (€)",
            "Share of the district (€)",
            required=True,
            minimum=0,
        ),
        *LINEAGE,
    ),
)
