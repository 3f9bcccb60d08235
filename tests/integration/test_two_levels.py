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
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import flask.testing
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from dashboards.web.app import create_app
from monitor.access import Role
from monitor.cli import runs
from monitor.concept.vocabulary import DISTRICT
from monitor.content.folder import Content, load_content
from monitor.errors import AccessError
from monitor.periods import PeriodKind
from monitor.reading.store import Store
from monitor.secret import make_secret
from monitor.settings import Settings
from tests.builders.approvals import APPROVAL
from tests.builders.instances import PACKAGED, settings_of
from tests.builders.sign_in import EVALUATOR, LEADER, client_of

#: The waiting time of the third quarter is over: nobody has said which deliveries to expect.
NOW = dt.datetime(2024, 12, 2, 8, 30, tzinfo=dt.UTC)
KEYS = ["indikator_id", "gebiet_id", "periode_art", "periode"]
FIGURES = ["wert", "unten", "oben", "zaehler", "nenner", "fallzahl"]


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
        release_id, _ = runs.run_release(
            settings=self.settings, content=self.content, by="Erstellerin", approval=APPROVAL
        )
        return release_id

    def correct(self, period: str, reason: str) -> None:
        given = {"settings": self.settings, "content": self.content}
        runs.run_correct(period, reason=reason, **given)

    def retract(self, lieferung_id: str) -> None:
        runs.run_retract(lieferung_id, settings=self.settings, content=self.content)

    def exact(self) -> pl.DataFrame:
        return self.store.steering_table(LEADER, "wert")

    def published(self) -> pl.DataFrame:
        return self.store.table(EVALUATOR, "wert")

    def client(self) -> flask.testing.FlaskClient:
        """Return a client that is signed in as an evaluator."""
        return client_of(create_app(self.settings), Role.EVALUATION)

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
    make_secret(settings.private)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runs, "current_time", Clock())
        made = Office(settings, activities, as_csv)
        made.deliver(*(f"TR{number:02d}" for number in range(1, 7)))
        made.release()
        yield made


@pytest.fixture(scope="module")
def published(office: Office) -> pl.DataFrame:
    """Return the figures of the release."""
    return office.published()


@pytest.fixture(scope="module")
def altered(office: Office, published: pl.DataFrame) -> pl.DataFrame:
    """Return the exact figures of the cells that are published with others."""
    both = office.exact().join(published, on=KEYS, suffix="_published")
    differs = (pl.col(name).ne_missing(pl.col(f"{name}_published")) for name in FIGURES)
    return both.filter(pl.any_horizontal(*differs)).select(office.exact().columns)


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
    hrefs += ["/", "/ziel/Z1", "/daten"]
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
        search = f"gebiet={area}&zeitraum={kind.lower()}"
        yield f"/download/verlauf/{name}.csv?{search}"


def test_counts_of_the_release_are_not_those_of_people(
    altered: pl.DataFrame, published: pl.DataFrame
) -> None:
    assert altered.filter(pl.col("zaehler") > 0).height >= 10
    waits = published.filter(indikator_id="Z1.1", periode="2024-Q3")
    counts = {*waits["zaehler"], *(waits["nenner"] - waits["zaehler"])}
    assert len(counts) > 3
    assert counts.isdisjoint({1.0, 2.0})
    small = altered.filter(indikator_id="Z1.1", periode="2024-Q3")
    assert {1.0, 2.0} & {*small["zaehler"], *(small["nenner"] - small["zaehler"])}


def test_the_release_tells_of_finished_periods_only(
    office: Office, published: pl.DataFrame
) -> None:
    kinds = set(published["periode_art"])
    assert kinds <= {"QUARTAL", "HALBJAHR", "JAHR", "WELLE"}
    assert "MONAT" in set(office.exact()["periode_art"])


def test_every_file_and_answer_was_fetched(fetched: dict[str, bytes]) -> None:
    assert len([href for href in fetched if fetched[href]]) > 60
    assert any(".zip/" in href for href in fetched)


def test_the_dataset_tells_what_is_published(
    fetched: dict[str, bytes], published: pl.DataFrame
) -> None:
    files = [href for href in fetched if href.endswith("indikatoren.parquet")]
    assert files
    told = published.select(*KEYS, *FIGURES).sort(KEYS)
    for href in files:
        rows = pl.read_parquet(io.BytesIO(fetched[href])).select(told.columns).sort(KEYS)
        assert_frame_equal(rows, told, check_dtypes=False)


