"""Which pages and files leadership can fetch, and fetching them all."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path

from playwright.sync_api import BrowserContext

from dashboards.request.report_choice import ReportKind
from dashboards.words.language import Language
from monitor.confidentiality.levels import FigureLevel
from tests.browser.one_number.files import read_codes, read_rows, rows_of_file, text_rows
from tests.browser.one_number.leaks import numbers_of_file, numbers_of_text
from tests.browser.one_number.session import Session
from tests.browser.one_number.truth import (
    DATASETS,
    PELLENZ,
    VALLENDAR,
    Seen,
    Truth,
    Visit,
)

PUBLISHED = FigureLevel.VEROEFFENTLICHUNG


@dataclass(frozen=True)
class Collected:
    """What was carried beside its key, and every telling number wherever it stood."""

    seen: list[Seen]
    numbers: set[str]


def collect(context: BrowserContext, address: str, truth: Truth, folder: Path) -> Collected:
    """Collect everything that a session of leadership can fetch; files are put into a folder."""
    session = Session(context, address, truth)
    drawn, asked = _visits(truth)
    for visit in drawn:
        session.open(replace(visit, level=PUBLISHED))
    for visit in asked:
        session.ask_page(replace(visit, level=PUBLISHED))
    for visit in _explored(asked):
        session.ask_charts(replace(visit, level=PUBLISHED))
    for name in DATASETS:
        session.preview_all(name)
    session.preview("indikatoren", Language.EN)
    _fetch_series(session, "&ebene=veroeffentlichung")
    _fetch_datasets(session, folder)
    _fetch_descriptions(session)
    _fetch_reports(session)
    return Collected(session.seen, session.numbers)


def collect_exact(context: BrowserContext, address: str, truth: Truth) -> Collected:
    """Collect the exact figures that leadership sees by itself: pages and files behind charts."""
    session = Session(context, address, truth)
    drawn, asked = _visits(truth)
    for visit in (Visit("/"), Visit("/ziel/Z1"), Visit("/ziel/Z2", VALLENDAR)):
        session.open(visit)
    for visit in (*drawn, *asked):
        session.ask_page(visit)
    for visit in _explored(asked):
        session.ask_charts(visit)
    _fetch_series(session, "")
    return Collected(session.seen, session.numbers)


def _visits(truth: Truth) -> tuple[list[Visit], list[Visit]]:
    """Return the pages that are drawn, and those that are asked for only."""
    goals = sorted({key[0] for key in truth.tables["ziel_stand"]})
    drawn = [Visit("/"), Visit("/", VALLENDAR), Visit("/barrierefreiheit")]
    drawn += [Visit(f"/ziel/{goal}") for goal in goals]
    drawn += [Visit(f"/ziel/{goal}", PELLENZ) for goal in ("Z1", "Z2", "Z5", "Z8")]
    kinds = ("QUARTAL", "HALBJAHR", "JAHR")
    asked = [Visit("/", area, None, q) for area in truth.areas for q in ("2026-Q3", "2025-Q4")]
    asked += [Visit(f"/ziel/{goal}", area) for goal in goals for area in truth.areas]
    asked += [Visit(f"/ziel/{goal}", area, kind) for goal in goals
              for area in ("KREIS", VALLENDAR, PELLENZ) for kind in kinds]  # fmt: skip
    english = [Visit(path, area, language=Language.EN) for area in ("KREIS", VALLENDAR)
               for path in ("/", *(f"/ziel/{goal}" for goal in goals))]  # fmt: skip
    drawn += [visit for visit in english if visit.path in {"/", "/ziel/Z1", "/ziel/Z2"}]
    return drawn, [*asked, *english, Visit("/ziel/Z4", "KREIS", None, "2025-Q4")]


def _explored(asked: list[Visit]) -> list[Visit]:
    """Return the visits whose charts are explored: of the district and an area."""
    return [one for one in asked if one.path != "/" and one.area in {"KREIS", PELLENZ}]


def _fetch_series(session: Session, level: str) -> None:
    """Fetch the file behind every chart, of every area and kind of period."""
    for name in session.truth.indicators:
        for area in session.truth.areas:
            for kind in ("quartal", "halbjahr", "jahr", "welle"):
                path = f"/download/verlauf/{name}.csv?gebiet={area}&zeitraum={kind}{level}"
                if content := session.get(path):
                    session.numbers |= numbers_of_text(content.decode("utf-8-sig"))
                    rows = text_rows(content, comma=True)
                    session.seen += read_rows(
                        "CSV des Verlaufs", "wert", rows, session.truth, comma=True
                    )


def _fetch_datasets(session: Session, folder: Path) -> None:
    """Fetch every file of every dataset on offer, and the package of them all."""
    offered = json.loads(session.get("/api/v1/releases/latest"))
    assert {each["name"] for each in offered["datasets"]} == {*DATASETS, "codebuch"}
    files = {
        (each["name"], file["format"]): session.get(file["href"])
        for each in offered["datasets"]
        for file in each["files"]
    }
    for (name, kind), content in files.items():
        path = folder / f"{name}.{kind}"
        path.write_bytes(content)
        if name in DATASETS:
            rows = rows_of_file(path, read_codes(files["codebuch", "parquet"], name, kind))
            session.seen += read_rows(
                f"API {kind}", DATASETS[name], rows, session.truth, comma=kind == "csv-excel"
            )
    (package,) = (each for each in offered["documents"] if each["kind"] == "PAKET")
    whole = folder / "gesamt.zip"
    whole.write_bytes(session.get(package["href"]))
    with zipfile.ZipFile(whole) as archive:
        packed = [archive.read(name) for name in archive.namelist()]
    assert set(files.values()) <= set(packed)
    session.numbers |= numbers_of_file(whole)
    for each in offered["documents"]:
        if each["kind"] != "PAKET":
            session.numbers |= numbers_of_text(session.get(each["href"]).decode())


def _fetch_descriptions(session: Session) -> None:
    """Fetch the descriptions of the datasets: their least and greatest values are figures, too."""
    extremes = session.truth.tables.setdefault("umfang", {})
    for dataset, table in DATASETS.items():
        rows = session.truth.tables[table].values()
        text = session.get(f"/api/v1/releases/latest/datasets/{dataset}").decode()
        session.numbers |= numbers_of_text(text)
        body = json.loads(text)
        for each in body["variables"]:
            known = [r[each["name"]] for r in rows if r.get(each["name"]) is not None]
            if each["kind"] in {"INTEGER", "DECIMAL"} and known:
                ends = {"minimum": min(known), "maximum": max(known), "valid": len(known)}
                extremes[dataset, each["name"]] = ends
                session.seen += [
                    Seen("API Beschreibung", "umfang", (dataset, each["name"]), end, each[end])
                    for end in ends
                ]


def _fetch_reports(session: Session) -> None:
    """Fetch every report of published figures: as a page, and as tables, which keep all digits."""
    for kind in ReportKind:
        for area in {"KREIS", PELLENZ} if kind is not ReportKind.PROFIL else {PELLENZ}:
            path = f"/bericht/{kind}.{{}}?gebiet={area}&ebene=veroeffentlichung"
            edition, workbook = (session.get(path.format(ending)) for ending in ("html", "xlsx"))
            session.numbers |= numbers_of_text(edition.decode())
            with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
                sheets = [name for name in archive.namelist() if "worksheets/" in name]
                for name in sheets:
                    session.numbers |= numbers_of_text(archive.read(name).decode())
            assert edition
            assert sheets
