"""The server of the application on a port of this machine, in a thread."""

from __future__ import annotations

import contextlib
import datetime as dt
import ipaddress
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from dashboards.web.server import ClientLimits, listen
from monitor.settings import Settings
from tests.builders.ports import free_port


@contextlib.contextmanager
def serving(
    app: Any, settings: Settings, *, port: int | None = None, **limits: float
) -> Iterator[int]:
    """Serve an application until the end of the block; return the port, a free one by default."""
    own = settings.model_copy(update={"port": port or free_port()})
    server = listen(app, own, ClientLimits(**limits))  # type: ignore[arg-type]  # seconds and numbers
    running = threading.Thread(target=server.run)
    running.start()
    try:
        yield own.port
    finally:
        server.close()
        running.join(60)
    assert not running.is_alive()


def write_certificate(
    folder: Path,
    *,
    names: tuple[str, ...] = ("localhost",),
    begins: dt.datetime | None = None,
    ends: dt.datetime | None = None,
    password: bytes | None = None,
) -> dict[str, str]:
    """Write a certificate for names and addresses with its key; return the two settings."""
    folder.mkdir(parents=True, exist_ok=True)
    now = dt.datetime.now(dt.UTC)
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Zertifikat der Tests")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins or now - dt.timedelta(days=100))
        .not_valid_after(ends or now + dt.timedelta(days=100))
        .add_extension(x509.SubjectAlternativeName([_name(name) for name in names]), critical=False)
        .sign(key, hashes.SHA256())
    )
    protection = (
        serialization.BestAvailableEncryption(password)
        if password
        else serialization.NoEncryption()
    )
    (folder / "zertifikat.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "schluessel.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, protection)
    )
    (folder / "schluessel.pem").chmod(0o600)
    return {
        "tls_zertifikat": str(folder / "zertifikat.pem"),
        "tls_schluessel": str(folder / "schluessel.pem"),
    }


def _name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
