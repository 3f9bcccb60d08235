"""All documents of a package by file name."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.datasets.metadata import checksums, data_package, dcat, ddi, readme
from monitor.datasets.metadata.citation import render_cff
from monitor.datasets.metadata.publication import ReleaseDescription
from monitor.datasets.written_files import WrittenDataset


def documents(
    publication: ReleaseDescription, datasets: Sequence[WrittenDataset]
) -> dict[str, str]:
    """Return file name → text; the checksums are of all the others and of the data files."""
    texts = {
        "README.md": readme.render_german(publication, datasets),
        "README.en.md": readme.render_english(publication, datasets),
        "CITATION.cff": render_cff(publication, datasets),
        "datapackage.json": data_package.render(publication, datasets),
        "ddi.xml": ddi.render(publication, datasets),
        "dcat.jsonld": dcat.render(publication, datasets),
    }
    return {**texts, "SHA256SUMS": checksums.render(texts, datasets)}
