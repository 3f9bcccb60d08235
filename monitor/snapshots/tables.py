"""The tables of a release (``indicators.duckdb``) and of a quality snapshot (``quality.duckdb``).

The one place where their columns are written down: the numbers are computed into them, snapshots
store them, readers and datasets take them from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from monitor.stored_tables import (
    BIGINT,
    BOOLEAN,
    DATE,
    DOUBLE,
    INTEGER,
    TIMESTAMP,
    VARCHAR,
    StoredTable,
    by_name,
    optional,
    required,
)

_META: Final = StoredTable("meta", required(VARCHAR, "schluessel", "wert"))

_INDIKATOR_PERIODE: Final = (
    *required(VARCHAR, "indikator_id"),
    *required(VARCHAR, "gebiet_id"),  # monitor.concept.vocabulary.DISTRICT or an ARS
    *required(VARCHAR, "periode_art"),  # monitor.periods.PeriodKind
    *required(VARCHAR, "periode"),  # '2024-09', '2024-Q3', '2024-H2', '2024', …
)

_KONZEPT: Final = StoredTable(
    "konzept",
    (
        *required(VARCHAR, "konzept_id", "name_de", "name_en"),
        *required(DATE, "gueltig_von"),
        *optional(DATE, "gueltig_bis"),
    ),
)

_ZIEL: Final = StoredTable(
    "ziel",
    (
        *required(VARCHAR, "konzept_id", "ziel_id"),
        *required(INTEGER, "reihenfolge"),
        *required(VARCHAR, "name_de", "name_en", "beschreibung_de", "beschreibung_en"),
    ),
)

_INDIKATOR: Final = StoredTable(
    "indikator",
    (
        *required(VARCHAR, "konzept_id", "indikator_id", "ziel_id"),
        *required(INTEGER, "reihenfolge"),
        *required(VARCHAR, "name_de", "name_en", "beschreibung_de", "beschreibung_en"),
        *required(VARCHAR, "zaehler_de", "zaehler_en"),  # the numerator in words
        *required(VARCHAR, "nenner_de", "nenner_en"),
        *optional(VARCHAR, "zaehler_einheit_de", "zaehler_einheit_en"),  # NULL: there is none
        *optional(VARCHAR, "nenner_einheit_de", "nenner_einheit_en"),
        *required(VARCHAR, "quelle"),  # canonical tables, ', '-separated
        *required(VARCHAR, "art"),  # kind, see monitor.concept.indicators
        *required(VARCHAR, "einheit_de", "einheit_en"),
        *required(INTEGER, "nachkommastellen"),
        *required(VARCHAR, "richtung"),  # HOEHER | NIEDRIGER | BAND | BEOBACHTEN
        *required(VARCHAR, "periode_art"),  # PeriodKind in which the district is graded
        *optional(VARCHAR, "periode_art_sozialraum"),  # the same of areas; NULL: without figures
        *required(VARCHAR, "ebene"),  # SOZIALRAUM | KREIS (for the district only)
        *required(DOUBLE, "gewicht"),
        *required(VARCHAR, "wirkungstreppe"),
        *optional(DOUBLE, "zielwert", "zielwert_oben", "ausgangswert"),
        *required(VARCHAR, "intervall"),  # monitor.concept.vocabulary.IntervalKind
        *required(VARCHAR, "definition"),  # the declaration as executed, JSON
    ),
)

_GEBIET: Final = StoredTable(
    "gebiet",
    (
        *required(VARCHAR, "gebiet_id", "name"),
        # KREIS | SOZIALRAUM | AUSSERHALB (not served) | ZUSAMMEN (its rows count for a neighbour)
        *required(VARCHAR, "art"),
        *required(INTEGER, "reihenfolge"),
        *optional(INTEGER, "kachel_zeile", "kachel_spalte"),
        *optional(VARCHAR, "zusammen_mit"),  # of ZUSAMMEN: gebiet_id of the figures
    ),
)

_WERT: Final = StoredTable(
    "wert",
    (
        *_INDIKATOR_PERIODE,
        *required(DATE, "von", "bis"),
        *required(VARCHAR, "konzept_id"),
        *optional(DOUBLE, "wert"),  # in the indicator's unit (percent 0–100, days, …)
        *optional(DOUBLE, "unten", "oben"),  # 95 % interval, same unit; NULL: none
        *optional(DOUBLE, "zaehler", "nenner"),  # in the units that ``indikator`` names
        *optional(BIGINT, "fallzahl"),  # cases or persons; NULL: the indicator has none
        *optional(DOUBLE, "zielwert", "zielwert_oben", "pfadwert"),
        *optional(DOUBLE, "zielerreichung"),  # 0–1
        *required(BOOLEAN, "bewertet"),
        *required(VARCHAR, "status"),
        *required(BOOLEAN, "vorlaeufig"),
        *optional(DOUBLE, "abdeckung"),  # 0–1
        *optional(BIGINT, "fehlend", "quarantaene"),  # rows that may belong
        *optional(DOUBLE, "grenze_unten", "grenze_oben"),
        *required(BOOLEAN, "mehr_als"),  # all that is known: larger than ``wert``
        *optional(DATE, "revidiert_am"),  # published anew since its first publication
        *optional(VARCHAR, "korrektur"),  # the reason, if the revision was a correction
    ),
)

_REGELKARTE: Final = StoredTable(
    "regelkarte",
    (
        *_INDIKATOR_PERIODE,
        *required(VARCHAR, "konzept_id"),
        *optional(DOUBLE, "mittel", "untere_grenze", "obere_grenze"),
        *required(INTEGER, "n"),
        *optional(VARCHAR, "signal", "richtung"),
        *required(INTEGER, "phase"),  # 1, 2, …; each has its own limits
        *required(BOOLEAN, "grenzen_vorlaeufig"),  # limits of less than 12 values
        *optional(VARCHAR, "signal_damals", "richtung_damals"),  # known without later values
    ),
)

_REGELKARTE_STAND: Final = StoredTable(
    "regelkarte_stand",
    (
        *required(VARCHAR, "indikator_id", "gebiet_id", "konzept_id"),
        *required(VARCHAR, "variation", "zusicherung"),
        *optional(VARCHAR, "signal", "signal_periode"),
        *required(INTEGER, "n"),
        *required(VARCHAR, "phase_seit"),  # first period of the present phase
        *optional(VARCHAR, "grund_de", "grund_en"),  # of the declared restart that began it
        *required(BOOLEAN, "grenzen_vorlaeufig"),
        *required(BOOLEAN, "saison"),  # differences to the year before are judged
        *optional(VARCHAR, "vorschlag_ab"),  # first period of a lasting shift: restart proposed
        *required(VARCHAR, "trend"),  # monitor.concept.vocabulary.Trend
        *required(INTEGER, "trend_n"),
    ),
)

_VERAENDERUNG: Final = StoredTable(
    "veraenderung",
    (
        *_INDIKATOR_PERIODE,
        *required(VARCHAR, "vergleich"),  # monitor.concept.vocabulary.ComparedWith
        *required(VARCHAR, "vergleich_periode"),
        *required(DOUBLE, "differenz"),  # in the indicator's unit; of percent: points
        *optional(DOUBLE, "unten", "oben"),  # 95 % interval of the difference; NULL: none
        *required(BOOLEAN, "gesichert"),
        *required(VARCHAR, "richtung"),  # monitor.concept.vocabulary.ChangeWay
    ),
)

_JAHRESVERLAUF: Final = StoredTable(
    "jahresverlauf",
    (
        *required(VARCHAR, "indikator_id", "gebiet_id", "periode"),
        *required(INTEGER, "jahr"),
        *optional(DOUBLE, "wert"),
        *optional(DOUBLE, "kumuliert"),  # since the year began; NULL: a quarter is missing
        *optional(DOUBLE, "pfad"),  # the target of so many quarters
        *optional(DOUBLE, "gleitend"),  # of the last four quarters
        *optional(DOUBLE, "jahresziel"),
    ),
)

_ZIEL_STAND: Final = StoredTable(
    "ziel_stand",
    (
        *required(VARCHAR, "ziel_id", "gebiet_id", "quartal"),
        *required(DATE, "stand"),
        *required(VARCHAR, "konzept_id"),
        *optional(DOUBLE, "zielerreichung"),
        *required(VARCHAR, "status"),
        *required(DOUBLE, "gewicht_bewertet"),  # share of the weight, 0–1
        *required(VARCHAR, "seit"),  # first quarter of the run of this status
        *required(BOOLEAN, "vorlaeufig"),
        *required(INTEGER, "anzahl_erreicht", "anzahl_bewertet"),
    ),
)

_ZIEL_BEITRAG: Final = StoredTable(
    "ziel_beitrag",
    (
        *required(VARCHAR, "ziel_id", "gebiet_id", "quartal", "indikator_id", "periode"),
        *optional(DOUBLE, "zielerreichung"),
        *required(VARCHAR, "status"),
        *required(DOUBLE, "gewicht"),
    ),
)

_ABDECKUNG: Final = StoredTable(
    "abdeckung",
    (
        *required(VARCHAR, "gebiet_id", "quartal"),
        *optional(DOUBLE, "abdeckung"),
        *required(BOOLEAN, "vorlaeufig"),
        *optional(INTEGER, "erwartet", "eingegangen"),  # Träger, of Kitas with social work
    ),
)

_LIEFERUNG: Final = StoredTable(
    "lieferung",
    (
        *required(VARCHAR, "lieferung_id"),
        *required(BIGINT, "reihenfolge"),  # place in the register, in the order of loading
        *optional(VARCHAR, "tabelle", "tabelle_label", "traeger_id", "traeger", "quartal"),
        *required(VARCHAR, "datei"),
        *optional(VARCHAR, "format", "profil"),
        *required(DATE, "eingang_am"),
        *optional(DATE, "frist"),
        *optional(BOOLEAN, "puenktlich"),
        *required(VARCHAR, "art", "status"),
        *optional(VARCHAR, "grund"),
        *required(BIGINT, "zeilen_roh", "zeilen_gueltig", "zeilen_quarantaene"),
        *required(BIGINT, "zeilen_duplikat", "zeilen_abgelehnt", "zeilen_wartend"),
        *optional(VARCHAR, "note", "ersetzt_durch"),
        *required(TIMESTAMP, "geladen_am"),
        *required(BIGINT, "befunde_fehler", "befunde_warnung"),
    ),
)

_BEFUND: Final = StoredTable(
    "befund",
    (
        *required(VARCHAR, "lieferung_id"),
        *optional(VARCHAR, "quelle_blatt"),
        *optional(BIGINT, "quelle_zeile"),
        *optional(VARCHAR, "feld", "feld_label"),
        *required(VARCHAR, "regel", "schwere"),
        *required(BIGINT, "anzahl"),
    ),
)

_REGEL: Final = StoredTable(
    "regel",
    (
        *required(VARCHAR, "regel", "tabelle"),
        *optional(VARCHAR, "feld"),
        *required(VARCHAR, "schwere", "ebene", "text_de", "text_en"),
    ),
)

_ERWARTUNG: Final = StoredTable(
    "erwartung",
    (
        *required(VARCHAR, "traeger_id"),
        *optional(VARCHAR, "traeger"),
        *required(VARCHAR, "quartal"),
        *required(DATE, "frist"),
        *required(VARCHAR, "status"),  # PUENKTLICH | VERSPAETET | FEHLT | OFFEN
        *optional(DATE, "eingang_am"),
        *optional(VARCHAR, "lieferung_id"),
    ),
)

_KONTO: Final = StoredTable(
    "konto",
    (
        *required(VARCHAR, "traeger_id"),
        *optional(VARCHAR, "traeger"),
        *required(VARCHAR, "quartal"),
        *required(BOOLEAN, "erwartet", "eingegangen"),
        *optional(DATE, "frist", "erster_eingang"),
        *required(BIGINT, "lieferungen"),  # replaced and refused ones included
        *required(BIGINT, "zeilen_roh", "zeilen_gueltig", "zeilen_quarantaene"),
        *required(BIGINT, "zeilen_ersetzt"),  # by an addition
        *required(BIGINT, "zeilen_duplikat", "zeilen_abgelehnt", "zeilen_wartend"),
    ),
)

_PRUEFUNG: Final = StoredTable(
    "pruefung",
    (
        *required(VARCHAR, "lauf_id", "lieferung_id", "regel"),
        *required(BOOLEAN, "erfolgreich"),
        *required(BIGINT, "geprueft", "verletzt"),
        *required(VARCHAR, "schwere"),
        *required(TIMESTAMP, "gelaufen_am"),
    ),
)

#: The tables of a release, and of a snapshot of *Steuerung*.
RELEASE_TABLES: Final[Mapping[str, StoredTable]] = by_name(
    *(_META, _KONZEPT, _ZIEL, _INDIKATOR, _GEBIET, _WERT, _REGELKARTE, _REGELKARTE_STAND),
    *(_VERAENDERUNG, _JAHRESVERLAUF, _ZIEL_STAND, _ZIEL_BEITRAG, _ABDECKUNG),
)

#: The tables of a quality snapshot.
QUALITY_TABLES: Final[Mapping[str, StoredTable]] = by_name(
    *(_META, _LIEFERUNG, _BEFUND, _REGEL, _ERWARTUNG, _KONTO, _PRUEFUNG)
)
