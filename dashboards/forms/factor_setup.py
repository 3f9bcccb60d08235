"""Set-up of a second factor: an app by its square code, or a passkey by the browser.

The first factor brings the recovery codes with it, which are shown once, in the answer itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

import flask
import segno

from dashboards.forms.factor_proof import place_of
from dashboards.forms.form import messages, render
from dashboards.request.site import Site
from monitor.application import passkeys, totp
from monitor.application.recovery_codes import renew_codes
from monitor.application.second_factors import list_factors
from monitor.application.sessions import Session
from monitor.application.totp import WaitingApp
from monitor.errors import ContentError

_GROUP: Final = 4


def show_setup(
    site: Site,
    session: Session,
    *,
    here: str,
    onward: str = "",
    said: str | None = None,
    app: WaitingApp | None = None,
) -> flask.Response:
    """Return the page that sets up a factor.

    Args:
        site: of the application.
        session: whose person sets one up.
        here: address that the forms are sent to.
        onward: address to go on to afterwards.
        said: what went wrong before.
        app: secret that waits for its first code; a new one where none is given.
    """
    place, now = place_of(site), site.now()
    with site.accounts.write() as connection:
        waiting = app or totp.begin_totp(connection, session, now=now)
        asked = (
            passkeys.ask_for_new_passkey(connection, session, place, now)
            if place.offers_passkeys
            else None
        )
    address = totp.app_address(waiting.secret, session.account.name, _office(site))
    return render(
        "factor_setup.html",
        status=HTTPStatus.BAD_REQUEST if said else HTTPStatus.OK,
        said=said,
        here=here,
        onward=onward,
        step=waiting.step_id,
        secret=" ".join(_groups(waiting.secret)),
        square=segno.make(address, error="m").svg_data_uri(scale=5, border=4, light="#fff"),
        passkey=asked,
        is_in_session=session.is_complete,
    )


def add_sent_factor(
    site: Site, session: Session, sent: Mapping[str, str], *, here: str
) -> flask.Response | list[str]:
    """Add what a form has set up; return the recovery codes that are new, or the page again.

    Raises:
        AccountError: the label does not fit, or there are too many factors.
    """
    t, now, onward = messages(), site.now(), sent.get("weiter", "")
    said, waits = sent.get("passkey"), None
    label = sent.get("name", "").strip() or t("factor.passkey" if said else "factor.app")
    with site.accounts.write() as connection:
        is_first = not list_factors(connection, session.account.id)
        if said:
            answer = (sent.get("schritt", ""), said)
            place = place_of(site)
            is_added = passkeys.add_passkey(connection, session, place, answer, label, now=now)
        else:
            step, code = sent.get("schritt", ""), sent.get("code", "")
            waits = totp.confirm_totp(connection, session, step, code, label, now=now)
            is_added = waits is None
        codes = (
            renew_codes(connection, session.account.id, now=now) if is_added and is_first else []
        )
    if is_added:
        return codes
    why = t("factor.passkey_failed" if said else "factor.code_wrong")
    return show_setup(site, session, here=here, onward=onward, said=why, app=waits)


def show_codes(codes: list[str], onward: str) -> flask.Response:
    """Return the page with recovery codes, which nobody can read again."""
    return render("recovery_codes.html", codes=codes, onward=onward)


def _groups(secret: str) -> list[str]:
    return [secret[place : place + _GROUP] for place in range(0, len(secret), _GROUP)]


def _office(site: Site) -> str:
    try:
        return site.store.office().name
    except ContentError:  # whoever starts the server was told
        return ""
