"""Written files of a dataset, with size and checksum, and the formats left out."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.access import Group
from monitor.datasets.formats import FileFormat
from monitor.datasets.model import Dataset
from monitor.datasets.summary import Summary


@dataclass(frozen=True)
class WrittenFile:
    """A file of a dataset."""

    file_format: FileFormat
    file_name: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class WrittenDataset:
    """A dataset with the summary of its rows and its files."""

    dataset: Dataset
    summary: Summary
    files: tuple[WrittenFile, ...]

    @property
    def left_out(self) -> tuple[FileFormat, ...]:
        """Return the formats with a limit below the number of rows."""
        formats = {file.file_format for file in self.files}
        return tuple(kind for kind in FileFormat if kind not in formats)

    def file(self, file_format: FileFormat) -> WrittenFile | None:
        """Return the file of a format, if there is one."""
        return next((file for file in self.files if file.file_format is file_format), None)


@dataclass(frozen=True)
class Package:
    """The datasets open to the same groups: contents of a ZIP file and its metadata."""

    groups: frozenset[Group]
    datasets: tuple[WrittenDataset, ...]

    @property
    def name(self) -> str:
        """Return the name of its folder and ZIP file, e.g. ``gesamt_leitung_evaluation``."""
        members = [group.value.lower() for group in Group if group in self.groups]
        return "_".join(["gesamt", *members])


def packages_of(datasets: tuple[WrittenDataset, ...]) -> tuple[Package, ...]:
    """Return a package per set of datasets open to some group."""
    visible = {
        group: tuple(written for written in datasets if group in written.dataset.groups)
        for group in Group
    }
    names = {
        group: tuple(written.dataset.name for written in theirs)
        for group, theirs in visible.items()
    }
    together = {
        key: frozenset(group for group in Group if names[group] == key)
        for key in dict.fromkeys(names.values())
    }
    return tuple(
        Package(groups, visible[min(groups, key=list(Group).index)])
        for key, groups in together.items()
        if key
    )
