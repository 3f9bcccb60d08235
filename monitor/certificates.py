"""The own certificate of a server: loaded with its key, and what is wrong with it in sentences.

An expired certificate still serves: the warning of browsers tells everybody, and those who would
mend it must be able to sign in. ``monitor doctor`` calls it an error.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cryptography import x509

from monitor.errors import SettingsError
from monitor.public_address import public_address
from monitor.settings import Settings

#: A certificate that ends sooner is told; most authorities take some days.
SOON: Final = dt.timedelta(days=30)


def tls_context(settings: Settings) -> ssl.SSLContext | None:
    """Return the TLS of the server, 1.2 or newer, or none without own certificate.

    Raises:
        SettingsError: a file is missing, unreadable or no PEM, or the key belongs to another.
    """
    certificate, key = settings.certificate, settings.certificate_key
    if certificate is None or key is None:
        return None
    for path, name in ((certificate, "tls_zertifikat"), (key, "tls_schluessel")):
        _require_readable(path, name)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    try:
        # without a password given here, OpenSSL would ask for one at the terminal
        context.load_cert_chain(certificate, key, password="")
    except (ssl.SSLError, ValueError) as error:
        raise SettingsError(_unfit(error, certificate, key)) from error
    return context


def certificate_faults(settings: Settings, *, now: dt.datetime) -> Iterator[tuple[bool, str]]:
    """Return what is wrong with an own certificate that loads: whether already, and a sentence."""
    path, key = settings.certificate, settings.certificate_key
    if path is None or key is None:
        return
    certificate = x509.load_pem_x509_certificates(path.read_bytes())[0]
    ends, begins = certificate.not_valid_after_utc, certificate.not_valid_before_utc
    renew = "Bitte erneuern und die Anwendung neu starten."
    if ends <= now:
        yield True, f"Das Zertifikat {path} ist am {ends:%d.%m.%Y} abgelaufen. {renew}"
    elif ends - now < SOON:
        yield False, f"Das Zertifikat {path} läuft am {ends:%d.%m.%Y} ab. {renew}"
    if begins > now:
        yield True, f"Das Zertifikat {path} gilt erst ab {begins:%d.%m.%Y}. Stimmt die Uhr?"
    host = public_address(settings).host
    if not _is_for(certificate, host):
        yield (
            True,
            f"Das Zertifikat {path} gilt nicht für „{host}“; Browser warnen davor. "
            "Bitte adresse berichtigen oder ein Zertifikat für diesen Namen ausstellen lassen.",
        )
    if key.stat().st_mode & 0o007:
        yield (
            True,
            f"Der Schlüssel {key} ist für andere lesbar. Bitte dort ändern (chmod o-rwx), und hat "
            "ihn jemand gelesen, ein neues Zertifikat mit neuem Schlüssel ausstellen lassen.",
        )


def _require_readable(path: Path, name: str) -> None:
    try:
        with path.open("rb"):
            pass
    except OSError as error:
        raise SettingsError(
            f"{path} ({name}) lässt sich nicht lesen ({error.strerror}). "
            "Bitte den Pfad berichtigen oder das Lesen erlauben."
        ) from error


def _unfit(error: ssl.SSLError | ValueError, certificate: Path, key: Path) -> str:
    if getattr(error, "reason", None) == "KEY_VALUES_MISMATCH":
        return f"{key} ist nicht der Schlüssel zu {certificate}. Bitte den richtigen angeben."
    return (
        f"{certificate} und {key} lassen sich nicht verwenden; erwartet werden ein Zertifikat und "
        "sein Schlüssel ohne Kennwort, beide als PEM. Bitte berichtigen."
    )


def _is_for(certificate: x509.Certificate, host: str) -> bool:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return False  # browsers have not looked at the subject for years
    try:
        return ipaddress.ip_address(host) in names.get_values_for_type(x509.IPAddress)
    except ValueError:
        pass
    either = {host.lower(), "*." + host.lower().partition(".")[2]}
    return any(name.lower() in either for name in names.get_values_for_type(x509.DNSName))
