from __future__ import annotations

import zipfile
from pathlib import Path

from monitor.datasets.writers.archive import write_archive


def test_equal_content_gives_equal_bytes_whenever_it_was_written(tmp_path: Path) -> None:
    archives = []
    for number in range(2):
        source = tmp_path / f"{number}.csv"
        source.write_text("a,b\n", encoding="utf-8")
        source.touch()
        path = tmp_path / f"{number}.zip"
        write_archive(path, {"README.md": b"# x", "daten/x.csv": source})
        archives.append(path.read_bytes())
    assert archives[0] == archives[1]


def test_members_stand_in_order_with_readable_rights(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    write_archive(path, {"b.md": b"b", "a.parquet": b"a"})
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == ["b.md", "a.parquet"]
        assert archive.read("b.md") == b"b"
        assert archive.getinfo("a.parquet").compress_type == zipfile.ZIP_STORED
        assert archive.getinfo("b.md").external_attr >> 16 == 0o100644
