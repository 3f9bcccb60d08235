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
from importlib.metadata import version
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from monitor.cli.app import Home, app, examples, settings_for
from monitor.cli.console import say
from monitor.errors import SettingsError

if TYPE_CHECKING:
    from monitor.settings import Settings


@app.command(
    epilog=examples(
        "monitor serve",
        "monitor serve --home amt --port 8123 --open",
    )
)
def serve(
    context: typer.Context,
    *,
    port: Annotated[int | None, typer.Option(help="Port; sonst der aus monitor.toml.")] = None,
    open_browser: Annotated[bool, typer.Option("--open", help="Den Browser öffnen.")] = False,
    home: Home = None,
) -> None:
    """Die Anwendung starten; Strg+C beendet sie.

    Sie lauscht nur auf diesem Rechner und liest nur fertige Stände: veröffentlichte und, für
    Leitung und Datenverantwortliche, interne. Ein neuer Stand erscheint ohne Neustart.
    """
    settings = settings_for(context, home, port=port)
    _require_one_kind_of_data(settings)
    require_free_port(settings)
    serve_until_interrupted(settings, open_browser=open_browser)


def _require_one_kind_of_data(settings: Settings) -> None:
    """Refuse to serve real deliveries beside accounts of the demo, which need no password.

    Raises:
        SettingsError: both are there.
    """
    from monitor.application.database import open_store
    from monitor.releases.real_data import require_no_open_door

    if settings.application_store.exists():
        require_no_open_door(open_store(settings), settings)


def serve_until_interrupted(settings: Settings, *, open_browser: bool = False) -> None:
    """Serve the application and end quietly on Ctrl-C."""
    from monitor.releases.published_releases import current_faults

    for fault in current_faults(settings):
        say(str(fault))
    address = f"http://{_bracketed(settings.host)}:{settings.port}/"
    say(f"Die Anwendung startet auf {address} …")
    from dashboards.web.server import serve as serve_application

    def ready() -> None:
        say(f"Die Anwendung läuft auf {address} (Strg+C beendet sie).")
        if open_browser:
            webbrowser.open(address)

    with contextlib.suppress(KeyboardInterrupt), _told(settings):
        serve_application(settings, ready=ready)
    say("Beendet.")


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


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
