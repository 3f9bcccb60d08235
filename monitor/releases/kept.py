"""Foundations of the next release: published periods, and requests to correct them.

A release keeps its foundations in the private folder of the instance; the last published release,
even if withdrawn since, decides on frozen periods. Requests for corrections lie beside, until a
published release has fulfilled them.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from monitor.confidentiality.revisions.frozen import Frozen, load, nothing
from monitor.confidentiality.revisions.units import Correction
from monitor.errors import ReleaseError, SettingsError
from monitor.events import Event, tell
from monitor.private_files import private_folder, write_private
from monitor.releases.log import last_published
from monitor.settings import Settings
from monitor.snapshots.layout import read_manifest

_REQUESTS: Final = "korrekturen.json"


@dataclass(frozen=True)
class KeptRelease:
    """The last published release (if any) and its frozen periods."""

    after: str | None
    frozen: Frozen


def read_kept(settings: Settings, *, is_demo: bool) -> KeptRelease:
    """Return the foundations of a new release.

    Raises:
        ReleaseError: the foundations of the last published release of real data are gone.
    """
    last = last_published(settings.releases, is_demo=is_demo)
    if last is None:
        return KeptRelease(None, nothing())
    if "after" not in read_manifest(settings.releases / last.release_id)["confidentiality"]:
        return KeptRelease(
            last.release_id, nothing()
        )  # of a time when nothing was kept: begun anew
    try:
        return KeptRelease(last.release_id, load(settings.private / last.release_id))
    except ReleaseError:
        if is_demo:  # of nobody: a demo whose releases were copied alone begins anew
            return KeptRelease(last.release_id, nothing())
        raise


def require_same_noise(settings: Settings, after: str | None, *, secret: str, p_table: str) -> None:
    """Refuse another secret or p-table than those of the releases before.

    Args:
        settings: of the instance.
        after: the release published last.
        secret: fingerprint of the secret.
        p_table: SHA-256 of the p-table.

    Raises:
        SettingsError: two noises of the same counts would tell more of them than one.
    """
    if after is None:
        return
    before = read_manifest(settings.releases / after)["confidentiality"]
    if before.get("secret", secret) != secret:
        raise SettingsError(
            f"Der geheime Schlüssel in {settings.private} ist ein anderer als der, mit dem "
            f"die Ausgabe {after} entstand. Mit zwei Schlüsseln ließen sich Anzahlen zurückrechnen."
            " Bitte den früheren Schlüssel aus der Sicherung zurückholen."
        )
    if before.get("p_table", p_table) != p_table:
        raise SettingsError(
            f"Die p-Tabelle ist eine andere als die, mit der die Ausgabe {after} entstand. Mit "
            "zwei Zuschlägen ließen sich Anzahlen zurückrechnen. Bitte die Fassung des Programms "
            "installieren, deren p-Tabelle die frühere ist."
        )


def forget(settings: Settings, removed: Iterable[str]) -> None:
    """Remove the foundations of removed releases."""
    for release_id in removed:
        shutil.rmtree(settings.private / release_id, ignore_errors=True)


def read_corrections(settings: Settings) -> list[Correction]:
    """Return all requests for corrections, oldest first.

    Raises:
        ReleaseError: the file is damaged.
    """
    path = settings.private / _REQUESTS
    try:
        entries: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
        return [Correction.model_validate(entry) for entry in entries]
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise ReleaseError(
            f"{path} ist beschädigt. Bitte die Datei aus der Sicherung zurückholen."
        ) from error


def request_correction(
    settings: Settings, period: str, *, reason: str, by: str, now: dt.datetime, is_demo: bool
) -> Correction:
    """Note a quarter or wave for the next release to publish anew.

    Raises:
        ReleaseError: the quarter or wave is not published yet, or the reason is missing.
    """
    if not reason.strip():
        raise ReleaseError("Eine Korrektur braucht einen Grund; er steht bei den Zahlen.")
    units = read_kept(settings, is_demo=is_demo).frozen.units
    if period not in units:
        raise ReleaseError(
            f"„{period}“ ist kein veröffentlichtes Quartal und keine veröffentlichte Welle; zu "
            f"berichtigen gibt es da nichts. Veröffentlicht sind: {_listing(list(units))}."
        )
    requests = read_corrections(settings)
    request = Correction(
        id=f"K{len(requests) + 1}", period=period, reason=reason.strip(), by=by, at=now
    )
    entries = [one.model_dump(mode="json") for one in (*requests, request)]
    text = json.dumps(entries, ensure_ascii=False, indent=1) + "\n"
    write_private(private_folder(settings.private) / _REQUESTS, text.encode())
    tell(Event.CORRECTION_REQUESTED, request=request.id, period=period)
    return request


def _listing(names: list[str]) -> str:
    if not names:
        return "keine"
    return names[0] if len(names) == 1 else f"{names[0]} bis {names[-1]}"
