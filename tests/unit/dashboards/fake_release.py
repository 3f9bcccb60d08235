"""A small, seeded release and quality snapshot for the tests of the dashboards.

Written through the real snapshot builder, so that the real store opens it. The numbers follow no
indicator's definition; they cover every status, gap, revision and change of concept. Exact figures
differ from published ones in all that is about persons and agree in the rest (``Fake.exact``).
"""

from __future__ import annotations

import datetime as dt
import importlib.resources
import json
import shutil
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import polars as pl

from monitor.access import Group
from monitor.content.folder import load_content
from monitor.datasets.making import datasets_of_tables, with_codebook
from monitor.datasets.metadata.publication import ReleaseDescription, concept_versions
from monitor.datasets.model import Dataset
from monitor.datasets.publishing import publish_datasets
from monitor.periods import Period, PeriodKind, periods_between
from monitor.settings import Settings, load_settings
from monitor.snapshots.builder import build, create_tables, move_pointer
from monitor.snapshots.layout import QUALITY, RELEASE, STEERING, SnapshotLayout

NOW = dt.datetime(2026, 11, 20, 17, 5, tzinfo=dt.UTC)
FIRST, LAST = dt.date(2021, 7, 1), dt.date(2026, 9, 30)
VERSION_2024 = dt.date(2024, 1, 1)
AREAS = {
    "071370203": "Bendorf", "071375001": "Pellenz", "071375002": "Maifeld",
    "071375003": "Vordereifel", "071375004": "Mendig", "071375007": "Vallendar",
    "071375008": "Weißenthurm", "071375009": "Rhein-Mosel",
}  # fmt: skip
GOALS = {
    "Z1": ("Schnelle Beratung", "Fast counselling"),
    "Z2": ("Begleitung und Lotsen", "Accompaniment and guidance"),
    "Z3": ("Krisenprävention", "Prevention of crises"),
    "Z4": ("Vernetzungsangebote", "Networking offers"),
    "Z5": ("Sozialraumanalyse und Beteiligung", "Area analysis and participation"),
    "Z6": ("Passgenaue Unterstützung", "Support that fits"),
    "Z7": ("Chancengerechtigkeit und sozialer Ausgleich", "Equal opportunities"),
    "Z8": ("Arbeit mit Kindern", "Work with children"),
    "Z9": ("Sozialräumliche Angebote", "Offers in the area"),
    "Z10": ("Koordination und fachliche Begleitung", "Coordination and guidance"),
    "Z11": ("Fach- und Finanzkonzept", "Professional and financial concept"),
}


@dataclass(frozen=True)
class Fake:
    """One made-up indicator: a level that drifts, around a target."""

    key: str
    name: str
    name_en: str
    kind: PeriodKind = PeriodKind.QUARTAL
    unit: str = "%"
    unit_en: str = "%"
    digits: int = 1
    direction: str = "HOEHER"
    target: float | None = 80.0
    level: float = 78.0
    drift: float = 0.0
    spread: float = 4.0
    district_only: bool = False
    interval: str = "WILSON"
    #: No figure about persons: the same at both levels.
    exact: bool = False
    #: What is published of areas: in another kind of period, or nothing.
    area_kind: PeriodKind | None = None
    published_for_areas: bool = True

    @property
    def goal(self) -> str:
        return self.key.split(".")[0]

    def kind_of(self, area: str, *, is_exact: bool) -> PeriodKind | None:
        """Return the kind of period in which an area, or the district, is graded."""
        if area == "KREIS":
            return self.kind
        if self.district_only or not (is_exact or self.published_for_areas):
            return None
        return self.kind if is_exact else self.area_kind or self.kind


