"""``monitor demo``: everything from nothing, with invented data."""

# ruff: noqa: PLC0415 - slow modules are imported where needed: `monitor --help` answers at once

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Final

import typer

from monitor.cli import runs
from monitor.cli.app import Home, app, examples, settings_for
from monitor.cli.console import progress_bar, say
from monitor.cli.deliveries import summary
from monitor.cli.demo_texts import add_demo_actions, add_demo_commentaries
from monitor.cli.serving import require_free_port, serve_afresh
from monitor.errors import SettingsError

if TYPE_CHECKING:
    from monitor.releases.approval.request import Approval
    from monitor.settings import Settings

#: Written when a demo is complete; holds its scale.
_MARKER: Final = "demo.json"
#: Who makes the release of a demo; it is published by whoever has called for the demo.
_MAKER: Final = "monitor demo"
_NOTE: Final = "Demodaten: Alle Zahlen dieser Ausgabe sind frei erfunden."
_REASON: Final = "Was hier fehlt oder offen ist, gehört zur Demo."


@app.command(
    epilog=examples(
        "monitor demo",
        "monitor demo --port 8123",
        "monitor demo --rows 1000000 --no-serve --home groesser",
    )
)
def demo(
    context: typer.Context,
    *,
    rows: Annotated[
        int | None,
        typer.Option(min=1, help="Zahl der Aktivitäten; sonst der Umfang eines Landkreises."),
    ] = None,
    serve: Annotated[bool, typer.Option(help="Danach die Anwendung starten.")] = True,
    port: Annotated[int | None, typer.Option(help="Port der Anwendung.")] = None,
    home: Home = None,
) -> None:
    """Eine Instanz mit erfundenen Daten aufbauen und zeigen.

    Erzeugt Lieferungen von 14 erfundenen Trägern, liest sie ein, prüft sie, rechnet alle
    Kennzahlen und veröffentlicht sie. Beim zweiten Mal wird gezeigt, was schon da ist.
    """
    settings = settings_for(context, home, port=port)
    if serve:
        require_free_port(settings)  # rather now than after minutes
    if not _is_complete(settings, rows):
        _build(settings, rows)
    _add_accounts(settings)
    if serve:
        serve_afresh(settings)


def _is_complete(settings: Settings, rows: int | None) -> bool:
    from monitor.snapshots.layout import current_id

    marker = settings.home / _MARKER
    if not marker.exists() or current_id(settings.releases) is None:
        return False
    built = json.loads(marker.read_text(encoding="utf-8"))["rows"]
    if rows is not None and rows != built:
        raise SettingsError(
            f"In {settings.home} liegt schon eine Demo anderen Umfangs. "
            "Bitte mit --home einen neuen Ordner angeben."
        )
    return True


def _build(settings: Settings, rows: int | None) -> None:
    """Build the whole demo; what an interrupted run left is taken up, since all of it repeats."""
    from data.demo import generate
    from monitor.content.folder import load_content
    from monitor.instance import prepare_instance
    from monitor.private_files import private_umask

    _refuse_real_data(settings)
    _refuse_real_accounts(settings)
    prepare_instance(settings)
    content = load_content(settings.content)
    _add_accounts(settings)
    add_demo_actions(settings)
    with private_umask(), progress_bar("Lieferungen erzeugen") as progress:
        master = settings.content / "stammdaten"
        paths = generate(settings.inbox, stammdaten=master, rows=rows, progress=progress)
    say(f"{len(paths)} Lieferungen erzeugt.")
    with progress_bar("Einlesen und prüfen") as progress:
        reports = runs.run_ingest(
            paths, settings=settings, content=content, progress=progress, is_demo=True
        )
    say(summary(reports))
    with progress_bar("Kennzahlen berechnen und veröffentlichen"):
        release_id, _ = runs.run_release(
            settings=settings, content=content, by=_MAKER, approval=_approval()
        )
    add_demo_commentaries(settings)
    (settings.home / _MARKER).write_text(json.dumps({"rows": rows}), encoding="utf-8")
    say(f"Ausgabe {release_id} veröffentlicht. Alle Daten darin sind frei erfunden.")


def _add_accounts(settings: Settings) -> None:
    from monitor.application.database import open_store
    from monitor.application.demo_accounts import add_demo_accounts

    with open_store(settings).write() as connection:
        add_demo_accounts(connection, by=runs.actor(), now=runs.current_time())


def _approval() -> Approval:
    from monitor.releases.approval.request import Approval

    return Approval(by=runs.current_user(), note=_NOTE, reason=_REASON)


def _refuse_real_accounts(settings: Settings) -> None:
    """Refuse an instance that people have accounts in: those of the demo need no password."""
    from monitor.application.accounts import count_accounts
    from monitor.application.database import open_store

    if not settings.application_store.exists():
        return
    with open_store(settings).read() as connection:
        if count_accounts(connection, is_demo=False):
            raise SettingsError(
                f"In {settings.home} gibt es schon Konten; die der Demo kommen nicht dazu, denn "
                "sie haben kein Passwort. Bitte mit --home einen anderen Ordner angeben."
            )


def _refuse_real_data(settings: Settings) -> None:
    from monitor.assembly.build import count_real_deliveries
    from monitor.warehouse.database import open_warehouse

    if not settings.warehouse.exists():
        return
    with open_warehouse(settings.warehouse, read_only=True) as connection:
        if count_real_deliveries(connection):
            raise SettingsError(
                f"{settings.home} enthält echte Lieferungen; Demodaten kommen nicht dazu. "
                "Bitte mit --home einen anderen Ordner angeben."
            )
