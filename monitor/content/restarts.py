"""Declared changes from which on an indicator's usual range is reckoned anew: ``neustarts.toml``.

A restart is the office's word that a process runs differently from a day on, and why. What it does
to charts is said in ``monitor.results.charts``. A content folder without the file has no restarts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from monitor.concept.indicators import Indicator
from monitor.concept.versions import Concept
from monitor.concept.vocabulary import Declared, Text
from monitor.content.files import explain, line_of, read_toml
from monitor.errors import ContentError
from monitor.periods import PeriodKind, period_of

#: The file of the restarts, under ``content/``.
RESTARTS_FILE: Final = "neustarts.toml"

_TABLE: Final = "neustart"

Problem = tuple[str, str]  # key of the entry, message


class Restart(Declared):
    """One restart: from the first period of the indicator on that begins on or after ``ab``."""

    indikator: str
    ab: dt.date
    grund: Text


class _File(Declared):
    neustart: tuple[Restart, ...] = ()


def read_restarts(folder: Path, concepts: Sequence[Concept]) -> tuple[Restart, ...]:
    """Read the restarts of a content folder and hold them to the versions of the concept.

    Raises:
        ContentError: the first thing that is wrong, with file, line and what to do.
    """
    path = folder / RESTARTS_FILE
    if not path.exists():
        return ()
    try:
        found = _File.model_validate(read_toml(path)).neustart
    except ValidationError as error:
        where, message = explain(error)
        index = where[1] if len(where) > 1 and isinstance(where[1], int) else 0
        keys = [part for part in where[1:] if isinstance(part, str)]
        said = f"{'.'.join(keys) or where[0]}: {message}. Bitte berichtigen."
        raise _complain(path, index, keys[0] if keys else None, said) from None
    for index, restart in enumerate(found):
        for key, message in _problems(restart, found[:index], concepts):
            raise _complain(path, index, key, message)
    return tuple(sorted(found, key=lambda one: (one.ab, one.indikator)))


def _problems(
    restart: Restart, before: Sequence[Restart], concepts: Sequence[Concept]
) -> Iterator[Problem]:
    name, day = restart.indikator, restart.ab
    indicator = _declared(name, concepts)
    if indicator is None:
        yield "indikator", f"„{name}“ steht in keiner Fassung des Konzepts. Bitte berichtigen."
        return
    if any((one.indikator, one.ab) == (name, day) for one in before):
        yield "ab", f"{name} beginnt an diesem Tag schon neu. Bitte einen Eintrag entfernen."
    first = concepts[0].konzept.gueltig_von
    if day <= first:
        yield (
            "ab",
            (
                f"Vor dem {first:%d.%m.%Y} gibt es keine Zahlen, also beginnt auch nichts neu. "
                "Bitte ein späteres Datum eintragen oder den Neustart entfernen."
            ),
        )
    if indicator.periode is not PeriodKind.WELLE:  # waves begin when they begin
        yield from _wrong_day(name, day, indicator.periode)


def _declared(name: str, concepts: Sequence[Concept]) -> Indicator | None:
    """Return the indicator as declared in the newest version that has it."""
    all_of_them = (one for concept in reversed(concepts) for one in concept.indikator)
    return next((one for one in all_of_them if one.id == name), None)


def _wrong_day(name: str, day: dt.date, kind: PeriodKind) -> Iterator[Problem]:
    period = period_of(day, kind)
    if period.start != day:
        following = period_of(period.end + dt.timedelta(days=1), kind)
        yield (
            "ab",
            (
                f"{name} hat Zahlen je {kind}; am {day:%d.%m.%Y} beginnt keine davon. "
                f"Bitte {period.start} oder {following.start} eintragen."
            ),
        )


def _complain(path: Path, index: int, key: str | None, message: str) -> ContentError:
    return ContentError(f"{path}, Zeile {line_of(path, _TABLE, index, key)}: {message}")
