"""Identity providers that people sign in through, as ``monitor.toml`` declares each of them.

An example that can be copied stands in every new ``monitor.toml`` (``monitor.instance``); how to
connect Keycloak or Microsoft Entra ID is told in ``docs/handbuch/anmeldung.md``. Nobody talks to a
provider here: that is ``dashboards.openid``.
"""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from monitor.access import Role
from monitor.errors import SettingsError

#: Names that are taken by other addresses below the sign-in.
RESERVED: Final = frozenset({"abgemeldet", "demo", "faktor"})

#: What a new ``monitor.toml`` says of providers, to be uncommented line by line.
EXAMPLE: Final = """
# Ein Anbieter für die Anmeldung (OpenID Connect). Der Abschnitt gehört ans Ende dieser Datei und
# kann mehrmals dastehen; Keycloak und Microsoft Entra ID: docs/handbuch/anmeldung.md.
#  [[anbieter]]
#  name = "keycloak"                      # Kürzel, Teil der Adresse /anmelden/keycloak
#  titel = "Anmelden mit dem Kreis-Konto" # steht auf dem Knopf
#  aussteller = "https://sso.example.org/realms/kreis"
#  client_id = "fachkonzept-monitor"
#  client_secret_datei = "/etc/fachkonzept-monitor/keycloak" # Datei mit dem „client secret“
#  umfang = "openid profile email"        # angefragte Bereiche (scopes)
#  name_feld = "name"                     # Angabe mit dem Namen der Person
#  gruppen_feld = "groups"                # Angabe mit den Gruppen, auch a.b.c
#  zweiter_faktor = false                 # true: der Anbieter verlangt selbst einen zweiten Faktor
#  [anbieter.rollen]                      # Gruppe → Rollen; wer keine hat, kommt nicht hinein
#  "monitor-leitung" = ["LEITUNG"]
#  "monitor-admin" = ["VERWALTUNG"]
#  "monitor-traeger-nord" = ["TRAEGER"]
#  [anbieter.traeger]                     # Gruppe → Kennungen der Träger
#  "monitor-traeger-nord" = ["TR01"]
"""


def is_safe_address(address: str) -> bool:
    """Tell whether nobody on the way can read or change what is sent to an address."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        _ = parts.port  # raises where it is no number
    except ValueError:
        return False
    if not host or parts.username is not None or not address.isprintable() or " " in address:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(host))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _require_issuer(issuer: str) -> str:
    parts = urlsplit(issuer)
    if not is_safe_address(issuer) or parts.query or parts.fragment:
        raise PydanticCustomError(
            "aussteller", "der Aussteller muss mit https:// beginnen und hat weder „?“ noch „#“"
        )
    return issuer


def _require_openid(scopes: str) -> str:
    if "openid" not in scopes.split():
        raise PydanticCustomError("umfang", "„openid“ fehlt im Umfang")
    return scopes


def _require_free(name: str) -> str:
    if name in RESERVED:
        raise PydanticCustomError("name", "dieses Kürzel ist vergeben, bitte ein anderes")
    return name


class Provider(BaseModel):
    """One identity provider."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,29}$"), AfterValidator(_require_free)]
    titel: str = Field(min_length=1, max_length=60)
    aussteller: Annotated[str, AfterValidator(_require_issuer)]
    client_id: str = Field(min_length=1)
    client_secret_datei: Path
    umfang: Annotated[str, AfterValidator(_require_openid)] = "openid profile email"
    name_feld: str = Field("name", min_length=1)
    gruppen_feld: str = Field("groups", min_length=1)
    zweiter_faktor: bool = False
    rollen: dict[str, tuple[Role, ...]] = Field(min_length=1)
    traeger: dict[str, tuple[str, ...]] = Field(default_factory=dict)


def require_different(providers: tuple[Provider, ...]) -> tuple[Provider, ...]:
    """Return the providers if each has a name of its own; the name says whose an account is."""
    names = [provider.name for provider in providers]
    if len(set(names)) < len(names):
        raise PydanticCustomError("name", "zwei Anbieter haben dasselbe Kürzel (name)")
    return providers


def read_secret(provider: Provider, home: Path) -> str:
    """Return the secret that the application proves itself with at the provider.

    Raises:
        SettingsError: the file is missing, empty, or cannot be read.
    """
    path = home / provider.client_secret_datei
    try:
        secret = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(_told(provider, path, "lässt sich nicht lesen")) from error
    if not secret or not secret.isprintable():
        raise SettingsError(_told(provider, path, "enthält nicht genau eine Zeile"))
    return secret


def _told(provider: Provider, path: Path, what: str) -> str:
    return (
        f"Das Geheimnis des Anbieters „{provider.name}“ {what}: {path}. Bitte dort das „client "
        "secret“ des Anbieters ablegen, lesbar nur für den Benutzer der Anwendung, oder "
        "client_secret_datei berichtigen."
    )
