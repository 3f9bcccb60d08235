"""``datapackage.json``: the CSV files as a Frictionless Data Package, with their table schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from monitor.datasets.formats import FACTS, FileFormat
from monitor.datasets.labels import MISSING
from monitor.datasets.metadata.publication import DATA_FOLDER, KEYWORDS, ReleaseDescription
from monitor.datasets.model import REASON_SUFFIX, Variable, VariableKind
from monitor.datasets.written_files import WrittenDataset, WrittenFile

_TYPES: Final = {
    VariableKind.TEXT: "string",
    VariableKind.CODE: "string",
    VariableKind.INTEGER: "integer",
    VariableKind.DECIMAL: "number",
    VariableKind.DATE: "date",
    VariableKind.BOOLEAN: "boolean",
}


def render(publication: ReleaseDescription, datasets: Sequence[WrittenDataset]) -> str:
    """Return the descriptor as JSON."""
    licence = publication.licence
    descriptor = {
        "profile": "data-package",
        "name": "fachkonzept-monitor",
        "id": publication.release_id,
        "version": publication.release_id,
        "title": publication.title_de,
        "description": publication.abstract_de,
        "created": publication.created_at.isoformat(timespec="seconds"),
        "keywords": [german for german, _ in KEYWORDS],
        "licenses": [{"name": licence.name, "title": licence.title, "path": licence.address}],
        "contributors": [{"title": publication.publisher, "role": "publisher"}],
        "resources": [_resource(written, file) for written in datasets for file in _csv(written)],
    }
    return json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n"


def _csv(written: WrittenDataset) -> Iterator[WrittenFile]:
    yield from (file for file in written.files if file.file_format is FileFormat.CSV)


def _resource(written: WrittenDataset, file: WrittenFile) -> dict[str, Any]:
    dataset = written.dataset
    return {
        "profile": "tabular-data-resource",
        "type": "table",
        "name": dataset.name.replace("_", "-"),
        "title": dataset.title_de,
        "title_en": dataset.title_en,
        "description": " ".join((dataset.description_de, *dataset.notes_de)),
        "description_en": " ".join((dataset.description_en, *dataset.notes_en)),
        "path": f"{DATA_FOLDER}/{file.file_name}",
        "scheme": "file",
        "format": "csv",
        "mediatype": FACTS[FileFormat.CSV].media_type,
        "encoding": "utf-8",
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
        "rows": written.summary.rows,
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"'},
        "schema": {
            "fields": [field for variable in dataset.variables for field in _fields(variable)],
            "missingValues": [""],
        },
    }


def _fields(variable: Variable) -> Iterator[dict[str, Any]]:
    yield _field(variable)
    if variable.missing:
        yield {
            "name": variable.name + REASON_SUFFIX,
            "type": "string",
            "title": f"{variable.label_de}: warum kein Wert",
            "constraints": {"enum": [reason.value for reason in variable.missing]},
            "categories": [
                {"value": reason.value, "label": MISSING[reason][0]} for reason in variable.missing
            ],
        }


def _field(variable: Variable) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": variable.name,
        "type": _TYPES[variable.kind],
        "title": variable.label_de,
        "title_en": variable.label_en,
    }
    if variable.unit_de:
        field |= {"unit": variable.unit_de, "unit_en": variable.unit_en}
    if variable.codes:
        field["categories"] = [
            {"value": code, "label": german, "label_en": english}
            for code, (german, english) in variable.codes.items()
        ]
        field["constraints"] = {"enum": list(variable.codes)}
    if variable.kind is VariableKind.BOOLEAN:
        field |= {"trueValues": ["true"], "falseValues": ["false"]}
    return field
