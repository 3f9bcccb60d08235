"""``dcat.jsonld``: the release as a dataset of DCAT-AP.de 2.0, one distribution per file.

``contributorID`` is given by GovData when an office registers; without an id in ``amt.toml`` the
record cannot be delivered to a portal. Without an address there, files are named by URNs.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from monitor.datasets.formats import FACTS, FileFormat
from monitor.datasets.metadata.citation import citation_de
from monitor.datasets.metadata.publication import KEYWORDS, ReleaseDescription
from monitor.datasets.written_files import WrittenDataset, WrittenFile

_CONTEXT: Final = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "dcatde": "http://dcat-ap.de/def/dcatde/",
    "dcatap": "http://data.europa.eu/r5r/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "spdx": "http://spdx.org/rdf/terms#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_EU: Final = "http://publications.europa.eu/resource/authority"
_FILE_TYPES: Final = {
    FileFormat.CSV_EXCEL: "CSV",
    FileFormat.CSV: "CSV",
    FileFormat.PARQUET: "PARQUET",
    FileFormat.XLSX: "XLSX",
    FileFormat.SAV: "BIN",
    FileFormat.DTA: "BIN",
}


def render(publication: ReleaseDescription, datasets: Sequence[WrittenDataset]) -> str:
    """Return the record as JSON-LD."""
    record = {
        "@context": _CONTEXT,
        "@id": _urn(publication),
        "@type": "dcat:Dataset",
        "dct:title": _both(publication.title_de, publication.title_en),
        "dct:description": _both(publication.abstract_de, publication.abstract_en),
        "dct:identifier": publication.release_id,
        "owl:versionInfo": publication.release_id,
        "dct:publisher": _agent(publication),
        "dcat:contactPoint": _contact(publication),
        "dct:issued": _day(publication.created_at.date().isoformat()),
        "dct:modified": _day(publication.created_at.date().isoformat()),
        "dct:language": [{"@id": f"{_EU}/language/{code}"} for code in ("DEU", "ENG")],
        "dct:accrualPeriodicity": {"@id": f"{_EU}/frequency/QUARTERLY"},
        "dcat:theme": [{"@id": f"{_EU}/data-theme/{code}"} for code in ("SOCI", "EDUC")],
        "dcat:keyword": [entry for words in KEYWORDS for entry in _both(*words)],
        "dct:provenance": {"@type": "dct:ProvenanceStatement", "dct:description": _both(
            citation_de(publication), citation_de(publication))[:1]},
        **_where_and_when(publication),
        **_contributor(publication),
        "dcat:distribution": [
            _distribution(publication, written, file)
            for written in datasets
            for file in written.files
        ],
    }  # fmt: skip
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"


def _urn(publication: ReleaseDescription, *parts: str) -> str:
    return ":".join(("urn:fachkonzept-monitor", publication.release_id, *parts))


def _both(german: str, english: str) -> list[dict[str, str]]:
    return [{"@value": german, "@language": "de"}, {"@value": english, "@language": "en"}]


def _day(text: str) -> dict[str, str]:
    return {"@value": text, "@type": "xsd:date"}


def _agent(publication: ReleaseDescription) -> dict[str, Any]:
    return {"@type": "foaf:Agent", "foaf:name": publication.publisher}


def _contact(publication: ReleaseDescription) -> dict[str, Any]:
    given = publication.office.veroeffentlichung
    contact: dict[str, Any] = {"@type": "vcard:Organization", "vcard:fn": publication.publisher}
    if given.mail:
        contact["vcard:hasEmail"] = {"@id": f"mailto:{given.mail}"}
    if given.adresse:
        contact["vcard:hasURL"] = {"@id": given.adresse}
    return contact


def _contributor(publication: ReleaseDescription) -> dict[str, Any]:
    contributor = publication.office.veroeffentlichung.contributor_id
    return {"dcatde:contributorID": {"@id": contributor}} if contributor else {}


def _where_and_when(publication: ReleaseDescription) -> dict[str, Any]:
    coding = "http://dcat-ap.de/def/politicalGeocoding"
    found: dict[str, Any] = {
        "dcatde:geocodingDescription": [{"@value": publication.office.kreis, "@language": "de"}],
        "dcatde:politicalGeocodingLevelURI": {"@id": f"{coding}/Level/administrativeDistrict"},
    }
    key = publication.office.veroeffentlichung.kreisschluessel
    if key:
        found["dcatde:politicalGeocodingURI"] = {"@id": f"{coding}/districtKey/{key}"}
    if publication.first_day and publication.last_day:
        found["dct:temporal"] = {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _day(publication.first_day.isoformat()),
            "dcat:endDate": _day(publication.last_day.isoformat()),
        }
    return found


def _distribution(
    publication: ReleaseDescription, written: WrittenDataset, file: WrittenFile
) -> dict[str, Any]:
    dataset, facts = written.dataset, FACTS[file.file_format]
    urn = _urn(publication, file.file_name)
    address = publication.address_of(dataset.name, file.file_format)
    distribution: dict[str, Any] = {
        "@id": urn,
        "@type": "dcat:Distribution",
        "dct:title": _both(
            f"{dataset.title_de}: {facts.label_de}", f"{dataset.title_en}: {facts.label_en}"
        ),
        "dct:description": _both(dataset.description_de, dataset.description_en),
        "dcat:accessURL": {"@id": address or urn},
        "dct:license": {"@id": publication.licence.uri},
        "dcatde:licenseAttributionByText": [
            {"@value": citation_de(publication), "@language": "de"}
        ],
        "dct:format": {"@id": f"{_EU}/file-type/{_FILE_TYPES[file.file_format]}"},
        "dcat:mediaType": {
            "@id": f"https://www.iana.org/assignments/media-types/{facts.media_type}"
        },
        "dcat:byteSize": {"@value": str(file.bytes), "@type": "xsd:decimal"},
        "dcatap:availability": {"@id": "http://dcat-ap.de/def/plannedAvailability/stable"},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@value": file.sha256, "@type": "xsd:hexBinary"},
        },
    }
    if address:
        distribution["dcat:downloadURL"] = {"@id": address}
    return distribution
