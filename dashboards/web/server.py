"""The server: waitress with the application, on this machine only, until sign-in exists."""

from __future__ import annotations

import ipaddress
import resource
from collections.abc import Callable
from typing import Any, Final

import dash
import waitress

from dashboards.web.app import create_app, warm_up
from monitor.access import Resource
from monitor.content.office import read_office
from monitor.errors import SettingsError
from monitor.settings import Settings

#: Names under which a loopback server may be asked for; others are a rebinding attack or a proxy.
_LOCAL_NAMES: Final = ["localhost", "127.0.0.1", "[::1]"]

#: Connections open at the same time; a browser keeps up to six of them for two minutes.
_CONNECTIONS: Final = 2000


def serve(
    settings: Settings,
    *,
    limit: frozenset[Resource] = frozenset(Resource),
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Serve until interrupted; call ``ready`` once requests are answered.

    ``limit``: rights beyond which the server never goes, whoever signs in.

    Raises:
        SettingsError: ``host`` is not a loopback address, or the port is taken.
        ContentError: ``amt.toml`` does not say whom to tell of barriers.
    """
    server = listen(make_server_app(settings, limit=limit), settings)
    _allow_open_files()
    ready()
    server.run()  # ends by itself on Ctrl-C


def listen(app: dash.Dash, settings: Settings) -> Any:
    """Return a server of waitress that listens and answers nothing yet.

    Raises:
        SettingsError: the port is taken.
    """
    try:
        return waitress.create_server(
            app.server,
            host=settings.host,
            port=settings.port,
            threads=settings.threads,
            ident=None,
            connection_limit=_CONNECTIONS,
            asyncore_use_poll=True,  # select() ends at 1,024 open files
        )
    except OSError as error:
        raise SettingsError(
            f"An {settings.host}:{settings.port} kann nicht gelauscht werden ({error.strerror}). "
            "Vermutlich läuft die Anwendung schon; sonst bitte port anders einstellen."
        ) from error


def _allow_open_files() -> None:
    """Allow this process a file per connection, and some more; systems begin with 256 or 1,024."""
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * _CONNECTIONS if most == resource.RLIM_INFINITY else min(2 * _CONNECTIONS, most)
    if now != resource.RLIM_INFINITY and now < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def make_server_app(
    settings: Settings, *, limit: frozenset[Resource] = frozenset(Resource)
) -> dash.Dash:
    """Return the warmed-up application that answers to local names only.

    Raises:
        SettingsError: ``host`` is not a loopback address.
        ContentError: ``amt.toml`` does not say whom to tell of barriers.
    """
    require_loopback(settings.host)
    read_office(settings.content)  # rather now than when somebody looks for help
    app = create_app(settings, limit=limit)
    app.server.config["TRUSTED_HOSTS"] = _LOCAL_NAMES
    warm_up(app)
    return app


def require_loopback(host: str) -> None:
    """Refuse addresses that are not loopback: until sign-in, any visitor could choose a group.

    Raises:
        SettingsError: not a loopback address.
    """
    if host == "localhost" or _is_loopback(host):
        return
    raise SettingsError(
        f"Die Anwendung hat noch keine Anmeldung und lauscht deshalb nur auf diesem Rechner; "
        f'„{host}“ ist von außen erreichbar. Bitte host = "127.0.0.1" einstellen.'
    )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
