"""``monitor account``: who may sign in, with which rights; links to set a password."""

# ruff: noqa: PLC0415 - slow modules are imported where needed: `monitor --help` answers at once

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from monitor.cli import runs
from monitor.cli.app import AsJson, Home, app, examples, settings_for
from monitor.cli.console import print_json, print_table, say
from monitor.cli.instance import require_instance
from monitor.cli.serving import invitation_address
from monitor.errors import AccountError

if TYPE_CHECKING:
    import datetime as dt

    from monitor.application.accounts import Account
    from monitor.application.database import ApplicationStore
    from monitor.application.rights import Rights
    from monitor.settings import Settings

#: What rights are given for nothing (`Rights.misfit`), as told on the command line.
_MISFITS: Final = {
    "no_role": "Bitte mindestens eine Rolle angeben (--role).",
    "role_without_traeger": "Zur Rolle traeger gehört mindestens ein --traeger.",
    "traeger_without_role": "--traeger gehört zur Rolle traeger. Bitte beide angeben.",
    "contract_without_role": "--contract gehört zur Rolle evaluation. Bitte beide angeben.",
}

account = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Konten: wer sich anmelden darf, und mit welchen Rechten.",
    epilog=examples(
        "monitor account list                        alle Konten und ihr Zustand",
        "monitor account add e.muster --full-name 'Erika Muster' --role leitung",
        "monitor account invite e.muster             Link für ein neues Passwort",
        "monitor account lock e.muster               Konto sperren",
    ),
)
app.add_typer(account, name="account")

Name = Annotated[
    str, typer.Argument(metavar="NAME", help="Anmeldename, zum Beispiel vorname.nachname.")
]
Roles = Annotated[
    list[str],
    typer.Option(
        "--role",
        help="Rolle, auch mehrmals: leitung, evaluation, datenverantwortliche, traeger, "
        "verwaltung.",
    ),
]
Traeger = Annotated[
    list[str] | None,
    typer.Option("--traeger", help="Zur Rolle traeger: wessen Lieferungen, z. B. TR02."),
]
Contracts = Annotated[
    list[str] | None,
    typer.Option("--contract", help="Zur Rolle evaluation: wessen Einzelzeilen, z. B. V-…"),
]


@account.command(
    name="list", epilog=examples("monitor account list", "monitor account list --json")
)
def list_(context: typer.Context, *, as_json: AsJson = False, home: Home = None) -> None:
    """Alle Konten zeigen: Rollen, Zustand, letzte Anmeldung."""
    from monitor.application.accounts import list_accounts
    from monitor.application.database import open_store
    from monitor.application.invitations import list_open

    settings, now = _settings(context, home), runs.current_time()
    with open_store(settings).read() as connection:
        found = list_accounts(connection)
        invited = list_open(connection, now=now)
    if as_json:
        print_json([_as_dict(one, invited.get(one.id)) for one in found])
        return
    if not found:
        say("Es gibt noch kein Konto. „monitor serve“ nennt einen Link für das erste.")
        return
    headers = ("Anmeldename", "Name", "Rollen", "Träger, Verträge", "Zustand", "zuletzt angemeldet")
    print_table(headers, [_row(one, invited.get(one.id)) for one in found])


@account.command(
    epilog=examples(
        "monitor account add e.muster --full-name 'Erika Muster' --role leitung",
        "monitor account add kita --full-name 'Gerd Hollmann' --role traeger --traeger TR02",
        "monitor account add uni --full-name 'Jonas Pfeil' --role evaluation \\",
        "    --contract V-0123456789ab",
    )
)
def add(
    context: typer.Context,
    name: Name,
    *,
    full_name: Annotated[str, typer.Option(help="Wie die Person heißt.")],
    role: Roles,
    traeger: Traeger = None,
    contract: Contracts = None,
    home: Home = None,
) -> None:
    """Ein Konto anlegen; gibt den Link aus, mit dem die Person ihr Passwort setzt.

    Der Link gilt einmal und einladung_tage Tage. Er lässt jeden ein, der ihn hat: bitte nur der
    Person selbst geben.
    """
    from monitor.application.accounts import create_account
    from monitor.application.database import open_store
    from monitor.application.invitations import invite as make_link

    settings, now, by = _settings(context, home), runs.current_time(), runs.actor()
    rights = _rights(settings, role, traeger or (), contract or ())
    with open_store(settings).write() as connection:
        made = create_account(connection, name, full_name, rights, by=by, now=now)
        text = make_link(connection, made.id, by=by, now=now, days=settings.einladung_tage)
    say(f"Konto „{made.name}“ ({made.id}) angelegt.")
    _say_link(settings, text)


