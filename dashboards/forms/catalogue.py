"""The forms of the application; each module adds its routes to the server."""

from __future__ import annotations

from typing import Final, Protocol

import flask

from dashboards.forms import (
    action_form,
    administration,
    approval,
    audit_log,
    commentary_form,
    factor_sign_in,
    fresh_proof,
    invitation,
    occurrence_form,
    own_account,
    own_factors,
    own_password,
    own_sessions,
    own_tokens,
    password,
    providers,
    sign_in,
    text_erasing,
)
from dashboards.request.site import Site


class _Forms(Protocol):
    def register_routes(self, server: flask.Flask, site: Site) -> None: ...


FORMS: Final[tuple[_Forms, ...]] = (
    *(sign_in, password, invitation, factor_sign_in, providers),
    *(own_account, own_password, own_factors, fresh_proof, own_sessions, own_tokens),
    approval,
    *(commentary_form, action_form, occurrence_form, text_erasing),
    *(administration, audit_log),
)
