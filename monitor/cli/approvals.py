"""``monitor publish``, and what all commands about releases are told of the person who acts."""

# ruff: noqa: PLC0415 - slow modules are imported where needed: `monitor --help` answers at once

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import runs
from monitor.cli.app import AsJson, Home, app, examples, settings_for
from monitor.cli.console import print_json, print_table, say

if TYPE_CHECKING:
    from monitor.releases.approval.checklist import Checklist
    from monitor.releases.approval.request import Approval
    from monitor.settings import Settings

ReleaseId = Annotated[str, typer.Argument(help="Name der Ausgabe (monitor releases nennt alle).")]
By = Annotated[
    str | None,
    typer.Option(
        "--by", metavar="NAME", help="Wer das tut; sonst der angemeldete Benutzer des Rechners."
    ),
]
Note = Annotated[
    str,
    typer.Option("--note", metavar="TEXT", help="Freigabevermerk: ein Satz zur Ausgabe."),
]
Reason = Annotated[
    str,
    typer.Option("--reason", metavar="TEXT", help="Warum trotz Warnungen der Prüfliste."),
]

_SEVERITIES = {"FEHLER": "Fehler", "WARNUNG": "Warnung", "BESTANDEN": "✓"}


def person(by: str | None) -> str:
    """Return who acts: whom the command names, else the user of the operating system."""
    return runs.current_user() if by is None else by


def approval_for(by: str | None, note: str, reason: str) -> Approval:
    """Return the request to publish that a command was given."""
    from monitor.releases.approval.request import Approval

    return Approval(person(by), note, reason)


@app.command(
    epilog=examples(
        "monitor publish 20261122T120000Z-0123456789ab --check",
        "monitor publish 20261122T120000Z-0123456789ab --by 'A. Muster' --note 'Neu ist Q2.'",
    )
)
def publish(
    context: typer.Context,
    release_id: ReleaseId,
    *,
    by: By = None,
    note: Note = "",
    reason: Reason = "",
    check: Annotated[
        bool, typer.Option("--check", help="Nur die Prüfliste zeigen, nichts veröffentlichen.")
    ] = False,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Einen Entwurf freigeben und zur aktuellen Ausgabe machen.

    Vorher wird die Prüfliste durchgesehen: Fehler verhindern die Freigabe, Warnungen brauchen eine
    Begründung (--reason). Vermerk, Begründung und Name stehen danach bei der Ausgabe (monitor
    releases --show). Mit --check endet der Befehl mit Fehler, wenn ein Fehler in der Liste steht.
    """
    settings, approval = settings_for(context, home), approval_for(by, note, reason)
    if check:
        _check(settings, release_id, approval, as_json=as_json)
    else:
        _publish(settings, release_id, approval, as_json=as_json)


def _publish(settings: Settings, release_id: str, approval: Approval, *, as_json: bool) -> None:
    from monitor.application.audit import Action
    from monitor.cli.noting import noting
    from monitor.releases import lifecycle as published
    from monitor.releases.log import find_release

    note = noting(settings)
    published.publish(settings, release_id, approval, now=runs.current_time())
    note(Action.RELEASE_PUBLISHED, release_id)
    if as_json:
        print_json(asdict(find_release(settings.releases, release_id)))
    else:
        say(f"Ausgabe {release_id} ist veröffentlicht und wird jetzt gezeigt.")


def _check(settings: Settings, release_id: str, approval: Approval, *, as_json: bool) -> None:
    from monitor.confidentiality.revisions.index import read_index
    from monitor.releases.approval.checklist import read_checklist

    checklist = read_checklist(settings, release_id, approval, now=runs.current_time())
    read_index(settings.private / release_id)  # no item: the pages cannot look into that folder
    if as_json:
        _print_json(checklist)
    else:
        _print_table(checklist)
    if checklist.errors:
        raise typer.Exit(1)


def _print_json(checklist: Checklist) -> None:
    from monitor.releases.approval.checklist import as_json

    print_json(as_json(checklist))


def _print_table(checklist: Checklist) -> None:
    from monitor.releases.approval.sentences import sentence

    rows = [(_SEVERITIES[item.severity], sentence(item)) for item in checklist.items]
    print_table(("Ergebnis", "Prüfliste"), rows)
    errors, warnings = len(checklist.errors), len(checklist.warnings)
    say(f"Fehler (verhindern die Freigabe): {errors}. Warnungen (zu begründen): {warnings}.")
