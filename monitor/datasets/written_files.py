"""A dataset after it was written: its files with size and checksum, and what was left out."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.access import Group
from monitor.datasets.formats import FileFormat
from monitor.datasets.model import Dataset
from monitor.datasets.summary import Summary


@dataclass(frozen=True)
class WrittenFile:
    """One file of a dataset."""

    file_format: FileFormat
    file_name: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class WrittenDataset:
    """A dataset with what is in its rows and the files that hold them."""

    dataset: Dataset
    summary: Summary
    files: tuple[WrittenFile, ...]

    @property
    def left_out(self) -> tuple[FileFormat, ...]:
        """Return the formats that its rows are too many for."""
        written = {file.file_format for file in self.files}
        return tuple(kind for kind in FileFormat if kind not in written)

    def file(self, file_format: FileFormat) -> WrittenFile | None:
        """Return the file of a format, if there is one."""
        return next((file for file in self.files if file.file_format is file_format), None)


@dataclass(frozen=True)
class Package:
    """The datasets that some groups may have: what one ZIP file and its metadata are about."""

    groups: frozenset[Group]
    datasets: tuple[WrittenDataset, ...]

    @property
    def name(self) -> str:
        """Return the name of its folder and ZIP file, e.g. ``gesamt_leitung_evaluation``."""
        members = [group.value.lower() for group in Group if group in self.groups]
        return "_".join(["gesamt", *members])


def packages_of(written: tuple[WrittenDataset, ...]) -> tuple[Package, ...]:
    """Return one package per set of datasets that some group may have."""
    visible = {
        group: tuple(entry for entry in written if group in entry.dataset.groups) for group in Group
    }
    names = {
        group: tuple(entry.dataset.name for entry in entries) for group, entries in visible.items()
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
