"""Comparison of two releases: changed values, definitions, deliveries.

A pure function of two snapshots; both are published, so their difference reveals nothing beyond
them. Only deliveries are for data stewards alone. Rendering: command line and interface.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import polars as pl

from monitor.snapshots.integrity import require_intact
from monitor.snapshots.layout import RELEASE, open_database, read_manifest

_CELL: Final = ("indikator_id", "gebiet_id", "periode_art", "periode")
_VERSION: Final = ("konzept_id", "indikator_id")
#: Figures of a cell; a change of any of them is a change of its value.
_FIGURES: Final = ("wert", "unten", "oben", "zaehler", "nenner", "fallzahl", "status", "vorlaeufig")
#: What is executed, and what it is measured against.
_DECLARED: Final = ("definition", "zielwert", "zielwert_oben", "ausgangswert", "gewicht")
#: What differs and is about single Träger.
OF_TRAEGER: Final = ("deliveries_added", "deliveries_removed")
_PROFILES: Final = "profile/"
#: A difference below this is one of rounding.
_SAME: Final = 1e-9


@dataclass(frozen=True)
class ReleaseContents:
    """The compared contents of a release."""

    release_id: str
    wert: pl.DataFrame
    indikator: pl.DataFrame
    deliveries: Mapping[str, str]  # id → SHA-256 of the delivered file
    content: Mapping[str, str]  # file → SHA-256
    versions: Mapping[str, str]


@dataclass(frozen=True)
class Comparison:
    """Differences of two releases; frames have a row per cell or definition, sorted by key."""

    before: str
    after: str
    values: pl.DataFrame  # in both, and different: columns with the suffixes _vorher, _nachher
    added: pl.DataFrame  # cells that are new
    removed: pl.DataFrame
    definitions: pl.DataFrame  # with the column ``geaendert``: what of the declaration
    definitions_added: tuple[str, ...]
    definitions_removed: tuple[str, ...]
    deliveries_added: tuple[str, ...]
    deliveries_removed: tuple[str, ...]
    content_changed: tuple[str, ...]
    versions_changed: Mapping[str, tuple[str, str]]

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing differs but the ids."""
        return not any(self.counts.values())

    @property
    def counts(self) -> dict[str, int]:
        """Return how much differs of each kind."""
        return {
            name: len(found)
            for name, found in vars(self).items()
            if not isinstance(found, str)
        }  # fmt: skip


@dataclass(frozen=True)
class ChangedDefinitions:
    """The part of a comparison that is about definitions; names are '2024 Z1.1'."""

    changed: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]


def read_state(root: Path, release_id: str) -> ReleaseContents:
    """Read the compared contents of a release.

    Raises:
        SnapshotDamagedError: files of the release are changed or missing.
    """
    require_intact(root / release_id)
    manifest = read_manifest(root / release_id)
    with open_database(root / release_id / RELEASE.database) as connection:
        wert, indikator = (connection.sql(f"FROM {name}").pl() for name in ("wert", "indikator"))
    return ReleaseContents(
        release_id,
        wert,
        indikator,
        {entry["lieferung_id"]: entry["sha256"] for entry in manifest["deliveries"]},
        {entry["name"]: entry["sha256"] for entry in manifest["content"]},
        manifest["versions"],
    )


def compare(before: ReleaseContents, after: ReleaseContents) -> Comparison:
    """Return the changes from a release to a later release."""
    cells = before.wert.join(after.wert, on=_CELL, how="inner", suffix="_nachher")
    keys = before.wert.select(_CELL), after.wert.select(_CELL)
    old, new = _declared_versions(before.indikator), _declared_versions(after.indikator)
    return Comparison(
        before=before.release_id,
        after=after.release_id,
        values=_changed_values(cells),
        added=keys[1].join(keys[0], on=_CELL, how="anti").sort(_CELL),
        removed=keys[0].join(keys[1], on=_CELL, how="anti").sort(_CELL),
        definitions=_changed_definitions(before.indikator, after.indikator),
        definitions_added=tuple(sorted(new - old)),
        definitions_removed=tuple(sorted(old - new)),
        deliveries_added=_only_in(after.deliveries, before.deliveries),
        deliveries_removed=_only_in(before.deliveries, after.deliveries),
        content_changed=tuple(sorted(dict(before.content.items() ^ after.content.items()))),
        versions_changed=_changed_versions(before.versions, after.versions),
    )


def compare_definitions(before: pl.DataFrame, after: pl.DataFrame) -> ChangedDefinitions:
    """Return the changes from a table ``indikator`` to a later table ``indikator``."""
    old, new = _declared_versions(before), _declared_versions(after)
    changed = _declared_versions(_changed_definitions(before, after))
    return ChangedDefinitions(
        tuple(sorted(changed)), tuple(sorted(new - old)), tuple(sorted(old - new))
    )


def without_traeger(comparison: Comparison) -> Comparison:
    """Return the comparison without the facts on single Träger: deliveries and their profiles."""
    content = (name for name in comparison.content_changed if not name.startswith(_PROFILES))
    return replace(
        comparison, deliveries_added=(), deliveries_removed=(), content_changed=tuple(content)
    )


def as_json(comparison: Comparison) -> dict[str, Any]:
    """Return all differences as plain lists and mappings."""
    return {
        name: found.to_dicts() if isinstance(found, pl.DataFrame) else found
        for name, found in vars(comparison).items()
    } | {"counts": comparison.counts}


def _changed_values(cells: pl.DataFrame) -> pl.DataFrame:
    changed = cells.filter(pl.any_horizontal(_differs(cells, name) for name in _FIGURES))
    return changed.select(
        *_CELL,
        *(pl.col(name).alias(f"{name}_vorher") for name in _FIGURES),
        *(pl.col(f"{name}_nachher") for name in _FIGURES),
    ).sort(_CELL)


def _changed_definitions(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    both = before.join(after, on=_VERSION, how="inner", suffix="_nachher")
    parts = [
        pl.when(_differs(both, name)).then(pl.lit(name)).otherwise(pl.lit(None, pl.String))
        for name in _DECLARED
    ]
    told = both.select(*_VERSION, pl.concat_list(parts).list.drop_nulls().alias("geaendert"))
    return told.filter(pl.col("geaendert").list.len() > 0).sort(_VERSION)


def _differs(both: pl.DataFrame, name: str) -> pl.Expr:
    """Tell where a column differs; null equals null, floats within rounding are equal."""
    old, new = pl.col(name), pl.col(f"{name}_nachher")
    if both.schema[name] != pl.Float64:
        return old.ne_missing(new)
    within = ((old - new).abs() <= _SAME * (1 + old.abs())).fill_null(value=False)
    return ~within & old.ne_missing(new)


def _declared_versions(indikator: pl.DataFrame) -> set[str]:
    return set(indikator.select(pl.format("{} {}", *_VERSION)).to_series())


def _only_in(these: Mapping[str, str], others: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(sorted(dict(these.items() - others.items())))


def _changed_versions(
    before: Mapping[str, str], after: Mapping[str, str]
) -> dict[str, tuple[str, str]]:
    return {
        name: (before.get(name, ""), after.get(name, ""))
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    }
