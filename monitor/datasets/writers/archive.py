"""ZIP files with equal bytes for equal content: fixed times, rights, order and compression."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

#: The earliest time that a ZIP file can hold; that of no clock.
_TIME: Final = (1980, 1, 1, 0, 0, 0)
_RIGHTS: Final = 0o100644 << 16
_UNIX: Final = 3
#: Endings of files that are compressed already.
_PACKED: Final = (".parquet", ".xlsx")


def write_archive(path: Path, members: Mapping[str, Path | bytes]) -> None:
    """Write a ZIP file with the members in their order; files are streamed."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            with archive.open(_entry(name), "w", force_zip64=isinstance(content, Path)) as target:
                if isinstance(content, bytes):
                    target.write(content)
                else:
                    with content.open("rb") as source:
                        shutil.copyfileobj(source, target, 1 << 20)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _TIME)
    entry.compress_type = zipfile.ZIP_STORED if name.endswith(_PACKED) else zipfile.ZIP_DEFLATED
    entry.external_attr, entry.create_system = _RIGHTS, _UNIX
    return entry
