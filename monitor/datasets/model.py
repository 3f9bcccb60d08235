"""A dataset: named variables with labels and reasons for missing values, and rows.

The shape shared by makers of datasets and writers of formats. Contents of datasets: ``makers``;
file formats: ``writers``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import polars as pl

from monitor.access import Group

#: Suffix of the column that says why a variable has no value; null where it has one.
REASON_SUFFIX: Final = "__fehlt"


class VariableKind(StrEnum):
    """The type of a variable's values."""

    TEXT = "TEXT"
    CODE = "CODE"  # one of ``codes``
    INTEGER = "INTEGER"
    DECIMAL = "DECIMAL"
    DATE = "DATE"
    BOOLEAN = "BOOLEAN"


class MissingReason(StrEnum):
    """The reason of a missing value; told apart in every format able to."""

    GEHEIM = "GEHEIM"  # left out to protect persons: in rows under a contract only
    NICHT_ERHOBEN = "NICHT_ERHOBEN"  # not asked of this row, or not defined for it
    KEINE_ANGABE = "KEINE_ANGABE"  # asked, and not answered or not usable


@dataclass(frozen=True)
class Variable:
    """A column of a dataset.

    A variable with reasons in ``missing`` has a column ``<name>__fehlt`` beside, with a reason
    wherever the value is null.
    """

    name: str
    kind: VariableKind
    label_de: str
    label_en: str
    unit_de: str = ""
    unit_en: str = ""
    #: Code → German and English label, in the order of display.
    codes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    missing: tuple[MissingReason, ...] = ()


@dataclass(frozen=True)
class Dataset:
    """A dataset of a release; ``rows`` has the variables' columns, in order, and the reasons.

    ``rows`` is lazy: large datasets are written as a stream. ``notes_*`` are sentences on
    protection and lost values, shown beside every download.
    """

    name: str
    title_de: str
    title_en: str
    description_de: str
    description_en: str
    variables: tuple[Variable, ...]
    rows: pl.LazyFrame
    groups: frozenset[Group]
    notes_de: tuple[str, ...] = ()
    notes_en: tuple[str, ...] = ()
