"""Sensitive columns and codes: the shape of ``[sensibel]`` in ``geheimhaltung.toml``, checked.

What is sensitive never stands for itself in rows for science (``monitor.science_file``) and, as a
figure, only for years of the district (``monitor.never_shown``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from pydantic import Field

from data.schema import AKTIVITAET
from monitor.content_files import line_with
from monitor.declaration import Declared
from monitor.errors import ContentError

#: Code that stands for the sensitive codes of a list and those merged with them.
OTHER: Final = "UEBRIGE"

Problem = tuple[str, str]  # text to look for in the file, message


class SensitiveCodes(Declared):
    """The sensitive codes of one list, and those that they are merged with."""

    liste: str
    codes: tuple[str, ...] = Field(min_length=1)
    mit: tuple[str, ...] = Field(min_length=1)

    @property
    def merged(self) -> tuple[str, ...]:
        """Return all codes that appear as ``OTHER``."""
        return (*self.codes, *self.mit)


class Sensitive(Declared):
    """What is sensitive: whole columns, and codes of lists."""

    spalten: tuple[str, ...]
    codes: tuple[SensitiveCodes, ...]

    def merged(self, code_list: str | None) -> tuple[str, ...]:
        """Return the codes of a list that appear as ``OTHER``."""
        return next((entry.merged for entry in self.codes if entry.liste == code_list), ())


def require_known(
    path: Path, sensitive: Sensitive, codes: Mapping[str, Collection[str]]
) -> Sensitive:
    """Return what is sensitive, once held to the schema and the code lists.

    Raises:
        ContentError: the first thing that does not fit, with file, line and what to do.
    """
    for wanted, message in _problems(sensitive, codes):
        raise ContentError(f"{path}, Zeile {line_with(path, wanted)}: {message}")
    return sensitive


def _problems(sensitive: Sensitive, codes: Mapping[str, Collection[str]]) -> Iterator[Problem]:
    for name in sensitive.spalten:
        if name not in AKTIVITAET:
            yield name, f"Die Spalte „{name}“ gibt es in aktivitaet nicht. Bitte berichtigen."
    for entry in sensitive.codes:
        if entry.liste not in codes:
            yield entry.liste, f"Die Codeliste „{entry.liste}“ gibt es nicht. Bitte berichtigen."
            continue
        yield from _unknown(entry.merged, codes[entry.liste], entry.liste)
        yield from _twice(entry.merged, entry.liste)


def _unknown(named: Iterable[str], known: Collection[str], code_list: str) -> Iterator[Problem]:
    for code in named:
        if code not in known:
            yield (
                f'"{code}"',
                f"„{code}“ gibt es in der Liste „{code_list}“ nicht. "
                "Bitte berichtigen oder entfernen.",
            )


def _twice(named: Iterable[str], code_list: str) -> Iterator[Problem]:
    for code, times in Counter(named).items():
        if times > 1:
            yield (
                f'"{code}"',
                f"„{code}“ steht unter der Liste „{code_list}“ doppelt. Bitte eines entfernen.",
            )
