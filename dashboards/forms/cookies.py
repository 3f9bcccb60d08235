"""Cookies of the application: their names, and how they are set.

Without TLS, on this machine only, neither Secure nor the prefix ``__Host-`` is set: some browsers
drop such cookies there.
"""

from __future__ import annotations

from typing import Final

import flask

from dashboards.request.signed_in import SESSION_NAME
from dashboards.request.site import Site

#: Random id of the session; scripts cannot read it.
SESSION_COOKIE: Final = SESSION_NAME
#: The session's secret against forged requests, which Dash's script sends along as a header.
CSRF_COOKIE: Final = "fkm-csrf"
CSRF_HEADER: Final = "X-CSRFToken"
#: Random text of a browser that is not signed in; its forms carry the hash.
FIRST_COOKIE: Final = "fkm-anfang"


def set_cookie(
    response: flask.Response, site: Site, name: str, value: str, *, is_for_scripts: bool = False
) -> None:
    """Set a cookie that ends with the browser; the server ends sessions earlier by itself."""
    response.set_cookie(
        site.cookie_name(name),
        value,
        path="/",
        secure=site.is_secure,
        httponly=not is_for_scripts,
        samesite="Lax",
    )


def drop_cookie(response: flask.Response, site: Site, name: str) -> None:
    """Take a cookie back."""
    response.delete_cookie(site.cookie_name(name), path="/", secure=site.is_secure, samesite="Lax")


def open_session(response: flask.Response, site: Site, cookie: str, csrf: str) -> None:
    """Give a browser the cookies of its new session."""
    set_cookie(response, site, SESSION_COOKIE, cookie)
    set_cookie(response, site, CSRF_COOKIE, csrf, is_for_scripts=True)
    drop_cookie(response, site, FIRST_COOKIE)


def close_session(response: flask.Response, site: Site) -> None:
    """Take the cookies of a session back."""
    for name in (SESSION_COOKIE, CSRF_COOKIE):
        drop_cookie(response, site, name)
