"""The tables of the made-up release: values, grades, charts and coverage, drawn from a seed.

The numbers follow no indicator's definition; they cover every status, gap, revision and change of
concept. Exact figures differ from published ones in all that is about persons and agree in the
rest (``Fake.exact``).
"""

from __future__ import annotations

import datetime as dt
import zlib
from typing import Any

import numpy as np
import polars as pl

from monitor.periods import Period, PeriodKind, periods_between
from tests.builders.fake_indicators import (
    AREAS,
    FAKES,
    FIRST,
    GOALS,
    LAST,
    QUARTERS,
    VERSION_2024,
    Fake,
    H,
    J,
    W,
)

#: Figures that were published anew since: by the yearly revision, or by a correction for a reason.
REVISED_ON = dt.date(2026, 8, 1)
REVISED = {("Z8.1", "KREIS", "2026-Q3"), ("Z8.1", "071375004", "2026-Q1")}
CORRECTED = {("Z8.1", "071375004", "2026-Q3"): "Datei <vertauscht>"}
#: A figure of which only is known that it is larger.
LARGER = ("Z1.2", "071375002", "2025-Q1")
Span = tuple[str, dt.date, dt.date]  # name, first and last day


def release_frames(seed: int = 7, *, exact: bool = False) -> dict[str, pl.DataFrame]:
    """Return the tables of a release, or of exact figures, but ``meta``."""
    values = pl.DataFrame(_value_rows(seed, exact=exact), infer_schema_length=None)
    contributions, standings = _goal_rows(values)
    charted = values if exact else values.filter(pl.col("gebiet_id") == "KREIS")
    return {
        "konzept": _concepts(),
        "ziel": _goals(),
        "indikator": _indicators(exact=exact),
        "gebiet": _areas(),
        "wert": values,
        "regelkarte": _limits(charted),
        "regelkarte_stand": _behaviour(charted),
        "veraenderung": _changes(values),
        "jahresverlauf": _year_course(values),
        "ziel_stand": standings,
        "ziel_beitrag": contributions,
        "abdeckung": _coverage(),
    }


def _concepts() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "konzept_id": ["2021", "2024"],
            "name_de": ["Fachkonzept 2021", "Fachkonzept 2024"],
            "name_en": ["Concept 2021", "Concept 2024"],
            "gueltig_von": [FIRST, VERSION_2024],
            "gueltig_bis": [dt.date(2023, 12, 31), None],
        }
    )


def _goals() -> pl.DataFrame:
    rows = [
        {
            "konzept_id": concept, "ziel_id": key, "reihenfolge": place, "name_de": german,
            "name_en": english, "beschreibung_de": f"{german}: wofür das Ziel steht.",
            "beschreibung_en": f"{english}: what the goal stands for.",
        }
        for concept in ("2021", "2024")
        for place, (key, (german, english)) in enumerate(GOALS.items(), start=1)
    ]  # fmt: skip
    return pl.DataFrame(rows)


def _indicators(*, exact: bool) -> pl.DataFrame:
    rows = [
        {
            "konzept_id": concept, "indikator_id": fake.key, "ziel_id": fake.goal,
            "reihenfolge": place, "name_de": fake.name, "name_en": fake.name_en,
            "beschreibung_de": f"Was {fake.key} misst.", "beschreibung_en": f"About {fake.key}.",
            "zaehler_de": "Erstkontakte mit einer Wartezeit im Ziel",
            "zaehler_en": "First contacts within the target",
            "nenner_de": "alle Erstkontakte mit gültiger Wartezeit",
            "nenner_en": "all first contacts with a valid waiting time",
            "zaehler_einheit_de": "Fälle", "zaehler_einheit_en": "cases",
            "nenner_einheit_de": "Fälle", "nenner_einheit_en": "cases",
            "quelle": "aktivitaet", "art": "ANTEIL", "einheit_de": fake.unit,
            "einheit_en": fake.unit_en, "nachkommastellen": fake.digits,
            "richtung": fake.direction, "periode_art": fake.kind.value,
            "periode_art_sozialraum": fake.kind_of("", is_exact=exact),
            "ebene": "SOZIALRAUM" if fake.kind_of("", is_exact=exact) else "KREIS", "gewicht": 1.0,
            "wirkungstreppe": "2", "zielwert": _target(fake, concept), "zielwert_oben":
            100.0 if fake.direction == "BAND" else None, "ausgangswert": None,
            "intervall": fake.interval, "definition": '{"art": "anteil"}',
        }
        for concept in ("2021", "2024")
        for place, fake in enumerate(FAKES, start=1)
    ]  # fmt: skip
    return pl.DataFrame(rows, infer_schema_length=None)


