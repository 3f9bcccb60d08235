"""The tables of the made-up quality snapshot: deliveries, findings, rules and accounts."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl

from monitor.periods import Period
from tests.builders.fake_indicators import NOW, QUARTERS

#: Träger and quarter of a delivery that was replaced since; it is kept with its findings.
REPLACED = ("TR02", QUARTERS[-6].name)
TRAEGER = {f"TR{n:02d}": f"Träger {n:02d} (fiktiv)" for n in range(1, 7)}
RULES = [
    ("aktivitaet.pflicht.dauer_min", "dauer_min", "FEHLER", "ZEILE",
     "Die Dauer fehlt.", "The duration is missing."),
    ("aktivitaet.datum_im_quartal", "datum", "FEHLER", "ZEILE",
     "Das Datum liegt nicht im gelieferten Quartal.", "The date is outside the quarter."),
    ("aktivitaet.dauer_fuenfer", "dauer_min", "WARNUNG", "ZEILE",
     "Die Dauer ist kein Vielfaches von 5 Minuten.", "Not a multiple of 5 minutes."),
]  # fmt: skip


def quality_frames() -> dict[str, pl.DataFrame]:
    """Return the tables of a quality snapshot but ``meta``."""
    deliveries = [
        _delivery(number, traeger, quarter)
        for number, (traeger, quarter) in enumerate(
            (t, q) for q in QUARTERS[-6:] for t in TRAEGER if (t, q.name) != ("TR05", "2026-Q3")
        )
    ]
    findings = [
        {
            "lieferung_id": row["lieferung_id"], "quelle_blatt": None, "quelle_zeile": 10 + 7 * i,
            "feld": RULES[i % 3][1], "feld_label": "Dauer (Minuten)", "regel": RULES[i % 3][0],
            "schwere": RULES[i % 3][2], "anzahl": 1,
        }
        for row in deliveries
        for i in range(row["befunde_fehler"] + row["befunde_warnung"])
    ]  # fmt: skip
    rules = [
        dict(zip(("regel", "feld", "schwere", "ebene", "text_de", "text_en"), rule, strict=True))
        | {"tabelle": "aktivitaet"}
        for rule in RULES
    ]
    return {
        "lieferung": pl.DataFrame(deliveries, infer_schema_length=None),
        "befund": pl.DataFrame(findings, infer_schema_length=None),
        "regel": pl.DataFrame(rules),
        "erwartung": pl.DataFrame(_expected(deliveries), infer_schema_length=None),
        "konto": _accounts(deliveries),
        "pruefung": pl.DataFrame(
            {
                "lauf_id": ["R1"], "lieferung_id": [deliveries[0]["lieferung_id"]],
                "regel": [RULES[0][0]], "erfolgreich": [False], "geprueft": [310],
                "verletzt": [2], "schwere": ["FEHLER"], "gelaufen_am": [NOW.replace(tzinfo=None)],
            }
        ),
    }  # fmt: skip


def _delivery(number: int, traeger: str, quarter: Period) -> dict[str, Any]:
    refused = (traeger, quarter.name) == ("TR03", "2026-Q3")
    replaced = (traeger, quarter.name) == REPLACED
    errors = 0 if refused else number % 4
    late = traeger == "TR06"
    due = quarter.end + dt.timedelta(days=15)
    raw, doubled = 310 + 7 * number, number % 3
    valid = 0 if refused else raw - errors - doubled
    return {
        "lieferung_id": f"L-{number:012x}", "reihenfolge": number, "tabelle": "aktivitaet",
        "tabelle_label": "Aktivitäten", "traeger_id": traeger, "traeger": TRAEGER[traeger],
        "quartal": quarter.name, "datei": f"{traeger}_{quarter.name}.csv",
        "format": "CSV (cp1252, ;)", "profil": "Standard",
        "eingang_am": due + dt.timedelta(days=9 if late else -3), "frist": due,
        "puenktlich": not late, "art": "ERSATZ",
        "status": "ABGELEHNT" if refused else "ERSETZT" if replaced
        else "MIT_QUARANTAENE" if errors else "GELADEN",
        "grund": "PERSONENBEZUG" if refused else None, "zeilen_roh": raw, "zeilen_gueltig": valid,
        "zeilen_quarantaene": errors, "zeilen_duplikat": 0 if refused else doubled,
        "zeilen_abgelehnt": raw if refused else 0,
        "zeilen_wartend": 0,
        "note": None if refused else "AABC"[errors],
        "ersetzt_durch": "L-f" if replaced else None,
        "geladen_am": NOW.replace(tzinfo=None), "befunde_fehler": errors,
        "befunde_warnung": errors and errors + 1,
    }  # fmt: skip


def _accounts(deliveries: list[dict[str, Any]]) -> pl.DataFrame:
    """Return one account per Träger and quarter, as each has one delivery here."""
    parts = ("roh", "gueltig", "quarantaene", "duplikat", "abgelehnt", "wartend")
    rows = [
        {
            "traeger_id": row["traeger_id"], "traeger": row["traeger"], "quartal": row["quartal"],
            "erwartet": True, "eingegangen": row["status"] != "ABGELEHNT", "frist": row["frist"],
            "erster_eingang": row["eingang_am"], "lieferungen": 1, "zeilen_ersetzt": 0,
            **{f"zeilen_{part}": row[f"zeilen_{part}"] for part in parts},
        }
        for row in deliveries
    ]  # fmt: skip
    nothing = {name: 0 for name in rows[0] if name.startswith(("zeilen_", "lieferungen"))}
    to_come = {"quartal": "2026-Q4", "eingegangen": False, "frist": dt.date(2027, 1, 15)}
    rows.append({**rows[0], **nothing, **to_come, "erster_eingang": None})
    return pl.DataFrame(rows, infer_schema_length=None)


def _expected(deliveries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    received = {(row["traeger_id"], row["quartal"]): row for row in deliveries}
    rows = []
    for traeger, name in TRAEGER.items():
        for quarter in QUARTERS[-6:]:
            found = received.get((traeger, quarter.name))
            refused = found is not None and found["status"] == "ABGELEHNT"
            got = None if found is None or refused else found
            late = got is not None and not got["puenktlich"]
            status = "FEHLT" if got is None else "VERSPAETET" if late else "PUENKTLICH"
            rows.append(
                {
                    "traeger_id": traeger, "traeger": name, "quartal": quarter.name,
                    "frist": quarter.end + dt.timedelta(days=15), "status": status,
                    "eingang_am": got["eingang_am"] if got else None,
                    "lieferung_id": got["lieferung_id"] if got else None,
                }
            )  # fmt: skip
    return rows
