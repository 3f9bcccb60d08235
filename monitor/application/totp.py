"""Codes of an authenticator app (TOTP, RFC 6238): six digits, a new one every 30 seconds.

A code counts one step before and after its own, since clocks differ, and each step counts once: a
code that somebody watched opens nothing a second time.
"""

from __future__ import annotations

import datetime as dt
import hmac
import re
from typing import Final

import pyotp
from sqlalchemy import Connection

from monitor.application.second_factors import FactorKind, add_factor, note_use, rows_of
from monitor.application.sessions import Session
from monitor.application.sign_in_steps import keep_step, look_at_step, take_step

_KIND: Final = "totp"
_STEP_SECONDS: Final = 30
_WINDOW: Final = (-1, 0, 1)
_CODE: Final = re.compile(r"[0-9]{6}")
#: So long a secret waits for its first code: an app may have to be installed first.
SETUP_LASTS: Final = dt.timedelta(minutes=30)


def begin_totp(connection: Connection, session: Session, *, now: dt.datetime) -> str:
    """Make a secret that waits for its first code, and return the id of the step."""
    content = {"session": session.public_id, "secret": pyotp.random_base32()}
    return keep_step(connection, _KIND, content, lasts=SETUP_LASTS, now=now)


def waiting_secret(
    connection: Connection, session: Session, step_id: str, *, now: dt.datetime
) -> str | None:
    """Return the secret that waits for its first code in this session; ``None``: over."""
    step = look_at_step(connection, _KIND, step_id, now=now)
    if step is None or step["session"] != session.public_id:
        return None
    return str(step["secret"])


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
) -> bool:
    """Add the app whose first code is right; the code does not count again at sign-in.

    Raises:
        AccountError: the label does not fit, or there are too many factors.
    """
    secret = waiting_secret(connection, session, step_id, now=now)
    step = None if secret is None else _step_of(secret, code, now)
    if secret is None or step is None:
        return False
    add_factor(
        connection,
        session.account.id,
        FactorKind.TOTP,
        label,
        secret.encode(),
        counter=step,
        now=now,
    )
    take_step(connection, _KIND, step_id, now=now)
    return True


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
