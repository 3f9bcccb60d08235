"""What a delivery is: whose, which quarter, when received, of which kind, with which accounts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class DeliveryStatus(StrEnum):
    """Where a delivery stands in the register."""

    GELADEN = "GELADEN"
    MIT_QUARANTAENE = "MIT_QUARANTAENE"
    ABGELEHNT = "ABGELEHNT"
    ERSETZT = "ERSETZT"
    ZURUECKGEZOGEN = "ZURUECKGEZOGEN"


#: Deliveries whose rows count.
LIVE: Final = (DeliveryStatus.GELADEN, DeliveryStatus.MIT_QUARANTAENE)


class DeliveryKind(StrEnum):
    """Whether a delivery replaces its predecessor of the same table, Träger and quarter."""

    ERSATZ = "ERSATZ"
    ERGAENZUNG = "ERGAENZUNG"


class Severity(StrEnum):
    """An error puts the row into quarantine; a warning is only told."""

    FEHLER = "FEHLER"
    WARNUNG = "WARNUNG"


@dataclass(frozen=True)
class Delivery:
    """The identity of one delivery, as the checks and the load need it."""

    lieferung_id: str
    tabelle: str
    traeger_id: str | None
    quartal: str | None  # '2024-Q3'
    eingang_am: dt.date
    art: DeliveryKind = DeliveryKind.ERSATZ


@dataclass(frozen=True)
class Accounts:
    """Where each input row ended; the four parts always add up to ``roh``."""

    gueltig: int = 0
    quarantaene: int = 0
    duplikat: int = 0
    abgelehnt: int = 0

    @property
    def roh(self) -> int:
        """Return the number of input rows."""
        return self.gueltig + self.quarantaene + self.duplikat + self.abgelehnt
