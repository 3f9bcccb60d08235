"""Contract on a Scientific Use File: recipient, purpose, first and last day, and state.

A contract begins, runs, and is over on the day after its last day, or on the day of an early end. A
file is made until the contract is over. Worked example: a contract *bis* 30.11.2027 runs on
30.11.2027 and has expired since 01.12.2027.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, StringConstraints

from monitor.errors import ContractError
from monitor.periods import parse_quarter

_LONGEST: Final = 500
_BYTES_OF_ID: Final = 6

Quarter = Annotated[str, StringConstraints(pattern=r"^\d{4}-Q[1-4]$")]


class State(StrEnum):
    """The state of a contract on a day."""

    BEGINNT = "BEGINNT"
    LAEUFT = "LAEUFT"
    ABGELAUFEN = "ABGELAUFEN"
    BEENDET = "BEENDET"


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Making(_Entry):
    """A making of the file: when, by whom, how many rows, and SHA-256 by file name."""

    am: dt.datetime
    durch: str
    zeilen: int
    dateien: Mapping[str, str]


class Ending(_Entry):
    """The early end of a contract."""

    am: dt.date
    durch: str
    grund: str


class Contract(_Entry):
    """A contract as an entry of the log.

    ``loeschen_bis``: the last day on which the recipient may still hold the file. ``quartale``:
    first and last quarter of the rows; ``None``: all. ``geheimnis``: fingerprint of the secret
    behind its pseudonyms.
    """

    id: Annotated[str, StringConstraints(pattern=r"^V-[0-9a-f]{12}$")]
    empfaenger: str
    zweck: str
    von: dt.date
    bis: dt.date
    loeschen_bis: dt.date
    quartale: tuple[Quarter, Quarter] | None
    angelegt_am: dt.datetime
    angelegt_durch: str
    geheimnis: str
    erstellt: tuple[Making, ...] = ()
    ende: Ending | None = None

    def state_on(self, day: dt.date) -> State:
        """Return the state on a day."""
        if self.ende is not None:
            return State.BEENDET
        if day > self.bis:
            return State.ABGELAUFEN
        return State.LAEUFT if day >= self.von else State.BEGINNT

    def is_over_on(self, day: dt.date) -> bool:
        """Tell whether no file may be used, or made, any more."""
        return self.state_on(day) in {State.ABGELAUFEN, State.BEENDET}

    def told_on(self, day: dt.date) -> str:
        """Return the state on a day in words."""
        match self.state_on(day):
            case State.BEGINNT:
                return f"beginnt am {german_day(self.von)}"
            case State.LAEUFT:
                return f"läuft bis {german_day(self.bis)}"
            case State.ABGELAUFEN:
                return f"abgelaufen seit {german_day(self.bis + dt.timedelta(days=1))}"
            case State.BEENDET:
                assert self.ende is not None  # noqa: S101 - that is what the state says
                return f"beendet am {german_day(self.ende.am)} ({self.ende.grund})"


def new_id() -> str:
    """Return the id of a new contract: random, so a lost log never leads to an id given twice."""
    return f"V-{secrets.token_hex(_BYTES_OF_ID)}"


def draw_up(
    recipient: str,
    purpose: str,
    dates: tuple[dt.date, dt.date, dt.date],
    quarters: str | None,
    *,
    by: str,
    now: dt.datetime,
    secret: str,
) -> Contract:
    """Return a new contract, not logged yet.

    Args:
        recipient: person or institute, one line.
        purpose: of the evaluation, one line.
        dates: first day, last day, last day to delete on.
        quarters: as `parse_quarters` reads them.
        by: who makes the contract.
        now: time of making.
        secret: fingerprint of the instance's secret.

    Raises:
        ContractError: a text or date not allowed in a contract.
    """
    von, bis, loeschen_bis = dates
    require_dates(von, bis, loeschen_bis, now.date())
    return Contract(
        id=new_id(),
        empfaenger=require_line(recipient, "--recipient"),
        zweck=require_line(purpose, "--purpose"),
        von=von,
        bis=bis,
        loeschen_bis=loeschen_bis,
        quartale=parse_quarters(quarters),
        angelegt_am=now,
        angelegt_durch=by,
        geheimnis=secret,
    )


def require_line(text: str, option: str) -> str:
    """Return a text without surrounding blanks.

    Raises:
        ContractError: nothing, more than a line, or more than 500 characters.
    """
    line = text.strip()
    if not line or len(line) > _LONGEST or not line.isprintable():
        raise ContractError(
            f"{option} braucht eine Zeile Text, höchstens {_LONGEST} Zeichen. Bitte angeben."
        )
    return line


def german_day(day: dt.date) -> str:
    """Return a day in German notation."""
    return f"{day:%d.%m.%Y}"


def require_dates(von: dt.date, bis: dt.date, loeschen_bis: dt.date, today: dt.date) -> None:
    """Refuse dates not allowed in a contract.

    Raises:
        ContractError: an end before its beginning or in the past, or a file to be deleted while
            the contract still runs.
    """
    if bis < von:
        raise ContractError(
            f"Der Vertrag endete am {german_day(bis)}, vor seinem Beginn am {german_day(von)}. "
            "Bitte --from und --until berichtigen."
        )
    if bis < today:
        raise ContractError(
            f"Der Vertrag ist seit {german_day(bis + dt.timedelta(days=1))} abgelaufen; dafür "
            "entsteht keine Datei. Bitte --until berichtigen."
        )
    if loeschen_bis < bis:
        raise ContractError(
            f"Zu löschen wäre schon bis {german_day(loeschen_bis)}, der Vertrag läuft aber bis "
            f"{german_day(bis)}. Bitte --delete-by berichtigen."
        )


def parse_quarters(text: str | None) -> tuple[str, str] | None:
    """Return first and last quarter of ``2024-Q1..2025-Q4``, or of a single quarter.

    Raises:
        ContractError: not the names of quarters, or in the wrong order.
    """
    if text is None:
        return None
    first, dots, last = text.partition("..")
    last = last if dots else first
    try:
        ends = parse_quarter(first).start, parse_quarter(last).start
    except ValueError as error:
        raise ContractError(
            f"„{text}“ nennt keine Quartale. Bitte so: 2024-Q3 oder 2024-Q1..2025-Q4."
        ) from error
    if ends[1] < ends[0]:
        raise ContractError(f"„{text}“ endet, bevor es beginnt. Bitte umgekehrt angeben.")
    return first, last
