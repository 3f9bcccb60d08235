"""What is published: ``monitor release, correct, audit, releases, compare, rollback, withdraw``.

Approval of a draft: ``monitor.cli.approvals``.
"""

# ruff: noqa: PLC0415 - slow modules are imported where needed: `monitor --help` answers at once

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli import runs
from monitor.cli.app import AsJson, Home, app, examples, settings_for
from monitor.cli.approvals import By, Note, Reason, ReleaseId, approval_for, person
from monitor.cli.console import print_json, print_table, progress_bar, say

if TYPE_CHECKING:
    from monitor.confidentiality.revisions.due import Candidate
    from monitor.errors import SnapshotDamagedError
    from monitor.releases.comparison import Comparison
    from monitor.releases.log import ReleaseInfo
    from monitor.settings import Settings

_STATES = {
    "ENTWURF": "Entwurf",
    "VEROEFFENTLICHT": "veröffentlicht",
    "ZURUECKGEZOGEN": "zurückgezogen",
}


@app.command(
    epilog=examples(
        "monitor release --note 'Neu ist das 2. Quartal 2026.'",
        "monitor release --until 2026-Q2 --draft --json",
    )
)
def release(
    context: typer.Context,
    *,
    draft: Annotated[bool, typer.Option("--draft", help="Nicht veröffentlichen.")] = False,
    until: Annotated[
        str | None,
        typer.Option(
            "--until", metavar="QUARTAL", help="Letztes neues Quartal; sonst alle fälligen."
        ),
    ] = None,
    by: By = None,
    note: Note = "",
    reason: Reason = "",
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Kennzahlen der fälligen Zeiträume rechnen und als Ausgabe veröffentlichen.

    Ein Quartal ist fällig, wenn alle Lieferungen da sind oder die Wartefrist vorbei ist; danach
    bleibt es, wie es ist. Anzahlen von Personen und Fällen werden zum Schutz leicht verändert; die
    Geheimhaltungsprüfung sieht nach, dass sie sich nicht zurückrechnen lassen, sonst entsteht die
    Ausgabe nicht. Zum Veröffentlichen gehören ein Freigabevermerk (--note) und, wo die Prüfliste
    warnt, eine Begründung (--reason). Mit --draft bleibt die Ausgabe ein Entwurf, bis „monitor
    publish“ ihn freigibt; ebenso, wenn die Einstellung freigabe_zweite_person gilt.
    """
    from monitor.confidentiality.revisions.due import why_waiting
    from monitor.content.folder import load_content
    from monitor.releases.log import find_release

    settings = settings_for(context, home)
    content = load_content(settings.content)
    is_draft = draft or settings.freigabe_zweite_person
    with progress_bar("Kennzahlen berechnen und prüfen", quiet=as_json):
        release_id, waiting = runs.run_release(
            settings=settings,
            content=content,
            by=person(by),
            approval=None if is_draft else approval_for(by, note, reason),
            until=until,
        )
    info = find_release(settings.releases, release_id)
    if as_json:
        print_json(asdict(info) | {"waiting": [_waiting(one) for one in waiting]})
        return
    say(f"Ausgabe {release_id} ist {_STATES[info.state]} (Daten bis {info.data_until or '–'}).")
    if is_draft and not draft:
        say(
            "Freigeben muss ihn eine andere Person (Einstellung freigabe_zweite_person): "
            f"monitor publish {release_id} --by NAME --note TEXT"
        )
    for one in waiting:
        say(why_waiting(one, info.created_at.date()))


def _waiting(candidate: Candidate) -> dict[str, str]:
    return {"period": candidate.name, "until": candidate.due_on.isoformat()}


@app.command(
    epilog=examples(
        "monitor releases",
        "monitor releases --show 20261122T120000Z-0123456789ab",
        "monitor releases --prune",
    )
)
def releases(
    context: typer.Context,
    *,
    show: Annotated[str | None, typer.Option(help="Alles zu einer Ausgabe.", metavar="ID")] = None,
    prune: Annotated[
        bool,
        typer.Option(
            "--prune", help="Entwürfe und Ausgaben mit Demodaten löschen, bis auf die aktuelle."
        ),
    ] = False,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Ausgaben auflisten, zeigen oder aufräumen."""
    settings = settings_for(context, home)
    if prune:
        _prune(settings, as_json=as_json)
    elif show is not None:
        _show(settings, show)
    else:
        _list(settings, as_json=as_json)


@app.command(
    epilog=examples(
        "monitor audit 20261122T120000Z-0123456789ab",
        "monitor audit 20261122T120000Z-0123456789ab --json",
    )
)
def audit(
    context: typer.Context, release_id: ReleaseId, *, as_json: AsJson = False, home: Home = None
) -> None:
    """Nachsehen, wie genau sich die Anzahlen einer Ausgabe zurückrechnen lassen.

    Aus allem, was sie und die Ausgaben vor ihr veröffentlichen, ohne den geheimen Schlüssel: je
    Grundmenge und Zeitraum der kleinste Standardfehler einer wahren Anzahl. Ist einer zu klein,
    endet die Prüfung mit Fehler.
    """
    from monitor.assembly.run import summary
    from monitor.confidentiality.check.audit import messages
    from monitor.content.folder import load_content

    settings = settings_for(context, home)
    content = load_content(settings.content)
    errors = runs.run_audit(release_id, settings=settings, content=content)
    found, told = messages(errors), summary(errors)
    if as_json:
        print_json(told | {"findings": list(found)})
    else:
        least, limit = (
            f"{one}".replace(".", ",") for one in (told["least_standard_error"], told["limit"])
        )
        say(
            f"{told['counted']} Grundmengen und Zeiträume geprüft; kleinster Standardfehler einer "
            f"wahren Anzahl: {least} (mindestens {limit})."
        )
        for message in found:
            say(message)
    if found:
        raise typer.Exit(1)


@app.command(epilog=examples("monitor correct 2025-Q1 --reason 'Doppelte Lieferung'"))
def correct(
    context: typer.Context,
    period: Annotated[str, typer.Argument(help="Veröffentlichtes Quartal oder Welle.")],
    *,
    reason: Annotated[str, typer.Option(help="Warum; steht bei den Zahlen.")],
    home: Home = None,
) -> None:
    """Einen veröffentlichten Zeitraum mit der nächsten Ausgabe neu veröffentlichen.

    Sonst bleibt ein Zeitraum, wie er ist, und wird höchstens einmal mit dem Jahresabschluss
    revidiert. Der Grund wird festgehalten und bei den Zahlen genannt.
    """
    from monitor.content.folder import load_content

    settings = settings_for(context, home)
    content = load_content(settings.content)
    request = runs.run_correct(period, reason=reason, settings=settings, content=content)
    say(
        f"Korrektur {request.id} ist vermerkt: {request.period} wird mit der nächsten Ausgabe neu "
        "veröffentlicht (monitor release)."
    )


@app.command(
    epilog=examples(
        "monitor compare 20260822T120000Z-0123456789ab 20261122T120000Z-ba9876543210",
        "monitor compare 20260822T120000Z-0123456789ab 20261122T120000Z-ba9876543210 --json",
    )
)
def compare(
    context: typer.Context,
    before: Annotated[str, typer.Argument(help="Name der früheren Ausgabe.")],
    after: Annotated[str, typer.Argument(help="Name der späteren Ausgabe.")],
    *,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Sagen, was sich zwischen zwei Ausgaben geändert hat.

    Werte, Definitionen, Lieferungen, Inhalte und Programmfassung. Mit --json kommt
    jede geänderte Zelle, sonst eine Übersicht.
    """
    from monitor.releases import comparison
    from monitor.releases.log import find_release

    root = settings_for(context, home).releases
    states = [
        comparison.read_state(root, find_release(root, name).release_id) for name in (before, after)
    ]
    found = comparison.compare(states[0], states[1])
    if as_json:
        print_json(comparison.as_json(found))
    else:
        _tell(found)


@app.command(epilog=examples("monitor rollback 20261122T120000Z-0123456789ab --by 'A. Muster'"))
def rollback(
    context: typer.Context, release_id: ReleaseId, *, by: By = None, home: Home = None
) -> None:
    """Eine frühere Ausgabe wieder zur aktuellen machen; wer das tat, steht bei der Ausgabe."""
    from monitor.application.audit import Action
    from monitor.cli.noting import noting
    from monitor.releases.lifecycle import roll_back

    settings = settings_for(context, home)
    note = noting(settings)
    roll_back(settings.releases, release_id, by=person(by), now=runs.current_time())
    note(Action.RELEASE_ROLLED_BACK, release_id)
    say(f"Gezeigt wird jetzt die Ausgabe {release_id}.")


@app.command(
    epilog=examples(
        "monitor withdraw 20261122T120000Z-0123456789ab --reason 'Nenner falsch' --by 'A. Muster'"
    )
)
def withdraw(
    context: typer.Context,
    release_id: ReleaseId,
    *,
    reason: Annotated[str, typer.Option(help="Warum; steht im Verzeichnis der Ausgaben.")],
    by: By = None,
    home: Home = None,
) -> None:
    """Eine veröffentlichte Ausgabe zurückziehen.

    War es die aktuelle, wird die letzte andere veröffentlichte Ausgabe gezeigt.
    """
    from monitor.application.audit import Action
    from monitor.cli.noting import noting
    from monitor.releases import lifecycle as published

    settings = settings_for(context, home)
    note = noting(settings)
    shown = published.withdraw(
        settings.releases,
        release_id,
        by=person(by),
        reason=reason,
        now=runs.current_time(),
    )
    note(Action.RELEASE_WITHDRAWN, release_id)
    say(f"Ausgabe {release_id} ist zurückgezogen. Gezeigt wird: {shown or 'keine Ausgabe'}.")


def _list(settings: Settings, *, as_json: bool) -> None:
    from monitor.releases.log import find_faults, list_releases
    from monitor.releases.published_releases import current_release

    found = list_releases(settings.releases)
    with progress_bar("Ausgaben prüfen", quiet=as_json):
        faults = find_faults(settings.releases)
    if as_json:
        print_json(_as_json(found, faults))
        return
    if found:
        headers = ("Ausgabe", "Zustand", "aktuell", "Daten bis", "Konzepte", "Daten", "MB")
        print_table(headers, [_row(info) for info in found])
    else:
        say("Es gibt noch keine Ausgabe. „monitor release“ erstellt eine.")
    for fault in faults.values():
        say(str(fault))
    current = current_release(settings.releases)
    if current.fault is not None:
        say(f"Gezeigt wird: {current.snapshot_id or 'keine Ausgabe'}.")


def _as_json(
    found: Sequence[ReleaseInfo], faults: Mapping[str, SnapshotDamagedError]
) -> list[dict[str, Any]]:
    """Return the releases with what is wrong with each; of some nothing else can be told."""
    told = {info.release_id: asdict(info) for info in found}
    untold = {name: {"release_id": name} for name in faults.keys() - told.keys()}
    entries = [*told.values(), *untold.values()]
    return [entry | {"fault": _text(faults.get(entry["release_id"]))} for entry in entries]


def _text(fault: SnapshotDamagedError | None) -> str | None:
    return None if fault is None else str(fault)


def _row(info: ReleaseInfo) -> tuple[object, ...]:
    return (
        info.release_id,
        _STATES[info.state],
        "✓" if info.is_current else None,
        info.data_until,
        ", ".join(info.concepts),
        "Demo" if info.is_demo else "echt",
        f"{info.size_bytes / 1e6:.1f}".replace(".", ","),
    )


def _show(settings: Settings, release_id: str) -> None:
    from monitor.releases.log import find_release
    from monitor.snapshots.layout import read_manifest

    info = asdict(find_release(settings.releases, release_id))
    print_json(info | {"manifest": read_manifest(settings.releases / release_id)})


#: Kinds of change as they are told, and of how many the names are listed.
_CHANGES = {
    "values": "Werte geändert",
    "added": "Zellen neu",
    "removed": "Zellen entfallen",
    "definitions": "Definitionen oder Ziele geändert",
    "definitions_added": "Indikatoren neu (Fassung, Kennung)",
    "definitions_removed": "Indikatoren entfallen (Fassung, Kennung)",
    "deliveries_added": "Lieferungen neu",
    "deliveries_removed": "Lieferungen entfallen",
    "content_changed": "Inhalte geändert",
    "versions_changed": "Programmfassung geändert",
}
_NAMED = 8


def _tell(found: Comparison) -> None:
    if found.is_empty:
        say(f"Zwischen {found.before} und {found.after} hat sich nichts geändert.")
        return
    say(f"Von {found.before} nach {found.after}:")
    rows = [
        (text, found.counts[name], _names(getattr(found, name)))
        for name, text in _CHANGES.items()
        if found.counts[name]
    ]
    print_table(("Was", "Anzahl", "zum Beispiel"), rows)


def _names(found: Any) -> str:
    """Return the first names: of cells their indicators, of others themselves."""
    names = found["indikator_id"].unique().sort() if hasattr(found, "columns") else list(found)
    shown = [str(name) for name in names[:_NAMED]]
    return ", ".join(shown + ["…"] * (len(names) > _NAMED))


def _prune(settings: Settings, *, as_json: bool) -> None:
    from monitor.releases.kept import forget
    from monitor.releases.lifecycle import prune

    removed = prune(settings.releases)
    forget(settings, removed)
    if as_json:
        print_json(removed)
    else:
        say(f"{len(removed)} Ausgaben gelöscht.")
