"""Accounts of people whom a provider vouches for: what its claims say of name and rights.

The provider decides on roles and Träger at every sign-in; contracts stay what they are here. An
account belongs to provider and subject: a sign-in name that is taken already, e.g. by an account
with a password, is never taken over.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import Any, Final

from sqlalchemy import Connection

from monitor.application.accounts import (
    Account,
    create_account,
    find_account,
    find_by_subject,
    list_accounts,
    set_rights,
)
from monitor.application.rights import Rights
from monitor.providers import Provider

_SPELLED: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_LONGEST_NAME: Final = 90
_LONGEST_FULL_NAME: Final = 120


@dataclass(frozen=True)
class VouchedPerson:
    """A person as a provider describes them."""

    provider: str
    subject: str
    name: str
    full_name: str
    rights: Rights


def read_person(provider: Provider, claims: Mapping[str, Any]) -> VouchedPerson:
    """Return the person whom claims describe, with what their groups stand for."""
    texts = {key: value for key, value in claims.items() if isinstance(value, str) and value}
    name = _plain(texts.get("preferred_username") or texts.get("email") or "")
    said = claim_of(claims, provider.name_feld)
    groups = groups_of(claims, provider.gruppen_feld)
    roles = frozenset(role for group in groups for role in provider.rollen.get(group, ()))
    traeger = frozenset(one for group in groups for one in provider.traeger.get(group, ()))
    return VouchedPerson(
        provider=provider.name,
        subject=claims["sub"],
        name=name,
        full_name=_printable(said if isinstance(said, str) else "") or name,
        rights=Rights(roles, traeger),
    )


def account_of(
    connection: Connection, person: VouchedPerson, *, now: dt.datetime
) -> Account | None:
    """Return the account of a person with the rights of now; a new one, if they have any.

    Args:
        connection: writing.
        person: as the provider describes them at this sign-in.
        now: aware time.

    Returns:
        ``None``: no account, and no role that would make one. An account may be locked, or have
        lost its roles.

    Raises:
        AccountError: nobody would be left to manage accounts.
    """
    by = f"anbieter:{person.provider}"
    account = find_by_subject(connection, person.provider, person.subject)
    if account is not None:
        rights = replace(person.rights, contracts=account.rights.contracts)
        set_rights(connection, account.id, rights, by=by, now=now)
        return find_account(connection, account.id)
    if not person.rights.roles:
        return None
    return create_account(
        connection, _free_name(connection, person.name), person.full_name, person.rights,
        by=by, now=now, provider=(person.provider, person.subject),
    )  # fmt: skip


def claim_of(claims: Mapping[str, Any], name: str) -> Any:
    """Return a claim by its name or by its path, e.g. ``realm_access.roles``; ``None``: none."""
    if name in claims:
        return claims[name]
    found: Any = claims
    for part in name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def groups_of(claims: Mapping[str, Any], name: str) -> frozenset[str]:
    """Return the groups that a claim lists; some providers write a single one as a text."""
    found = claim_of(claims, name)
    listed = [found] if isinstance(found, str) else found
    if not isinstance(listed, list | Mapping):
        return frozenset()
    return frozenset(group for group in listed if isinstance(group, str))


def _plain(text: str) -> str:
    """Return the text as a sign-in name can be written."""
    kept = re.sub(r"[^a-z0-9._@+-]+", ".", text.strip().lower().translate(_SPELLED))
    kept = kept.lstrip("._@+-")[:_LONGEST_NAME]
    return kept if len(kept) > 1 else "person"


def _printable(text: str) -> str:
    kept = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(kept.split())[:_LONGEST_FULL_NAME].strip()


def _free_name(connection: Connection, name: str) -> str:
    taken = {account.name for account in list_accounts(connection)}
    if name not in taken:
        return name
    return next(other for number in count(2) if (other := f"{name}-{number}") not in taken)
