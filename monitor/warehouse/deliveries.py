"""A delivery: Träger, quarter, day of receipt, kind, status in the register, accounts of rows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class DeliveryStatus(StrEnum):
    """The status of a delivery in the register."""

    GELADEN = "GELADEN"
    MIT_QUARANTAENE = "MIT_QUARANTAENE"
    ABGELEHNT = "ABGELEHNT"
    WARTET = "WARTET"  # until somebody decides what it does to its predecessor
    ERSETZT = "ERSETZT"
    ZURUECKGEZOGEN = "ZURUECKGEZOGEN"


#: Deliveries whose rows count.
LIVE: Final = (DeliveryStatus.GELADEN, DeliveryStatus.MIT_QUARANTAENE)

#: Deliveries of which nothing was ever loaded.
NEVER_LOADED: Final = (DeliveryStatus.ABGELEHNT, DeliveryStatus.WARTET)


class DeliveryKind(StrEnum):
    """The kind of a delivery: it replaces the live deliveries of its slot or is added to them."""

    ERSATZ = "ERSATZ"
    ERGAENZUNG = "ERGAENZUNG"


#: `LIVE` and `NEVER_LOADED` as they stand in SQL: ``status IN ({LIVE_SQL})``.
LIVE_SQL: Final = ", ".join(f"'{status.value}'" for status in LIVE)
NEVER_LOADED_SQL: Final = ", ".join(f"'{status.value}'" for status in NEVER_LOADED)

#: Aggregate over a Träger's and quarter's entries in the register: is its delivery in?
#:
#: A replacement that is live is a delivery; additions alone are one as long as none of what they
#: were added to was retracted. (No replacement that came after an addition leaves it live.)
IS_IN_SQL: Final = f"""coalesce(
    bool_or(status IN ({LIVE_SQL}) AND art = '{DeliveryKind.ERSATZ.value}')
    OR min(geladen_am) FILTER (status IN ({LIVE_SQL})) < coalesce(
        min(geladen_am) FILTER (status = '{DeliveryStatus.ZURUECKGEZOGEN.value}'),
        TIMESTAMP 'infinity'
    ), false)"""


class Severity(StrEnum):
    """An error puts the row into quarantine; a warning is only told."""

    FEHLER = "FEHLER"
    WARNUNG = "WARNUNG"


#: The slot of a delivery: a replacement replaces the live deliveries of its slot, an addition
#: completes them. Tables that do not come by quarter have no quarter.
_SLOT: Final = ("tabelle", "traeger_id", "quartal")


def same_slot(entry: str, other: str) -> str:
    """Return the condition that an entry of the register is of the slot of another delivery.

    Both are what stands before the names of columns: an alias of ``lieferung`` with its dot, or
    ``$`` for the parameters of ``Delivery.slot``.
    """
    return " AND ".join(f"{entry}{part} IS NOT DISTINCT FROM {other}{part}" for part in _SLOT)


@dataclass(frozen=True)
class Delivery:
    """The identity of one delivery, as the checks and the load need it."""

    lieferung_id: str
    tabelle: str
    traeger_id: str | None
    quartal: str | None  # '2024-Q3'
    eingang_am: dt.date
    art: DeliveryKind = DeliveryKind.ERSATZ

    @property
    def slot(self) -> dict[str, str | None]:
        """Return table, Träger and quarter, by the names of their columns."""
        return {part: getattr(self, part) for part in _SLOT}


@dataclass(frozen=True)
class Accounts:
    """The accounts of a delivery: the end of each input row; the five parts add up to ``roh``."""

    gueltig: int = 0
    quarantaene: int = 0
    duplikat: int = 0
    abgelehnt: int = 0
    wartend: int = 0

    @property
    def roh(self) -> int:
        """Return the number of input rows."""
        loaded = self.gueltig + self.quarantaene + self.duplikat
        return loaded + self.abgelehnt + self.wartend
