"""The delivery register: known contents, ids, the deliveries that a delivery replaces, entries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Final

import duckdb

from monitor.warehouse.deliveries import (
    IS_IN_SQL,
    LIVE_SQL,
    NEVER_LOADED_SQL,
    Accounts,
    Delivery,
    DeliveryKind,
    DeliveryStatus,
    same_slot,
)
from monitor.warehouse.sql import insert_statement
from monitor.warehouse.tables import REGISTER

_ID_DIGITS: Final = 12


@dataclass(frozen=True)
class File:
    """The delivered file as the register keeps it, by the names of its columns."""

    datei: str
    sha256: str
    bytes: int
    datei_zeit: dt.datetime
    format: str | None = None
    profil: str | None = None


@dataclass(frozen=True)
class DeliverySubject:
    """Table and Träger of a delivery, as far as they could be told."""

    tabelle: str | None
    traeger: str | None


def find_known(
    connection: duckdb.DuckDBPyConnection, sha256: str, *, is_decided: bool = False
) -> Delivery | None:
    """Return the delivery that makes a second reading of the same content pointless.

    Such a delivery is live, or a live successor has taken its place; where it is decided that the
    content counts, only a live one. Refused and retracted deliveries may be tried again.
    """
    found = connection.execute(
        f"""SELECT lieferung_id, tabelle, traeger_id, quartal, eingang_am, art
        FROM lieferung AS eintrag WHERE sha256 = $sha AND (status IN ({LIVE_SQL})
            OR (NOT $is_decided AND status = $replaced AND EXISTS (
                SELECT 1 FROM lieferung AS nachfolger WHERE nachfolger.status IN ({LIVE_SQL})
                AND {same_slot("nachfolger.", "eintrag.")})))
        ORDER BY geladen_am DESC LIMIT 1""",
        {"sha": sha256, "replaced": DeliveryStatus.ERSETZT, "is_decided": is_decided},
    ).fetchall()
    if not found:
        return None
    lieferung_id, table, traeger, quarter, received, kind = found[0]
    return Delivery(lieferung_id, table, traeger, quarter, received, DeliveryKind(kind))


def is_live(connection: duckdb.DuckDBPyConnection, lieferung_id: str) -> bool:
    """Tell whether a delivery of this id is loaded and neither replaced nor retracted."""
    found = connection.execute(
        f"SELECT 1 FROM lieferung WHERE lieferung_id = ? AND status IN ({LIVE_SQL})",
        [lieferung_id],
    ).fetchall()
    return bool(found)


def new_id(
    connection: duckdb.DuckDBPyConnection,
    sha256: str,
    said: DeliverySubject,
    *,
    kept_as: str | None = None,
) -> str:
    """Return the id for a new try: that of the same bytes never loaded, or a fresh one.

    The entry of another Träger or table stays, unless its original (``kept_as``) is what is tried.
    An entry of no known Träger gives way.
    """
    base = f"L-{sha256[:_ID_DIGITS]}"
    tried = connection.execute(
        f"""SELECT lieferung_id FROM lieferung
        WHERE starts_with(lieferung_id, $base) AND status IN ({NEVER_LOADED_SQL}) AND (
            coalesce(lieferung_id = $kept, false) OR
            coalesce(tabelle = $tabelle, true) AND coalesce(traeger_id = $traeger, true))
        ORDER BY coalesce(lieferung_id = $kept, false) DESC,
            traeger_id IS NOT DISTINCT FROM $traeger DESC, lieferung_id LIMIT 1""",
        {"base": base, "kept": kept_as, **asdict(said)},
    ).fetchall()
    if tried:
        return str(tried[0][0])
    ((number,),) = connection.execute(
        "SELECT count(*) FROM lieferung WHERE starts_with(lieferung_id, ?)", [base]
    ).fetchall()
    return f"{base}-{number + 1}" if number else base


def never_loaded_as(
    connection: duckdb.DuckDBPyConnection, lieferung_id: str, delivery: Delivery | None
) -> Delivery | None:
    """Return an unloaded delivery, completed by the entry of an earlier try."""
    found = connection.execute(
        """SELECT tabelle, traeger_id, quartal, eingang_am FROM lieferung
        WHERE lieferung_id = ? AND tabelle IS NOT NULL""",
        [lieferung_id],
    ).fetchall()
    if not found:
        return delivery
    table, traeger, quarter, received = found[0]
    if delivery is None:
        return Delivery(lieferung_id, table, traeger, quarter, received)
    return replace(
        delivery,
        traeger_id=delivery.traeger_id or traeger,
        quartal=delivery.quartal or quarter,
    )


@dataclass(frozen=True)
class Predecessor:
    """A delivery to be replaced: day of receipt, and time of the last change of the file."""

    lieferung_id: str
    received: dt.date
    changed_at: dt.datetime | None


def find_replaced(connection: duckdb.DuckDBPyConnection, delivery: Delivery) -> list[Predecessor]:
    """Return the deliveries that a delivery replaces: all live ones of its slot, oldest first.

    An addition replaces none.
    """
    if delivery.art is DeliveryKind.ERGAENZUNG:
        return []
    found = connection.execute(
        f"""SELECT lieferung_id, eingang_am, datei_zeit FROM lieferung
        WHERE status IN ({LIVE_SQL}) AND {same_slot("", "$")} AND lieferung_id <> $id
        ORDER BY eingang_am""",
        {**delivery.slot, "id": delivery.lieferung_id},
    ).fetchall()
    return [Predecessor(*row) for row in found]


def left_over(connection: duckdb.DuckDBPyConnection, lieferung_id: str) -> list[str]:
    """Return the live additions that a retracted delivery leaves without what they add to.

    Only a Träger's deliveries of a quarter are missed: the office's own tables grow by additions.
    """
    found = connection.execute(
        f"""SELECT array_agg(lieferung_id ORDER BY eingang_am, lieferung_id)
            FILTER (status IN ({LIVE_SQL}))
        FROM lieferung SEMI JOIN (FROM lieferung WHERE lieferung_id = ?) AS zurueckgezogen
            ON {same_slot("lieferung.", "zurueckgezogen.")}
        WHERE traeger_id IS NOT NULL HAVING NOT {IS_IN_SQL}""",
        [lieferung_id],
    ).fetchall()
    return list(found[0][0] or ()) if found else []


def due_date(connection: duckdb.DuckDBPyConnection, delivery: Delivery) -> dt.date | None:
    """Return when the delivery was expected."""
    found = connection.execute(
        "SELECT max(frist) FROM erwartete_lieferung WHERE traeger_id = ? AND quartal = ?",
        [delivery.traeger_id, delivery.quartal],
    ).fetchall()
    due: dt.date | None = found[0][0]
    return due


def write_entry(
    connection: duckdb.DuckDBPyConnection,
    file: File,
    accounts: Accounts,
    *,
    lieferung_id: str,
    delivery: Delivery | None,
    received: dt.date,
    status: DeliveryStatus,
    reason: str | None,
    grade: str | None,
    is_demo: bool,
    now: dt.datetime,
) -> None:
    """Write a delivery into the register; an earlier refusal of the same content gives way."""
    connection.execute("DELETE FROM befund WHERE lieferung_id = ?", [lieferung_id])
    due = due_date(connection, delivery) if delivery else None
    entry = {
        "lieferung_id": lieferung_id,
        "tabelle": delivery.tabelle if delivery else None,
        "traeger_id": delivery.traeger_id if delivery else None,
        "quartal": delivery.quartal if delivery else None,
        **asdict(file),
        "eingang_am": received,
        "frist": due,
        "art": delivery.art if delivery else DeliveryKind.ERSATZ,
        "status": status,
        "grund": reason,
        "zeilen_roh": accounts.roh,
        **{f"zeilen_{part}": number for part, number in asdict(accounts).items()},
        "note": grade,
        "ist_demo": is_demo,
        "geladen_am": now,
    }
    put_entry(connection, entry)


def put_entry(connection: duckdb.DuckDBPyConnection, entry: Mapping[str, object]) -> None:
    """Put an entry, by the names of its columns, in place of an earlier one of its delivery."""
    connection.execute("DELETE FROM lieferung WHERE lieferung_id = ?", [entry["lieferung_id"]])
    connection.execute(insert_statement(REGISTER.name, entry), entry)


def set_status(
    connection: duckdb.DuckDBPyConnection,
    lieferung_ids: Sequence[str],
    status: DeliveryStatus,
    *,
    successor: str | None = None,
) -> None:
    """Change the status of deliveries that leave."""
    connection.execute(
        "UPDATE lieferung SET status = ?, ersetzt_durch = ? WHERE lieferung_id IN ?",
        [status, successor, list(lieferung_ids)],
    )
