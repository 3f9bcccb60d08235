"""The tables of survey waves: response, answers (aggregated only), and what followed from them."""

from __future__ import annotations

from typing import Final

from data.schema.declaration import Column, ColumnRole, Kind, Owner, Table
from data.schema.shared_columns import AREA, CENTRE, LINEAGE

_WAVE: Final = Column("welle", Kind.TEXT, "Welle", "Wave", required=True)
_GROUP: Final = Column(
    "akteursgruppe",
    Kind.CODE,
    "Akteursgruppe",
    "Group",
    required=True,
    codes="akteursgruppe",
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
        *LINEAGE,
    ),
)

BEFRAGUNG: Final = Table(
    "befragung",
    "Befragung: Rücklauf",
    "Survey: response",
    Owner.AMT,
    ("welle", "sozialraum_ars", "kita_id", "akteursgruppe"),
    (
        _WAVE,
        AREA,
        CENTRE,
        _GROUP,
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
        *LINEAGE,
    ),
)

BEFRAGUNG_ITEM: Final = Table(
    "befragung_item",
    "Befragung: Antworten",
    "Survey: answers",
    Owner.AMT,
    ("welle", "akteursgruppe", "item_id"),
    (
        _WAVE,
        _GROUP,
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
        *LINEAGE,
    ),
)

#: The states of a recommendation; those of an action of the application's store.
_STATES: Final = "BESCHLOSSEN|IN_ARBEIT|UMGESETZT|AUFGEGEBEN"

EMPFEHLUNG: Final = Table(
    "empfehlung",
    "Empfehlungen der Sozialraumanalyse",
    "Recommendations of the area profile",
    Owner.AMT,
    ("empfehlung_id",),
    (
        Column(
            "empfehlung_id",
            Kind.TEXT,
            "Empfehlung-ID",
            "Recommendation id",
            required=True,
            pattern=r"^[A-Za-z0-9_-]{1,40}$",
        ),
        _WAVE,
        Column("beschlossen_am", Kind.DATE, "Beschlossen am", "Decided on", required=True),
        Column("faellig_am", Kind.DATE, "Fällig am", "Due on", required=True),
        Column("erledigt_am", Kind.DATE, "Erledigt am", "Done on"),
        Column("stand", Kind.TEXT, "Stand", "State", required=True, pattern=f"^({_STATES})$"),
        Column(
            "bis_jahresende",
            Kind.BOOL,
            "Umgesetzt bis zum Ende des Jahrs der Fälligkeit",
            "Carried out by the end of the year when due",
            role=ColumnRole.DERIVED,
        ),
        *LINEAGE,
    ),
)