H, J, W = PeriodKind.HALBJAHR, PeriodKind.JAHR, PeriodKind.WELLE
DAYS = {"unit": "Werktage", "unit_en": "working days", "direction": "NIEDRIGER"}
FAKES = (
    Fake("Z1.1", "Erstkontakt Familien innerhalb von 5 Werktagen", "First contact within 5 days",
         level=86, drift=-0.9),
    Fake("Z1.2", "Wartezeit Familien, Median", "Waiting time of families, median", target=3,
         level=2.2, drift=0.09, spread=0.5, interval="RANGSTATISTIK", **DAYS),
    Fake("Z1.3", "Anfragen von Fachkräften innerhalb von 2 Werktagen", "Requests of staff",
         level=85, drift=0.1, area_kind=J),
    Fake("Z1.2b", "Wartezeit Familien, 90 %", "Waiting time of families, 90%", target=10, level=7,
         spread=0.8, interval="RANGSTATISTIK", published_for_areas=False, **DAYS),
    Fake("Z2.1", "Begleitung und Antragshilfe", "Accompaniment", J, "je 100 Kinder",
         "per 100 children", direction="BEOBACHTEN", target=None, level=14, spread=1),
    Fake("Z2.2", "Vermittlung angekommen", "Referral arrived", H, target=65, level=52, drift=2.2),
    Fake("Z2.3", "Vermittlung scheitert an fehlender Kapazität", "Referral fails", H,
         direction="NIEDRIGER", target=10, level=12, spread=2),
    Fake("Z3.1", "Akutanfrage innerhalb eines Werktags", "Acute request", target=95, level=95,
         spread=2, district_only=True),
    Fake("Z3.2", "Früher Zugang", "Early access", level=79, spread=2),
    Fake("Z4.1", "Kitas mit Vernetzungsangebot", "Centres with offer", target=90, level=84,
         drift=0.6, interval="KEINES", exact=True),
    Fake("Z4.3", "Teilnahme je Termin", "Participants per date", unit="Personen",
         unit_en="persons", target=6, level=7, spread=0.6, interval="CLUSTER"),
    Fake("Z5.1", "Rücklauf Eltern", "Response of parents", W, target=30, level=27, spread=5),
    Fake("Z6.1", "Ziel erreicht (GAS ≥ 0)", "Goal reached (GAS ≥ 0)", H, target=70, level=74,
         spread=2),
    Fake("Z7.1", "Reichweite", "Reach", J, "je 100 Kinder", "per 100 children", target=12,
         level=9, drift=0.6, spread=0.7, interval="BYAR"),
    Fake("Z8.1", "Kitas mit Kinderangebot", "Centres with offer for children", target=70,
         level=62, drift=1.0, interval="KEINES", exact=True),
    Fake("Z9.1", "Angebote je Sozialraum", "Offers per area", unit="Termine", unit_en="dates",
         target=3, level=4.2, spread=0.8, interval="KEINES", exact=True),
    Fake("Z10.2", "Fristgerechte Lieferung", "Deliveries in time", target=95, level=90, spread=4,
         district_only=True, interval="KEINES", exact=True),
    Fake("Z11.1", "Stellenbesetzung", "Posts filled", target=95, level=96.5, spread=1,
         district_only=True, interval="KEINES", exact=True),
    Fake("Z11.2", "Mittelabfluss", "Funds spent", J, direction="BAND", target=95, level=97,
         spread=1.5, district_only=True, interval="KEINES", exact=True),
)  # fmt: skip
#: Figures that were published anew since: by the yearly revision, or by a correction for a reason.
REVISED_ON = dt.date(2026, 8, 1)
REVISED = {("Z8.1", "KREIS", "2026-Q3"), ("Z8.1", "071375004", "2026-Q1")}
CORRECTED = {("Z8.1", "071375004", "2026-Q3"): "Datei <vertauscht>"}
#: A figure of which only is known that it is larger.
LARGER = ("Z1.2", "071375002", "2025-Q1")
Span = tuple[str, dt.date, dt.date]  # name, first and last day
QUARTERS = periods_between(FIRST, LAST, PeriodKind.QUARTAL)


@dataclass(frozen=True)
class Snapshot:
    """The recipe of a snapshot from finished frames."""

    layout: SnapshotLayout
    frames: Mapping[str, pl.DataFrame]
    has_datasets: bool
    described: Mapping[str, Any] = field(default_factory=dict)

    def write_tables(self, database: Path) -> None:
        with duckdb.connect(str(database)) as connection:
            create_tables(connection, self.layout, "main")
            for name, frame in self.frames.items():
                connection.register("rows", frame)
                connection.execute(f"INSERT INTO {name} BY NAME SELECT * FROM rows")
                connection.unregister("rows")

    def meta(self, snapshot_id: str) -> Mapping[str, str]:
        return {
            "release_id": snapshot_id, "snapshot_id": snapshot_id,
            "erstellt_am": NOW.isoformat(), "ist_demo": "true",
            "amt": "Kreisjugendamt Mayen-Koblenz", "kreis": "Landkreis Mayen-Koblenz",
            "daten_bis": "2026-Q3", "konzepte": "2021,2024", "code_version": "0.1.0",
            "schema_version": "1", "lieferungen": "42",
        }  # fmt: skip

    def write_files(self, folder: Path, snapshot_id: str) -> Mapping[str, Any]:
        if not self.has_datasets:
            return {}
        content = load_content(Path(str(importlib.resources.files("data") / "content")))
        publication = ReleaseDescription(
            snapshot_id, NOW, True, content.office, FIRST, LAST, "2026-Q3",
            concept_versions(content, frozenset({"2021", "2024"})), "0.1.0",
        )  # fmt: skip
        open_ones = datasets_of_tables(self.frames, content)
        datasets = with_codebook([*open_ones, restricted(open_ones[0])], self.frames)
        return publish_datasets(folder / "datasets", datasets, publication)

    def describe(self, snapshot_id: str) -> Mapping[str, Any]:
        return {
            "release_id": snapshot_id, "created_at": NOW.isoformat(), "is_demo": True,
            "data_until": "2026-Q3", "concepts": ["2021", "2024"],
            "deliveries": [{"lieferung_id": "L-01", "sha256": "01"}], "content": [],
            "versions": {"code": "0.1.0"}, **self.described,
        }  # fmt: skip


