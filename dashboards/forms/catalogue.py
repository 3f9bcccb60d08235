"""The forms of the application; each module adds its routes to the server."""

from __future__ import annotations

from typing import Final, Protocol

import flask

from dashboards.forms import (
    administration,
    approval,
    audit_log,
    invitation,
    password,
    sign_in,
)
from dashboards.request.site import Site


class _Forms(Protocol):
    def register_routes(self, server: flask.Flask, site: Site) -> None: ...


FORMS: Final[tuple[_Forms, ...]] = (
    sign_in,
    password,
    invitation,
    approval,
    administration,
    audit_log,
)
