"""Entries of the audit log as people read them: actions in words, names beside ids."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dashboards.words import formats
from dashboards.words.language import Language
from dashboards.words.messages import Messages
from monitor.access import Role
from monitor.application.audit import NOBODY_KNOWN, AuditEntry

_COMMAND = "befehl:"


@dataclass(frozen=True)
class ToldEntry:
    """An entry in words; ``who_name`` and ``about_name`` are empty where an id has no name."""

    entry: AuditEntry
    who: str
    who_name: str
    what: str
    about: str
    about_name: str
    details: str

    def when(self, language: Language) -> str:
        """Return the time to the second, UTC; what a forger put in its place, as it stands."""
        try:
            at = dt.datetime.fromisoformat(self.entry.at)
        except (TypeError, ValueError):
            return str(self.entry.at)
        return f"{formats.short_date(at.date(), language)}\u00a0{at:%H:%M:%S}"


def told_entry(entry: AuditEntry, names: Mapping[str, str], t: Messages) -> ToldEntry:
    """Return an entry in words.

    Args:
        entry: as kept.
        names: full name of each account by its id.
        t: messages of a language.
    """
    return ToldEntry(
        entry=entry,
        who=entry.actor,
        who_name=_who(entry.actor, names, t),
        what=t.optional(f"audit.action.{entry.action}") or entry.action,
        about=entry.object,
        about_name=names.get(entry.object, ""),
        details="; ".join(_detail(key, value, t) for key, value in entry.details.items()),
    )


def _who(actor: str, names: Mapping[str, str], t: Messages) -> str:
    if actor == NOBODY_KNOWN:
        return t("audit.nobody")
    if actor.startswith(_COMMAND):
        return t("audit.command", user=actor.removeprefix(_COMMAND))
    return names.get(actor, "")


def _detail(key: str, value: Any, t: Messages) -> str:
    values = value if isinstance(value, list) else [value]
    if key == "roles":
        values = [t(f"role.{one}") if one in set(Role) else one for one in values]
    said = ", ".join(str(one) for one in values) or "–"
    return f"{t.optional(f'audit.detail.{key}') or key}: {said}"
