"""A small instance from deliveries to both levels, and all that an evaluator can fetch of it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import flask.testing
import polars as pl
import pytest

from dashboards.app import create_app
from monitor.access import Group, Viewer
from monitor.cli import runs
from monitor.content import Content, load_content
from monitor.errors import AccessError
from monitor.reader import Store
from monitor.settings import Settings
from monitor.tables import DISTRICT, PeriodKind, Status
from tests.integration.conftest import PACKAGED, settings_of

NOW = dt.datetime(2024, 11, 22, 8, 30, tzinfo=dt.UTC)
KEYS = ["indikator_id", "gebiet_id", "periode_art", "periode"]
SECRETS = ["wert", "unten", "oben", "zaehler", "nenner", "fallzahl"]
EVALUATION, LEITUNG = Viewer(Group.EVALUATION), Viewer(Group.LEITUNG)


class Clock:
    """The time of the runs: each is a minute after the one before."""

    def __init__(self) -> None:
        self.minutes = 0

    def __call__(self) -> dt.datetime:
        self.minutes += 1
        return NOW + dt.timedelta(minutes=self.minutes)


def places(traeger: str) -> Iterator[tuple[str, str]]:
    """Yield Kita and area of the first Kitas of a Träger."""
    with (PACKAGED / "stammdaten" / "dim_kita.csv").open(encoding="utf-8-sig") as stream:
        rows = [row for row in csv.DictReader(stream) if row["traeger_id"] == traeger]
    yield from ((row["kita_id"], row["sozialraum_ars"]) for row in rows[:4])


class Office:
    """An instance with deliveries of six Träger, released, and the application over it."""

    def __init__(self, settings: Settings, activities: Any, as_csv: Any) -> None:
        self.settings = settings
        self.content: Content = load_content(settings.content)
        self._activities, self._as_csv = activities, as_csv
        self.store = Store(settings)
        self.contacts: dict[str, int] = {}

    def deliver(self, *traeger: str) -> list[str]:
        """Ingest a delivery of the third quarter of each Träger; return their ids."""
        paths = [self._write(name) for name in traeger]
        reports = runs.run_ingest(
            paths,
            settings=self.settings,
            content=self.content,
            progress=lambda *_: None,
            is_demo=True,
        )
        return [r.delivery.lieferung_id for r in reports if r.delivery and r.delivery.quartal]

    def release(self) -> str:
        return runs.run_release(settings=self.settings, content=self.content, publish=True)

    def retract(self, lieferung_id: str) -> None:
        runs.run_retract(lieferung_id, settings=self.settings, content=self.content)

    def exact(self) -> pl.DataFrame:
        return self.store.steering_table(LEITUNG, "wert")

    def published(self) -> pl.DataFrame:
        return self.store.table(EVALUATION, "wert")

    def client(self) -> flask.testing.FlaskClient:
        return create_app(self.store).server.test_client()

    @staticmethod
    def late(traeger: str) -> int:
        """Return how many families of a Träger waited too long: none, one or two."""
        return int(traeger[2:]) % 3

    def _write(self, traeger: str) -> Path:
        rows: list[dict[str, str]] = []
        for number, (kita, area) in enumerate(places(traeger)):
            place = {"kita_id": kita, "sozialraum_ars": area}
            rows += self._activities(
                5 + 2 * number + self.late(traeger), traeger=traeger, first=len(rows) + 1, **place
            )
        for number, row in enumerate(rows):
            is_late = number < self.late(traeger)
            row["anfrage_datum"] = "2024-07-20" if is_late else row["datum"]
            row["abschluss"] = "ja" if number % 2 else "nein"
            row["ergebnis"] = ("ABBRUCH" if number < 4 else "GEKLAERT") if number % 2 else ""
        self.contacts[traeger] = len(rows)
        path = self.settings.inbox / f"{traeger}_2024-Q3_2024-10-08.csv"
        path.write_bytes(self._as_csv(rows))
        return path


@pytest.fixture(scope="module")
def office(
    prepared: Path, tmp_path_factory: pytest.TempPathFactory, activities: Any, as_csv: Any
) -> Iterator[Office]:
    settings = settings_of(tmp_path_factory.mktemp("ebenen") / "instanz")
    shutil.copytree(prepared, settings.home)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runs, "current_time", Clock())
        made = Office(settings, activities, as_csv)
        made.deliver(*(f"TR{number:02d}" for number in range(1, 7)))
        made.release()
        yield made


@pytest.fixture(scope="module")
def hidden(office: Office) -> pl.DataFrame:
    """Return the exact figures of the cells that the release hides."""
    cells = office.published().filter(status=Status.GEHEIM.value).select(KEYS)
    return office.exact().join(cells, on=KEYS, how="semi")


@pytest.fixture(scope="module")
def fetched(office: Office) -> dict[str, bytes]:
    """Return all that an evaluator can fetch: address → content, archives unpacked, too."""
    client = office.client()
    found: dict[str, bytes] = {}
    with client.get("/api/v1/releases/latest", follow_redirects=True) as answer:
        latest = json.loads(answer.get_data())
    hrefs = [file["href"] for each in latest["datasets"] for file in each["files"]]
    hrefs += [each["href"] for each in latest["documents"]]
    hrefs += ["/api/v1/releases", "/api/v1/releases/latest", "/api/v1/openapi.json"]
    hrefs += [f"/api/v1/releases/latest/datasets/{each['name']}" for each in latest["datasets"]]
    hrefs += [f"{path}?gruppe=evaluation" for path in ("/", "/ziel/Z1", "/daten")]
    hrefs += [*series_addresses(office)]
    for href in hrefs:
        with client.get(href, follow_redirects=True) as answer:
            assert answer.status_code in {200, 404}, href
            found[href] = answer.get_data()
        if href.endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(found[href])) as archive:
                found |= {f"{href}/{name}": archive.read(name) for name in archive.namelist()}
    return found


def series_addresses(office: Office) -> Iterator[str]:
    known = {one.id for concept in office.content.concepts for one in concept.indikator}
    areas = (DISTRICT, *(each.ars for each in office.content.served_areas))
    for name, area, kind in itertools.product(sorted(known), areas, PeriodKind):
        search = f"gruppe=evaluation&gebiet={area}&zeitraum={kind.lower()}"
        yield f"/download/verlauf/{name}.csv?{search}"


def test_the_release_hides_what_those_who_steer_see(hidden: pl.DataFrame) -> None:
    told = hidden.filter(pl.col("zaehler") > 0)
    assert told.height >= 10
    small = told.filter(indikator_id="Z1.1", periode="2024-Q3")
    rest = (small["nenner"] - small["zaehler"]).to_list()
    assert {1.0, 2.0} <= set(rest)


def test_every_file_and_answer_was_fetched(fetched: dict[str, bytes]) -> None:
    assert len([href for href in fetched if fetched[href]]) > 60
    assert any(".zip/" in href for href in fetched)


def test_the_dataset_is_empty_where_the_release_hides(
    fetched: dict[str, bytes], hidden: pl.DataFrame
) -> None:
    files = [href for href in fetched if href.endswith("indikatoren.parquet")]
    assert files
    for href in files:
        rows = pl.read_parquet(io.BytesIO(fetched[href])).join(hidden, on=KEYS, how="semi")
        assert rows.height == hidden.height
        assert sum(rows.select(pl.col(SECRETS).is_not_null().sum()).row(0)) == 0


def test_the_files_behind_charts_are_empty_where_the_release_hides(
    fetched: dict[str, bytes], hidden: pl.DataFrame
) -> None:
    cells = set(hidden.select(KEYS).iter_rows())
    rows = [
        row
        for href, content in fetched.items()
        if href.startswith("/download") and content.startswith(b"\xef\xbb\xbf")
        for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
    ]
    found = [row for row in rows if tuple(row[name] for name in KEYS) in cells]
    assert len(found) >= len(cells)
    assert {row[name] for row in found for name in SECRETS} == {""}
    assert not any("ebene" in row for row in rows)


def test_no_exact_figure_and_no_trace_of_its_snapshot_is_anywhere(
    office: Office, fetched: dict[str, bytes], hidden: pl.DataFrame
) -> None:
    info = office.store.steering(LEITUNG)
    assert info is not None
    shown = set(office.published().select(SECRETS[:3]).unpivot()["value"].drop_nulls())
    exact = set(hidden.select(SECRETS[:3]).unpivot()["value"].drop_nulls()) - shown
    texts = {repr(value) for value in exact if len(repr(value)) > 9}
    assert len(texts) >= 10
    marks = [info.snapshot_id.encode(), *(t.encode() for t in texts)]
    marks += [text.replace(".", ",").encode() for text in texts]
    leaks = {(href, mark) for href, content in fetched.items() for mark in marks if mark in content}
    assert leaks == set()


@pytest.mark.parametrize("path", ["/", "/ziel/Z1", "/download/verlauf/Z1.1.csv"])
def test_an_evaluator_who_asks_for_exact_figures_is_refused(path: str, office: Office) -> None:
    assert office.client().get(f"{path}?gruppe=evaluation&ebene=steuerung").status_code == 403
    with pytest.raises(AccessError, match="Gruppe Evaluation darf die internen Zahlen nicht"):
        office.store.steering_table(EVALUATION, "wert")


def test_a_late_delivery_and_its_retraction_change_exact_figures_at_once(office: Office) -> None:
    def contacts(read: Callable[[], pl.DataFrame]) -> float:
        row = {"indikator_id": "Z1.1", "gebiet_id": DISTRICT, "periode": "2024-Q3"}
        return float(read().filter(**row)["nenner"][0])

    before, release = contacts(office.exact), office.store.current(EVALUATION)
    published = office.published()
    (late,) = office.deliver("TR08")
    assert contacts(office.exact) == before + office.contacts["TR08"]
    assert office.published().equals(published)
    office.retract(late)
    assert contacts(office.exact) == before
    assert office.store.current(EVALUATION) == release
    assert office.published().equals(published)


def test_a_run_without_anything_new_leaves_the_exact_figures(office: Office) -> None:
    made = office.store.steering(LEITUNG)
    office.deliver("TR01")  # known
    assert office.store.steering(LEITUNG) == made


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_the_status_says_when_the_exact_figures_were_made(
    options: list[str], office: Office
) -> None:
    made = office.store.steering(LEITUNG)
    assert made is not None
    command = [sys.executable, "-m", "monitor.cli", "status", "--home", str(office.settings.home)]
    done = subprocess.run([*command, *options], capture_output=True, text=True, check=True)
    told = f"genaue Zahlen vom {made.created_at:%d.%m.%Y %H:%M} UTC"
    assert (made.snapshot_id if options else told) in done.stdout
