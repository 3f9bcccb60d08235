"""Rules of ``geheimhaltung.toml``: what is sensitive, what is shown, how long a quarter waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from data.schema import AKTIVITAET
from monitor.concept.sensitive import Sensitive
from monitor.content.files import line_with, read_model
from monitor.errors import ContentError

CONFIDENTIALITY_FILE: Final = "geheimhaltung.toml"

Problem = tuple[str, str]  # text to look for in the file, message


class DisplayRules(BaseModel):
    """From when a figure is worth showing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    mindestnenner: int = Field(ge=1)
    mindestabdeckung: float = Field(ge=0, le=1)


class Accuracy(StrEnum):
    """How exact the figures are that leadership and stewards see before a release."""

    EXAKT = "exakt"
    GESCHUETZT = "geschuetzt"


class SteeringRules(BaseModel):
    """Figures for leadership and stewards; *geschuetzt*: published figures only."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    genauigkeit: Accuracy = Accuracy.EXAKT


class PublicationRules(BaseModel):
    """Weeks a period waits for missing deliveries before publication goes on without them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    wartefrist_wochen: int = Field(default=8, ge=0, le=52)


class Confidentiality(BaseModel):
    """Rules of confidentiality and display."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    anzeige: DisplayRules
    sensibel: Sensitive
    steuerung: SteeringRules = SteeringRules()
    veroeffentlichung: PublicationRules = PublicationRules()


def read_confidentiality(folder: Path, codes: Mapping[str, Collection[str]]) -> Confidentiality:
    """Read the rules and hold what is sensitive to the schema and the code lists.

    Raises:
        ContentError: the first thing that does not fit, with file, line and what to do.
    """
    path = folder / CONFIDENTIALITY_FILE
    rules = read_model(path, Confidentiality)
    for wanted, message in _problems(rules.sensibel, codes):
        raise ContentError(f"{path}, Zeile {line_with(path, wanted)}: {message}")
    return rules


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