def test_the_files_behind_charts_tell_what_is_published(
    fetched: dict[str, bytes], published: pl.DataFrame, altered: pl.DataFrame
) -> None:
    told = {row[:4]: row[4:] for row in published.select(*KEYS, *FIGURES).iter_rows()}
    rows = [
        row
        for href, content in fetched.items()
        if href.startswith("/download") and content.startswith(b"\xef\xbb\xbf")
        for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
    ]
    cells = {tuple(row[name] for name in KEYS) for row in rows}
    assert cells >= set(altered.select(KEYS).iter_rows())
    for row in rows:
        figures = [_number(row[name]) for name in FIGURES]
        assert figures == pytest.approx(list(told[tuple(row[name] for name in KEYS)]), nan_ok=True)
    assert {row["ebene"] for row in rows} == {"veröffentlicht, zum Schutz leicht verändert"}


def _number(cell: str) -> float | None:
    return float(cell.replace(",", ".")) if cell else None


def test_no_exact_figure_and_no_trace_of_its_snapshot_is_anywhere(
    office: Office, fetched: dict[str, bytes], published: pl.DataFrame, altered: pl.DataFrame
) -> None:
    info = office.store.steering(LEADER)
    assert info is not None
    shown = set(published.select(FIGURES[:3]).unpivot()["value"].drop_nulls())
    exact = set(altered.select(FIGURES[:3]).unpivot()["value"].drop_nulls()) - shown
    texts = {repr(value) for value in exact if len(repr(value)) > 9}
    assert len(texts) >= 10
    marks = [info.snapshot_id.encode(), *(t.encode() for t in texts)]
    marks += [text.replace(".", ",").encode() for text in texts]
    leaks = {(href, mark) for href, content in fetched.items() for mark in marks if mark in content}
    assert leaks == set()


@pytest.mark.parametrize("path", ["/", "/ziel/Z1", "/download/verlauf/Z1.1.csv"])
def test_an_evaluator_who_asks_for_exact_figures_is_refused(path: str, office: Office) -> None:
    assert office.client().get(f"{path}?ebene=steuerung").status_code == 403
    with pytest.raises(
        AccessError, match=r"Ihr Konto \(Evaluation\) darf die internen Zahlen nicht"
    ):
        office.store.steering_table(EVALUATOR, "wert")


def contacts(wert: pl.DataFrame) -> float:
    row = {"indikator_id": "Z1.1", "gebiet_id": DISTRICT, "periode": "2024-Q3"}
    return float(wert.filter(**row)["nenner"][0])


def test_a_late_delivery_and_its_retraction_change_exact_figures_at_once(office: Office) -> None:
    before, release = contacts(office.exact()), office.store.current(EVALUATOR)
    published = office.published()
    (late,) = office.deliver("TR08")
    assert contacts(office.exact()) == before + office.contacts["TR08"]
    assert office.published().equals(published)
    office.retract(late)
    assert contacts(office.exact()) == before
    assert office.store.current(EVALUATOR) == release
    assert office.published().equals(published)


def test_a_published_quarter_stays_as_it_is_until_it_is_corrected(
    office: Office, published: pl.DataFrame
) -> None:
    """Nobody learns who came late: neither a late delivery nor a retraction shows in a release."""
    late = office.deliver("TR08", "TR09")
    first = office.release()
    assert office.store.current(EVALUATOR).release_id == first
    assert office.published().equals(published)
    told = office.store.changes(EVALUATOR, first, first)
    assert told.is_empty
    office.retract(late[0])
    office.release()
    assert office.published().equals(published)
    office.correct("2024-Q3", "Nachgelieferte Zeilen")
    office.release()
    corrected = office.published().filter(periode="2024-Q3")
    assert contacts(corrected) != contacts(published)
    assert abs(contacts(corrected) - contacts(office.exact())) <= 4 * 5  # five classes of waits
    assert set(corrected["korrektur"]) == {"Nachgelieferte Zeilen"}
    assert corrected["revidiert_am"].is_not_null().all()
    office.retract(late[1])


def test_a_run_without_anything_new_leaves_the_exact_figures(office: Office) -> None:
    made = office.store.steering(LEADER)
    office.deliver("TR01")  # known
    assert office.store.steering(LEADER) == made


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_the_status_says_when_the_exact_figures_were_made(
    options: list[str], office: Office
) -> None:
    made = office.store.steering(LEADER)
    assert made is not None
    command = [sys.executable, "-m", "monitor.cli", "status", "--home", str(office.settings.home)]
    done = subprocess.run([*command, *options], capture_output=True, text=True, check=True)
    told = f"genaue Zahlen vom {made.created_at:%d.%m.%Y %H:%M} UTC"
    assert (made.snapshot_id if options else told) in done.stdout
