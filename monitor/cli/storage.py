"""``monitor purge`` and ``monitor rebuild``: what is kept, for how long, and how it comes back."""

# ruff: noqa: PLC0415 - slow modules are imported where needed: `monitor --help` answers at once

from __future__ import annotations

import typer

from monitor.cli import runs
from monitor.cli.app import Home, app, examples, settings_for
from monitor.cli.console import progress_bar, say


@app.command(epilog=examples("monitor purge"))
def purge(context: typer.Context, *, home: Home = None) -> None:
    """Originale löschen, deren Frist abgelaufen ist (Einstellung originale_tage).

    Geschieht auch bei jedem „monitor ingest“. Danach ist auch der Datenbestand weg, den ein
    früheres „monitor rebuild“ ersetzt hat, wenn er älter ist.
    """
    from monitor.warehouse import retention

    settings = settings_for(context, home)
    deleted = retention.purge(settings, today=runs.current_time().date())
    kept = retention.kept_originals(settings)
    say(f"{deleted} Originale gelöscht, {kept.number} bleiben.")


@app.command(epilog=examples("monitor rebuild"))
def rebuild(context: typer.Context, *, home: Home = None) -> None:
    """Den Datenbestand aus dem Archiv neu aufbauen.

    Hilft nach einer Beschädigung und nach einer neuen Fassung mit anderem Datenbestand. Der alte
    bleibt als warehouse.duckdb.alt liegen; Stände und Originale ändern sich nicht.
    """
    from monitor.content.folder import load_content

    settings = settings_for(context, home)
    content = load_content(settings.content)
    with progress_bar("Neu aufbauen") as progress:
        built = runs.run_rebuild(settings=settings, content=content, progress=progress)
    say(f"{settings.warehouse} ist neu aufgebaut: {built.deliveries} Lieferungen aus dem Archiv.")
    if built.old:
        say(f"Der bisherige Datenbestand liegt unter {built.old}.")
