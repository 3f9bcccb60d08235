"""A proxy in front of the server: only the named proxy is believed about client, scheme and host.

Only the last entry of ``X-Forwarded-For`` counts, since the proxy itself wrote it; what stands
before came from the client. Without ``behind_proxy`` these headers are as any other.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from monitor.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication

#: As the server writes them; ``wsgi_requests`` lets no other spelling pass.
_FOR: Final = "HTTP_X_FORWARDED_FOR"
_SCHEME: Final = "HTTP_X_FORWARDED_PROTO"
_HOST: Final = "HTTP_X_FORWARDED_HOST"


def behind_proxy(application: WSGIApplication, settings: Settings) -> WSGIApplication:
    """Return the application, behind a proxy for requests of the proxy alone."""
    if not settings.behind_proxy:
        return application
    sentence = f"Bitte {settings.adresse} aufrufen.\n".encode()

    def answer(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        if _address(environ["REMOTE_ADDR"]) != _address(settings.proxy_adresse):
            start_response("403 Forbidden", [("Content-Type", "text/plain; charset=utf-8")])
            return [sentence]
        _believe(environ)
        return application(environ, start_response)

    return answer


def _believe(environ: dict[str, Any]) -> None:
    """Take over what the proxy says of the request.

    An unreadable client or host leaves what the server saw; any scheme but ``http``, also a missing
    one, counts as https, since a proxy is allowed with a public address in https only.
    """
    client = _last(environ, _FOR)
    if _address(client) is not None:
        environ["REMOTE_ADDR"] = str(_address(client))
    environ["wsgi.url_scheme"] = "http" if _last(environ, _SCHEME) == "http" else "https"
    environ["HTTP_HOST"] = _last(environ, _HOST) or environ.get("HTTP_HOST", "")


def _last(environ: dict[str, Any], name: str) -> str:
    return str(environ.get(name, "")).rpartition(",")[2].strip()


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Return an address, that of IPv4 also where IPv6 wraps it (``::ffff:192.0.2.1``)."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
