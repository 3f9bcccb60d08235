"""German sentences of a checklist, for the command line and for refusals.

One sentence per key and case; the pages have their own, of the same names.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from typing import Any, Final

from monitor.releases.approval.items import ChecklistItem

#: So many names of a list are told.
_NAMED: Final = 8

#: Name of an item (`ChecklistItem.name`) → sentence with its parameters.
SENTENCES: Final[Mapping[str, str]] = {
    "files.passed": "Alle Dateien sind unversehrt.",
    "files.damaged": "{fault}",
    "confidentiality.passed": "Geheimhaltungsprüfung bestanden: kleinster Standardfehler einer "
    "wahren Anzahl {least_standard_error}, mindestens {limit}.",
    "confidentiality.refused": "Die Geheimhaltungsprüfung hat die Ausgabe nicht durchgelassen. "
    "Bitte eine neue erstellen (monitor release).",
    "origin.real": "Die Ausgabe beruht auf echten Daten.",
    "origin.demo": "Alle Daten der Ausgabe sind frei erfunden.",
    "origin.mixed": "Die Ausgabe mischt echte mit erfundenen Daten. Bitte die echten in einem "
    "eigenen Ordner einlesen (monitor init).",
    "foundation.passed": "Sie setzt auf der zuletzt veröffentlichten Ausgabe auf ({last}).",
    "foundation.first": "Vor ihr wurde noch keine veröffentlicht.",
    "foundation.outdated": "Seit sie erstellt wurde, ist eine andere veröffentlicht worden "
    "({last}), deren Zeiträume sie nicht kennt. Bitte eine neue erstellen (monitor release).",
    "foundation.withdrawn": "Die zuletzt veröffentlichte Ausgabe {last} ist zurückgezogen "
    "({reason}). Ihre Zeiträume stehen hier wie dort, außer den zur Korrektur vorgemerkten "
    "(monitor correct).",
    "foundation.unknown": "Welche Ausgabe zuletzt veröffentlicht wurde, ist nicht zu klären. "
    "{fault}",
    "coverage.passed": "Abdeckung der neuen Quartale: 100 % ({quarters}).",
    "coverage.nothing_new": "Kein Quartal wird zum ersten Mal veröffentlicht.",
    "coverage.partial": "Abdeckung neuer Quartale unter 100 %: {shares}.",
    "definitions.passed": "Definitionen und Ziele sind die der zuletzt veröffentlichten Ausgabe.",
    "definitions.first": "Es gibt noch keine veröffentlichten Definitionen und Ziele.",
    "definitions.changed": "Definitionen und Ziele geändert: {changed}; neu: {added}; entfallen: "
    "{removed}.",
    "definitions.unknown": "Ob sich Definitionen und Ziele geändert haben, ist nicht zu klären. "
    "{fault}",
    "quality.passed": "Angaben zu Lieferungen vom {day}.",
    "quality.none": "Es gibt keinen Qualitätsbericht, also keine Angaben zu Lieferungen. Er "
    "entsteht beim Einlesen (monitor ingest).",
    "quality.damaged": "Der neueste Qualitätsbericht ist beschädigt. {fault}",
    "missing.passed": "Bis {until} fehlt keine erwartete Lieferung.",
    "missing.open": "Lieferungen fehlen nach Ablauf ihrer Frist: {count} ({quarters}).",
    "waiting.passed": "Keine Lieferung wartet auf eine Entscheidung.",
    "waiting.open": "Lieferungen warten auf eine Entscheidung: {count}.",
    "refused.passed": "Keine abgelehnte Lieferung ist offen.",
    "refused.open": "Abgelehnte Lieferungen sind noch offen: {count}.",
    "contact.passed": "Kontakt für Leserinnen und Leser: {contact}.",
    "contact.placeholder": "In amt.toml fehlt noch der Kontakt, an den sich Leserinnen und Leser "
    "wenden. Bitte eintragen.",
    "contact.unreadable": "{fault}",
    "note.passed": "Der Freigabevermerk hat {length} Zeichen.",
    "note.empty": "Der Freigabevermerk fehlt (--note): ein Satz zur Ausgabe.",
    "note.too_short": "Der Freigabevermerk hat nur {words} Wörter; ein Satz soll es sein (--note).",
    "note.too_long": "Der Freigabevermerk hat {length} Zeichen, höchstens {longest} sind möglich.",
    "person.any": "Freigabe durch {by}.",
    "person.second": "Erstellt von {maker}, Freigabe durch {by}.",
    "person.same": "{maker} hat die Ausgabe erstellt; freigeben muss sie eine andere Person "
    "(freigabe_zweite_person).",
    "person.maker_unknown": "Wer die Ausgabe erstellt hat, ist nicht vermerkt; freigeben muss sie "
    "eine andere Person (freigabe_zweite_person). Bitte eine neue erstellen (monitor release).",
    "person.nameless": "Es fehlt, wer die Ausgabe freigibt (--by).",
}


def sentence(item: ChecklistItem) -> str:
    """Return the German sentence of an item."""
    told = {name: _told(value) for name, value in item.parameters.items()}
    return SENTENCES[item.name].format_map(told)


def _told(value: Any) -> str:
    if isinstance(value, Mapping):
        return _listed([f"{name}: {_share_or_number(number)}" for name, number in value.items()])
    if isinstance(value, tuple):
        return _listed([str(one) for one in value])
    if isinstance(value, dt.date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, float):
        return str(value).replace(".", ",")
    return "–" if value is None else str(value)


def _share_or_number(value: float) -> str:
    """Return a share as per cent, cut off so that no incomplete share reads as 100; a count."""
    if isinstance(value, int):
        return str(value)
    return f"{math.floor(value * 1000) / 10:g} %".replace(".", ",")


def _listed(names: list[str]) -> str:
    if not names:
        return "keine"
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" und {more} weitere" if more > 0 else "")
