"""What forms and gate work with: settings, the application's store, and the clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import flask

from monitor.access import Resource
from monitor.application.database import ApplicationStore
from monitor.application.sessions import Terms
from monitor.reading.store import Store
from monitor.settings import Settings

EXTENSION = "fachkonzept-monitor-site"


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True)
class Site:
    """One application over one instance.

    ``base``: address of the application as browsers see it, without a slash at its end.
    ``limit``: rights beyond which this server never goes.
    """

    settings: Settings
    store: Store
    accounts: ApplicationStore
    base: str
    limit: frozenset[Resource]
    now: Callable[[], dt.datetime] = _now

    @property
    def is_secure(self) -> bool:
        """Return whether browsers reach the application with TLS."""
        return self.base.startswith("https://")

    @property
    def terms(self) -> Terms:
        """Return how long sessions last."""
        return Terms(
            idle=dt.timedelta(minutes=self.settings.sitzung_leerlauf_minuten),
            longest=dt.timedelta(hours=self.settings.sitzung_stunden),
        )

    @property
    def today(self) -> dt.date:
        """Return the day where the server stands."""
        return self.now().astimezone().date()

    def cookie_name(self, name: str) -> str:
        """Return the name of a cookie: bound to this host where browsers can be held to it."""
        return f"__Host-{name}" if self.is_secure else name


def site() -> Site:
    """Return the site of the application that answers the request."""
    found: Site = flask.current_app.extensions[EXTENSION]
    return found