def _target(fake: Fake, concept: str) -> float | None:
    if fake.target is None or concept == "2024" or fake.unit != "%":
        return fake.target
    return fake.target - 5 if fake.direction == "HOEHER" else fake.target


def _areas() -> pl.DataFrame:
    served = [("KREIS", "Landkreis Mayen-Koblenz", "KREIS")]
    served += [(key, name, "SOZIALRAUM") for key, name in AREAS.items()]
    served += [("071370003", "Andernach", "AUSSERHALB"), ("071370068", "Mayen", "AUSSERHALB")]
    rows = [
        {"gebiet_id": key, "name": name, "art": kind, "reihenfolge": place}
        for place, (key, name, kind) in enumerate(served)
    ]
    return pl.DataFrame(rows)


def _periods(kind: PeriodKind) -> list[Period]:
    return [period for period in periods_between(FIRST, LAST, kind) if period.end <= LAST]


def _value_rows(seed: int, *, exact: bool) -> list[dict[str, Any]]:
    rows = []
    for fake in FAKES:
        for area in ["KREIS", *AREAS]:
            own = fake.kind_of(area, is_exact=exact)
            for kind in _kinds(own, area, is_exact=exact) if own else []:
                # what is no figure about persons is the same at both levels
                place = zlib.crc32(f"{fake.key} {area} {kind}".encode())
                rng = np.random.default_rng([0 if fake.exact else seed, place])
                rows += _series(fake, area, kind, rng, exact=exact)
    return rows


def _kinds(own: PeriodKind, area: str, *, is_exact: bool) -> list[PeriodKind]:
    """Return the kinds of periods that there are figures of: the own one and longer ones."""
    if own is W:
        return [W]
    if not is_exact:
        kinds = [PeriodKind.QUARTAL, H, J]
        return kinds[kinds.index(own) :]
    months = [PeriodKind.MONAT] if area == "KREIS" else []
    return [*months, PeriodKind.QUARTAL, H, J, PeriodKind.KITAJAHR]


def _series(
    fake: Fake, area: str, kind: PeriodKind, rng: np.random.Generator, *, exact: bool
) -> list[dict[str, Any]]:
    offset = 0.0 if area == "KREIS" else float(rng.normal(0, fake.spread * 1.2))
    if kind is W:
        waves = [("W2022", dt.date(2022, 3, 1)), ("W2025", dt.date(2025, 3, 1))]
        spans = [(name, start, start + dt.timedelta(days=60)) for name, start in waves]
    else:
        spans = [(period.name, period.start, period.end) for period in _periods(kind)]
    return [_value(fake, (area, offset), kind, span, rng, exact=exact) for span in spans]


def _value(
    fake: Fake,
    place: tuple[str, float],
    kind: PeriodKind,
    span: Span,
    rng: np.random.Generator,
    *,
    exact: bool = False,
) -> dict[str, Any]:
    area, offset = place
    name, start, end = span
    concept = "2024" if start >= VERSION_2024 else "2021"
    target = _target(fake, concept)
    quarters = (start - FIRST).days / 91.3
    noise = fake.spread * (0.5 if area == "KREIS" else 1) * float(rng.normal(0, 0.6))
    value: float | None = fake.level + fake.drift * quarters + offset + noise
    value = min(value, 100.0) if fake.unit == "%" else value
    missing = area == "071375003" and name in {"2022-Q2", "2022-Q3"}
    width = 0.0 if fake.interval == "KEINES" else fake.spread * (0.8 if area == "KREIS" else 2)
    is_larger = not exact and (fake.key, area, name) == LARGER
    width = 0.0 if is_larger else width
    value = None if missing else 5.0 if is_larger else value
    graded = kind is fake.kind_of(area, is_exact=exact)
    status = _status(fake, value, width, target, graded=graded)
    cell = (fake.key, area, name)
    is_revised = not exact and (cell in REVISED or cell in CORRECTED)
    n = None if value is None else int(rng.integers(40, 400) * (3 if area == "KREIS" else 1))
    provisional = end > dt.date(2026, 6, 30) and area in {"KREIS", "071375009"}
    return {
        "indikator_id": fake.key, "gebiet_id": area, "periode_art": kind.value, "periode": name,
        "von": start, "bis": end, "konzept_id": concept, "wert": value,
        "unten": value - width if value is not None and width else None,
        "oben": min(value + width, 100.0 if fake.unit == "%" else 1e9)
        if value is not None and width else None,
        "zaehler": round(value * n / 100) if value is not None and n and fake.unit == "%" else None,
        "nenner": n, "fallzahl": n, "zielwert": target,
        "zielwert_oben": 100.0 if fake.direction == "BAND" else None, "pfadwert": None,
        "zielerreichung": _attainment(fake, value, target) if graded else None,
        "bewertet": graded and value is not None and target is not None, "status": status,
        "vorlaeufig": provisional, "abdeckung": 0.93 if provisional else (0.4 if missing else 1.0),
        "fehlend": 3, "quarantaene": 5,
        "grenze_unten": value - 1.5 if value is not None and fake.unit == "%" else None,
        "grenze_oben": min(value + 1.0, 100) if value is not None and fake.unit == "%" else None,
        "mehr_als": is_larger, "revidiert_am": REVISED_ON if is_revised else None,
        "korrektur": CORRECTED.get(cell) if is_revised else None,
    }  # fmt: skip


