"""Profiles: how the files of one Träger map to the canonical schema. One TOML file each.

``standard.toml`` is the default; it knows the header variants that any Träger may use.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from data.schema import TABLES
from monitor.content.files import explain, line_of, read_toml
from monitor.errors import ContentError

STANDARD: Final = "standard"
FOLDER: Final = "profile"
#: Key of ``[spalten]`` for columns that are left out on purpose.
IGNORED: Final = "ignoriert"


class DurationUnit(StrEnum):
    """The unit of a bare number in a column of durations."""

    MINUTEN = "minuten"
    STUNDEN = "stunden"


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Identity(_Section):
    """Section ``[profil]``; without ``tabelle`` the profile serves every table."""

    name: str
    traeger: str | None = None
    tabelle: str | None = None


class FileLayout(_Section):
    """Section ``[datei]``; what is not given is found by content."""

    kodierung: str | None = None
    trennzeichen: str | None = Field(default=None, min_length=1, max_length=1)
    blaetter: tuple[str, ...] | None = None
    kopfzeile: int | None = Field(default=None, ge=1)

    @field_validator("kodierung")
    @classmethod
    def _know(cls, kodierung: str | None) -> str | None:
        """Refuse an encoding that Python does not know: it would make every file unreadable."""
        try:
            "".encode(kodierung or "utf-8")
        except LookupError:
            raise ValueError(
                f"ist keine bekannte Kodierung („{kodierung}“); üblich sind utf-8, cp1252 und cp850"
            ) from None
        return kodierung


class Profile(_Section):
    """One profile file."""

    profil: Identity
    datei: FileLayout = FileLayout()
    spalten: Mapping[str, tuple[str, ...]] = {}
    einheiten: Mapping[str, DurationUnit] = {}
    werte: Mapping[str, Mapping[str, str]] = {}
    feste_werte: Mapping[str, str] = {}

    @property
    def ignored(self) -> tuple[str, ...]:
        """Return the headers that are left out on purpose."""
        return self.spalten.get(IGNORED, ())

    def headers_of(self, column: str) -> tuple[str, ...]:
        """Return how the files write the header of a canonical column."""
        return self.spalten.get(column, ())

    def fits(self, table: str) -> bool:
        """Tell whether the profile is made for a table."""
        return self.profil.tabelle in {None, table}


@dataclass(frozen=True)
class Profiles:
    """All profiles of an instance."""

    standard: Profile
    by_traeger: Mapping[str, Profile]

    def choose(self, traeger_id: str | None, table: str | None) -> Profile:
        """Return the Träger's own profile if it is made for the table, else the default one."""
        own = self.by_traeger.get(traeger_id or "")
        return own if own and (table is None or own.fits(table)) else self.standard


def load_profiles(content_folder: Path) -> Profiles:
    """Read and validate every profile of an instance.

    Raises:
        ContentError: a file is missing or wrong; the message names file, line and what to do.
    """
    folder = content_folder / FOLDER
    standard = read_profile(folder / f"{STANDARD}.toml")
    own = [read_profile(path) for path in sorted(folder.glob("*.toml")) if path.stem != STANDARD]
    return Profiles(standard, {p.profil.traeger: p for p in own if p.profil.traeger})


def read_profile(path: Path) -> Profile:
    """Read and validate one profile.

    Raises:
        ContentError: missing, no TOML, an unknown key, table or column.
    """
    document = read_toml(path)
    try:
        profile = Profile.model_validate(document)
    except ValidationError as error:
        where, complaint = explain(error)
        section, key = str(where[0]), str(where[-1]) if len(where) > 1 else None
        line = line_of(path, section, 0, key)
        raise ContentError(
            f"{path}, Zeile {line}: „{'.'.join(map(str, where))}“ {complaint}. Bitte berichtigen."
        ) from None
    _check_names(path, profile)
    return profile


def _check_names(path: Path, profile: Profile) -> None:
    table = profile.profil.tabelle
    if table is not None and table not in TABLES:
        raise _unknown(path, "profil", "tabelle", f"Tabelle „{table}“")
    tables = [TABLES[table]] if table else list(TABLES.values())
    known = {column.name for each in tables for column in each.delivered} | {IGNORED}
    sections: dict[str, Mapping[str, object]] = {
        "spalten": profile.spalten,
        "einheiten": profile.einheiten,
        "werte": profile.werte,
        "feste_werte": profile.feste_werte,
    }
    for section, entries in sections.items():
        for name in entries:
            if name not in known:
                raise _unknown(path, section, name, f"Spalte „{name}“")


def _unknown(path: Path, section: str, key: str, what: str) -> ContentError:
    line = line_of(path, section, 0, key)
    return ContentError(
        f"{path}, Zeile {line}: Die {what} gibt es im Schema nicht. "
        "Bitte den Namen berichtigen oder die Zeile entfernen."
    )
