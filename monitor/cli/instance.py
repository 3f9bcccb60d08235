"""``monitor init``, ``status`` and ``check``: the instance itself."""

# ruff: noqa: PLC0415 - slow modules are imported where needed: `monitor --help` answers at once

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.app import AsJson, Home, app, examples, settings_for
from monitor.cli.console import print_json, say
from monitor.errors import SettingsError

if TYPE_CHECKING:
    from monitor.content.folder import Content
    from monitor.settings import Settings


@app.command(epilog=examples("monitor init --home amt"))
def init(context: typer.Context, *, home: Home = None) -> None:
    """Eine Instanz anlegen: Ordner, Einstellungen, Inhalte.

    Die Inhalte (content) sind zum Bearbeiten da. Was schon da ist, bleibt, wie es
    ist; der Befehl lässt sich jederzeit wiederholen.
    """
    from monitor.instance import prepare_instance

    settings = settings_for(context, home)
    prepared = prepare_instance(settings)
    say(f"{len(prepared.created)} Dateien in {settings.home} angelegt.")
    if prepared.kept:
        say(f"Schon bearbeitet und unverändert gelassen: {', '.join(prepared.kept)}.")
    say("Als Nächstes: content/amt.toml anpassen, dann „monitor check“ und „monitor ingest“.")


@app.command(epilog=examples("monitor status", "monitor status --json"))
def status(context: typer.Context, *, as_json: AsJson = False, home: Home = None) -> None:
    """Sagen, was vorliegt: Ausgabe, Lieferungen, Eingang."""
    settings = settings_for(context, home)
    facts = _facts(settings)
    if as_json:
        print_json(facts)
        return
    say(f"Instanz       {facts['home']}")
    say(f"Ausgabe       {_release_line(facts)}")
    say(f"Intern        {_steering_line(facts['steering'])}")
    for fault in facts["faults"]:
        say(f"Achtung       {fault}")
    counts = ", ".join(f"{name} {count}" for name, count in facts["deliveries"].items())
    say(f"Lieferungen   {counts or 'noch keine eingelesen'}")
    say(f"Eingang       {facts['waiting']} Datei(en) warten")
    say(f"Originale     {_originals_line(facts['originals'])}")


@app.command(epilog=examples("monitor check", "monitor check --snapshots"))
def check(
    context: typer.Context,
    *,
    snapshots: Annotated[
        bool, typer.Option("--snapshots", help="Auch jede Ausgabe von der Platte nachprüfen.")
    ] = False,
    home: Home = None,
) -> None:
    """Einstellungen und Inhalte prüfen, ohne etwas zu laden.

    Inhalte sind Fachkonzept, Neustarts, Codelisten, Sozialräume, Profile und Geheimhaltung.
    Geprüft wird auch, ob jeder Sozialraum mit eigenen Zahlen genug Kitas hat.
    """
    from monitor.content.folder import load_content

    settings = settings_for(context, home)
    require_instance(settings)
    content = load_content(settings.content)
    _check_profiles(settings)
    are_areas_checked = _check_small_areas(settings, content)
    indicators = sum(len(concept.indikator) for concept in content.concepts)
    say(
        f"Inhalte in Ordnung: {len(content.concepts)} Fassungen des Fachkonzepts mit zusammen "
        f"{indicators} Indikatoren, {len(content.codes)} Codelisten."
    )
    if not are_areas_checked:
        say("Kleine Sozialräume: noch nicht geprüft, dazu fehlen die Kitas der Stammdaten.")
    if snapshots:
        say(f"{_verify_releases(settings)} Ausgaben unversehrt.")


def require_instance(settings: Settings) -> None:
    """Refuse a folder that is no instance.

    Raises:
        SettingsError: there is no content.
    """
    if not settings.content.is_dir():
        raise SettingsError(
            f"{settings.home} ist keine Instanz (der Ordner content fehlt). "
            "Bitte mit „monitor init“ eine anlegen oder --home angeben."
        )


