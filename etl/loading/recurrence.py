"""Bytes that have come before: as the same delivery, or as a delivery that says to be another.

Two Träger never send the same bytes on purpose, nor one Träger for two quarters: who does has taken
the wrong file or the wrong name, and the delivery that is meant would silently be missing.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Final

from data.schema import AKTIVITAET
from etl import messages
from etl.loading.register import DeliverySubject
from etl.reading.metadata import Hints, state
from etl.refusals import Reason, RefusalError
from monitor.warehouse.deliveries import Delivery

#: Field of a delivery → how people state it.
_STATED_AS: Final = {"tabelle": "Tabelle", "traeger_id": "Traeger", "quartal": "Quartal"}


def said_of(path: Path, given: Hints, traeger_ids: Collection[str]) -> Hints:
    """Return what is said about a file before anything is read; of an unknown Träger nothing.

    Statements that contradict each other say nothing here: they are asked about later.
    """
    try:
        said = state(path, given, traeger_ids).hints
    except RefusalError:
        return Hints()
    return said if said.traeger in traeger_ids else replace(said, traeger=None)


def subject_of(said: Hints) -> DeliverySubject:
    """Return whose delivery it is said to be; a Träger without a table delivers activities."""
    table = said.tabelle or (AKTIVITAET.name if said.traeger else None)
    return DeliverySubject(table, said.traeger)


def claimed_by(known: Delivery, said: Hints) -> Delivery:
    """Return the delivery that the bytes of a known delivery say to be."""
    return replace(
        known,
        tabelle=said.tabelle or known.tabelle,
        traeger_id=known.traeger_id and (said.traeger or known.traeger_id),
        quartal=known.quartal and (said.quartal or known.quartal),
    )


def question(known: Delivery, claimed: Delivery) -> RefusalError:
    """Return the refusal that asks which of two deliveries the same bytes are."""
    field, name = next(
        (field, name)
        for field, name in _STATED_AS.items()
        if getattr(known, field) != getattr(claimed, field)
    )
    first, second = getattr(claimed, field), getattr(known, field)
    message = messages.same_bytes(name, first, second, known.lieferung_id)
    return RefusalError(Reason.ANGABEN_UNKLAR, message)
