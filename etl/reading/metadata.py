"""Statements of a delivery about itself: table, Träger, quarter, receipt and kind.

Sources, from strong to weak: command line, sidecar ``<file>.toml``, file name, content. What people
state on purpose (the first two) settles what a name suggests; contradictions are asked about.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Final

import polars as pl

from data.schema import DIM_TRAEGER, TABLES
from etl import messages
from etl.cleaning.dates import dates, quarters
from etl.cleaning.spelling import normalise
from etl.refusals import Reason, RefusalError
from monitor.warehouse.deliveries import DeliveryKind

SIDECAR_SUFFIX: Final = ".toml"

#: A quarter as people write it into names: ``2024-Q3``, ``Q3/24``, ``III. Quartal 2024``.
QUARTER: Final = re.compile(
    r"(?<![A-Za-z0-9])(?:20\d{2}[-_ .]?Q[1-4](?!\d)|Q[1-4][-_ .]?(?:20)?\d{2}(?!\d)"
    r"|(?:[1-4]|I{1,3}|IV)\.?[-_ ]?Quartal[-_ ]?(?:20)?\d{2}(?!\d))",
    re.I,
)
#: A quarter beside another one, as in ``2024-Q2-Q3``.
_BARE_QUARTER: Final = re.compile(r"(?<![A-Za-z0-9])Q([1-4])(?![A-Za-z0-9])", re.I)
#: A day as it may stand in a name that is kept.
DAY: Final = re.compile(
    r"(?<!\d)(20\d{2}-\d{2}-\d{2}|\d{1,2}\.\d{1,2}\.20\d{2}"
    r"|20\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?!\d)"
)
#: All ways in which a day of receipt is understood; ``08-10-2024`` is two days to two people.
_DAYS: Final = (
    re.compile(r"(?<!\d)(?P<y>20\d{2})(?P<sep>[-_.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>20\d{2}|2\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<y>20\d{2})(?P<m>0[1-9]|1[0-2])(?P<d>[0-3]\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<d>[0-3]\d)(?P<m>0[1-9]|1[0-2])(?P<y>20\d{2})(?!\d)"),
)
#: What makes the day behind it the end of a period: ``01.07.-30.09.2024``, ``bis 30.09.2024``.
_SINCE: Final = re.compile(
    r"(?:\d{1,2}\.(?:\d{1,2}\.?)?[ _]*(?:-|–|bis)|(?<![A-Za-z])bis)[ _]*$", re.I
)
_SUPPLEMENT: Final = ("ergaenzung", "nachlieferung", "nachtrag")
_TRAEGER_ID: Final = DIM_TRAEGER["traeger_id"].pattern or ""
_TRAEGER_PARTS: Final = re.compile(r"(?<![A-Z0-9])([A-Z]{1,6})[ _-]?(\d{1,5})(?![A-Z0-9])")
_TRAEGER_LIKE: Final = re.compile(r"^(?=.*\d)[A-Z]{1,6}\d{1,5}$")


@dataclass(frozen=True)
class Hints:
    """The statements about a delivery; ``None``: nothing is said."""

    tabelle: str | None = None
    traeger: str | None = None
    quartal: str | None = None
    eingang: dt.date | None = None
    art: DeliveryKind | None = None


@dataclass(frozen=True)
class Statement:
    """All statements about a delivery before its content; ``stated`` are those made on purpose."""

    hints: Hints
    stated: Hints


def sidecar_of(path: Path) -> Path:
    """Return the path of the file that may describe a delivery."""
    return path.with_name(path.name + SIDECAR_SUFFIX)


def find_sidecar(path: Path) -> Path | None:
    """Return the sidecar that lies beside a delivery; a name near the limit leaves no room for one.

    Such a name alone is no reason to stop: 255 bytes are the most that file systems take.
    """
    sidecar = sidecar_of(path)
    shouted = sidecar.with_suffix(SIDECAR_SUFFIX.upper())  # as some systems write it
    try:
        return next((each for each in (sidecar, shouted) if each.is_file()), None)
    except OSError:
        return None


def state(path: Path, given: Hints, traeger_ids: Collection[str]) -> Statement:
    """Return what command line, sidecar and file name say.

    Raises:
        RefusalError: the sidecar cannot be read or contradicts the command line.
    """
    sidecar = read_sidecar(path)
    for name in _READERS:
        first, second = getattr(given, name), getattr(sidecar, name)
        if first is not None and second is not None and first != second:
            raise RefusalError(
                Reason.ANGABEN_UNKLAR,
                messages.contradiction(
                    name.capitalize(), str(first), "der Aufruf", str(second), "die Begleitdatei"
                ),
            )
    stated = _filled_up(given, sidecar)
    if stated.traeger and not _traeger(stated.traeger):
        raise RefusalError(Reason.ANGABEN_UNKLAR, messages.bad_hint("Der Aufruf", "traeger"))
    return Statement(_filled_up(stated, from_name(path.stem, traeger_ids)), stated)


def _filled_up(first: Hints, second: Hints) -> Hints:
    missing = {
        field.name: getattr(second, field.name)
        for field in fields(Hints)
        if getattr(first, field.name) is None
    }
    return replace(first, **missing)


def read_sidecar(path: Path) -> Hints:
    """Return what the sidecar of a file says; nothing when there is none.

    Raises:
        RefusalError: no TOML, an unknown key or an unreadable value.
    """
    sidecar = find_sidecar(path)
    if sidecar is None:
        return Hints()
    try:
        entries = tomllib.loads(sidecar.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RefusalError(
            Reason.ANGABEN_UNKLAR, messages.bad_hint("Begleitdatei", "Datei")
        ) from error
    return parse_hints(entries, "Begleitdatei")


def sidecar_text(stated: Hints) -> str:
    """Return a sidecar that says the same as these hints; empty when they say nothing."""
    said = {name: getattr(stated, name) for name in _READERS}
    return "".join(f'{name} = "{value}"\n' for name, value in said.items() if value is not None)


def sidecar_lines(path: Path) -> list[str]:
    """Return the lines of the sidecar of a file; none when there is no sidecar."""
    sidecar = find_sidecar(path)
    if sidecar is None:
        return []
    return sidecar.read_text(encoding="utf-8", errors="replace").splitlines()


def parse_hints(entries: Mapping[str, Any], source: str) -> Hints:
    """Return hints from keys and values as people write them (``Q3/2024``, ``8.10.2024``).

    Raises:
        RefusalError: an unknown key or an unreadable value; the message names ``source``.
    """
    found: dict[str, Any] = {}
    for key, value in entries.items():
        reader = _READERS.get(key)
        found[key] = reader(str(value)) if reader else None
        if found[key] is None:
            raise RefusalError(Reason.ANGABEN_UNKLAR, messages.bad_hint(source, key))
    return Hints(**found)


def _table(text: str) -> str | None:
    return text if text in TABLES else None


def _quarter(text: str) -> str | None:
    found: str | None = quarters(_one(text)).item()
    return found


def _day(text: str) -> dt.date | None:
    found: dt.date | None = dates(_one(text)).item()
    return found


def _one(text: str) -> pl.Series:
    return pl.Series([text.strip()], dtype=pl.String)


def _kind(text: str) -> DeliveryKind | None:
    name = normalise(text).upper()
    return DeliveryKind(name) if name in set(DeliveryKind) else None


def _traeger(text: str) -> str | None:
    name = text.strip().upper()
    return name if re.fullmatch(_TRAEGER_ID, name) else None


_READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "tabelle": _table,
    "traeger": _traeger,
    "quartal": _quarter,
    "eingang": _day,
    "art": _kind,
}


def from_name(stem: str, traeger_ids: Collection[str]) -> Hints:
    """Return what a file name says, e.g. ``TR01_2024-Q3_2024-10-08`` or ``stellen_2024-Q3``.

    Two days are a period (``01.07.2024-30.09.2024``), and none of them is that of the receipt; of
    two quarters neither is meant.
    """
    plain = unicodedata.normalize("NFKC", stem)  # as some systems write umlauts and blanks
    rest, received = _without_days(plain)
    words = normalise(rest)
    return Hints(
        tabelle=_table_in(plain),
        traeger=_traeger_in(QUARTER.sub(" ", rest), traeger_ids),
        quartal=_quarter_in(rest),
        eingang=received,
        art=DeliveryKind.ERGAENZUNG if any(word in words for word in _SUPPLEMENT) else None,
    )


def _without_days(stem: str) -> tuple[str, dt.date | None]:
    """Return a stem without its days, and the day that alone stands there and ends no period."""
    found = []
    for pattern in _DAYS:
        for match in pattern.finditer(stem):
            day = _valid_day(match)
            if day is not None:
                is_end = _SINCE.search(stem[: match.start()]) is not None
                found.append(None if is_end else day)
                stem = stem[: match.start()] + " " * len(match[0]) + stem[match.end() :]
    return stem, found[0] if len(found) == 1 else None


def _valid_day(match: re.Match[str]) -> dt.date | None:
    year = int(match["y"]) % 100 + 2000
    try:
        return dt.date(year, int(match["m"]), int(match["d"]))
    except ValueError:
        return None


def _quarter_in(stem: str) -> str | None:
    found = {_quarter(match[0]) for match in QUARTER.finditer(stem)}
    beside = {f"Q{number}" for number in _BARE_QUARTER.findall(QUARTER.sub(" ", stem))}
    (one, *others) = found or {None}
    return None if others or one is None or beside - {one[-2:]} else one


def _table_in(stem: str) -> str | None:
    """Return the longest table name in a stem, standing for itself: ``befragung_item``."""
    found = [
        name
        for name in TABLES
        if re.search(rf"(?<![A-Za-z]){name}(?![A-Za-z])", stem, re.IGNORECASE)
    ]
    return max(found, key=len, default=None)


def _traeger_in(stem: str, traeger_ids: Collection[str]) -> str | None:
    """Return the one known Träger in a stem; while none is known, what looks like an id.

    A known one may be written otherwise: ``TR1``, ``TR 01``, ``TR-01``.
    """
    upper = {word.upper() for word in re.split(r"[^A-Za-z0-9]+", stem)}
    if not traeger_ids:
        found = {word for word in upper if _TRAEGER_LIKE.match(word)}
    else:
        written = {_parts(match) for match in _TRAEGER_PARTS.finditer(stem.upper())}
        known = ((name, _TRAEGER_PARTS.fullmatch(name)) for name in traeger_ids)
        found = {
            name for name, parts in known if name in upper or (parts and _parts(parts) in written)
        }
    return found.pop() if len(found) == 1 else None


def _parts(match: re.Match[str]) -> tuple[str, int]:
    """Return letters and number of an id."""
    return match[1], int(match[2])


def agree_on_traeger(stated: str | None, found: Sequence[str]) -> str:
    """Return whose delivery it is, from what was said and the Träger named in the rows.

    Raises:
        RefusalError: nobody is named, several are, or the rows name somebody else.
    """
    if stated is None:
        if len(found) > 1:
            raise RefusalError(Reason.ANGABEN_UNKLAR, messages.several_traeger(len(found)))
        if not found:
            raise RefusalError(Reason.ANGABEN_UNKLAR, messages.unknown_traeger())
        return found[0]
    if len(found) == 1 and found[0] != stated:
        message = messages.contradiction("Traeger", stated, "die Angabe", found[0], "der Inhalt")
        raise RefusalError(Reason.ANGABEN_UNKLAR, message)
    return stated


def agree_on_quarter(hints: Statement, found: str | None) -> str:
    """Return the quarter of a delivery, from what was said and where most of its rows lie.

    Raises:
        RefusalError: no quarter is known, or the file name and most rows contradict each other.
    """
    said = hints.hints.quartal
    if said is None and found is None:
        raise RefusalError(Reason.ANGABEN_UNKLAR, messages.unknown_quarter())
    if said is None:
        return str(found)
    if found not in {None, said} and hints.stated.quartal is None:
        message = messages.contradiction(
            "Quartal", said, "der Dateiname", str(found), "die Mehrheit der Zeilen"
        )
        raise RefusalError(Reason.ANGABEN_UNKLAR, message)
    return said
