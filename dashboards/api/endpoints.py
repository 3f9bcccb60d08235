"""The table of what the interface answers: address, shape and the function that asks the store."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import flask

from dashboards.api import representations as shown
from dashboards.api.openapi import document
from dashboards.api.operations import Operation
from dashboards.api.schemas import Schema, list_of, reference
from dashboards.request.view import View
from monitor.access import Viewer
from monitor.datasets.manifest import FileKind
from monitor.errors import ReleaseError
from monitor.reading.store import Store
from monitor.releases.log import ReleaseInfo

#: A year: bytes under a release's id never change. Not for caches that others share.
_FOREVER: Final = "private, max-age=31536000, immutable"
_ASK_AGAIN: Final = "private, no-cache"


@dataclass(frozen=True)
class Asked:
    """A request: by whom, in which view, and whom to ask."""

    store: Store
    view: View

    @property
    def viewer(self) -> Viewer:
        """Return who asks."""
        return self.view.viewer


@dataclass(frozen=True)
class Endpoint:
    """One address below ``/api/v1``; without a schema it answers with the bytes of a file."""

    path: str
    name: str
    schema: Schema | None
    answer: Callable[..., flask.Response]
    tagged: bool = False  # JSON with an ETag; files have one anyway

    @property
    def operation(self) -> Operation:
        """Return what the OpenAPI document needs to know."""
        return Operation(self.path, self.name, self.schema, self.tagged)


def _releases(asked: Asked) -> flask.Response:
    return _json([_release_entry(asked, info) for info in asked.store.releases(asked.viewer)])


def _release(asked: Asked, release: str) -> flask.Response:
    entry = _release_entry(asked, asked.store.release(asked.viewer, release))
    files = asked.store.datasets.files(asked.viewer, release)
    documents = shown.document_entries(asked.view, release, files)
    return _json(entry | {"datasets": _dataset_entries(asked, release), "documents": documents})


def _datasets(asked: Asked, release: str) -> flask.Response:
    return _json(_dataset_entries(asked, release))


def _dataset(asked: Asked, release: str, name: str) -> flask.Response:
    store, viewer = asked.store, asked.viewer
    offer = store.datasets.find(viewer, name, release)
    variables = store.datasets.variables(viewer, name, release)
    info = store.release(viewer, release)
    return _json(shown.dataset_description(asked.view, info, offer, variables))


def _changes(asked: Asked, release: str, later: str) -> flask.Response:
    found = asked.store.changes(asked.viewer, release, later)
    return _tagged(_json(shown.changes(asked.view, found)))


def _dataset_file(asked: Asked, release: str, name: str, file_format: str) -> flask.Response:
    return _send(asked, release, name, file_format, is_dataset=True)


def _document_file(asked: Asked, release: str, name: str, file_format: str) -> flask.Response:
    return _send(asked, release, name, file_format, is_dataset=False)


def _openapi(asked: Asked) -> flask.Response:
    operations = [endpoint.operation for endpoint in ENDPOINTS]
    return _json(document(operations, asked.view.language))


#: Everything there is. The order is that of the document.
ENDPOINTS: Final = (
    Endpoint("/releases", "releases", list_of(reference("Release")), _releases),
    Endpoint("/releases/{release}", "release", reference("ReleaseWithDatasets"), _release),
    Endpoint("/releases/{release}/datasets", "datasets", list_of(reference("Dataset")), _datasets),
    Endpoint(
        "/releases/{release}/datasets/{name}",
        "dataset",
        reference("DatasetWithVariables"),
        _dataset,
    ),
    Endpoint(
        "/releases/{release}/datasets/{name}.{file_format}", "dataset_file", None, _dataset_file
    ),
    Endpoint(
        "/releases/{release}/documents/{name}.{file_format}", "document_file", None, _document_file
    ),
    Endpoint(
        "/releases/{release}/changes/{later}",
        "changes",
        reference("Changes"),
        _changes,
        tagged=True,
    ),
    Endpoint("/openapi.json", "openapi", {"type": "object"}, _openapi),
)


def _release_entry(asked: Asked, info: ReleaseInfo) -> shown.Json:
    citation = asked.store.citation(asked.viewer, info.release_id)
    return shown.release_entry(asked.view, info, citation)


def _dataset_entries(asked: Asked, release: str) -> list[shown.Json]:
    offers = asked.store.datasets.all(asked.viewer, release)
    return [shown.dataset_entry(asked.view, release, offer) for offer in offers]


def _send(
    asked: Asked, release: str, name: str, file_format: str, *, is_dataset: bool
) -> flask.Response:
    """Return the bytes of a file; its checksum is its tag, parts of it can be asked for."""
    store, viewer = asked.store, asked.viewer
    file = store.datasets.file(viewer, name, file_format, release)
    if (file.kind is FileKind.DATENSATZ) is not is_dataset:
        raise ReleaseError("Diese Datei gibt es in diesem Stand nicht.")
    path = store.datasets.path(viewer, name, file_format, release)
    answer = flask.send_file(
        path,
        mimetype=shown.MEDIA_TYPES.get(file_format, shown.UNKNOWN_TYPE),
        as_attachment=True,
        download_name=f"{release}_{path.name}",
        etag=file.sha256,
        last_modified=store.release(viewer, release).created_at,
    )
    answer.headers["Cache-Control"] = _FOREVER
    return answer


def _json(content: Any) -> flask.Response:
    text = json.dumps(content, ensure_ascii=False, allow_nan=False)
    answer = flask.Response(text, mimetype="application/json")
    answer.headers["Cache-Control"] = _ASK_AGAIN
    return answer


def _tagged(answer: flask.Response) -> flask.Response:
    """Return the answer with the SHA-1 of its text as tag, without text for who has it already."""
    answer.add_etag()
    answer.make_conditional(flask.request)
    return answer
