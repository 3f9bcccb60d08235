"""Column headers as the Träger write them: canonical, formal German, colloquial German."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from data.schema import AKTIVITAET

#: As the schema names the columns.
FORMAL: Final[Mapping[str, str]] = MappingProxyType(
    {column.name: column.label_de for column in AKTIVITAET.delivered}
)

#: As they stand in a list that somebody made for the team.
COLLOQUIAL: Final[Mapping[str, str]] = MappingProxyType(
    {
        "aktivitaet_id": "Nummer",
        "traeger_id": "Träger",
        "kita_id": "Kita",
        "sozialraum_ars": "Gebiet",
        "datum": "Tag",
        "aktivitaet_art": "Tätigkeit",
        "setting": "Rahmen",
        "ort": "Wo",
        "zielgruppe": "Mit wem",
        "anlass": "Thema",
        "anlass_neben": "Weiteres Thema",
        "altersgruppe_kind": "Alter Kind",
        "dauer_min": "Dauer",
        "tn_erwachsene": "TN Erwachsene",
        "tn_kinder": "TN Kinder",
        "tn_erstmalig": "davon neu",
        "zugang": "Zugang",
        "erstkontakt": "Neu",
        "dringlichkeit": "Dringend",
        "anfrage_datum": "Angefragt am",
        "bedarfsmerkmal": "Bedarf",
        "sprachmittlung": "Dolmetscher",
        "kinderschutz": "§ 8a/8b",
        "kooperationspartner": "Partner",
        "weitervermittlung": "Vermittelt an",
        "weitervermittlung_ergebnis": "Ergebnis Vermittlung",
        "abschluss": "Beendet",
        "ergebnis": "Ausgang",
        "ziel_id": "Konzeptziel",
        "gas_wert": "GAS",
        "gas_gewicht": "GAS Gew.",
        "gas_perspektive": "GAS aus Sicht",
    }
)

#: Without umlauts, as an export of an older program writes them.
WITHOUT_UMLAUTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **FORMAL,
        "aktivitaet_id": "Aktivitaet",
        "traeger_id": "Traeger",
        "aktivitaet_art": "Taetigkeit",
        "ort": "Ort der Taetigkeit",
        "anlass_neben": "2. Anlass",
        "dauer_min": "Dauer",
    }
)
