"""Codes of an authenticator app (TOTP, RFC 6238): six digits, a new one every 30 seconds.

A code counts one step before and after its own, since clocks differ, and each step counts once: a
code that somebody watched opens nothing a second time.
"""

from __future__ import annotations

import datetime as dt
import hmac
import re
from dataclasses import dataclass
from typing import Final

import pyotp
from sqlalchemy import Connection

from monitor.application.second_factors import FactorKind, add_factor, note_use, rows_of
from monitor.application.secrets_shown import make_secret_text
from monitor.application.sessions import Session
from monitor.application.sign_in_steps import keep_step, take_step

_KIND: Final = "totp"
_STEP_SECONDS: Final = 30
_WINDOW: Final = (-1, 0, 1)
_CODE: Final = re.compile(r"[0-9]{6}")
#: So long a secret waits for its first code: an app may have to be installed first.
_LASTS: Final = dt.timedelta(minutes=30)


@dataclass(frozen=True)
class WaitingApp:
    """A secret that waits for the first code of an app; ``step_id`` is for the browser."""

    step_id: str
    secret: str


def begin_totp(
    connection: Connection, session: Session, *, now: dt.datetime, secret: str | None = None
) -> WaitingApp:
    """Let a new secret (or one that a wrong code was given for) wait for its first code."""
    app = WaitingApp(make_secret_text(), secret or pyotp.random_base32())
    content = {"session": session.public_id, "secret": app.secret}
    keep_step(connection, app.step_id, _KIND, content, until=now + _LASTS, now=now)
    return app


def app_address(secret: str, name: str, office: str) -> str:
    """Return the address that an app reads from the square code."""
    issuer = f"Fachkonzept-Monitor {office}".strip().replace(":", " ")
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=issuer)


def confirm_totp(
    connection: Connection,
    session: Session,
    step_id: str,
    code: str,
    label: str,
    *,
    now: dt.datetime,
) -> WaitingApp | None:
    """Add the app whose first code is right; the code does not count again at sign-in.

    Returns:
        ``None`` when the app was added; else what waits now: the same secret after a wrong code, a
        new one where the old is over or of another session.

    Raises:
        AccountError: the label does not fit, or there are too many factors.
    """
    kept = take_step(connection, step_id, _KIND, now=now)
    if kept is None or kept["session"] != session.public_id:
        return begin_totp(connection, session, now=now)
    secret = str(kept["secret"])
    step = _step_of(secret, code, now)
    if step is None:
        return begin_totp(connection, session, now=now, secret=secret)
    account_id, kind = session.account.id, FactorKind.TOTP
    add_factor(connection, account_id, kind, label, secret.encode(), counter=step, now=now)
    return None


def use_totp(connection: Connection, account_id: str, code: str, *, now: dt.datetime) -> bool:
    """Tell whether a code is one of the account's apps, and count its step as used."""
    for row in rows_of(connection, account_id, FactorKind.TOTP):
        step = _step_of(row.secret.decode(), code, now)
        if step is not None and step > row.counter:
            note_use(connection, row.id, counter=step, now=now)
            return True
    return False


def _step_of(secret: str, code: str, now: dt.datetime) -> int | None:
    """Return the time step of a code; ``None``: it is of none that counts now."""
    digits = "".join(code.split())
    if not _CODE.fullmatch(digits):
        return None
    app, here = pyotp.TOTP(secret), int(now.timestamp()) // _STEP_SECONDS
    steps = [here + away for away in _WINDOW]
    found = [step for step in steps if hmac.compare_digest(app.generate_otp(step), digits)]
    return max(found, default=None)
