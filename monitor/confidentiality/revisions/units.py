"""Units that are published once: a quarter or a survey wave, with what was published of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict

from monitor.periods import PeriodKind


class Change(StrEnum):
    """Why a release took a unit from the warehouse."""

    ERST = "ERST"
    REVISION = "REVISION"
    KORREKTUR = "KORREKTUR"


class FrozenDelivery(NamedTuple):
    """A live delivery of activities, as far as it tells whether anything changed."""

    lieferung_id: str
    sha256: str
    traeger_id: str


class Correction(BaseModel):
    """A request to publish a unit anew, with its reason."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    period: str
    reason: str
    by: str
    at: dt.datetime


class UnitPublication(BaseModel):
    """One publication of a unit: the first one, the revision or a correction."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    change: Change
    on: dt.date
    request: str | None = None
    reason: str | None = None


class Unit(BaseModel):
    """A published quarter or wave.

    ``deliveries`` are those its figures rest on; ``definitions`` the fingerprint of each indicator
    as it was published; ``items`` the questions of surveys that were known (group, question);
    ``history`` the publications, oldest first.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    kind: PeriodKind
    start: dt.date
    end: dt.date
    concept: str
    deliveries: tuple[FrozenDelivery, ...]
    definitions: Mapping[str, str]
    items: tuple[tuple[str, str], ...] = ()
    history: tuple[UnitPublication, ...]

    @property
    def version(self) -> int:
        """Return how often the unit was published before: each time its counts are new ones."""
        return len(self.history) - 1

    @property
    def is_revised(self) -> bool:
        """Return whether the yearly revision has been made."""
        return any(one.change is Change.REVISION for one in self.history)

    @property
    def fulfilled(self) -> frozenset[str]:
        """Return the requests for correction that were fulfilled."""
        return frozenset(one.request for one in self.history if one.request)

    def as_json(self) -> dict[str, Any]:
        """Return the unit as plain values."""
        return self.model_dump(mode="json")
