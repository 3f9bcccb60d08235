"""The canonical schema: every table and column that a delivery may carry.

Responsible for names, types, required-ness, ranges and code lists of the columns of DOMAIN.md §3.
Not responsible for the codes themselves (content, ``data/content/codes``), nor for rules between
columns (``expectations``). Column names are written down here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

SCHEMA_VERSION: Final = "1"

#: Separator inside a column that holds several codes.
CODES_SEPARATOR: Final = "|"


class Kind(StrEnum):
    """What a column holds; decides cleaning, storage type and codebook."""

    TEXT = "text"
    CODE = "code"
    CODES = "codes"
    DATE = "date"
    INT = "int"
    MINUTES = "minutes"
    DECIMAL = "decimal"
    MONEY = "money"
    BOOL = "bool"
    QUARTER = "quarter"
    TIMESTAMP = "timestamp"


SQL_TYPES: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        Kind.TEXT: "VARCHAR",
        Kind.CODE: "VARCHAR",
        Kind.CODES: "VARCHAR",
        Kind.DATE: "DATE",
        Kind.INT: "INTEGER",
        Kind.MINUTES: "INTEGER",
        Kind.DECIMAL: "DOUBLE",
        Kind.MONEY: "DECIMAL(14,2)",
        Kind.BOOL: "BOOLEAN",
        Kind.QUARTER: "VARCHAR",
        Kind.TIMESTAMP: "TIMESTAMP",
    }
)


class Role(StrEnum):
    """Where a column comes from."""

    DELIVERED = "delivered"
    RAW_ONLY = "raw_only"  # delivered, used to derive another column, then dropped
    DERIVED = "derived"
    LINEAGE = "lineage"


class Owner(StrEnum):
    """Who delivers a table."""

    TRAEGER = "traeger"
    AMT = "amt"


@dataclass(frozen=True)
class Column:
    """One column of a canonical table.

    ``required`` means: must be filled in every row. Conditional duties are rules, not columns.
    ``minimum`` and ``maximum`` are inclusive, in the column's own unit (minutes, persons, euros).
    """

    name: str
    kind: Kind
    label_de: str
    label_en: str
    required: bool = False
    codes: str | None = None
    minimum: int | None = None
    maximum: int | None = None
    pattern: str | None = None
    role: Role = Role.DELIVERED

    @property
    def sql_type(self) -> str:
        """Return the DuckDB type that stores this column."""
        return SQL_TYPES[self.kind]


@dataclass(frozen=True)
class Table:
    """One canonical table; ``key`` names the columns that identify a row."""

    name: str
    label_de: str
    label_en: str
    owner: Owner
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    _by_name: Mapping[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", {column.name: column for column in self.columns})

    def __getitem__(self, name: str) -> Column:
        return self._by_name[name]

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    def having(self, *roles: Role) -> tuple[Column, ...]:
        """Return the columns with one of these roles, in order."""
        return tuple(column for column in self.columns if column.role in roles)

    @property
    def delivered(self) -> tuple[Column, ...]:
        """Return what a file may carry: the delivered columns and the raw-only ones."""
        return self.having(Role.DELIVERED, Role.RAW_ONLY)

    @property
    def stored(self) -> tuple[Column, ...]:
        """Return what the warehouse keeps: everything but the raw-only columns."""
        return self.having(Role.DELIVERED, Role.DERIVED, Role.LINEAGE)


def _lineage() -> tuple[Column, ...]:
    line = Role.LINEAGE
    return (
        Column("lieferung_id", Kind.TEXT, "Lieferung", "Delivery", role=line),
        Column(
            "zeile_nr", Kind.INT, "Laufende Zeile der Lieferung", "Row of the delivery", role=line
        ),
        Column("quelle_datei", Kind.TEXT, "Quelldatei", "Source file", role=line),
        Column("quelle_blatt", Kind.TEXT, "Tabellenblatt", "Sheet", role=line),
        Column(
            "quelle_zeile", Kind.INT, "Zeile in der Quelldatei", "Line in source file", role=line
        ),
        Column("geladen_am", Kind.TIMESTAMP, "Geladen am", "Loaded at", role=line),
        Column("zeilen_hash", Kind.TEXT, "Prüfsumme der Zeile", "Row hash", role=line),
        Column("schema_version", Kind.TEXT, "Schemaversion", "Schema version", role=line),
    )


_ARS = r"^\d{9}$"

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
        Column("traeger_id", Kind.TEXT, "Träger", "Provider", required=True),
        Column("kita_id", Kind.TEXT, "Kita", "Day-care centre"),
        Column(
            "sozialraum_ars",
            Kind.TEXT,
            "Sozialraum (ARS)",
            "Area (ARS)",
            required=True,
            pattern=_ARS,
        ),
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
            "anfrage_datum", Kind.DATE, "Datum der Anfrage", "Date of request", role=Role.RAW_ONLY
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
            role=Role.DERIVED,
        ),
        Column(
            "tage_bis_eingang",
            Kind.INT,
            "Tage bis zum Eingang der Lieferung",
            "Days until receipt of the delivery",
            role=Role.DERIVED,
        ),
        *_lineage(),
    ),
)

DIM_SOZIALRAUM: Final = Table(
    "dim_sozialraum",
    "Sozialräume",
    "Areas",
    Owner.AMT,
    ("ars",),
    (
        Column("ars", Kind.TEXT, "ARS", "ARS", required=True, pattern=_ARS),
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
        *_lineage(),
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
        *_lineage(),
    ),
)

DIM_KITA: Final = Table(
    "dim_kita",
    "Kitas",
    "Day-care centres",
    Owner.AMT,
    ("kita_id",),
    (
        Column("kita_id", Kind.TEXT, "Kita", "Day-care centre", required=True),
        Column("traeger_id", Kind.TEXT, "Träger", "Provider", required=True),
        Column(
            "sozialraum_ars",
            Kind.TEXT,
            "Sozialraum (ARS)",
            "Area (ARS)",
            required=True,
            pattern=_ARS,
        ),
        Column("plaetze", Kind.INT, "Plätze", "Places", minimum=0, maximum=1000),
        Column("aktiv_von", Kind.DATE, "Aktiv von", "Active from", required=True),
        Column("aktiv_bis", Kind.DATE, "Aktiv bis", "Active until"),
        *_lineage(),
    ),
)

KITA_STAND: Final = Table(
    "kita_stand",
    "Stand der Kitas",
    "State of the day-care centres",
    Owner.AMT,
    ("kita_id", "ab"),
    (
        Column("kita_id", Kind.TEXT, "Kita", "Day-care centre", required=True),
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
        *_lineage(),
    ),
)

STELLEN: Final = Table(
    "stellen",
    "Stellen",
    "Posts",
    Owner.AMT,
    ("traeger_id", "kita_id", "quartal"),
    (
        Column("traeger_id", Kind.TEXT, "Träger", "Provider", required=True),
        Column("kita_id", Kind.TEXT, "Kita", "Day-care centre"),
        Column("quartal", Kind.QUARTER, "Quartal", "Quarter", required=True),
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
        *_lineage(),
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
        Column("traeger_id", Kind.TEXT, "Träger", "Provider", required=True),
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
        *_lineage(),
    ),
)

WELLE: Final = Table(
    "welle",
    "Befragungswellen",
    "Survey waves",
    Owner.AMT,
    ("welle",),
    (
        Column("welle", Kind.TEXT, "Welle", "Wave", required=True, pattern=r"^[A-Z0-9-]{2,12}$"),
        Column("von", Kind.DATE, "Von", "From", required=True),
        Column("bis", Kind.DATE, "Bis", "Until", required=True),
        *_lineage(),
    ),
)

BEFRAGUNG: Final = Table(
    "befragung",
    "Befragung: Rücklauf",
    "Survey: response",
    Owner.AMT,
    ("welle", "sozialraum_ars", "kita_id", "akteursgruppe"),
    (
        Column("welle", Kind.TEXT, "Welle", "Wave", required=True),
        Column(
            "sozialraum_ars",
            Kind.TEXT,
            "Sozialraum (ARS)",
            "Area (ARS)",
            required=True,
            pattern=_ARS,
        ),
        Column("kita_id", Kind.TEXT, "Kita", "Day-care centre", required=True),
        Column(
            "akteursgruppe",
            Kind.CODE,
            "Akteursgruppe",
            "Group",
            required=True,
            codes="akteursgruppe",
        ),
        Column(
            "eingeladen", Kind.INT, "Eingeladen", "Invited", required=True, minimum=0, maximum=2000
        ),
        Column(
            "teilgenommen",
            Kind.INT,
            "Teilgenommen",
            "Took part",
            required=True,
            minimum=0,
            maximum=2000,
        ),
        *_lineage(),
    ),
)

BEFRAGUNG_ITEM: Final = Table(
    "befragung_item",
    "Befragung: Antworten",
    "Survey: answers",
    Owner.AMT,
    ("welle", "akteursgruppe", "item_id"),
    (
        Column("welle", Kind.TEXT, "Welle", "Wave", required=True),
        Column(
            "akteursgruppe",
            Kind.CODE,
            "Akteursgruppe",
            "Group",
            required=True,
            codes="akteursgruppe",
        ),
        Column("item_id", Kind.TEXT, "Frage", "Item", required=True, pattern=r"^[A-Z0-9_]{2,20}$"),
        Column("n", Kind.INT, "Gültige Antworten", "Valid answers", required=True, minimum=0),
        Column("mittel", Kind.DECIMAL, "Mittelwert", "Mean", minimum=0, maximum=10),
        Column(
            "top2",
            Kind.INT,
            "Antworten in den zwei besten Stufen",
            "Answers in the two best categories",
            required=True,
            minimum=0,
        ),
        *_lineage(),
    ),
)

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
        *_lineage(),
    ),
)

ERWARTETE_LIEFERUNG: Final = Table(
    "erwartete_lieferung",
    "Erwartete Lieferungen",
    "Expected deliveries",
    Owner.AMT,
    ("traeger_id", "quartal"),
    (
        Column("traeger_id", Kind.TEXT, "Träger", "Provider", required=True),
        Column("quartal", Kind.QUARTER, "Quartal", "Quarter", required=True),
        Column("frist", Kind.DATE, "Frist", "Due date", required=True),
        *_lineage(),
    ),
)

TABLES: Final[Mapping[str, Table]] = MappingProxyType(
    {
        table.name: table
        for table in (
            AKTIVITAET,
            DIM_SOZIALRAUM,
            DIM_TRAEGER,
            DIM_KITA,
            KITA_STAND,
            STELLEN,
            FINANZEN,
            WELLE,
            BEFRAGUNG,
            BEFRAGUNG_ITEM,
            KOORDINATION,
            ERWARTETE_LIEFERUNG,
        )
    }
)

#: The code lists that content must define (``data/content/codes/<name>.csv``).
CODE_LISTS: Final = tuple(
    sorted({column.codes for table in TABLES.values() for column in table if column.codes})
)
