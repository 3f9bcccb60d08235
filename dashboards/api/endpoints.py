"""Endpoints of the interface: address, JSON schema and the function that answers from the store."""

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
from dashboards.request.signed_in import SESSION_NAME
from dashboards.request.site import site
from dashboards.request.view import View
from monitor.access import Viewer
from monitor.datasets.manifest import FileKind
from monitor.errors import ReleaseError
from monitor.reading.store import Store
from monitor.releases.log import ReleaseInfo

#: Browsers ask each time, by the tag: the rights of whoever asks may have changed since.
_ASK_AGAIN: Final = "private, no-cache"


@dataclass(frozen=True)
class ApiRequest:
    """A request to the interface: the store that answers, and the view with the viewer."""

    store: Store
    view: View

    @property
    def viewer(self) -> Viewer:
        """Return the viewer of the address."""
        return self.view.viewer


@dataclass(frozen=True)
class Endpoint:
    """One address below ``/api/v1``; without a schema the answer is the bytes of a file."""

    path: str
    name: str
    schema: Schema | None
    answer: Callable[..., flask.Response]
    tagged: bool = False  # JSON with an ETag; files have one anyway

    @property
    def operation(self) -> Operation:
        """Return the endpoint as the OpenAPI document describes it."""
        return Operation(self.path, self.name, self.schema, self.tagged)


def _releases(request: ApiRequest) -> flask.Response:
    return _json([_release_entry(request, info) for info in request.store.releases(request.viewer)])


def _release(request: ApiRequest, release: str) -> flask.Response:
    entry = _release_entry(request, request.store.release(request.viewer, release))
    files = request.store.datasets.files(request.viewer, release)
    documents = shown.document_entries(release, files)
    return _json(entry | {"datasets": _dataset_entries(request, release), "documents": documents})


def _datasets(request: ApiRequest, release: str) -> flask.Response:
    return _json(_dataset_entries(request, release))


def _dataset(request: ApiRequest, release: str, name: str) -> flask.Response:
    store, viewer = request.store, request.viewer
    dataset = store.datasets.find(viewer, name, release)
    variables = store.datasets.variables(viewer, name, release)
    info = store.release(viewer, release)
    return _json(shown.dataset_description(info, dataset, variables))


def _changes(request: ApiRequest, release: str, later: str) -> flask.Response:
    found = request.store.changes(request.viewer, release, later)
    return _tagged(_json(shown.changes(request.view, found)))


def _dataset_file(request: ApiRequest, release: str, name: str, file_format: str) -> flask.Response:
    return _send(request, release, name, file_format, is_dataset=True)


def _document_file(
    request: ApiRequest, release: str, name: str, file_format: str
) -> flask.Response:
    return _send(request, release, name, file_format, is_dataset=False)


def _openapi(request: ApiRequest) -> flask.Response:
    operations = [endpoint.operation for endpoint in ENDPOINTS]
    here = site()
    described = document(
        operations,
        request.view.language,
        cookie=here.cookie_name(SESSION_NAME),
        is_open=here.settings.veroeffentlichtes_offen,
    )
    return _json(described)


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


def _release_entry(request: ApiRequest, info: ReleaseInfo) -> shown.Json:
    citation = request.store.citation(request.viewer, info.release_id)
    return shown.release_entry(info, citation)


def _dataset_entries(request: ApiRequest, release: str) -> list[shown.Json]:
    datasets = request.store.datasets.all(request.viewer, release)
    return [shown.dataset_entry(release, dataset) for dataset in datasets]


def _send(
    request: ApiRequest, release: str, name: str, file_format: str, *, is_dataset: bool
) -> flask.Response:
    """Return the bytes of a file, or a range of them; the checksum of the file is the tag."""
    store, viewer = request.store, request.viewer
    file = store.datasets.file(viewer, name, file_format, release)
    if (file.kind is FileKind.DATENSATZ) is not is_dataset:
        raise ReleaseError("Diese Datei gibt es in dieser Ausgabe nicht.")
    path = store.datasets.path(viewer, name, file_format, release)
    answer = flask.send_file(
        path,
        mimetype=shown.MEDIA_TYPES.get(file_format, shown.UNKNOWN_TYPE),
        as_attachment=True,
        download_name=f"{release}_{path.name}",
        etag=file.sha256,
        last_modified=store.release(viewer, release).created_at,
    )
    answer.headers["Cache-Control"] = _ASK_AGAIN
    return answer


def _json(content: Any) -> flask.Response:
    text = json.dumps(content, ensure_ascii=False, allow_nan=False)
    answer = flask.Response(text, mimetype="application/json")
    answer.headers["Cache-Control"] = _ASK_AGAIN
    return answer


def _tagged(answer: flask.Response) -> flask.Response:
    """Return the answer with the SHA-1 of the text as tag; clients with that tag get no text."""
    answer.add_etag()
    answer.make_conditional(flask.request)
    return answer
