"""Manifest of a release, read for the web: files to download, and the groups allowed to.

Datasets in their formats, and per audience one ZIP file and the documents about its contents.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Any, Final

from monitor.access import Group

FOLDER: Final = "datasets"
#: Name of the ZIP file, whichever audience asks.
WHOLE: Final = "gesamt"


class FileKind(StrEnum):
    """The kind of a downloadable file."""

    DATENSATZ = "DATENSATZ"
    PAKET = "PAKET"
    DOKUMENT = "DOKUMENT"


@dataclass(frozen=True)
class DatasetFile:
    """One downloadable file; ``rows`` without the header, 0 for documents and packages.

    ``name`` and ``format`` are the parts of its address; ``file_name`` is its path in ``FOLDER``.
    """

    name: str
    format: str
    file_name: str
    bytes: int
    sha256: str
    rows: int
    title_de: str
    title_en: str
    groups: frozenset[Group]
    kind: FileKind = FileKind.DATENSATZ


@dataclass(frozen=True)
class ManifestDataset:
    """A dataset as the manifest describes it, with its files.

    ``left_out``: formats with fewer rows than the dataset has. ``profile``: file of the variables'
    profiles, ``None`` in releases made before there were any.
    """

    name: str
    title_de: str
    title_en: str
    description_de: str
    description_en: str
    notes_de: tuple[str, ...]
    notes_en: tuple[str, ...]
    rows: int
    groups: frozenset[Group]
    files: tuple[DatasetFile, ...]
    left_out: tuple[str, ...]
    profile: str | None

    def file(self, file_format: str) -> DatasetFile | None:
        """Return the file of a format, if there is one."""
        return next((file for file in self.files if file.format == file_format), None)


def datasets_of(manifest: Mapping[str, Any]) -> list[ManifestDataset]:
    """Return the datasets of a release in the order of its manifest."""
    return [
        ManifestDataset(
            entry["name"],
            entry["title_de"],
            entry["title_en"],
            entry.get("description_de", ""),
            entry.get("description_en", ""),
            tuple(entry.get("notes_de", ())),
            tuple(entry.get("notes_en", ())),
            entry["rows"],
            _groups(entry),
            tuple(_of_dataset(entry)),
            tuple(entry.get("left_out", ())),
            entry.get("profile"),
        )
        for entry in manifest.get("datasets", ())
    ]


def files_of(manifest: Mapping[str, Any]) -> list[DatasetFile]:
    """Return all files of a release, in the order of its manifest."""
    return [
        *(file for entry in manifest.get("datasets", ()) for file in _of_dataset(entry)),
        *(file for entry in manifest.get("packages", ()) for file in _of_package(entry)),
    ]


def _of_dataset(entry: Mapping[str, Any]) -> Iterator[DatasetFile]:
    groups = _groups(entry)
    for file in entry["files"]:
        yield DatasetFile(
            entry["name"],
            file["format"],
            file["file_name"],
            file["bytes"],
            file["sha256"],
            entry["rows"],
            entry["title_de"],
            entry["title_en"],
            groups,
        )


def _of_package(entry: Mapping[str, Any]) -> Iterator[DatasetFile]:
    archive = entry["archive"]
    titles = ("Alles in einer ZIP-Datei", "Everything in one ZIP file")
    yield _other(archive, (WHOLE, "zip"), titles, _groups(entry), FileKind.PAKET)
    for file in entry["documents"]:
        path = PurePosixPath(file["file_name"])
        key = (path.stem, path.suffix.removeprefix(".") or "txt")
        yield _other(file, key, (path.name, path.name), _groups(entry), FileKind.DOKUMENT)


def _other(
    file: Mapping[str, Any],
    key: tuple[str, str],
    titles: tuple[str, str],
    groups: frozenset[Group],
    kind: FileKind,
) -> DatasetFile:
    size, digest = file["bytes"], file["sha256"]
    return DatasetFile(*key, file["file_name"], size, digest, 0, *titles, groups, kind)


def _groups(entry: Mapping[str, Any]) -> frozenset[Group]:
    """Return the groups that may have the files; a group unknown to this version gets nothing."""
    known = {group.value for group in Group}
    return frozenset(Group(name) for name in entry["groups"] if name in known)
