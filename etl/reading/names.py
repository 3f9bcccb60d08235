"""Names of sheets and files as they may be kept: senders write names of persons into both.

A name is kept only where every part of it is ours, e.g. ``TR01_2024-Q3_2024-10-08.csv`` or the
sheet ``Januar 2024``. Any other sheet is its number (``Blatt 3``), any other file the id of its
receipt beside what the name says in our terms: ``L-0123456789ab_TR01_2024-Q3.xlsx``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from pathlib import PurePath
from typing import Final

from data.schema import TABLES
from etl.cleaning.spelling import normalise
from etl.reading.metadata import DAY, QUARTER, from_name
from monitor.warehouse.deliveries import DeliveryKind

_MONTHS: Final = (
    "januar", "februar", "maerz", "april", "mai", "juni", "juli", "august", "september",
    "oktober", "november", "dezember", "jan", "feb", "maer", "mrz", "apr", "jun", "jul", "aug",
    "sep", "sept", "okt", "nov", "dez",
)  # fmt: skip
_YEAR: Final = "20[2-9][0-9]"
_MONTH: Final = rf"(?:{'|'.join(_MONTHS)}|0?[1-9]|1[0-2])"
_QUARTER: Final = "(?:q[1-4]|[1-4] quartal)"
#: A month, quarter or year in the comparable form of ``normalise``; never a whole date.
_PERIOD: Final = re.compile(
    rf"(?:{_MONTH}|{_QUARTER})(?: ?{_YEAR})?|{_YEAR}(?: ?(?:{_MONTH}|{_QUARTER}))?"
)
#: Words of file names that say nothing about a person.
_VOCABULARY: Final = """
    aktivitaeten berichtigt bericht bemerkungen daten der die ergaenzung export final fuer gesamt
    halbjahr jahr kita kitasozialarbeit ksa kopie korrektur korrigiert lieferung lieferungen liste
    nachlieferung nachtrag nachweis nachweise neu ohne quartal quartalsnachweis sozialarbeit stand
    tabelle taetigkeit taetigkeiten und version
"""
_WORDS: Final = {
    *_VOCABULARY.split(),
    *_MONTHS,
    *(part for name in TABLES for part in name.split("_")),
}
#: At most one number beside quarter and day: three of them could be a date of birth.
_NUMBER: Final = re.compile(rf"v?[0-9]{{1,2}}|{_YEAR}")
_BETWEEN_WORDS: Final = re.compile(r"[ _.()+-]+")
_FORMATS: Final = """
    .csv .doc .docx .htm .html .jpg .ods .odt .parquet .pdf .png .txt .tsv .xls .xlsb .xlsm .xlsx
    .xml .zip
"""
_SUFFIXES: Final = frozenset(_FORMATS.split())


def shown_name(path: PurePath) -> str:
    """Return the name of a file as it can be shown: what no terminal prints is a question mark."""
    return "".join(sign if sign.isprintable() else "?" for sign in path.name)


def sheet_label(name: str, number: int) -> str:
    """Return how a sheet is called: by its name if that is ours, else by its place from the left.

    ``Januar 2024`` stays, ``Frau Beispiel`` as the third sheet is ``Blatt 3``.
    """
    shown = " ".join(unicodedata.normalize("NFC", name).split())
    is_ours = _PERIOD.fullmatch(normalise(shown)) or shown.lower() in TABLES
    return shown if is_ours else f"Blatt {number}"


def file_label(name: str, lieferung_id: str, traeger_ids: Collection[str]) -> str:
    """Return how a delivered file is called: by its own name if every part of it is ours.

    Else the id of its receipt stands for the parts that are not: Träger, table, quarter and day of
    receipt are kept as they were understood.
    """
    stem, suffix = _split(name)
    if _is_ours(stem, traeger_ids):
        return stem + suffix
    said = from_name(stem, traeger_ids)
    parts = (
        lieferung_id,
        said.traeger if said.traeger in traeger_ids else None,
        said.tabelle,
        said.quartal,
        said.eingang.isoformat() if said.eingang else None,
        "Ergaenzung" if said.art is DeliveryKind.ERGAENZUNG else None,
    )
    return "_".join(part for part in parts if part) + suffix.lower()


def is_format(suffix: str) -> bool:
    """Tell whether a suffix is that of a format that people send."""
    return suffix.lower() in _SUFFIXES


def _split(name: str) -> tuple[str, str]:
    """Return stem and suffix; a suffix that no file we know has belongs to neither."""
    path = PurePath(name)
    return path.stem, path.suffix if is_format(path.suffix) else ""


def _is_ours(stem: str, traeger_ids: Collection[str]) -> bool:
    rest = DAY.sub(" ", QUARTER.sub(" ", stem, count=1), count=1)
    words = [word for word in _BETWEEN_WORDS.split(rest) if word]
    numbers = [word for word in words if _NUMBER.fullmatch(word.lower())]
    named = [word for word in words if word not in numbers]
    are_known = all(
        word.upper() in traeger_ids or (word.isalpha() and normalise(word) in _WORDS)
        for word in named
    )
    return are_known and len(numbers) <= 1
