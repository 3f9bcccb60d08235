"""Citation of a release: a sentence, and CITATION.cff."""

from __future__ import annotations

import json
from collections.abc import Sequence

from monitor.datasets.metadata.publication import ReleaseDescription
from monitor.datasets.written_files import WrittenDataset


def citation_de(publication: ReleaseDescription) -> str:
    """Return the citation, ready to copy; the release id makes it exact."""
    warning = " [Demodaten, frei erfunden]" if publication.is_demo else ""
    return (
        f"{publication.publisher} ({publication.created_at:%Y}): Fachkonzept-Monitor "
        f"Kita-Sozialarbeit, {publication.office.kreis}{warning}. Datensatz, "
        f"Ausgabe {publication.release_id}, Daten bis {publication.data_until or '–'}."
    )


def citation_en(publication: ReleaseDescription) -> str:
    """Return the citation in English."""
    warning = " [demo data, invented]" if publication.is_demo else ""
    return (
        f"{publication.publisher} ({publication.created_at:%Y}): Monitor of social work at "
        f"day-care centres, {publication.office.kreis}{warning}. Data set, "
        f"release {publication.release_id}, data up to {publication.data_until or '–'}."
    )


def render_cff(publication: ReleaseDescription, datasets: Sequence[WrittenDataset]) -> str:
    """Return CITATION.cff (version 1.2.0); its strings are JSON strings, which YAML reads alike."""
    address = publication.office.veroeffentlichung.adresse
    lines = [
        "cff-version: 1.2.0",
        f"message: {_quoted(citation_de(publication))}",
        "type: dataset",
        f"title: {_quoted(publication.title_de)}",
        f"abstract: {_quoted(publication.abstract_de)}",
        "authors:",
        f"  - name: {_quoted(publication.publisher)}",
        f"version: {_quoted(publication.release_id)}",
        f"date-released: {_quoted(publication.created_at.date().isoformat())}",
        f"license: {publication.licence.name}"
        if publication.licence.name.startswith("CC")
        else f"license-url: {_quoted(publication.licence.address)}",
        "identifiers:",
        "  - type: other",
        f"    value: {_quoted(publication.release_id)}",
        '    description: "Kennung der Ausgabe"',
        "keywords:",
        *(f"  - {_quoted(written.dataset.title_de)}" for written in datasets),
    ]
    lines += [f"url: {_quoted(address)}"] if address else []
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
