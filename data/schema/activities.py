"""The table of activities: a row is an activity of a social worker."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from data.schema.declaration import Column, ColumnRole, Kind, Owner, Table
from data.schema.shared_columns import AREA, CENTRE, LINEAGE, PROVIDER

AKTIVITAET: Final = Table(
    "aktivitaet",
    "Aktivitäten",
    "Activities",
    Owner.TRAEGER,
    ("aktivitaet_id",),
    (
        Column(
            "aktivitaet_id",
            Kind.TEXT,
            "Aktivität",
            "Activity",
            required=True,
            pattern=r"^[A-Z0-9]{3,8}-\d{4}-\d{6}$",
        ),
        PROVIDER,
        replace(CENTRE, required=False),
        AREA,
        Column("datum", Kind.DATE, "Datum", "Date", required=True),
        Column(
            "aktivitaet_art",
            Kind.CODE,
            "Art der Tätigkeit",
            "Kind of activity",
            required=True,
            codes="aktivitaet_art",
        ),
        Column("setting", Kind.CODE, "Setting", "Setting", required=True, codes="setting"),
        Column("ort", Kind.CODE, "Ort", "Place", required=True, codes="ort"),
        Column(
            "zielgruppe", Kind.CODE, "Zielgruppe", "Target group", required=True, codes="zielgruppe"
        ),
        Column("anlass", Kind.CODE, "Anlass", "Reason", codes="anlass"),
        Column("anlass_neben", Kind.CODE, "Weiterer Anlass", "Secondary reason", codes="anlass"),
        Column(
            "altersgruppe_kind",
            Kind.CODE,
            "Altersgruppe des Kindes",
            "Age group of the child",
            codes="altersgruppe_kind",
        ),
        Column(
            "dauer_min",
            Kind.MINUTES,
            "Dauer (Minuten)",
            "Duration (minutes)",
            required=True,
            minimum=5,
            maximum=600,
        ),
        Column(
            "tn_erwachsene",
            Kind.INT,
            "Teilnehmende Erwachsene",
            "Adults taking part",
            required=True,
            minimum=0,
            maximum=200,
        ),
        Column(
            "tn_kinder",
            Kind.INT,
            "Teilnehmende Kinder",
            "Children taking part",
            required=True,
            minimum=0,
            maximum=200,
        ),
        Column(
            "tn_erstmalig",
            Kind.INT,
            "Erstmals Teilnehmende",
            "Taking part for the first time",
            minimum=0,
            maximum=400,
        ),
        Column("zugang", Kind.CODE, "Zugangsweg", "Way of access", codes="zugang"),
        Column("erstkontakt", Kind.BOOL, "Erstkontakt", "First contact", required=True),
        Column("dringlichkeit", Kind.CODE, "Dringlichkeit", "Urgency", codes="dringlichkeit"),
        Column(
            "anfrage_datum",
            Kind.DATE,
            "Datum der Anfrage",
            "Date of request",
            role=ColumnRole.RAW_ONLY,
        ),
        Column(
            "bedarfsmerkmal",
            Kind.CODE,
            "Bedarfsmerkmal",
            "Indicator of need",
            codes="bedarfsmerkmal",
        ),
        Column("sprachmittlung", Kind.BOOL, "Sprachmittlung", "Language mediation"),
        Column("kinderschutz", Kind.CODE, "Kinderschutz", "Child protection", codes="kinderschutz"),
        Column(
            "kooperationspartner", Kind.CODES, "Kooperationspartner", "Partners", codes="stelle"
        ),
        Column(
            "weitervermittlung",
            Kind.CODE,
            "Weitervermittlung an",
            "Referral to",
            required=True,
            codes="stelle",
        ),
        Column(
            "weitervermittlung_ergebnis",
            Kind.CODE,
            "Ergebnis der Weitervermittlung",
            "Result of the referral",
            codes="weitervermittlung_ergebnis",
        ),
        Column("abschluss", Kind.BOOL, "Abschluss", "Closure", required=True),
        Column("ergebnis", Kind.CODE, "Ergebnis", "Result", codes="ergebnis"),
        Column("ziel_id", Kind.TEXT, "Ziel des Fachkonzepts", "Goal of the concept"),
        Column("gas_wert", Kind.INT, "GAS-Wert", "GAS score", minimum=-2, maximum=2),
        Column("gas_gewicht", Kind.INT, "GAS-Gewicht", "GAS weight", minimum=1, maximum=4),
        Column(
            "gas_perspektive",
            Kind.CODE,
            "GAS-Perspektive",
            "GAS perspective",
            codes="gas_perspektive",
        ),
        Column(
            "wartezeit_werktage",
            Kind.INT,
            "Wartezeit (Werktage)",
            "Waiting time (working days)",
            minimum=0,
            role=ColumnRole.DERIVED,
        ),
        Column(
            "tage_bis_eingang",
            Kind.INT,
            "Tage bis zum Eingang der Lieferung",
            "Days until receipt of the delivery",
            role=ColumnRole.DERIVED,
        ),
        Column(
            "satzschluessel", Kind.KEY, "Schlüssel der Zeile", "Record key", role=ColumnRole.DERIVED
        ),
        *LINEAGE,
    ),
)
