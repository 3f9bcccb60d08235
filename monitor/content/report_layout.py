"""How an office's reports look and what they say of their own: ``bericht.toml`` beside the logo.

Read by the web and by commands apart from the rest of the content. An instance of before the
reports has no such file: its reports take the packaged texts and colour, without address and logo,
which are another office's.
"""

from __future__ import annotations

import importlib.resources
import re
import string
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator

from monitor.application.texts.wording import PRINTABLE
from monitor.concept.vocabulary import Declared, Text
from monitor.content.files import line_of, read_model
from monitor.content.logo import OfficeLogo, read_logo
from monitor.errors import ContentError

#: The file of the layout, under ``content/``.
LAYOUT_FILE: Final = "bericht.toml"
#: Least contrast of written words on their ground (WCAG 2.1, 1.4.3).
LEAST_CONTRAST: Final = 4.5
_MOST_LINES: Final = 6
_YEAR: Final = re.compile(r"20\d\d")
_PLACES: Final = frozenset({"jahr", "nummer"})

_MOST_LETTERS: Final = 60  # of a line
#: Where the two branches of sRGB's curve meet.
_DARK: Final = 0.04045


class _Logo(Declared):
    datei: str = Field(pattern=r"^[\w.-]+$")
    beschreibung: Text


class _Frame(Declared):
    gremium: Text
    nummer: str

    @field_validator("nummer")
    @classmethod
    def _known_places(cls, pattern: str) -> str:
        try:
            named = {
                name for _, name, _, _ in string.Formatter().parse(pattern) if name is not None
            }
        except ValueError:
            named = {"?"}
        if "nummer" not in named or named - _PLACES:
            raise ValueError("braucht den Platzhalter {nummer} und darf sonst nur {jahr} haben")
        return pattern


class ReportTexts(Declared):
    """Texts of the office for its reports; those with ``None`` may be left out."""

    einleitung: Text | None = None
    ressourcen: Text | None = None
    methode: Text | None = None
    kenntnisnahme: Text
    beschluss: Text


class _LayoutFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    anschrift: tuple[str, ...] = ()
    farbe: str = Field(pattern=r"^#[0-9a-fA-F]{6}$")
    logo: _Logo | None = None
    vorlage: _Frame
    texte: ReportTexts

    @field_validator("anschrift")
    @classmethod
    def _fit_on_the_sheet(cls, lines: tuple[str, ...]) -> tuple[str, ...]:
        if len(lines) > _MOST_LINES:
            raise ValueError(f"hat {len(lines)} Zeilen, erlaubt sind {_MOST_LINES}")
        if any(not 0 < len(line.strip()) <= _MOST_LETTERS for line in lines):
            raise ValueError(f"hat eine leere Zeile oder eine mit mehr als {_MOST_LETTERS} Zeichen")
        return lines

    @field_validator("farbe")
    @classmethod
    def _readable(cls, colour: str) -> str:
        contrast = contrast_on_white(colour)
        if contrast < LEAST_CONTRAST:
            raise ValueError(
                f"„{colour}“ ist auf Weiß zu blass: Kontrast {_said(contrast)}, nötig sind "
                f"{_said(LEAST_CONTRAST)} (ein dunklerer Ton derselben Farbe genügt)"
            )
        return colour


@dataclass(frozen=True)
class ReportLayout:
    """The layout of an office's reports, as its content has it.

    ``lines``: of the address. ``colour``: ``#rrggbb``. ``number_pattern``: how the number of a
    Vorlage is written, with ``{nummer}`` and ``{jahr}``.
    """

    lines: tuple[str, ...]
    colour: str
    logo: OfficeLogo | None
    committee: Text
    number_pattern: str
    texts: ReportTexts

    def numbered(self, number: str, year: int) -> str:
        """Return the number of a Vorlage as the office writes it.

        A number that says a year already, e.g. ``12/2025`` of a meeting in 2026, stays as it is.
        """
        parts = re.split(r"\W+", number)
        if len(parts) > 1 and any(map(_YEAR.fullmatch, parts)):
            return number
        return self.number_pattern.format(nummer=number, jahr=year)

    def without_office(self) -> Self:
        """Return the layout without what belongs to one office."""
        return replace(self, lines=(), logo=None)


def read_report_layout(folder: Path) -> ReportLayout:
    """Return the layout of a content folder; without the file the packaged one.

    Raises:
        ContentError: the file, one of its keys or the logo is wrong; with file and line.
    """
    if (folder / LAYOUT_FILE).exists():
        return _read(folder)
    with importlib.resources.as_file(importlib.resources.files("data") / "content") as packaged:
        return _read(packaged).without_office()


def _read(folder: Path) -> ReportLayout:
    path = folder / LAYOUT_FILE
    found = read_model(path, _LayoutFile)
    _require_printable(path)
    return ReportLayout(
        lines=found.anschrift,
        colour=found.farbe.lower(),
        logo=None if found.logo is None else _logo(path, found.logo),
        committee=found.vorlage.gremium,
        number_pattern=found.vorlage.nummer,
        texts=found.texte,
    )


def _require_printable(path: Path) -> None:
    """Refuse a character that no report could print; comments may have any (ContentError)."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        for letter in line.partition(" #")[0] if not line.startswith("#") else "":
            if letter not in PRINTABLE and letter != "\t":
                name = unicodedata.name(letter, f"U+{ord(letter):04X}")
                raise ContentError(
                    f"{path}, Zeile {number}: {name} lässt sich nicht drucken. Bitte das Zeichen "
                    "weglassen oder in Worten sagen."
                )


def _logo(path: Path, declared: _Logo) -> OfficeLogo:
    try:
        return read_logo(path.parent / declared.datei, declared.beschreibung)
    except ValueError as error:
        line = line_of(path, "logo", 0, "datei")
        raise ContentError(f"{path}, Zeile {line}: {error}.") from None


def contrast_on_white(colour: str) -> float:
    """Return the contrast of a colour (``#rrggbb``) on white, 1–21 (WCAG 2.1)."""
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    light = [
        part / 12.92 if part <= _DARK else ((part + 0.055) / 1.055) ** 2.4 for part in channels
    ]
    return 1.05 / (0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2] + 0.05)


def _said(contrast: float) -> str:
    return f"{contrast:.1f}".replace(".", ",")
