"""JSON Schemas (2020-12, as in OpenAPI 3.1) of the interface's answers."""

from __future__ import annotations

from typing import Any, Final

from monitor.concept.vocabulary import Status
from monitor.datasets.manifest import FileKind
from monitor.datasets.model import MissingReason, VariableKind
from monitor.periods import PeriodKind
from monitor.releases.comparison import OF_TRAEGER
from monitor.releases.log import ReleaseState

Schema = dict[str, Any]


def reference(name: str) -> Schema:
    """Return the reference to a schema of ``SCHEMAS``."""
    return {"$ref": f"#/components/schemas/{name}"}


def list_of(schema: Schema) -> Schema:
    """Return the schema of a list."""
    return {"type": "array", "items": schema}


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "required": list(properties), "properties": properties}


def _extended(name: str, **properties: Schema) -> Schema:
    return {"allOf": [reference(name), _object(**properties)]}


_TEXT: Final[Schema] = {"type": "string"}
_COUNT: Final[Schema] = {"type": "integer", "minimum": 0}
_FLAG: Final[Schema] = {"type": "boolean"}
_LINK: Final[Schema] = {"type": "string", "format": "uri-reference"}
_MOMENT: Final[Schema] = {"type": "string", "format": "date-time"}
_MARK: Final[Schema] = {"type": ["number", "string"]}
_BOUND: Final[Schema] = {"type": ["number", "string", "null"]}
_STATE: Final[Schema] = {
    "enum": [state.value for state in ReleaseState if state is not ReleaseState.ENTWURF]
}
_CELL: Final[dict[str, Schema]] = {
    "indikator_id": _TEXT,
    "gebiet_id": _TEXT,
    "periode_art": {"enum": [kind.value for kind in PeriodKind]},
    "periode": _TEXT,
}
_AMOUNT: Final[Schema] = {"type": ["number", "null"]}
_FIGURES: Final[dict[str, Schema]] = {
    **dict.fromkeys(("wert", "unten", "oben", "zaehler", "nenner"), _AMOUNT),
    "fallzahl": {"type": ["integer", "null"]},
    "status": {"enum": [status.value for status in Status]},
    "vorlaeufig": _FLAG,
}
#: For data stewards; for others null.
_DELIVERIES: Final[Schema] = {"type": ["array", "null"], "items": _TEXT}
_FILE: Final[dict[str, Schema]] = {
    "format": _TEXT,
    "href": _LINK,
    "bytes": _COUNT,
    "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    "media_type": _TEXT,
}

SCHEMAS: Final[dict[str, Schema]] = {
    "Text": _object(de=_TEXT, en=_TEXT),
    "Release": _object(
        id=_TEXT,
        state=_STATE,
        withdrawn_at={"type": ["string", "null"], "format": "date-time"},
        is_current=_FLAG,
        is_demo=_FLAG,
        created_at=_MOMENT,
        data_until=_TEXT,
        concepts=list_of(_TEXT),
        citation={"oneOf": [reference("Text"), {"type": "null"}]},
        links=_object(self=_LINK, datasets=_LINK),
    ),
    "ReleaseWithDatasets": _extended(
        "Release",
        datasets=list_of(reference("Dataset")),
        documents=list_of(reference("Document")),
    ),
    "File": _object(**_FILE),
    "Document": _object(
        name=_TEXT,
        kind={"enum": [kind.value for kind in FileKind if kind is not FileKind.DATENSATZ]},
        title=reference("Text"),
        **_FILE,
    ),
    "Dataset": _object(
        name=_TEXT,
        title=reference("Text"),
        description=reference("Text"),
        rows=_COUNT,
        href=_LINK,
        files=list_of(reference("File")),
        left_out=list_of(_TEXT),
    ),
    "DatasetWithVariables": _extended(
        "Dataset",
        release=_TEXT,
        state=_STATE,
        is_demo=_FLAG,
        notes=_object(de=list_of(_TEXT), en=list_of(_TEXT)),
        variables=list_of(reference("Variable")),
    ),
    "Variable": _object(
        name=_TEXT,
        kind={"enum": [kind.value for kind in VariableKind]},
        label=reference("Text"),
        unit={"oneOf": [reference("Text"), {"type": "null"}]},
        codes=list_of(_object(value=_TEXT, label=reference("Text"))),
        valid=_COUNT,
        missing=list_of(
            _object(
                reason={"enum": [reason.value for reason in MissingReason]},
                label=reference("Text"),
                rows=_COUNT,
            )
        ),
        minimum=_BOUND,
        maximum=_BOUND,
        distribution=list_of(_object(first=_MARK, last=_MARK, rows=_COUNT)),
    ),
    "Cell": _object(**_CELL),
    "ChangedValue": _object(
        **_CELL,
        **{
            f"{name}_{when}": kind
            for when in ("vorher", "nachher")
            for name, kind in _FIGURES.items()
        },
    ),
    "Changes": _object(
        before=_TEXT,
        after=_TEXT,
        values=list_of(reference("ChangedValue")),
        **{name: list_of(reference("Cell")) for name in ("added", "removed")},
        definitions=list_of(
            _object(konzept_id=_TEXT, indikator_id=_TEXT, geaendert=list_of(_TEXT))
        ),
        definitions_added=list_of(_TEXT),
        definitions_removed=list_of(_TEXT),
        **dict.fromkeys(OF_TRAEGER, _DELIVERIES),
        content_changed=list_of(_TEXT),
        versions_changed={"type": "object", "additionalProperties": list_of(_TEXT)},
        counts={"type": "object", "additionalProperties": {"type": ["integer", "null"]}},
        links=_object(self=_LINK, before=_LINK, after=_LINK),
    ),
    "Problem": _object(
        type=_LINK, title=_TEXT, status={"type": "integer"}, detail=_TEXT, instance=_LINK
    ),
}