def _status(
    fake: Fake, value: float | None, width: float, target: float | None, *, graded: bool
) -> str:
    if value is None:
        return "KEINE_ANGABE"
    if target is None:
        return "BEOBACHTUNG"
    if not graded:
        return "NICHT_BEWERTET"
    distance = target - value if fake.direction == "NIEDRIGER" else value - target
    if abs(distance) < width / 2:
        return "UNSICHER"
    return "ERREICHT" if distance >= 0 else "VERFEHLT"


def _attainment(fake: Fake, value: float | None, target: float | None) -> float | None:
    if value is None or target is None:
        return None
    start = 2 * target if fake.direction == "NIEDRIGER" else 0.0
    return float(np.clip((value - start) / (target - start), 0, 1))


def _goal_rows(values: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    graded = values.filter(pl.col("zielwert").is_not_null(), pl.col("status") != "NICHT_BEWERTET")
    contributions, standings = [], []
    since: dict[tuple[str, str], tuple[str, str]] = {}
    for quarter in QUARTERS:
        latest = (
            graded.filter(pl.col("bis") <= quarter.end)
            .sort("bis")
            .group_by("indikator_id", "gebiet_id", maintain_order=True)
            .last()
            .with_columns(ziel_id=pl.col("indikator_id").str.split(".").list.first())
        )
        contributions.append(
            latest.select(
                "ziel_id", "gebiet_id", "indikator_id", "periode", "zielerreichung", "status",
                quartal=pl.lit(quarter.name), gewicht=pl.lit(1.0),
            )
        )  # fmt: skip
        for row in _standing_rows(latest, quarter):
            key = (row["ziel_id"], row["gebiet_id"])
            if since.get(key, ("", ""))[0] != row["status"]:
                since[key] = (row["status"], quarter.name)
            standings.append({**row, "seit": since[key][1]})
    return pl.concat(contributions), pl.DataFrame(standings, infer_schema_length=None)


def _standing_rows(latest: pl.DataFrame, quarter: Period) -> list[dict[str, Any]]:
    rows = []
    for (goal, area), group in latest.group_by("ziel_id", "gebiet_id", maintain_order=True):
        statuses = set(group["status"])
        order = ("KEINE_ANGABE", "VERFEHLT", "UNSICHER", "ERREICHT")
        status = next(candidate for candidate in order if candidate in statuses)
        known = status != "KEINE_ANGABE"
        rows.append(
            {
                "ziel_id": goal, "gebiet_id": area, "quartal": quarter.name,
                "stand": quarter.end, "konzept_id": group["konzept_id"][0],
                "zielerreichung": group["zielerreichung"].mean() if known else None,
                "status": status, "gewicht_bewertet": 1.0 if known else 0.3,
                "vorlaeufig": bool(group["vorlaeufig"].any()),
                "anzahl_erreicht": int((group["status"] == "ERREICHT").sum()),
                "anzahl_bewertet": group.height,
            }
        )  # fmt: skip
    return rows


def _limits(values: pl.DataFrame) -> pl.DataFrame:
    series = ["indikator_id", "gebiet_id", "periode_art", "konzept_id"]
    mean, spread = pl.col("wert").mean().over(series), pl.col("wert").std().over(series) * 2.5
    return values.filter(pl.col("wert").is_not_null(), pl.col("periode_art") == "QUARTAL").select(
        *series[:3], "periode", "konzept_id", mittel=mean, untere_grenze=mean - spread,
        obere_grenze=mean + spread, n=pl.col("wert").count().over(series).cast(pl.Int32),
        signal=pl.when(pl.col("periode") == "2025-Q4").then(pl.lit("SIEBEN_EINE_SEITE")),
        richtung=pl.lit(None, pl.String), phase=pl.lit(1, pl.Int32),
        grenzen_vorlaeufig=pl.lit(value=False),
        signal_damals=pl.when(pl.col("periode") == "2025-Q4").then(pl.lit("SIEBEN_EINE_SEITE")),
        richtung_damals=pl.lit(None, pl.String),
    )  # fmt: skip


def _behaviour(values: pl.DataFrame) -> pl.DataFrame:
    rows = values.select("indikator_id", "gebiet_id").unique(maintain_order=True)
    long = pl.col("indikator_id").is_in(["Z1.1", "Z4.1", "Z8.1"])
    worse = pl.col("indikator_id") == "Z1.1"
    return rows.select(
        "indikator_id", "gebiet_id", konzept_id=pl.lit("2024"),
        variation=pl.when(worse).then(pl.lit("VERSCHLECHTERUNG")).when(long)
        .then(pl.lit("VERBESSERUNG")).otherwise(pl.lit("ZUFALL")),
        zusicherung=pl.lit("NICHT_STABIL"),
        signal=pl.when(long).then(pl.lit("SIEBEN_EINE_SEITE")),
        signal_periode=pl.when(long).then(pl.lit("2025-Q4")), n=pl.lit(11, pl.Int32),
        phase_seit=pl.lit("2024-Q1"), grund_de=pl.when(worse).then(pl.lit("Neue Leitung")),
        grund_en=pl.when(worse).then(pl.lit("New head")), grenzen_vorlaeufig=pl.lit(value=True),
        saison=pl.lit(value=False), vorschlag_ab=pl.when(worse).then(pl.lit("2024-Q4")),
        trend=pl.when(worse).then(pl.lit("FAELLT")).otherwise(pl.lit("KEINER")),
        trend_n=pl.lit(11, pl.Int32),
    )  # fmt: skip


def _changes(values: pl.DataFrame) -> pl.DataFrame:
    series = ["indikator_id", "gebiet_id", "periode_art"]
    before = {name: pl.col(name).shift().over(series) for name in ("wert", "periode")}
    change, half = pl.col("wert") - before["wert"], (pl.col("oben") - pl.col("unten")) / 2
    told = values.sort(*series, "von").select(
        *series, "periode", vergleich=pl.lit("VORPERIODE"), vergleich_periode=before["periode"],
        differenz=change, unten=change - half, oben=change + half,
        gesichert=(change.abs() > half.fill_null(0)),
        richtung=pl.when(change > 0).then(pl.lit("BESSER")).otherwise(pl.lit("SCHLECHTER")),
    )  # fmt: skip
    return told.filter(pl.col("differenz").is_not_null())


def _year_course(values: pl.DataFrame) -> pl.DataFrame:
    quarters = values.filter(indikator_id="Z8.1", periode_art="QUARTAL").sort("gebiet_id", "von")
    year = ("gebiet_id", "jahr")
    return quarters.with_columns(jahr=pl.col("von").dt.year()).select(
        "indikator_id", "gebiet_id", "periode", "jahr", "wert",
        kumuliert=pl.col("wert").cum_sum().over(year),
        pfad=pl.col("zielwert").cum_sum().over(year),
        gleitend=pl.col("wert").rolling_sum(4).over("gebiet_id"),
        jahresziel=pl.col("zielwert") * 4,
    )  # fmt: skip


def _coverage() -> pl.DataFrame:
    rows = [
        {
            "gebiet_id": area, "quartal": quarter.name,
            "abdeckung": 0.93 if quarter.name == "2026-Q3" else 1.0,
            "vorlaeufig": quarter.name == "2026-Q3",
            "erwartet": 14, "eingegangen": 13 if quarter.name == "2026-Q3" else 14,
        }
        for area in ["KREIS", *AREAS]
        for quarter in QUARTERS
    ]  # fmt: skip
    return pl.DataFrame(rows)
