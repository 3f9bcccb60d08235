"""The tables of a release (``indicators.duckdb``) and of a quality snapshot (``quality.duckdb``).

The one place where their columns are written down: the numbers are computed into them, snapshots
store them, readers and datasets take them from here. Codes of a column are the enums below.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_INDIKATOR_PERIODE = """
    indikator_id VARCHAR NOT NULL,
    gebiet_id VARCHAR NOT NULL,         -- DISTRICT or an ARS
    periode_art VARCHAR NOT NULL,       -- PeriodKind
    periode VARCHAR NOT NULL            -- '2024-09', '2024-Q3', '2024-H2', '2024', …
"""

#: Name of each table of a release → its columns, as they stand in CREATE TABLE.
RELEASE_TABLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "meta": "schluessel VARCHAR NOT NULL, wert VARCHAR NOT NULL",
        "konzept": """
            konzept_id VARCHAR NOT NULL, name_de VARCHAR NOT NULL, name_en VARCHAR NOT NULL,
            gueltig_von DATE NOT NULL, gueltig_bis DATE""",
        "ziel": """
            konzept_id VARCHAR NOT NULL, ziel_id VARCHAR NOT NULL, reihenfolge INTEGER NOT NULL,
            name_de VARCHAR NOT NULL, name_en VARCHAR NOT NULL,
            beschreibung_de VARCHAR NOT NULL, beschreibung_en VARCHAR NOT NULL""",
        "indikator": """
            konzept_id VARCHAR NOT NULL, indikator_id VARCHAR NOT NULL, ziel_id VARCHAR NOT NULL,
            reihenfolge INTEGER NOT NULL,
            name_de VARCHAR NOT NULL, name_en VARCHAR NOT NULL,
            beschreibung_de VARCHAR NOT NULL, beschreibung_en VARCHAR NOT NULL,
            zaehler_de VARCHAR NOT NULL, zaehler_en VARCHAR NOT NULL,   -- the numerator in words
            nenner_de VARCHAR NOT NULL, nenner_en VARCHAR NOT NULL,
            zaehler_einheit_de VARCHAR, zaehler_einheit_en VARCHAR,   -- NULL: there is none
            nenner_einheit_de VARCHAR, nenner_einheit_en VARCHAR,
            quelle VARCHAR NOT NULL,            -- canonical tables, ', '-separated
            art VARCHAR NOT NULL,               -- kind, see monitor.concept.indicators
            einheit_de VARCHAR NOT NULL, einheit_en VARCHAR NOT NULL,
            nachkommastellen INTEGER NOT NULL,
            richtung VARCHAR NOT NULL,          -- HOEHER | NIEDRIGER | BAND | BEOBACHTEN
            periode_art VARCHAR NOT NULL,       -- PeriodKind in which the district is graded
            periode_art_sozialraum VARCHAR,     -- the same of areas; NULL: they have no figures
            ebene VARCHAR NOT NULL,             -- SOZIALRAUM | KREIS (for the district only)
            gewicht DOUBLE NOT NULL, wirkungstreppe VARCHAR NOT NULL,
            zielwert DOUBLE, zielwert_oben DOUBLE, ausgangswert DOUBLE,
            intervall VARCHAR NOT NULL,         -- monitor.concept.vocabulary.IntervalKind
            definition VARCHAR NOT NULL         -- the declaration as executed, JSON""",
        "gebiet": """
            gebiet_id VARCHAR NOT NULL, name VARCHAR NOT NULL,
            art VARCHAR NOT NULL,               -- KREIS | SOZIALRAUM | AUSSERHALB (not served) |
                                                -- ZUSAMMEN (its rows count for a neighbour)
            reihenfolge INTEGER NOT NULL, kachel_zeile INTEGER, kachel_spalte INTEGER,
            zusammen_mit VARCHAR                -- of ZUSAMMEN: gebiet_id of the figures""",
        "wert": f"""{_INDIKATOR_PERIODE},
            von DATE NOT NULL, bis DATE NOT NULL, konzept_id VARCHAR NOT NULL,
            wert DOUBLE,                        -- in the indicator's unit (percent 0–100, days, …)
            unten DOUBLE, oben DOUBLE,          -- 95 % interval, same unit; NULL: none
            zaehler DOUBLE, nenner DOUBLE,      -- in the units that ``indikator`` names
            fallzahl BIGINT,                    -- cases or persons; NULL: the indicator has none
            zielwert DOUBLE, zielwert_oben DOUBLE, pfadwert DOUBLE,
            zielerreichung DOUBLE,              -- 0–1
            bewertet BOOLEAN NOT NULL, status VARCHAR NOT NULL,
            vorlaeufig BOOLEAN NOT NULL, abdeckung DOUBLE,   -- 0–1
            fehlend BIGINT, quarantaene BIGINT, -- rows that may belong
            grenze_unten DOUBLE, grenze_oben DOUBLE,
            mehr_als BOOLEAN NOT NULL,          -- all that is known: larger than ``wert``
            revidiert_am DATE,                  -- published anew since its first publication
            korrektur VARCHAR                   -- and why, if that was a correction""",
        "regelkarte": f"""{_INDIKATOR_PERIODE},
            konzept_id VARCHAR NOT NULL, mittel DOUBLE, untere_grenze DOUBLE, obere_grenze DOUBLE,
            n INTEGER NOT NULL, signal VARCHAR, richtung VARCHAR""",
        "regelkarte_stand": """
            indikator_id VARCHAR NOT NULL, gebiet_id VARCHAR NOT NULL, konzept_id VARCHAR NOT NULL,
            variation VARCHAR NOT NULL, zusicherung VARCHAR NOT NULL, signal VARCHAR,
            signal_periode VARCHAR, n INTEGER NOT NULL""",
        "ziel_stand": """
            ziel_id VARCHAR NOT NULL, gebiet_id VARCHAR NOT NULL, quartal VARCHAR NOT NULL,
            stand DATE NOT NULL, konzept_id VARCHAR NOT NULL, zielerreichung DOUBLE,
            status VARCHAR NOT NULL, gewicht_bewertet DOUBLE NOT NULL,   -- share of the weight, 0–1
            seit VARCHAR NOT NULL,              -- first quarter of the run of this status
            vorlaeufig BOOLEAN NOT NULL,
            anzahl_erreicht INTEGER NOT NULL, anzahl_bewertet INTEGER NOT NULL""",
        "ziel_beitrag": """
            ziel_id VARCHAR NOT NULL, gebiet_id VARCHAR NOT NULL, quartal VARCHAR NOT NULL,
            indikator_id VARCHAR NOT NULL, periode VARCHAR NOT NULL, zielerreichung DOUBLE,
            status VARCHAR NOT NULL, gewicht DOUBLE NOT NULL""",
        "abdeckung": """
            gebiet_id VARCHAR NOT NULL, quartal VARCHAR NOT NULL, abdeckung DOUBLE,
            vorlaeufig BOOLEAN NOT NULL""",
    }
)

#: Name of each table of a quality snapshot → its columns.
QUALITY_TABLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "meta": "schluessel VARCHAR NOT NULL, wert VARCHAR NOT NULL",
        "lieferung": """
            lieferung_id VARCHAR NOT NULL,
            reihenfolge BIGINT NOT NULL,        -- place in the register, in the order of loading
            tabelle VARCHAR, tabelle_label VARCHAR,
            traeger_id VARCHAR, traeger VARCHAR, quartal VARCHAR, datei VARCHAR NOT NULL,
            format VARCHAR, profil VARCHAR,
            eingang_am DATE NOT NULL, frist DATE, puenktlich BOOLEAN, art VARCHAR NOT NULL,
            status VARCHAR NOT NULL, grund VARCHAR, zeilen_roh BIGINT NOT NULL,
            zeilen_gueltig BIGINT NOT NULL, zeilen_quarantaene BIGINT NOT NULL,
            zeilen_duplikat BIGINT NOT NULL, zeilen_abgelehnt BIGINT NOT NULL,
            zeilen_wartend BIGINT NOT NULL, note VARCHAR,
            ersetzt_durch VARCHAR, geladen_am TIMESTAMP NOT NULL,
            befunde_fehler BIGINT NOT NULL, befunde_warnung BIGINT NOT NULL""",
        "befund": """
            lieferung_id VARCHAR NOT NULL, quelle_blatt VARCHAR, quelle_zeile BIGINT, feld VARCHAR,
            feld_label VARCHAR, regel VARCHAR NOT NULL, schwere VARCHAR NOT NULL,
            anzahl BIGINT NOT NULL""",
        "regel": """
            regel VARCHAR NOT NULL, tabelle VARCHAR NOT NULL, feld VARCHAR,
            schwere VARCHAR NOT NULL, ebene VARCHAR NOT NULL,
            text_de VARCHAR NOT NULL, text_en VARCHAR NOT NULL""",
        "erwartung": """
            traeger_id VARCHAR NOT NULL, traeger VARCHAR, quartal VARCHAR NOT NULL,
            frist DATE NOT NULL,
            status VARCHAR NOT NULL,            -- PUENKTLICH | VERSPAETET | FEHLT | OFFEN
            eingang_am DATE, lieferung_id VARCHAR""",
        "konto": """
            traeger_id VARCHAR NOT NULL, traeger VARCHAR, quartal VARCHAR NOT NULL,
            erwartet BOOLEAN NOT NULL, eingegangen BOOLEAN NOT NULL,
            frist DATE, erster_eingang DATE,
            lieferungen BIGINT NOT NULL,        -- replaced and refused ones included
            zeilen_roh BIGINT NOT NULL, zeilen_gueltig BIGINT NOT NULL,
            zeilen_quarantaene BIGINT NOT NULL,
            zeilen_ersetzt BIGINT NOT NULL,     -- by an addition
            zeilen_duplikat BIGINT NOT NULL, zeilen_abgelehnt BIGINT NOT NULL,
            zeilen_wartend BIGINT NOT NULL""",
        "pruefung": """
            lauf_id VARCHAR NOT NULL, lieferung_id VARCHAR NOT NULL, regel VARCHAR NOT NULL,
            erfolgreich BOOLEAN NOT NULL, geprueft BIGINT NOT NULL, verletzt BIGINT NOT NULL,
            schwere VARCHAR NOT NULL, gelaufen_am TIMESTAMP NOT NULL""",
    }
)


def create_statement(name: str, columns: str) -> str:
    """Return the CREATE TABLE of a table above (its columns may end in a comment)."""
    return f"CREATE TABLE {name} ({columns}\n)"
