"""Which codes are sensitive, and how activity rows are coarsened for science: declared, checked.

Responsible for the shape of ``[sensibel]`` in ``geheimhaltung.toml`` and of ``mikrodaten.toml``,
and for whether they fit the schema, the code lists and the areas. What is made of them is in
``monitor.datasets.microdata``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from pydantic import Field, field_validator

from data.schema import AKTIVITAET, Column, Kind, Role
from monitor.content_files import line_with, read_model
from monitor.declaration import Declared, Text
from monitor.errors import ContentError

#: Code that stands for the sensitive codes of a list and those merged with them.
OTHER: Final = "UEBRIGE"

#: The keys in which rows must agree; ``zeitraum`` is made of ``datum``.
PERIOD: Final = "zeitraum"
KEYS: Final = ("sozialraum_ars", PERIOD, "aktivitaet_art", "zielgruppe", "anlass")
CODE_KEYS: Final = ("aktivitaet_art", "zielgruppe", "anlass")

#: Columns of the facts that name a row, a Träger, a Kita or a day: never in a file.
NAMING: Final = frozenset({"aktivitaet_id", "traeger_id", "kita_id", "datum", "tage_bis_eingang"})

_LEVELS: Final = 2


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


class Weights(Declared):
    """How much an evaluator wants to keep each key."""

    sozialraum_ars: float = Field(gt=0)
    zeitraum: float = Field(gt=0)
    aktivitaet_art: float = Field(gt=0)
    zielgruppe: float = Field(gt=0)
    anlass: float = Field(gt=0)


class Region(Declared):
    """Neighbouring areas that are one where the single area would have too few rows."""

    code: str = Field(pattern=r"^[A-Z0-9_]{1,40}$")
    text: Text
    ars: tuple[str, ...] = Field(min_length=1)


class CodeGroup(Declared):
    """Codes that are one at a level; at level 0 (keys only) they never appear apart."""

    spalte: str
    stufe: int = Field(ge=0, le=_LEVELS)
    code: str = Field(pattern=r"^[A-Z0-9_]{1,40}$")
    text: Text
    codes: tuple[str, ...] = Field(min_length=2)


class Diversity(Declared):
    """A column of which a class must not nearly all have one value; but for the harmless ones."""

    spalte: str
    unverfaenglich: tuple[str, ...] = ()


class Telltale(Declared):
    """Columns that would give a key away once it is coarsened to a level."""

    spalte: str
    ab_stufe: int = Field(ge=1)
    durch: tuple[str, ...] = Field(min_length=1)


class MicrodataRules(Declared):
    """What is in the rows for science, and how far it may be coarsened."""

    k: int = Field(ge=2)
    hoechstanteil: float = Field(gt=0, lt=1)
    wartefrist_monate: int = Field(ge=0)
    spalten: tuple[str, ...]
    gewicht: Weights
    klassen: Mapping[str, tuple[int, ...]]
    region: tuple[Region, ...] = ()
    gruppe: tuple[CodeGroup, ...] = ()
    vielfalt: tuple[Diversity, ...] = ()
    verraten: tuple[Telltale, ...] = ()

    @field_validator("klassen")
    @classmethod
    def _classes_rise(cls, classes: Mapping[str, tuple[int, ...]]) -> Mapping[str, tuple[int, ...]]:
        for name, bounds in classes.items():
            if not bounds or list(bounds) != sorted(set(bounds)):
                raise ValueError(f"von „{name}“ müssen ansteigen")
        return classes

    def groups(self, column: str, level: int = 1) -> tuple[CodeGroup, ...]:
        """Return the groups of a column at a level, in the order of the file."""
        return tuple(g for g in self.gruppe if g.spalte == column and g.stufe == level)

    def always_merged(self, column: str) -> dict[str, str]:
        """Return the codes that never appear by themselves → what appears in their place."""
        return {code: group.code for group in self.groups(column, 0) for code in group.codes}


Problem = tuple[str, str]  # text to look for in the file, message


def read_microdata_rules(
    folder: Path,
    sensitive: Sensitive,
    codes: Mapping[str, Collection[str]],
    areas: Collection[str],
) -> MicrodataRules:
    """Read ``mikrodaten.toml`` and hold it and the sensitive codes to schema, codes and areas.

    Raises:
        ContentError: the first thing that does not fit, with file, line and what to do.
    """
    _complain(folder / "geheimhaltung.toml", _sensitive_problems(sensitive, codes))
    path = folder / "mikrodaten.toml"
    rules = read_model(path, MicrodataRules)
    _complain(path, _problems(rules, sensitive, codes, areas))
    return rules


def _complain(path: Path, problems: Iterable[Problem]) -> None:
    for wanted, message in problems:
        line = line_with(path, wanted)
        raise ContentError(f"{path}, Zeile {line}: {message}")


def _sensitive_problems(
    sensitive: Sensitive, codes: Mapping[str, Collection[str]]
) -> Iterator[Problem]:
    for name in sensitive.spalten:
        if name not in AKTIVITAET:
            yield name, f"Die Spalte „{name}“ gibt es in aktivitaet nicht. Bitte berichtigen."
    for entry in sensitive.codes:
        if entry.liste not in codes:
            yield entry.liste, f"Die Codeliste „{entry.liste}“ gibt es nicht. Bitte berichtigen."
            continue
        yield from _unknown(entry.merged, codes[entry.liste], f"der Liste „{entry.liste}“")
        yield from _twice(entry.merged, f"unter der Liste „{entry.liste}“")


def _unknown(named: Iterable[str], known: Collection[str], where: str) -> Iterator[Problem]:
    for code in named:
        if code not in known:
            yield (
                f'"{code}"',
                f"„{code}“ gibt es in {where} nicht. Bitte berichtigen oder entfernen.",
            )


def _twice(named: Iterable[str], where: str) -> Iterator[Problem]:
    for code, times in Counter(named).items():
        if times > 1:
            yield f'"{code}"', f"„{code}“ steht {where} doppelt. Bitte eines entfernen."


def _problems(
    rules: MicrodataRules,
    sensitive: Sensitive,
    codes: Mapping[str, Collection[str]],
    areas: Collection[str],
) -> Iterator[Problem]:
    yield from _column_problems(rules, sensitive)
    yield from _twice(rules.spalten, "unter spalten")
    yield from _region_problems(rules, areas)
    for name in dict.fromkeys(group.spalte for group in rules.gruppe):
        yield from _group_problems(rules, name, sensitive, codes)
    for rule in rules.vielfalt:
        yield from _unknown((rule.spalte,), rules.spalten, "den Spalten der Zeilen")
    for telltale in rules.verraten:
        yield from _unknown((telltale.spalte,), CODE_KEYS, "den Schlüsseln mit Codes")
        yield from _unknown(telltale.durch, rules.spalten, "den Spalten der Zeilen")


def _column_problems(rules: MicrodataRules, sensitive: Sensitive) -> Iterator[Problem]:
    for name in rules.spalten:
        wanted = f'"{name}"'
        if name not in AKTIVITAET or name in KEYS:
            yield wanted, f"„{name}“ ist keine Spalte neben den Schlüsseln. Bitte entfernen."
        elif name in sensitive.spalten:
            yield wanted, f"„{name}“ ist sensibel (geheimhaltung.toml). Bitte entfernen."
        elif not _may_be_published(AKTIVITAET[name]):
            yield wanted, f"„{name}“ kann Träger, Kita oder Tag verraten. Bitte entfernen."
        elif _needs_classes(AKTIVITAET[name]) and name not in rules.klassen:
            yield wanted, f"Für „{name}“ fehlen Klassen. Bitte unter [klassen] ergänzen."
    for name in rules.klassen:
        if name not in rules.spalten or AKTIVITAET[name].kind not in {Kind.INT, Kind.MINUTES}:
            yield name, f"„{name}“ ist keine Zahl unter spalten. Bitte entfernen."


def _may_be_published(column: Column) -> bool:
    told = {Kind.CODE, Kind.CODES, Kind.BOOL, Kind.INT, Kind.MINUTES}
    return column.role is not Role.LINEAGE and column.name not in NAMING and column.kind in told


def _needs_classes(column: Column) -> bool:
    """Return whether a column counts something: persons, minutes, days; a score is short enough."""
    return column.kind in {Kind.INT, Kind.MINUTES} and (column.minimum or 0) >= 0


def _region_problems(rules: MicrodataRules, areas: Collection[str]) -> Iterator[Problem]:
    named = [ars for region in rules.region for ars in region.ars]
    yield from _unknown(named, areas, "sozialraeume.csv unter den bedienten Sozialräumen")
    yield from _twice(named, "unter den Regionen")
    yield from _twice([region.code for region in rules.region], "unter den Regionen")
    for ars in areas:
        if rules.region and ars not in named:
            yield "[[region]]", f"Der Sozialraum {ars} steht in keiner Region. Bitte ergänzen."


def published_codes(
    column: Column,
    sensitive: Sensitive,
    codes: Mapping[str, Collection[str]],
    merged: Mapping[str, str],
) -> tuple[str, ...]:
    """Return the codes of a column once the sensitive ones and ``merged`` are merged."""
    hidden = sensitive.merged(column.codes)
    kept = [merged.get(code, code) for code in codes[column.codes or ""] if code not in hidden]
    return tuple(dict.fromkeys((*kept, OTHER) if hidden else kept))


def _group_problems(
    rules: MicrodataRules,
    name: str,
    sensitive: Sensitive,
    codes: Mapping[str, Collection[str]],
) -> Iterator[Problem]:
    if name not in {*rules.spalten, *CODE_KEYS} or AKTIVITAET[name].kind is not Kind.CODE:
        yield f'"{name}"', f"Gruppen gibt es nur für Codes der Zeilen, nicht für „{name}“."
        return
    if rules.groups(name, 0) and name not in CODE_KEYS:
        yield f'"{name}"', f"Stufe 0 gibt es nur für Schlüssel, nicht für „{name}“."
    apart = published_codes(AKTIVITAET[name], sensitive, codes, {})
    known = published_codes(AKTIVITAET[name], sensitive, codes, rules.always_merged(name))
    always = [group.code for group in rules.groups(name, 0)]
    yield from _twice([*always, *apart], f"unter Codes und Gruppen von „{name}“")
    merged = list(rules.always_merged(name))
    yield from _unknown(merged, apart, f"den Codes von „{name}“ (sensible heißen {OTHER})")
    for level in range(1, _LEVELS + 1):
        groups = rules.groups(name, level)
        listed = [code for group in groups for code in group.codes]
        yield from _unknown(listed, known, f"den Codes von „{name}“ (sensible heißen {OTHER})")
        yield from _twice(listed, f"in Gruppen der Stufe {level} von „{name}“")
    labels = [group.code for group in rules.gruppe if group.spalte == name and group.stufe]
    yield from _twice([*labels, *known], f"unter Codes und Gruppen von „{name}“")
    yield from _broken(rules, name)


def _broken(rules: MicrodataRules, name: str) -> Iterator[Problem]:
    """Yield the groups of level 2 that take a part of a group of level 1 only."""
    for larger in rules.groups(name, 2):
        for smaller in rules.groups(name, 1):
            shared = set(smaller.codes) & set(larger.codes)
            if shared and shared != set(smaller.codes):
                yield (
                    f'"{larger.code}"',
                    f"„{larger.code}“ enthält nur einen Teil von „{smaller.code}“. "
                    "Bitte ganz aufnehmen oder ganz weglassen.",
                )