@account.command(epilog=examples("monitor account invite e.muster"))
def invite(context: typer.Context, name: Name, *, home: Home = None) -> None:
    """Einen neuen Link ausgeben: für ein vergessenes Passwort, oder wenn der erste abgelaufen ist.

    Frühere Links des Kontos gelten dann nicht mehr. Das bisherige Passwort gilt, bis das neue
    gesetzt ist.
    """
    from monitor.application.accounts import find_by_name
    from monitor.application.database import open_store
    from monitor.application.invitations import invite as make_link

    settings, now, by = _settings(context, home), runs.current_time(), runs.actor()
    with open_store(settings).write() as connection:
        found = find_by_name(connection, name)
        text = make_link(connection, found.id, by=by, now=now, days=settings.einladung_tage)
    _say_link(settings, text)


@account.command(
    epilog=examples(
        "monitor account rights e.muster --role leitung --role verwaltung",
        "monitor account rights kita --role traeger --traeger TR02 --traeger TR05",
    )
)
def rights(
    context: typer.Context,
    name: Name,
    *,
    role: Roles,
    traeger: Traeger = None,
    contract: Contracts = None,
    home: Home = None,
) -> None:
    """Die Rechte eines Kontos ersetzen; was nicht genannt ist, hat es danach nicht mehr.

    Ändert sich etwas, enden die Sitzungen des Kontos, und die Person meldet sich neu an.
    """
    from monitor.access import role_names
    from monitor.application.accounts import find_by_name, set_rights
    from monitor.application.database import open_store

    settings = _settings(context, home)
    new = _rights(settings, role, traeger or (), contract or ())
    with open_store(settings).write() as connection:
        found = find_by_name(connection, name)
        if found.provider is not None and replace(new, contracts=found.rights.contracts) != (
            found.rights
        ):
            raise AccountError(
                f"Rollen und Träger dieses Kontos kommen vom Anbieter {found.provider} und werden "
                "dort geändert; hier nur die Verträge (--contract, mit den bisherigen Rollen)."
            )
        set_rights(connection, found.id, new, by=runs.actor(), now=runs.current_time())
    say(f"„{found.name}“ hat jetzt: {role_names(new.roles)}{_beside(new)}.")


@account.command(epilog=examples("monitor account lock e.muster"))
def lock(context: typer.Context, name: Name, *, home: Home = None) -> None:
    """Ein Konto sperren: Sitzungen enden, Tokens sind widerrufen, niemand meldet sich damit an."""
    from monitor.application.accounts import find_by_name, lock_account

    with _store(context, home).write() as connection:
        found = find_by_name(connection, name)
        lock_account(connection, found.id, by=runs.actor(), now=runs.current_time())
    say(f"„{found.name}“ ist gesperrt.")


@account.command(epilog=examples("monitor account unlock e.muster"))
def unlock(context: typer.Context, name: Name, *, home: Home = None) -> None:
    """Eine Sperre aufheben, auch die Wartezeit nach Fehlversuchen; Tokens bleiben widerrufen."""
    from monitor.application.accounts import find_by_name, unlock_account
    from monitor.application.throttle import forget

    with _store(context, home).write() as connection:
        found = find_by_name(connection, name)
        forget(connection, found.name)
        if found.is_locked:
            unlock_account(connection, found.id, by=runs.actor(), now=runs.current_time())
    say(f"„{found.name}“ kann sich wieder anmelden.")


