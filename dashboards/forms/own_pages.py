"""What all pages of the own account hold to: a complete session, tabs, and a fresh proof.

A change that could lock the owner out or let somebody else in needs a proof of the last minutes:
an unlocked screen in an office is not enough.
"""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import Any, Final

import flask

from dashboards.forms.form import messages, render, see_other
from dashboards.request.form_links import OWN_ACCOUNT, SIGN_IN, TOKENS
from dashboards.request.signed_in import current
from dashboards.request.site import Site
from dashboards.words import formats
from monitor.application.sessions import Session

PASSWORD: Final = f"{OWN_ACCOUNT}/passwort"
FACTORS: Final = f"{OWN_ACCOUNT}/faktoren"
SESSIONS: Final = f"{OWN_ACCOUNT}/sitzungen"
PROOF: Final = f"{OWN_ACCOUNT}/bestaetigen"

#: (address, key of the words) of the tabs.
_TABS: Final = (
    (OWN_ACCOUNT, "account.tab.account"),
    (PASSWORD, "account.tab.password"),
    (FACTORS, "account.tab.factors"),
    (SESSIONS, "account.tab.sessions"),
    (TOKENS, "account.tab.tokens"),
)
_FRESH: Final = dt.timedelta(minutes=10)


def own_session() -> Session:
    """Return the session of whoever is signed in, or lead them to the sign-in; never a visitor."""
    signed_in = current()
    if signed_in.session is None or not signed_in.session.is_complete:
        flask.abort(see_other(SIGN_IN, weiter=flask.request.path))
    return signed_in.session


def show(
    template: str,
    tab: str,
    *,
    said: str | None = None,
    status: HTTPStatus = HTTPStatus.OK,
    **values: Any,
) -> flask.Response:
    """Return a page of the own account; templates extend ``own_frame.html``.

    Args:
        template: name of the file.
        tab: address of the tab that the page belongs to.
        said: what went wrong.
        status: of the answer.
        values: of the template.
    """
    t = messages()
    done = t.optional(f"account.done.{flask.request.args.get('getan', '')}")
    return render(
        template, status=status, said=said, done=None if said else done, tabs=_TABS, tab=tab,
        at=moment_text, **values,
    )  # fmt: skip


def moment_text(moment: dt.datetime | None) -> str:
    """Return a time as this server's clock shows it, to the minute; an en dash for never."""
    if moment is None:
        return "–"
    return formats.moment(moment.astimezone().isoformat(), messages().language)


def is_fresh(site: Site, session: Session) -> bool:
    """Tell whether the person of the session proved themself within the last minutes."""
    return site.now() - session.created_at < _FRESH


def require_fresh(site: Site, session: Session, back: str) -> None:
    """Let pass whoever has proved themself lately, or lead them to it and back to an address."""
    if not is_fresh(site, session):
        flask.abort(see_other(PROOF, weiter=back))
