"""``SHA256SUMS``: checksums of the unpacked files, for ``sha256sum --check``."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from monitor.datasets.metadata.publication import DATA_FOLDER
from monitor.datasets.written_files import WrittenDataset


def render(documents: Mapping[str, str], datasets: Sequence[WrittenDataset]) -> str:
    """Return one line per document and data file, by name."""
    sums = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in documents.items()}
    sums |= {
        f"{DATA_FOLDER}/{file.file_name}": file.sha256
        for written in datasets
        for file in written.files
    }
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))
