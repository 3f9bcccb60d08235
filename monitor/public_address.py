"""The public address of an application: base of links, and names that requests may be sent to.

``https://monitor.kreis.example``, given as ``adresse``, is where people open the application; where
the server listens (``host``, ``port``) may be another place, behind a proxy. What stands in a
certificate is the matter of ``monitor.certificates``.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from monitor.errors import SettingsError
from monitor.settings import Settings

#: Names of this machine; another name on a loopback server is a rebinding attack or a proxy.
_LOCAL_NAMES: Final = ("localhost", "127.0.0.1", "[::1]")
_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True)
class PublicAddress:
    """Scheme, host (an IPv6 address without brackets) and port, as browsers see them."""

    scheme: str
    host: str
    port: int

    @property
    def origin(self) -> str:
        """Return the origin as browsers send it: no slash at the end, no port that goes unsaid."""
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{_bracketed(self.host)}{port}"

    def url(self, path: str) -> str:
        """Return the link to a path that begins with a slash."""
        return self.origin + path


def public_address(settings: Settings) -> PublicAddress:
    """Return ``adresse``, or else where the server listens."""
    if not settings.adresse:
        scheme = "https" if settings.certificate else "http"
        return PublicAddress(scheme, settings.host, settings.port)
    parts = urlsplit(settings.adresse.lower())
    return PublicAddress(parts.scheme, parts.hostname or "", parts.port or _PORTS[parts.scheme])


def trusted_hosts(settings: Settings) -> list[str]:
    """Return the names, without port, that a request may be sent to."""
    if not settings.adresse and _is_local(settings.host):
        return [*dict.fromkeys([*_LOCAL_NAMES, _bracketed(settings.host)])]
    return [_bracketed(public_address(settings).host)]


def require_reachable_safely(settings: Settings) -> None:
    """Refuse settings by which passwords and figures would cross a network unencrypted.

    Raises:
        SettingsError: a host of others without TLS, or an address that contradicts the rest.
    """
    for is_wrong, sentence in _rules(settings):
        if is_wrong:
            raise SettingsError(sentence)


def _rules(settings: Settings) -> list[tuple[bool, str]]:
    """Return what may not be, each with the sentence on it, the first cause first."""
    has_certificate, is_open = settings.certificate is not None, not _is_local(settings.host)
    has_secure_address = settings.adresse.lower().startswith("https://")
    return [
        (
            has_certificate != (settings.certificate_key is not None),
            "Zum eigenen Zertifikat gehören tls_zertifikat und tls_schluessel; eines der beiden "
            "fehlt. Bitte beide angeben oder keines.",
        ),
        (
            settings.behind_proxy and not has_secure_address,
            "Mit behind_proxy muss adresse die öffentliche Adresse sein, die mit https:// beginnt. "
            'Bitte eintragen, etwa adresse = "https://monitor.kreis.example".',
        ),
        (
            is_open and not has_certificate and not settings.behind_proxy,
            f"„{settings.host}“ ist von außen erreichbar, und Kennwörter und Zahlen gingen "
            "unverschlüsselt über das Netz. Bitte ein eigenes Zertifikat angeben (tls_zertifikat, "
            "tls_schluessel), einen Proxy mit https davorstellen (behind_proxy = true) oder "
            'host = "127.0.0.1" einstellen.',
        ),
        (
            has_certificate and bool(settings.adresse) and not has_secure_address,
            "Mit eigenem Zertifikat beginnt adresse mit https://. Bitte berichtigen.",
        ),
        (
            has_secure_address and not has_certificate and not settings.behind_proxy,
            "adresse beginnt mit https://, aber es gibt weder ein eigenes Zertifikat noch einen "
            "Proxy. Bitte tls_zertifikat und tls_schluessel angeben oder behind_proxy = true "
            "einstellen.",
        ),
        (
            _is_every_address(settings.host) and not settings.adresse,
            f"„{settings.host}“ steht für alle Adressen dieses Rechners; welche davon Menschen "
            "aufrufen, muss adresse sagen. Bitte eintragen, etwa "
            'adresse = "https://monitor.kreis.example".',
        ),
    ]


def _is_local(host: str) -> bool:
    return host == "localhost" or _is(host, "is_loopback")


def _is_every_address(host: str) -> bool:
    return not host or _is(host, "is_unspecified")


def _is(host: str, what: str) -> bool:
    try:
        return bool(getattr(ipaddress.ip_address(host), what))
    except ValueError:
        return False


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