def _facts(settings: Settings) -> dict[str, Any]:
    from monitor.releases.log import find_release
    from monitor.releases.published_releases import current_faults, current_release
    from monitor.upkeep.retention import kept_originals

    require_instance(settings)
    originals = kept_originals(settings)
    shown = current_release(settings.releases).snapshot_id
    current = None if shown is None else find_release(settings.releases, shown)
    return {
        "home": str(settings.home),
        "release": None
        if current is None
        else {
            "release_id": current.release_id,
            "is_demo": current.is_demo,
            "data_until": current.data_until,
            "created_at": current.created_at.isoformat(),
        },
        "steering": _steering_facts(settings),
        "faults": [str(fault) for fault in current_faults(settings)],
        "deliveries": _delivery_counts(settings),
        "waiting": _count_waiting(settings.inbox),
        "originals": {
            "kept": originals.number,
            "next_deletion": originals.until.isoformat() if originals.until else None,
        },
    }


def _steering_facts(settings: Settings) -> dict[str, str] | None:
    from monitor.releases.published_releases import current_steering, read_steering

    shown = current_steering(settings.steering).snapshot_id
    if shown is None:
        return None
    info = read_steering(settings.steering, shown)
    return {
        "snapshot_id": info.snapshot_id,
        "created_at": info.created_at.isoformat(),
        "data_until": info.data_until,
    }


def _count_waiting(inbox: Path) -> int:
    """Return the number of deliveries in the inbox; sidecars and hidden files are none."""
    files = (path for path in inbox.rglob("*") if path.is_file() and path.suffix != ".toml")
    names = (path.relative_to(inbox).parts for path in files)
    return sum(not any(name.startswith(".") for name in parts) for parts in names)


def _delivery_counts(settings: Settings) -> dict[str, int]:
    """Return the number of deliveries per status, from the quality snapshot: it is never locked."""
    from monitor.releases.published_releases import current_quality
    from monitor.snapshots.layout import QUALITY, open_database

    snapshot_id = current_quality(settings.quality).snapshot_id
    if snapshot_id is None:
        return {}
    with open_database(settings.quality / snapshot_id / QUALITY.database) as connection:
        return dict(
            connection.sql(
                "SELECT status, count(*) FROM lieferung GROUP BY status ORDER BY status"
            ).fetchall()
        )


def _release_line(facts: dict[str, Any]) -> str:
    release = facts["release"]
    if release is None:
        return "keine zu zeigen" if facts["faults"] else "noch keine veröffentlicht"
    kind = "Demodaten" if release["is_demo"] else "echte Daten"
    return f"{release['release_id']} (Daten bis {release['data_until'] or '–'}, {kind})"


def _steering_line(steering: dict[str, str] | None) -> str:
    if steering is None:
        return "keine genauen Zahlen (kein abgeschlossenes Quartal, oder genauigkeit = geschuetzt)"
    made = dt.datetime.fromisoformat(steering["created_at"])
    until = steering["data_until"] or "–"
    return f"genaue Zahlen vom {made:%d.%m.%Y %H:%M} UTC (Daten bis {until})"


def _originals_line(originals: dict[str, Any]) -> str:
    if not originals["kept"]:
        return "keine aufbewahrt"
    day = dt.date.fromisoformat(originals["next_deletion"])
    return f"{originals['kept']} aufbewahrt, die ältesten bis {day:%d.%m.%Y}"


def _check_profiles(settings: Settings) -> None:
    from etl.profiles import load_profiles

    load_profiles(settings.content)


def _check_small_areas(settings: Settings, content: Content) -> bool:
    """Return whether there are any Kitas to check by, in the warehouse or else in the content.

    Raises:
        ContentError: a small area has no neighbour that it is merged with.
    """
    from monitor.content.small_areas import require_merged, require_merged_by_content
    from monitor.warehouse.database import open_warehouse

    if settings.warehouse.exists():
        with open_warehouse(settings.warehouse, read_only=True) as connection:
            if require_merged(connection, content):
                return True
    return require_merged_by_content(content)


def _verify_releases(settings: Settings) -> int:
    from monitor.snapshots.layout import RELEASE, snapshot_ids, verify

    names = snapshot_ids(settings.releases)
    for name in names:
        verify(settings.releases / name, RELEASE)
    return len(names)
