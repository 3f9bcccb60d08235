"""Who is signed in for the request being answered, as ``dashboards.web.gate`` found out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import flask

from monitor.access import NOBODY, Viewer
from monitor.application.sessions import Session

#: Cookie with the random id of the session, before the prefix of `Site.cookie_name`.
SESSION_NAME: Final = "fkm-sitzung"


@dataclass(frozen=True)
class SignedIn:
    """Viewer of a request, with the session of a browser where there is one.

    A session that waits for its second factor comes with `NOBODY` as viewer.
    """

    viewer: Viewer = NOBODY
    session: Session | None = None

    @property
    def is_complete(self) -> bool:
        """Tell whether somebody is signed in, second factor included."""
        return self.session is not None and self.session.is_complete


def keep(signed_in: SignedIn) -> None:
    """Keep who is signed in until the request is answered."""
    flask.g.signed_in = signed_in


def current() -> SignedIn:
    """Return who is signed in; outside of a request and before the gate nobody is."""
    if not flask.has_request_context():
        return SignedIn()
    found: SignedIn = flask.g.get("signed_in", SignedIn())
    return found


def current_viewer() -> Viewer:
    """Return the viewer of the request."""
    return current().viewer