@account.command(name="reset-factors", epilog=examples("monitor account reset-factors e.muster"))
def reset_second_factors(context: typer.Context, name: Name, *, home: Home = None) -> None:
    """Die zweiten Faktoren eines Kontos entfernen, wenn App, Passkey und Ersatzcodes verloren sind.

    Alle Sitzungen enden. Verlangt eine Rolle einen zweiten Faktor, richtet ihn die Person bei der
    nächsten Anmeldung neu ein. Bitte vorher sicher sein, wer fragt.
    """
    from monitor.application.accounts import find_by_name
    from monitor.application.second_factors import reset_factors

    with _store(context, home).write() as connection:
        found = find_by_name(connection, name)
        count = reset_factors(connection, found.id, by=runs.actor(), now=runs.current_time())
    say(f"Entfernte Faktoren von „{found.name}“: {count}. Alle Sitzungen sind beendet.")


def _say_link(settings: Settings, text: str) -> None:
    """Print the address of a one-time link."""
    say(f"Link zum Passwort (gilt einmal, {settings.einladung_tage} Tage):")
    say(f"  {invitation_address(settings, text)}")


def _settings(context: typer.Context, home: Path | None) -> Settings:
    """Return the settings of an instance that is there: a wrong folder shall not get accounts."""
    settings = settings_for(context, home)
    require_instance(settings)
    return settings


def _store(context: typer.Context, home: Path | None) -> ApplicationStore:
    from monitor.application.database import open_store

    return open_store(_settings(context, home))


def _rights(
    settings: Settings, roles: Sequence[str], traeger: Sequence[str], contracts: Sequence[str]
) -> Rights:
    """Return the rights that a call names.

    Raises:
        AccountError: an unknown role or Träger, or one that fits to no role.
        ContractError: an unknown contract.
    """
    from monitor.access import Role
    from monitor.application.rights import Rights
    from monitor.content.traeger import unknown_traeger
    from monitor.datasets.contract.log import find_contract, read_contracts

    named = {role.upper() for role in roles}
    if unknown := sorted(named - set(Role)):
        known = ", ".join(role.value.lower() for role in Role)
        raise AccountError(f"Eine Rolle {unknown[0]} gibt es nicht. Es gibt: {known}.")
    rights = Rights(frozenset(map(Role, named)), frozenset(traeger), frozenset(contracts))
    if misfit := rights.misfit:
        raise AccountError(_MISFITS[misfit])
    if unknown := unknown_traeger(settings.content, traeger):
        raise AccountError(
            f"Einen Träger {unknown[0]} gibt es nicht; alle stehen in "
            f"{settings.content / 'stammdaten' / 'dim_traeger.csv'}."
        )
    for contract in contracts:
        find_contract(read_contracts(settings.private), contract)
    return rights


def _as_dict(found: Account, invited_until: dt.datetime | None) -> dict[str, Any]:
    return {
        "id": found.id,
        "anmeldename": found.name,
        "name": found.full_name,
        "rollen": sorted(found.rights.roles),
        "traeger": sorted(found.rights.traeger),
        "vertraege": sorted(found.rights.contracts),
        "anbieter": found.provider,
        "ist_demo": found.is_demo,
        "zustand": _state(found, invited_until),
        "eingeladen_bis": invited_until,
        "zuletzt_angemeldet": found.last_sign_in_at,
    }


def _state(found: Account, invited_until: dt.datetime | None) -> str:
    if found.is_locked:
        return "gesperrt"
    if found.has_password or found.provider is not None or found.is_demo:
        return "aktiv"
    return "eingeladen" if invited_until else "ohne Passwort"


def _row(found: Account, invited_until: dt.datetime | None) -> tuple[object, ...]:
    from monitor.access import role_names

    last = found.last_sign_in_at
    return (
        found.name,
        found.full_name,
        role_names(found.rights.roles),
        ", ".join(sorted(found.rights.traeger | found.rights.contracts)),
        _state(found, invited_until),
        last and f"{last.astimezone():%d.%m.%Y %H:%M}",
    )


def _beside(rights: Rights) -> str:
    beside = ", ".join(sorted(rights.traeger | rights.contracts))
    return f" ({beside})" if beside else ""
