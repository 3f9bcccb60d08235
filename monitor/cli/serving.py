"""``monitor serve``: the application, until Ctrl-C."""

# ruff: noqa: PLC0415 - slow modules are imported where needed: `monitor --help` answers at once

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
import webbrowser
from collections.abc import Iterator
from enum import StrEnum
from importlib.metadata import version
from typing import TYPE_CHECKING, Annotated, Final, NoReturn

import typer

from monitor.access import PUBLISHED, Resource
from monitor.cli import runs
from monitor.cli.app import Home, app, examples, settings_for
from monitor.cli.console import say
from monitor.errors import SettingsError

if TYPE_CHECKING:
    from monitor.settings import Settings


class ServedLevel(StrEnum):
    """What a server can open at all."""

    ALLES = "alles"
    VEROEFFENTLICHUNG = "veroeffentlichung"


_LIMITS: Final = {
    ServedLevel.ALLES: frozenset(Resource),
    ServedLevel.VEROEFFENTLICHUNG: PUBLISHED,
}


@app.command(
    epilog=examples(
        "monitor serve",
        "monitor serve --home amt --port 8123 --open",
        "monitor serve --level veroeffentlichung     nur veröffentlichte Ausgaben, für außen",
    )
)
def serve(
    context: typer.Context,
    *,
    port: Annotated[int | None, typer.Option(help="Port; sonst der aus monitor.toml.")] = None,
    level: Annotated[
        ServedLevel,
        typer.Option(
            help="Was die Anwendung öffnen kann: alles oder nur veröffentlichte Ausgaben."
        ),
    ] = ServedLevel.ALLES,
    open_browser: Annotated[bool, typer.Option("--open", help="Den Browser öffnen.")] = False,
    home: Home = None,
) -> None:
    """Die Anwendung starten; Strg+C beendet sie.

    Sie liest nur, was fertig ist: veröffentlichte Ausgaben und, für Leitung und
    Datenverantwortliche, interne Zahlen. Eine neue Ausgabe erscheint ohne Neustart. Von außen
    erreichbar (host in monitor.toml) ist die Anwendung nur mit eigenem Zertifikat oder hinter
    einem Proxy mit https.
    """
    from monitor.public_address import require_reachable_safely

    settings = settings_for(context, home, port=port)
    _require_one_kind_of_data(settings)
    require_reachable_safely(settings)
    require_free_port(settings)
    serve_until_interrupted(settings, limit=_LIMITS[level], open_browser=open_browser)


def _require_one_kind_of_data(settings: Settings) -> None:
    """Refuse to serve real deliveries beside accounts of the demo, which need no password.

    Raises:
        SettingsError: both are there.
    """
    from monitor.application.database import open_store
    from monitor.releases.real_data import require_no_open_door

    if settings.application_store.exists():
        require_no_open_door(open_store(settings), settings)


def serve_until_interrupted(
    settings: Settings,
    *,
    limit: frozenset[Resource] = frozenset(Resource),
    open_browser: bool = False,
) -> None:
    """Serve the application, with no rights beyond the limit, and end quietly on Ctrl-C."""
    from monitor.public_address import public_address
    from monitor.releases.published_releases import current_faults

    for fault in current_faults(settings, published_only=Resource.STEUERUNG not in limit):
        say(str(fault))
    _tell_of_certificate(settings)
    address = public_address(settings).url("/")
    first = _first_link(settings)
    say(f"Die Anwendung startet auf {address} …")
    from dashboards.web.server import serve as serve_application

    def ready() -> None:
        say(f"Die Anwendung läuft auf {address} (Strg+C beendet sie).")
        if settings.adresse:
            say(f"Sie lauscht an {_bracketed(settings.host)}:{settings.port}.")
        for sentence in first:
            say(sentence)
        if open_browser:
            webbrowser.open(address)

    with contextlib.suppress(KeyboardInterrupt), _told(settings):
        serve_application(settings, limit=limit, ready=ready)
    say("Beendet.")


def _tell_of_certificate(settings: Settings) -> None:
    """Say what is wrong with an own certificate; those who would mend it must get in, though."""
    if settings.certificate is None:
        return
    import datetime as dt

    from monitor.certificates import certificate_faults, tls_context

    tls_context(settings)  # one that does not load is refused
    for _, sentence in certificate_faults(settings, now=dt.datetime.now(dt.UTC)):
        say(sentence)


def serve_afresh(settings: Settings) -> NoReturn:
    """Let ``monitor serve`` take this process's place: same id, same terminal, none of its memory.

    Whoever built a demo holds Great Expectations and all figures; the application needs neither.
    """
    # -P: modules are not looked for in the working directory
    command = [sys.executable, "-P", "-m", "monitor.cli", "serve"]
    command += ["--home", str(settings.home), "--port", str(settings.port)]
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(sys.executable, command)  # noqa: S606 - this very program


@contextlib.contextmanager
def _told(settings: Settings) -> Iterator[None]:
    """Log the start of the server and its end, a hard kill aside."""
    from monitor.events import Event, stopwatch, tell
    from monitor.snapshots.layout import current_id

    seconds = stopwatch()
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C, not silently
    tell(
        Event.SERVER_STARTED,
        version=version("fachkonzept-monitor"),
        host=settings.host,
        port=settings.port,
        release=current_id(settings.releases),
    )
    try:
        yield
    finally:
        tell(Event.SERVER_STOPPED, seconds=seconds())
        signal.signal(signal.SIGTERM, before)


def require_free_port(settings: Settings) -> None:
    """Try the port before long work is done for it.

    Raises:
        SettingsError: another program listens there.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise SettingsError(
                f"Auf {settings.host}:{settings.port} lässt sich nicht lauschen "
                f"({error.strerror}). Läuft die Anwendung schon? Sonst bitte mit --port einen "
                "anderen Port angeben."
            ) from error


def invitation_address(settings: Settings, text: str) -> str:
    """Return the address of a one-time link."""
    from monitor.public_address import public_address

    return public_address(settings).url(f"/einladung/{text}")


def _first_link(settings: Settings) -> list[str]:
    """Return how the first administrator gets in, as long as nobody manages accounts."""
    from monitor.application.database import open_store
    from monitor.application.first_start import invite_first_administrator

    days, now = settings.einladung_tage, runs.current_time()
    with open_store(settings).write() as connection:
        made = invite_first_administrator(connection, by=runs.actor(), now=now, days=days)
    if made is None:
        return []
    account, text = made
    return [
        f"Noch verwaltet niemand die Konten. Als „{account.name}“ richten Sie sie ein "
        f"(der Link gilt einmal, {days} Tage; jeder Start nennt einen neuen):",
        f"  {invitation_address(settings, text)}",
    ]


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
