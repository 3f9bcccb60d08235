"""Versions in the store: the newest of each entry, all of one, and the row of a new one.

What the kinds of entries (commentaries, actions, events) have in common is an ``EntryKind`` each.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, Protocol, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, Table, delete, func, insert, select

from monitor.access import Resource, Viewer, require
from monitor.application import audit
from monitor.application.audit import Action
from monitor.application.secrets_shown import make_id
from monitor.application.tables import ACCOUNT, FACT
from monitor.errors import AccessError, EditConflictError, TextError

#: Name of the fact that changes with every version.
REVISION: Final = "texts_revision"
#: Years that days of actions and events may lie in.
YEARS: Final = range(2000, 2100)


class Versioned(Protocol):
    """An entry as it stands: what is needed to tell whether a writer saw it."""

    @property
    def id(self) -> str:
        """Return the id of the entry, the same in all versions."""
        ...

    @property
    def version(self) -> int:
        """Return the number of the version, from 1."""
        ...


Entry = TypeVar("Entry", bound=Versioned)


@dataclass(frozen=True)
class EntryKind(Generic[Entry]):
    """A kind of entries.

    Attributes:
        table: a row per version.
        letter: first letter of the ids.
        read: row → entry.
        may_read: viewer and entry → whether the viewer, who sees figures, may read the entry.
    """

    table: Table
    letter: str
    read: Callable[[Row[Any]], Entry]
    may_read: Callable[[Viewer, Entry], bool]

    def listed(
        self, connection: Connection, viewer: Viewer, wanted: Mapping[str, str | None]
    ) -> list[Entry]:
        """Return the newest versions that the viewer may read (AccessError: may see no figures).

        ``wanted``: column → value; ``None``: any.
        """
        require(viewer, Resource.KENNZAHLEN)
        conditions = [self.table.c[name] == value for name, value in wanted.items() if value]
        found = map(self.read, newest_rows(connection, self.table, *conditions))
        return [entry for entry in found if self.may_read(viewer, entry)]

    def find(self, connection: Connection, viewer: Viewer, entry_id: str) -> Entry | None:
        """Return the newest version, if the viewer may read it (AccessError: no figures)."""
        require(viewer, Resource.KENNZAHLEN)
        found = self.newest(connection, entry_id)
        return found if found and self.may_read(viewer, found) else None

    def history(self, connection: Connection, viewer: Viewer, entry_id: str) -> list[Entry]:
        """Return the versions, newest first; none if the newest is not for the viewer.

        Raises:
            AccessError: the viewer may not see figures.
        """
        if self.find(connection, viewer, entry_id) is None:
            return []
        versions = map(self.read, all_rows(connection, self.table, entry_id))
        return [version for version in versions if self.may_read(viewer, version)]

    def newest(self, connection: Connection, entry_id: str) -> Entry | None:
        """Return the newest version, whoever may read it."""
        row = newest_row(connection, self.table, entry_id)
        return None if row is None else self.read(row)

    def add(
        self,
        connection: Connection,
        viewer: Viewer,
        current: Entry | None,
        values: Mapping[str, Any],
        *,
        based_on: int,
        now: dt.datetime,
    ) -> Entry:
        """Add a version to the entry that stands, or a new entry, and return it.

        Args:
            connection: writing.
            viewer: who writes.
            current: the version that stands; ``None``: none.
            values: a value per column but id, version and who wrote.
            based_on: number of the version that the writer saw; 0: none.
            now: aware time.

        Raises:
            EditConflictError: the writer saw another version than ``current``.
            TextError: the writer saw an entry, and none stands there.
        """
        version = require_seen(current, based_on)
        entry_id = current.id if current else make_id(self.letter)
        written = {"entry_id": entry_id, "version": version + 1, **values}
        add_version(connection, viewer, self.table, written, now=now)
        return self.read(all_rows(connection, self.table, entry_id)[0])


def newest_rows(
    connection: Connection, table: Table, *conditions: ColumnElement[bool]
) -> list[Row[Any]]:
    """Return the newest version of each entry that fulfils the conditions, by id of the entry."""
    newest = (
        select(table.c.entry_id, func.max(table.c.version).label("version"))
        .group_by(table.c.entry_id)
        .subquery()
    )
    is_newest = (table.c.entry_id == newest.c.entry_id) & (table.c.version == newest.c.version)
    asked = select(table).join(newest, is_newest).where(*conditions)
    return list(connection.execute(asked.order_by(table.c.entry_id)))


def newest_row(connection: Connection, table: Table, entry_id: str) -> Row[Any] | None:
    """Return the newest version of an entry, if there is such an entry."""
    return next(iter(newest_rows(connection, table, table.c.entry_id == entry_id)), None)


def all_rows(connection: Connection, table: Table, entry_id: str) -> list[Row[Any]]:
    """Return every version of an entry, the newest first."""
    asked = select(table).where(table.c.entry_id == entry_id)
    return list(connection.execute(asked.order_by(table.c.version.desc())))


def add_version(
    connection: Connection,
    viewer: Viewer,
    table: Table,
    values: Mapping[str, Any],
    *,
    now: dt.datetime,
    action: Action | None = None,
) -> None:
    """Add a version, its entry in the audit log (ids and numbers) and a new revision of all texts.

    Args:
        connection: writing.
        viewer: with an account, whose name is kept beside the text.
        table: of the kind of entry.
        values: a value per column but who wrote the version and when.
        now: aware time.
        action: what is logged; otherwise whether the version is released tells.

    Raises:
        AccessError: the viewer has no account.
    """
    written = {"written_at": int(now.timestamp()), "author": viewer.account}
    name = _name_of(connection, viewer)
    connection.execute(insert(table).values(**values, **written, author_name=name))
    saved = Action.TEXT_RELEASED if values["is_released"] else Action.TEXT_SAVED
    audit.append(
        connection, viewer.account, action or saved, values["entry_id"], now=now,
        version=values["version"],
    )  # fmt: skip
    connection.execute(delete(FACT).where(FACT.c.name == REVISION))
    connection.execute(insert(FACT).values(name=REVISION, value=secrets.token_hex(8)))


def _name_of(connection: Connection, viewer: Viewer) -> str:
    asked = select(ACCOUNT.c.full_name).where(ACCOUNT.c.id == viewer.account)
    found = connection.execute(asked).scalar()
    if found is None:
        raise AccessError(
            "Nur wer mit einem Konto angemeldet ist, kann Texte schreiben. Bitte anmelden."
        )
    return str(found)


def require_seen(current: Versioned | None, based_on: int) -> int:
    """Return the number of the version that stands, 0: none, if the writer saw that one.

    Raises:
        EditConflictError: another one stands there; it is ``current``.
        TextError: none stands there, and the writer saw one.
    """
    if current is None:
        if based_on:
            raise unknown()
        return 0
    if current.version != based_on:
        raise EditConflictError(current, current.version)
    return current.version


def unknown() -> TextError:
    """Return why there is nothing to write to: no entry of the id."""
    return TextError(
        "Diesen Eintrag gibt es nicht (mehr). Bitte die Seite neu laden und ihn dort öffnen."
    )


def day_of(text: str | None) -> dt.date | None:
    """Return a kept day."""
    return None if text is None else dt.date.fromisoformat(text)


def kept_day(day: dt.date | None) -> str | None:
    """Return a day as it is kept."""
    return None if day is None else day.isoformat()


def require_plausible(day: dt.date | None, name: str) -> None:
    """Refuse a day of another century.

    Raises:
        TextError: outside of `YEARS`; names the day by what it is called in the form.
    """
    if day is not None and day.year not in YEARS:
        raise TextError(
            f"{name} liegt im Jahr {day.year}; möglich sind die Jahre {YEARS[0]} bis {YEARS[-1]}. "
            "Bitte das Jahr prüfen."
        )
