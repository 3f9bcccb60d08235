"""``monitor purge, rebuild, migrate, backup, restore, doctor``: an instance in order."""

# ruff: noqa: PLC0415 - slow modules are imported where needed: `monitor --help` answers at once

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli import runs
from monitor.cli.app import AsJson, Home, app, examples, settings_for
from monitor.cli.console import print_json, progress_bar, say
from monitor.cli.instance import require_instance


@app.command(epilog=examples("monitor purge"))
def purge(context: typer.Context, *, home: Home = None) -> None:
    """Originale löschen, deren Frist abgelaufen ist (Einstellung originale_tage).

    Geschieht auch bei jedem „monitor ingest“. Danach ist auch der Datenbestand weg, den ein
    früheres „monitor rebuild“ ersetzt hat, wenn er älter ist, und das Protokoll ist um Einträge
    gekürzt, die älter sind als protokoll_monate.
    """
    from monitor.upkeep import retention

    settings, now = settings_for(context, home), runs.current_time()
    deleted = retention.purge(settings, today=now.date())
    retention.shorten_log(settings, by=runs.actor(), now=now)
    kept = retention.kept_originals(settings)
    say(f"{deleted} Originale gelöscht, {kept.number} bleiben.")


@app.command(epilog=examples("monitor rebuild"))
def rebuild(context: typer.Context, *, home: Home = None) -> None:
    """Den Datenbestand aus dem Archiv neu aufbauen.

    Hilft nach einer Beschädigung und nach einer neuen Fassung mit anderem Datenbestand. Der alte
    bleibt als warehouse.duckdb.alt liegen; Ausgaben und Originale ändern sich nicht.
    """
    from monitor.content.folder import load_content

    settings = settings_for(context, home)
    content = load_content(settings.content)
    with progress_bar("Neu aufbauen") as progress:
        built = runs.run_rebuild(settings=settings, content=content, progress=progress)
    say(f"{settings.warehouse} ist neu aufgebaut: {built.deliveries} Lieferungen aus dem Archiv.")
    if built.old:
        say(f"Der bisherige Datenbestand liegt unter {built.old}.")


@app.command(epilog=examples("monitor migrate"))
def migrate(context: typer.Context, *, home: Home = None) -> None:
    """Den Speicher der Anwendung (Konten, Sitzungen, Protokoll) auf die neue Fassung bringen.

    Geschieht auch beim Start der Anwendung. Vorher wird die Datei daneben kopiert. Einen Speicher,
    den ein neueres Programm geschrieben hat, lässt der Befehl, wie er ist.
    """
    from monitor.application.migration import migrate as move_forward
    from monitor.application.migration import revisions

    settings = settings_for(context, home)
    require_instance(settings)
    path = settings.application_store
    if not path.exists():
        say("Es gibt noch keinen Speicher der Anwendung; er entsteht beim ersten Start.")
        return
    before, newest = revisions(path)
    copy = move_forward(path)
    if before == newest:
        say(f"Nichts zu tun: Der Speicher der Anwendung hat die neueste Fassung {newest}.")
        return
    say(f"Der Speicher der Anwendung hat jetzt die Fassung {newest} (vorher: {before or 'keine'}).")
    if copy is not None:
        say(f"Die Kopie von vorher liegt unter {copy}.")


@app.command(epilog=examples("monitor backup /sicherung", "monitor backup /sicherung/amt.tar"))
def backup(
    context: typer.Context,
    target: Annotated[
        Path, typer.Argument(help="Neue Datei, oder ein Ordner außerhalb der Instanz.")
    ],
    *,
    home: Home = None,
) -> None:
    """Die Instanz in eine Datei sichern.

    Darin sind Einstellungen, Inhalte, Archiv, Datenbestand, Ausgaben, Konten und das Geheimnis:
    Die Datei ist so vertraulich wie die Instanz. Nicht darin sind Eingang, gelesene Originale und
    Dateien für Verträge, die ihre Frist nicht überleben dürfen. Die Anwendung läuft weiter.
    """
    from monitor.events import Event, stopwatch, tell
    from monitor.upkeep.backup import back_up

    settings, seconds = settings_for(context, home), stopwatch()
    require_instance(settings)
    made = back_up(settings, target, now=runs.current_time())
    tell(Event.BACKUP_MADE, files=made.files, bytes=made.size, seconds=seconds())
    say(f"{made.path}: {made.files} Dateien, {made.size / 1e6:.0f} MB gesichert.")


@app.command(epilog=examples("monitor restore /sicherung/amt.tar --home amt-neu"))
def restore(
    context: typer.Context,
    source: Annotated[Path, typer.Argument(help="Die Datei von „monitor backup“.")],
    *,
    home: Home = None,
) -> None:
    """Eine Instanz aus einer Sicherung anlegen, in einem neuen oder leeren Ordner.

    Jede Datei wird mit ihrer Prüfsumme verglichen; passt eine nicht, wird nichts angelegt. Alle
    Sitzungen und Einladungen von damals sind beendet; Konten, Rechte und Token gelten wie damals.
    """
    from monitor.events import Event, stopwatch, tell
    from monitor.instance import prepare_instance
    from monitor.settings import load_settings
    from monitor.upkeep.backup import restore as unpack

    seconds = stopwatch()
    place = load_settings(home or context.obj)
    done = unpack(source, place, by=runs.actor(), now=runs.current_time())
    settings = settings_for(context, home)
    prepare_instance(settings)
    tell(Event.BACKUP_RESTORED, files=done.files, bytes=done.size, seconds=seconds())
    say(f"{settings.home}: {done.files} Dateien zurückgeholt. Als Nächstes: „monitor doctor“.")


@app.command(epilog=examples("monitor doctor", "monitor doctor --json"))
def doctor(context: typer.Context, *, as_json: AsJson = False, home: Home = None) -> None:
    """Sagen, was an der Installation nicht stimmt, und was zu tun ist.

    Rechte, Datenträger, Uhr, Datenbestand, Geheimnis, Ausgaben, Platzhalter, Konten, Protokoll,
    Sicherung. Endet mit 1, wenn es Fehler gibt.
    """
    from monitor.upkeep.doctor import examine
    from monitor.warehouse.deliveries import Severity

    settings = settings_for(context, home)
    require_instance(settings)
    found = examine(settings, now=runs.current_time())
    if as_json:
        print_json([{"severity": one.severity.value, "text": one.text} for one in found])
    for one in () if as_json else found:
        say(f"{one.severity.value.capitalize()}: {one.text}")
    if not found and not as_json:
        say("Alles in Ordnung.")
    if any(one.severity is Severity.FEHLER for one in found):
        raise typer.Exit(1)
