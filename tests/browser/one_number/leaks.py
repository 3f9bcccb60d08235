"""Whether anything of a release carries a figure of *Steuerung*, in whatever place.

The figures that only exact tables hold are looked for as numbers: in texts by their digits, in
files of other formats by their values. Numbers of few digits say nothing of where they come from
and are compared by their key elsewhere.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from tests.browser.one_number.files import rows_of_file
from tests.browser.one_number.truth import Truth

#: Digits after the point from which on a number is taken for a figure that was computed.
_TELLING: Final = re.compile(r"-?\d+[.,]\d{5,}(?:[eE][-+]?\d+)?")
_DIGITS: Final = 9  # significant ones
_TEXTS: Final = frozenset({".csv", ".json", ".jsonld", ".xml", ".md", ".cff", ".html", ""})
_TABLES: Final = frozenset({".parquet", ".xlsx", ".sav", ".dta"})


def only_exact(exact: Truth, published: Truth) -> set[str]:
    """Return the numbers that stand in tables of exact figures and in none of the release."""
    return _of_tables(exact) - _of_tables(published)


def numbers_of_text(text: str) -> set[str]:
    """Return the telling numbers of a text, however it writes decimals."""
    found = {float(one.replace(",", ".")) for one in _TELLING.findall(text)}
    return {_written(one) for one in found}


def numbers_of_file(path: Path) -> set[str]:
    """Return the telling numbers of a file of a release, packed ones among them."""
    kind = path.suffix
    if kind == ".zip":
        return _of_archive(path)
    if kind in _TABLES:
        return _of_rows(rows_of_file(path, {}))
    assert kind in _TEXTS or path.name == "SHA256SUMS", path.name
    return numbers_of_text(path.read_text(encoding="utf-8-sig"))


def _of_archive(path: Path) -> set[str]:
    folder = path.with_name(f"{path.name}.inhalt")
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        archive.extractall(folder)
    files = [one for one in folder.rglob("*") if one.is_file()]
    return set().union(*map(numbers_of_file, files))


def _of_tables(truth: Truth) -> set[str]:
    return set().union(*(_of_rows(rows.values()) for rows in truth.tables.values()))


def _of_rows(rows: Iterable[Any]) -> set[str]:
    floats = {one for row in rows for one in row.values() if isinstance(one, float)}
    return {_written(one) for one in floats if _TELLING.fullmatch(repr(one))}


def _written(number: float) -> str:
    return f"{number:.{_DIGITS}g}"