#: Beside the current release: one that was withdrawn, and a draft, both copies of it.
WITHDRAWN, DRAFT = "20260801T080000Z-00000000aaaa", "20260901T080000Z-00000000bbbb"


def restricted(dataset: Dataset) -> Dataset:
    """Return a dataset as if of rows about persons, which leadership does not get."""
    return replace(
        dataset, name="einzelzeilen", title_de="Einzelzeilen", title_en="Single rows",
        groups=frozenset({Group.EVALUATION, Group.DATENVERANTWORTLICHE}),
        notes_de=("Jede Kombination kommt mindestens 5-mal vor.",),
    )  # fmt: skip


OFFICE = """\
name = "Jugendamt Beispielkreis"
kreis = "Beispielkreis"
bundesland = "RP"
ansprechpartner = "Stelle für Barrieren"
kontakt = "barrieren@example.org"

[barrierefreiheit]
grundlage = { de = "§ 5 Beispielgesetz", en = "section 5 of the example act" }
durchsetzung = { de = "Danach hilft die Beispielstelle.", en = "Then the example body helps." }
"""


def write_steering(
    settings: Settings, now: dt.datetime = NOW, waiting: Mapping[str, str] | None = None
) -> str:
    """Make exact figures beside the release: those about persons are others, of more periods."""
    described = {"waiting": waiting or {}}
    exact = Snapshot(STEERING, release_frames(seed=8, exact=True), False, described)
    made = build(settings.steering, exact, now=now)
    move_pointer(settings.steering, made)
    return made


def write_instance(home: Path) -> Settings:
    """Make an instance with a published, a withdrawn and a draft demo release, and quality."""
    settings = load_settings(home)
    settings.content.mkdir(parents=True)
    (settings.content / "amt.toml").write_text(OFFICE, encoding="utf-8")
    release = build(settings.releases, Snapshot(RELEASE, release_frames(), True), now=NOW)
    log_states(settings, release, "VEROEFFENTLICHT")
    move_pointer(settings.releases, release)
    for copied in (WITHDRAWN, DRAFT):
        shutil.copytree(settings.releases / release, settings.releases / copied)
        manifest = settings.releases / copied / "manifest.json"
        text = manifest.read_text(encoding="utf-8").replace(release, copied)
        manifest.write_text(text, encoding="utf-8")
    log_states(settings, WITHDRAWN, "VEROEFFENTLICHT", "ZURUECKGEZOGEN")
    quality = build(settings.quality, Snapshot(QUALITY, quality_frames(), False), now=NOW)
    move_pointer(settings.quality, quality)
    return settings


def log_states(settings: Settings, release: str, *states: str) -> None:
    entries = [
        {"state": state, "at": NOW.isoformat(), "by": "test", "reason": "Probe"} for state in states
    ]
    path = settings.releases / f"{release}.states.json"
    path.write_text(json.dumps(entries), encoding="utf-8")


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
        richtung=pl.lit(None, pl.String),
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
    )  # fmt: skip


def _coverage() -> pl.DataFrame:
    rows = [
        {
            "gebiet_id": area, "quartal": quarter.name,
            "abdeckung": 0.93 if quarter.name == "2026-Q3" else 1.0,
            "vorlaeufig": quarter.name == "2026-Q3",
        }
        for area in ["KREIS", *AREAS]
        for quarter in QUARTERS
    ]  # fmt: skip
    return pl.DataFrame(rows)


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
