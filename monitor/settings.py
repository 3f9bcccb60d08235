"""Settings of one instance: arguments > environment ``MONITOR_*`` > ``monitor.toml`` > defaults.

Built once in the command line and passed down; nobody else reads the environment.
"""

from __future__ import annotations

import ipaddress
import os
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import AfterValidator, Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from monitor.access import Role
from monitor.errors import SettingsError
from monitor.providers import Provider, require_different

CONFIG_NAME = "monitor.toml"

#: Empty, or a scheme with a host and maybe a port; a path is not supported.
_BASE_URL: Final = r"^(https?://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(:[0-9]{1,5})?/?)?$"


class Settings(BaseSettings):
    """One frozen object; every field is documented in ``docs/einstellungen.md``."""

    model_config = SettingsConfigDict(env_prefix="MONITOR_", frozen=True, extra="forbid")

    home: Path = Field(
        Path("instanz"),
        validate_default=True,
        description="Ordner der Instanz: Daten, Inhalte, Ausgaben.",
    )
    host: str = Field("127.0.0.1", description="Adresse, an der die Anwendung lauscht.")
    port: int = Field(8050, ge=1, le=65535, description="Port der Anwendung.")
    prozesse: int = Field(
        2,
        ge=1,
        le=32,
        description="Prozesse des Webservers; jeder nutzt einen Prozessorkern und braucht etwa "
        "400 MB Arbeitsspeicher.",
    )
    threads: int = Field(4, ge=1, le=64, description="Threads je Prozess des Webservers.")
    adresse: str = Field(
        "",
        pattern=_BASE_URL,
        description="Adresse, unter der Menschen die Anwendung aufrufen, etwa "
        "https://monitor.kreis.example; leer: die aus host und port. Nach ihr richten sich Links "
        "und Anmeldung; Anfragen unter anderem Namen werden abgelehnt.",
    )
    tls_zertifikat: str = Field(
        "",
        description="Datei des eigenen Zertifikats mit seiner Kette (PEM); leer: keines. Ein "
        "Pfad ohne führenden Schrägstrich gilt ab dem Ordner der Instanz.",
    )
    tls_schluessel: str = Field(
        "", description="Datei des Schlüssels zum Zertifikat (PEM, ohne Kennwort); leer: keiner."
    )
    behind_proxy: bool = Field(
        False,  # noqa: FBT003 - the default of a field
        description="Ein Proxy nimmt https an und reicht Anfragen weiter; nur dann gilt, was er in "
        "X-Forwarded-For, X-Forwarded-Proto und X-Forwarded-Host sagt.",
    )
    proxy_adresse: str = Field(
        "127.0.0.1",
        description="IP-Adresse dieses Proxys; mit behind_proxy werden Anfragen von anderen "
        "abgelehnt.",
    )
    max_anfrage_kb: int = Field(
        1_024,
        ge=16,
        le=102_400,
        description="Größte Anfrage, die angenommen wird (KB); größere werden ungelesen abgelehnt.",
    )
    memory_limit: str = Field(
        "1GB", pattern=r"^\d+(MB|GB)$", description="Arbeitsspeicher, den DuckDB höchstens belegt."
    )
    batch_rows: int = Field(
        250_000, ge=1_000, description="Zeilen, die beim Einlesen auf einmal verarbeitet werden."
    )
    max_file_mb: int = Field(2_000, ge=1, description="Größte Datei, die angenommen wird (MB).")
    workbook_memory_mb: int = Field(
        2_000,
        ge=100,
        description="Arbeitsspeicher, den das Lesen einer Arbeitsmappe (XLSX, XLSB, XLS, ODS) "
        "höchstens braucht (MB); sonst wird sie abgelehnt. Wirkt unter Linux.",
    )
    workbook_seconds: int = Field(
        120,
        ge=1,
        le=3_600,
        description="Sekunden, die das Lesen einer Arbeitsmappe höchstens dauert; sonst wird sie "
        "abgelehnt.",
    )
    originale_tage: int = Field(
        30,
        ge=0,
        le=365,
        description="Tage, die ein gelesenes Original bleibt, um es erneut einlesen zu können.",
    )
    veroeffentlichtes_offen: bool = Field(
        default=False,
        description="Ob Veröffentlichtes (Ausgaben, Datensätze) ohne Anmeldung zu sehen ist.",
    )
    sitzung_leerlauf_minuten: int = Field(
        60, ge=5, le=1_440, description="Minuten ohne Nutzung, nach denen eine Sitzung endet."
    )
    sitzung_stunden: int = Field(
        12, ge=1, le=168, description="Stunden, nach denen jede Sitzung endet."
    )
    zweiter_faktor: tuple[Role, ...] = Field(
        (Role.VERWALTUNG,),
        description="Rollen, deren Konten sich mit einem zweiten Faktor anmelden müssen.",
    )
    einladung_tage: int = Field(7, ge=1, le=90, description="Tage, die ein Einladungslink gilt.")
    sicherheit_kontakt: str = Field(
        "",
        pattern=r"^((mailto:|https://|tel:)\S+)?$",
        description="Wohin Schwachstellen gemeldet werden (mailto:… oder https://…); steht in "
        "/.well-known/security.txt. Leer: keine solche Datei.",
    )
    protokoll_monate: int = Field(
        36, ge=0, le=240, description="Monate, die Einträge im Protokoll bleiben; 0: für immer."
    )
    freigabe_zweite_person: bool = Field(
        default=False,
        description="Ob eine Ausgabe eine andere Person freigeben muss als die, die sie erstellt "
        "hat; `monitor release` erstellt dann nur Entwürfe.",
    )
    log_level: str = Field(
        "info",
        pattern="^(debug|info|warning|error)$",
        description="Ausführlichkeit des Protokolls.",
    )
    anbieter: Annotated[tuple[Provider, ...], AfterValidator(require_different)] = Field(
        (),
        description="Anbieter, über die sich Personen anmelden (OpenID Connect); je Anbieter ein "
        "Abschnitt `[[anbieter]]` am Ende der Datei, siehe docs/handbuch/anmeldung.md.",
    )

    @field_validator("home")
    @classmethod
    def _fix(cls, home: Path) -> Path:
        """Return the folder as seen from the working directory of now, which others don't share."""
        return home.absolute()

    @field_validator("adresse")
    @classmethod
    def _require_port(cls, address: str) -> str:
        port = address.rstrip("/").rpartition(":")[2]
        if port.isdecimal() and not 1 <= int(port) <= 65_535:  # noqa: PLR2004 - as port above
            raise ValueError("der Port liegt nicht zwischen 1 und 65535")
        return address

    @field_validator("proxy_adresse")
    @classmethod
    def _require_ip(cls, address: str) -> str:
        """Refuse names: they would have to be looked up, and whoever answers would be believed."""
        try:
            return str(ipaddress.ip_address(address))
        except ValueError:
            raise ValueError("erwartet wird eine IP-Adresse") from None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read arguments, then the environment, then the TOML file of the instance."""
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @property
    def content(self) -> Path:
        """Return the folder with concept, code lists, profiles and master data."""
        return self.home / "content"

    @property
    def warehouse(self) -> Path:
        """Return the path of the private DuckDB file."""
        return self.home / "warehouse.duckdb"

    @property
    def inbox(self) -> Path:
        """Return the folder that deliveries are put into."""
        return self.home / "inbox"

    @property
    def staging(self) -> Path:
        """Return the folder in which the rows of one delivery wait for their checks."""
        return self.home / "eingang"

    @property
    def archive(self) -> Path:
        """Return the folder of what was read from deliveries: the warehouse can be rebuilt."""
        return self.home / "archive"

    @property
    def originals(self) -> Path:
        """Return the folder in which originals stay for some days."""
        return self.home / "originale"

    @property
    def waiting(self) -> Path:
        """Return the folder in which originals stay until somebody has decided on them."""
        return self.originals / "wartend"

    @property
    def quarantine(self) -> Path:
        """Return the folder of the lists to send back."""
        return self.home / "quarantine"

    @property
    def releases(self) -> Path:
        """Return the folder of the releases."""
        return self.home / "releases"

    @property
    def private(self) -> Path:
        """Return the folder of what releases rest on; never read by the web."""
        return self.home / "geheim"

    @property
    def quality(self) -> Path:
        """Return the folder of the quality snapshots."""
        return self.home / "quality"

    @property
    def steering(self) -> Path:
        """Return the folder of the exact figures for those who steer."""
        return self.home / "steering"

    @property
    def contracts(self) -> Path:
        """Return the folder of the rows for science, one folder per contract."""
        return self.home / "vertraege"

    @property
    def log(self) -> Path:
        """Return the folder of the log."""
        return self.home / "log"

    @property
    def application_store(self) -> Path:
        """Return the path of the store of accounts, sessions and the audit log."""
        return self.home / "anwendung" / "anwendung.sqlite"

    @property
    def certificate(self) -> Path | None:
        """Return the file of the own certificate, if there is one."""
        return self.home / self.tls_zertifikat if self.tls_zertifikat else None

    @property
    def certificate_key(self) -> Path | None:
        """Return the file of the key of the own certificate, if there is one."""
        return self.home / self.tls_schluessel if self.tls_schluessel else None

    @property
    def private_folders(self) -> tuple[Path, ...]:
        """Return the folders that nobody but the owner of the instance may enter."""
        return (
            *(self.inbox, self.staging, self.originals, self.archive, self.quarantine),
            *(self.private, self.contracts, self.log, self.application_store.parent),
        )

    @property
    def shared_folders(self) -> tuple[Path, ...]:
        """Return the folders that the web reads, maybe as another user of the same group."""
        return (self.releases, self.quality, self.steering)


def load_settings(home: Path | None = None, **arguments: Any) -> Settings:
    """Return the settings of the instance in ``home``.

    Raises:
        SettingsError: a value does not fit, or the TOML file cannot be read.
    """
    folder = home or Path(os.environ.get("MONITOR_HOME") or "instanz")
    given = {name: value for name, value in arguments.items() if value is not None}

    class InstanceSettings(Settings):
        model_config = SettingsConfigDict(
            env_prefix="MONITOR_", frozen=True, extra="forbid", toml_file=folder / CONFIG_NAME
        )

    try:
        return InstanceSettings(home=folder, **given)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"]) or "?"
        raise SettingsError(
            f"Einstellung „{name}“ passt nicht ({first['msg']}). "
            f"Bitte in {folder / CONFIG_NAME} oder in {_variable(name)} berichtigen."
        ) from error
    except ValueError as error:
        raise SettingsError(
            f"{folder / CONFIG_NAME} ist kein gültiges TOML: {error}. "
            "Bitte die genannte Zeile berichtigen."
        ) from error


def _variable(name: str) -> str:
    """Return the variable of a setting, e.g. ``MONITOR_ANBIETER`` for ``anbieter.0.name``."""
    return f"MONITOR_{name.partition('.')[0].upper()}"
