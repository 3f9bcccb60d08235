"""A look at the application's store: its schema, its audit log, and who can get in.

Nothing is changed: a store of an older schema is told, not moved forward.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from monitor.application import audit
from monitor.application.accounts import Account, has_administrator, list_accounts
from monitor.application.administration import accounts_with_factor
from monitor.application.database import ApplicationStore, open_current
from monitor.application.migration import revisions
from monitor.errors import ApplicationStoreError
from monitor.releases.real_data import OPEN_DOOR, has_open_door
from monitor.settings import Settings
from monitor.warehouse.deliveries import Severity

_CHAIN: Final = (
    "Das Protokoll der Handlungen ist verändert oder lückenhaft ({number}). „monitor log verify“ "
    "nennt jede Stelle; bitte klären, wer die Datei geändert hat, und mit Sicherungen vergleichen."
)
_NOBODY: Final = (
    "Noch kann niemand Konten verwalten. „monitor serve“ nennt beim Start einen Link für das erste "
    "Konto der Verwaltung."
)
_FACTOR: Final = (
    "Konten ohne den zweiten Faktor, den ihre Rolle verlangt: {ids}. Er wird bei der nächsten "
    "Anmeldung eingerichtet; bitte die Personen darum bitten."
)
_OLDER: Final = (
    "Der Speicher der Anwendung hat noch die Fassung {before}; das Programm braucht {newest}. "
    "Bitte „monitor migrate“ aufrufen."
)

#: How bad a fault is, and the fault with the way out.
StoreFault = tuple[Severity, str]


def store_faults(settings: Settings) -> Iterator[StoreFault]:
    """Yield the faults of the store of an instance; a store that is not there yet has none."""
    path = settings.application_store
    if not path.exists():
        return
    try:
        before, newest = revisions(path)
        if before == newest:
            yield from _faults_of_current(open_current(path), settings)
        else:
            yield Severity.WARNUNG, _OLDER.format(before=before or "–", newest=newest)
    except ApplicationStoreError as error:
        yield Severity.FEHLER, str(error)


def _faults_of_current(store: ApplicationStore, settings: Settings) -> Iterator[StoreFault]:
    with store.read() as connection:
        broken = len(audit.verify(connection))
        is_managed = has_administrator(connection)
        accounts, having = list_accounts(connection), accounts_with_factor(connection)
    if broken:
        yield Severity.FEHLER, _CHAIN.format(number=broken)
    if not is_managed:
        yield Severity.WARNUNG, _NOBODY
    if lacking := _without_factor(accounts, having, settings):
        yield Severity.WARNUNG, _FACTOR.format(ids=", ".join(lacking))
    if has_open_door(store, settings):
        yield Severity.FEHLER, OPEN_DOOR


def _without_factor(
    accounts: list[Account], having: frozenset[str], settings: Settings
) -> list[str]:
    """Return the ids of local accounts that can sign in and lack a required second factor."""
    required = frozenset(settings.zweiter_faktor)
    return [
        account.id
        for account in accounts
        if required & account.rights.roles
        and account.has_password
        and account.id not in having
        and not (account.is_demo or account.is_locked or account.provider)
    ]
