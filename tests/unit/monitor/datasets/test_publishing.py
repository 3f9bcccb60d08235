"""What is written for a release: read back by the clients that evaluators use."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from frictionless import Package, system

from monitor.access import Group
from monitor.datasets import formats
from monitor.datasets.formats import FACTS, FileFormat
from monitor.datasets.manifest import FileKind, datasets_of, files_of
from monitor.datasets.metadata.publication import ReleaseDescription
from monitor.datasets.model import Dataset
from monitor.datasets.origin import ORIGIN_COLUMN, with_origin
from monitor.datasets.profile import make_profile
from monitor.datasets.publishing import publish_datasets
from monitor.datasets.reading import read_rows, read_variables
from monitor.datasets.summary import summarise
from monitor.private_files import sha256_of

Told = dict[str, Any]


@pytest.fixture
def restricted(dataset: Dataset) -> Dataset:
    return replace(dataset, name="nur_evaluation", groups=frozenset({Group.EVALUATION}))


@pytest.fixture
def told(out: Path, dataset: Dataset, restricted: Dataset, publication: ReleaseDescription) -> Told:
    return publish_datasets(out, [dataset, restricted], publication)


def test_frictionless_validates_every_package(told: Told, out: Path, tmp_path: Path) -> None:
    for number, package in enumerate(told["packages"]):
        target = tmp_path / f"unpacked{number}"
        with zipfile.ZipFile(out / package["archive"]["file_name"]) as archive:
            archive.extractall(target)
        with system.use_context(onerror="raise"):
            report = Package(str(target / "datapackage.json")).validate()
        assert report.valid, report.flatten(["message"])
        assert report.stats["tasks"] == len(package["datasets"])


def test_the_checksums_of_a_package_are_right(told: Told, out: Path) -> None:
    with zipfile.ZipFile(out / told["packages"][0]["archive"]["file_name"]) as archive:
        sums = archive.read("SHA256SUMS").decode().splitlines()
        for line in sums:
            digest, name = line.split("  ")
            assert hashlib.sha256(archive.read(name)).hexdigest() == digest
        assert len(sums) == len(archive.namelist()) - 1


def test_every_audience_gets_a_package_that_speaks_of_nothing_else(told: Told, out: Path) -> None:
    packages = {frozenset(package["groups"]): package for package in told["packages"]}
    assert set(packages) == {
        frozenset({"EVALUATION"}),
        frozenset({"LEITUNG", "DATENVERANTWORTLICHE"}),
    }
    others = packages[frozenset({"LEITUNG", "DATENVERANTWORTLICHE"})]
    assert others["datasets"] == ["probe"]
    for document in others["documents"]:
        assert "nur_evaluation" not in (out / document["file_name"]).read_text(encoding="utf-8")


def test_the_manifest_lists_size_checksum_rows_and_groups(told: Told, out: Path) -> None:
    found = files_of(told)
    assert {file.kind for file in found} == set(FileKind)
    for file in found:
        path = out / file.file_name
        assert (file.bytes, file.sha256) == (path.stat().st_size, sha256_of(path))
    names = {(file.name, file.format): file for file in found}
    assert names["probe", "csv"].rows == 4
    assert names["nur_evaluation", "sav"].groups == {Group.EVALUATION}
    assert names["probe", "csv"].title_en == "Sample"


def test_what_is_said_of_a_dataset_can_be_read_back(
    told: Told, out: Path, dataset: Dataset
) -> None:
    listed = datasets_of(told)[0]
    assert (listed.name, listed.rows, listed.notes_en) == ("probe", 4, ("Protected.",))
    parquet = listed.file("parquet")
    assert parquet is not None
    assert listed.file("exe") is None
    marked = with_origin(dataset, is_demo=True)
    rows = pl.scan_parquet(out / parquet.file_name)
    assert read_variables(out, listed) == make_profile(marked, summarise(marked), rows)
    assert read_rows(out, listed, limit=2, offset=1).equals(rows.collect().slice(1, 2))
    assert set(told["citation"]) == {"de", "en"}


def test_a_release_without_profiles_says_nothing_of_variables(told: Told, out: Path) -> None:
    earlier = {key: value for key, value in told["datasets"][0].items() if key != "profile"}
    dataset = datasets_of({"datasets": [earlier]})[0]
    assert read_variables(out, dataset) == ()


def test_every_file_says_that_it_is_demo(told: Told, out: Path) -> None:
    for file in files_of(told):
        if file.kind is FileKind.DATENSATZ:
            assert "_demodaten" in file.file_name
    rows = pl.read_parquet(out / "probe_demodaten.parquet")
    assert rows.columns[0] == ORIGIN_COLUMN
    assert set(rows[ORIGIN_COLUMN]) == {"DEMODATEN (frei erfunden)"}


def test_real_data_are_not_called_demo(
    out: Path, dataset: Dataset, publication: ReleaseDescription
) -> None:
    publish_datasets(out, [dataset], replace(publication, is_demo=False))
    assert pl.read_parquet(out / "probe.parquet")[ORIGIN_COLUMN][0] == "Daten des Jugendamts"
    assert not list(out.rglob("*demo*"))
    readme = next(out.glob("gesamt*/README.md")).read_text(encoding="utf-8")
    assert "erfunden" not in readme


def test_equal_inputs_give_equal_bytes(
    tmp_path: Path, dataset: Dataset, restricted: Dataset, publication: ReleaseDescription
) -> None:
    made = [
        publish_datasets(tmp_path / place, [dataset, restricted], publication)
        for place in ("first", "second")
    ]
    assert made[0] == made[1]  # the checksums of every file stand in it


def test_too_many_rows_leave_formats_out_and_the_readme_says_so(
    out: Path, dataset: Dataset, publication: ReleaseDescription, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = {kind: replace(facts, max_rows=facts.max_rows and 3) for kind, facts in FACTS.items()}
    monkeypatch.setattr(formats, "FACTS", few)
    told = publish_datasets(out, [dataset], publication)
    assert [file["format"] for file in told["datasets"][0]["files"]] == ["csv", "parquet"]
    assert told["datasets"][0]["left_out"] == ["csv-excel", "xlsx", "sav", "dta"]
    readme = next(out.glob("gesamt*/README.md")).read_text(encoding="utf-8")
    assert "`probe` hat für diese Formate zu viele Zeilen" in readme


def test_rows_of_a_file_on_disk_are_published_as_a_stream(
    tmp_path: Path, out: Path, dataset: Dataset, publication: ReleaseDescription
) -> None:
    source = tmp_path / "rows.parquet"
    repeated = pl.LazyFrame({"nr": range(100_000)})
    dataset.rows.join(repeated, how="cross").drop("nr").sink_parquet(source)
    told = publish_datasets(out, [replace(dataset, rows=pl.scan_parquet(source))], publication)
    entry = told["datasets"][0]
    assert entry["rows"] == 400_000
    assert [file["format"] for file in entry["files"]] == ["csv-excel", "csv", "parquet"]


def test_a_file_is_named_after_dataset_format_and_origin() -> None:
    names = [formats.file_name("probe", kind, is_demo=True) for kind in FileFormat]
    assert names[:2] == ["probe_excel_demodaten.csv", "probe_demodaten.csv"]
    assert len(set(names)) == len(FileFormat)
    assert formats.file_name("probe", FileFormat.SAV, is_demo=False) == "probe.sav"


def test_a_release_of_before_offers_nothing() -> None:
    assert files_of({"files": []}) == []


def test_a_group_that_is_not_known_here_gets_nothing() -> None:
    entry = {
        "name": "x", "title_de": "X", "title_en": "X", "groups": ["NEUE"], "rows": 1,
        "files": [{"format": "csv", "file_name": "x.csv", "bytes": 1, "sha256": "0"}],
    }  # fmt: skip
    assert files_of({"datasets": [entry]})[0].groups == frozenset()
