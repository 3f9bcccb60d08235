"""``monitor log verify, show, shorten``: the audit log, who did what."""

# ruff: noqa: PLC0415 - slow modules are imported where needed: `monitor --help` answers at once

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import runs
from monitor.cli.app import AsJson, Home, app, examples, settings_for
from monitor.cli.console import print_json, print_table, say
from monitor.cli.instance import require_instance

if TYPE_CHECKING:
    from monitor.application.audit import ChainFault

log = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Das Protokoll, wer was getan hat: prüfen, zeigen, nach seiner Frist kürzen.",
    epilog=examples(
        "monitor log verify        ob ein Eintrag fehlt, verändert oder vertauscht ist",
        "monitor log show          die letzten Einträge",
        "monitor log shorten       entfernen, was älter als protokoll_monate ist",
    ),
)
app.add_typer(log, name="log")


@log.command(
    epilog=examples(
        "monitor log verify",
        "monitor log verify --head 5f0c…        ob ein früher notierter Stand noch darin ist",
    )
)
def verify(
    context: typer.Context,
    *,
    head: Annotated[
        str | None,
        typer.Option(metavar="PRÜFSUMME", help="Früher notierte Prüfsumme des letzten Eintrags."),
    ] = None,
    home: Home = None,
) -> None:
    """Prüfen, ob im Protokoll ein Eintrag fehlt, verändert oder vertauscht ist.

    Jeder Eintrag ist mit dem vor ihm durch eine Prüfsumme verkettet. Wer die Datei schreiben kann,
    könnte die ganze Kette neu rechnen: Notieren Sie die Prüfsumme des letzten Eintrags anderswo und
    vergleichen Sie später mit --head. Endet mit 1, wenn etwas nicht stimmt.
    """
    from monitor.application import audit
    from monitor.application.database import open_store

    settings = settings_for(context, home)
    require_instance(settings)
    with open_store(settings).read() as connection:
        faults = audit.verify(connection)
        last, number = audit.head(connection)
        is_known = head is None or audit.contains(connection, head.strip().lower())
    for fault in faults:
        say(_told(fault))
    if not is_known:
        say(
            "Die notierte Prüfsumme gehört zu keinem Eintrag: Das Protokoll wurde ersetzt oder neu "
            "gerechnet, oder es wurde seither über diesen Eintrag hinaus gekürzt."
        )
    say(f"Letzter Eintrag: {number}, Prüfsumme {last}")
    if faults or not is_known:
        raise typer.Exit(1)
    say("Das Protokoll ist unverändert und vollständig.")


@log.command(epilog=examples("monitor log show", "monitor log show --last 100 --json"))
def show(
    context: typer.Context,
    *,
    last: Annotated[int, typer.Option(min=1, help="So viele Einträge, die neuesten.")] = 20,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Die letzten Einträge des Protokolls zeigen, den neuesten zuerst."""
    from monitor.application import audit
    from monitor.application.database import open_store

    settings = settings_for(context, home)
    require_instance(settings)
    with open_store(settings).read() as connection:
        found = audit.entries(connection, limit=last)
    if as_json:
        print_json([asdict(entry) for entry in found])
    elif found:
        headers = ("Nr.", "Zeit (UTC)", "Wer", "Was", "Womit", "Näheres")
        print_table(
            headers,
            [
                (one.seq, one.at[:19], one.actor, one.action, one.object, _details(one.details))
                for one in found
            ],
        )
    else:
        say("Das Protokoll ist noch leer.")


@log.command(epilog=examples("monitor log shorten"))
def shorten(context: typer.Context, *, home: Home = None) -> None:
    """Einträge entfernen, die älter sind als die Einstellung protokoll_monate.

    Geschieht auch bei jedem „monitor ingest“ und „monitor purge“. Die Kette bleibt prüfbar, und
    dass gekürzt wurde, steht im Protokoll.
    """
    from monitor.upkeep.retention import shorten_log

    settings = settings_for(context, home)
    require_instance(settings)
    if not settings.protokoll_monate:
        say("Einträge bleiben für immer (Einstellung protokoll_monate = 0).")
        return
    removed = shorten_log(settings, by=runs.actor(), now=runs.current_time())
    say(f"{removed} Einträge entfernt, die älter waren als {settings.protokoll_monate} Monate.")


def _told(fault: ChainFault) -> str:
    if fault.kind == "changed":
        return f"Eintrag {fault.seq} ist verändert, vertauscht oder nachträglich eingefügt."
    return f"Ab Nummer {fault.seq} fehlt mindestens ein Eintrag."


def _details(details: object) -> str:
    return json.dumps(details, ensure_ascii=False) if details else ""
