"""Publication of the datasets of a release: files in every format, documents, ZIP files.

Made once, together with the release. Groups may have different datasets: each set of datasets open
to some group gets a package, with documents on the datasets of the package alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from monitor.datasets.formats import FileFormat, file_name, fits
from monitor.datasets.metadata.citation import citation_de, citation_en
from monitor.datasets.metadata.documents import documents
from monitor.datasets.metadata.publication import DATA_FOLDER, ReleaseDescription
from monitor.datasets.model import Dataset
from monitor.datasets.origin import DEMO_SUFFIX, with_origin
from monitor.datasets.profile import ENDING, make_profile, write_profile
from monitor.datasets.summary import summarise
from monitor.datasets.writers.archive import write_archive
from monitor.datasets.writers.files import write_file
from monitor.datasets.written_files import Package, WrittenDataset, WrittenFile, packages_of
from monitor.private_files import sha256_of


def publish_datasets(
    folder: Path, datasets: Iterable[Dataset], publication: ReleaseDescription
) -> dict[str, Any]:
    """Write everything into a new folder; return its part of the manifest."""
    folder.mkdir()
    written_datasets = tuple(
        _write_dataset(folder, dataset, is_demo=publication.is_demo) for dataset in datasets
    )
    return {
        "datasets": [_dataset_entry(written) for written in written_datasets],
        "packages": [
            _write_package(folder, package, publication)
            for package in packages_of(written_datasets)
        ],
        "citation": {"de": citation_de(publication), "en": citation_en(publication)},
        "licence": {"name": publication.licence.name, "address": publication.licence.address},
    }


def _write_dataset(folder: Path, dataset: Dataset, *, is_demo: bool) -> WrittenDataset:
    marked = with_origin(dataset, is_demo=is_demo)
    summary = summarise(marked)
    files = []
    for kind in FileFormat:
        if fits(kind, summary.rows):
            path = folder / file_name(dataset.name, kind, is_demo=is_demo)
            write_file(marked, summary, kind, path, is_demo=is_demo)
            files.append(WrittenFile(kind, path.name, path.stat().st_size, sha256_of(path)))
    rows = pl.scan_parquet(folder / file_name(dataset.name, FileFormat.PARQUET, is_demo=is_demo))
    profile = write_profile(make_profile(marked, summary, rows))
    (folder / f"{dataset.name}{ENDING}").write_bytes(profile)
    return WrittenDataset(marked, summary, tuple(files))


def _write_package(
    folder: Path, package: Package, publication: ReleaseDescription
) -> dict[str, Any]:
    texts = documents(publication, package.datasets)
    place = folder / package.name
    place.mkdir()
    for name, text in texts.items():
        (place / name).write_text(text, encoding="utf-8", newline="\n")
    archive = folder / f"{package.name}{DEMO_SUFFIX if publication.is_demo else ''}.zip"
    data = {
        f"{DATA_FOLDER}/{file.file_name}": folder / file.file_name
        for written in package.datasets
        for file in written.files
    }
    write_archive(archive, {**{name: text.encode() for name, text in texts.items()}, **data})
    return {
        "groups": sorted(package.groups),
        "datasets": [written.dataset.name for written in package.datasets],
        "archive": _file_entry(folder, archive),
        "documents": [_file_entry(folder, place / name) for name in texts],
    }


def _dataset_entry(written: WrittenDataset) -> Mapping[str, Any]:
    dataset = written.dataset
    return {
        "name": dataset.name,
        "title_de": dataset.title_de,
        "title_en": dataset.title_en,
        "description_de": dataset.description_de,
        "description_en": dataset.description_en,
        "notes_de": list(dataset.notes_de),
        "notes_en": list(dataset.notes_en),
        "groups": sorted(dataset.groups),
        "rows": written.summary.rows,
        "files": [
            {
                "format": file.file_format.value,
                "file_name": file.file_name,
                "bytes": file.bytes,
                "sha256": file.sha256,
            }
            for file in written.files
        ],
        "left_out": [kind.value for kind in written.left_out],
        "profile": f"{dataset.name}{ENDING}",
    }


def _file_entry(folder: Path, path: Path) -> Mapping[str, Any]:
    return {
        "file_name": path.relative_to(folder).as_posix(),
        "bytes": path.stat().st_size,
        "sha256": sha256_of(path),
    }
