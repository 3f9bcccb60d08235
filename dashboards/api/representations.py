"""Releases, datasets, files and variables as JSON. Pure: entries of the store in, mappings out.

``schemas`` describes the same shapes; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from dashboards.api.addresses import (
    changes_href,
    dataset_href,
    datasets_href,
    file_href,
    release_href,
)
from dashboards.request.view import View
from monitor.access import Resource, may_see
from monitor.datasets.formats import FACTS
from monitor.datasets.manifest import DatasetFile, FileKind, ManifestDataset
from monitor.datasets.profile import VariableProfile
from monitor.releases.comparison import OF_TRAEGER, Comparison, as_json
from monitor.releases.log import ReleaseInfo, ReleaseState

Json = dict[str, Any]

UNKNOWN_TYPE: Final = "application/octet-stream"
MEDIA_TYPES: Final[Mapping[str, str]] = {
    kind.value: facts.media_type for kind, facts in FACTS.items()
} | {
    "zip": "application/zip",
    "cff": "application/yaml",
    "json": "application/json",
    "jsonld": "application/ld+json",
    "xml": "application/xml",
    "md": "text/markdown",
    "txt": "text/plain",
}


def release_entry(info: ReleaseInfo, citation: Mapping[str, str]) -> Json:
    """Return the entry of a release in a list, with the state and a time of withdrawal."""
    withdrawn = [entry.at for entry in info.history if entry.state is ReleaseState.ZURUECKGEZOGEN]
    return {
        "id": info.release_id,
        "state": info.state.value,
        "withdrawn_at": withdrawn[-1] if withdrawn else None,
        "is_current": info.is_current,
        "is_demo": info.is_demo,
        "created_at": info.created_at.isoformat(),
        "data_until": info.data_until,
        "concepts": list(info.concepts),
        "citation": dict(citation) or None,
        "links": {
            "self": release_href(info.release_id),
            "datasets": datasets_href(info.release_id),
        },
    }


def changes(view: View, found: Comparison) -> Json:
    """Return the changes between two releases, as ``monitor compare --json`` prints.

    Changes that the viewer has no right to are ``null``; an empty list stands for no changes.
    """
    told = as_json(found)
    if not may_see(view.viewer, Resource.QUALITAET):
        untold = dict.fromkeys(OF_TRAEGER)
        told |= untold | {"counts": told["counts"] | untold}
    links = {
        "self": changes_href(found.before, found.after),
        "before": release_href(found.before),
        "after": release_href(found.after),
    }
    return told | {"links": links}


def dataset_entry(release: str, dataset: ManifestDataset) -> Json:
    """Return the entry of a dataset in a list."""
    return {
        "name": dataset.name,
        "title": _both(dataset.title_de, dataset.title_en),
        "description": _both(dataset.description_de, dataset.description_en),
        "rows": dataset.rows,
        "href": dataset_href(release, dataset.name),
        "files": [file_entry(release, file) for file in dataset.files],
        "left_out": list(dataset.left_out),
    }


def dataset_description(
    info: ReleaseInfo, dataset: ManifestDataset, variables: Sequence[VariableProfile]
) -> Json:
    """Return the whole description of a dataset: all but the rows."""
    return {
        **dataset_entry(info.release_id, dataset),
        "release": info.release_id,
        "state": info.state.value,
        "is_demo": info.is_demo,
        "notes": {"de": list(dataset.notes_de), "en": list(dataset.notes_en)},
        "variables": [_variable(variable) for variable in variables],
    }


def document_entries(release: str, files: Sequence[DatasetFile]) -> list[Json]:
    """Return the ZIP file and the documents of the viewer's package."""
    others = [file for file in files if file.kind is not FileKind.DATENSATZ]
    return [
        {"name": file.name, "kind": file.kind.value, "title": _both(file.title_de, file.title_en)}
        | file_entry(release, file)
        for file in others
    ]


def file_entry(release: str, file: DatasetFile) -> Json:
    """Return format, address, size, checksum and media type of a file."""
    return {
        "format": file.format,
        "href": file_href(release, file),
        "bytes": file.bytes,
        "sha256": file.sha256,
        "media_type": MEDIA_TYPES.get(file.format, UNKNOWN_TYPE),
    }


def _variable(variable: VariableProfile) -> Json:
    return {
        "name": variable.name,
        "kind": variable.kind.value,
        "label": _both(variable.label_de, variable.label_en),
        "unit": _both(variable.unit_de, variable.unit_en) if variable.unit_de else None,
        "codes": [
            {"value": code.value, "label": _both(code.label_de, code.label_en)}
            for code in variable.codes
        ],
        "valid": variable.valid,
        "missing": [
            {"reason": row.reason, "label": _both(row.label_de, row.label_en), "rows": row.rows}
            for row in variable.missing
        ],
        "minimum": variable.minimum,
        "maximum": variable.maximum,
        "distribution": [
            {"first": bar.first, "last": bar.last, "rows": bar.rows} for bar in variable.bars
        ],
    }


def _both(german: str, english: str) -> dict[str, str]:
    return {"de": german, "en": english}
