"""``monitor contract new, list, end``: rows for science, for one contract each."""

# ruff: noqa: PLC0415 - slow modules are imported where needed: `monitor --help` answers at once

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from monitor.cli import runs
from monitor.cli.app import AsJson, Home, app, examples, settings_for
from monitor.cli.console import print_json, print_table, progress_bar, say
from monitor.errors import ContractError

if TYPE_CHECKING:
    from monitor.datasets.contract.contract import Contract
    from monitor.settings import Settings

contract = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Zeilen für die Wissenschaft: je Vertrag eine Datei, mit Frist und Pflicht zu löschen.",
    epilog=examples(
        "monitor contract new --help        eine Datei für einen Vertrag erstellen",
        "monitor contract list              alle Verträge und ihr Zustand",
        "monitor contract end --help        einen Vertrag vorzeitig beenden",
    ),
)
app.add_typer(contract, name="contract")

_DAY: Final = ["%Y-%m-%d"]
ContractId = Annotated[
    str, typer.Argument(metavar="ID", help="Kennung des Vertrags (monitor contract list).")
]


@contract.command(
    epilog=examples(
        "monitor contract new --recipient 'Institut X' --purpose 'Evaluation 2026' \\",
        "    --from 2026-12-01 --until 2027-11-30 --delete-by 2028-02-29",
        "monitor contract new … --quarters 2024-Q1..2025-Q4      nur diese Quartale",
        "monitor contract new --again V-0123456789ab             Datei neu, gleiche Pseudonyme",
    )
)
def new(
    context: typer.Context,
    *,
    recipient: Annotated[str, typer.Option(help="Wer die Zeilen erhält.")] = "",
    purpose: Annotated[str, typer.Option(help="Wofür sie verwendet werden dürfen.")] = "",
    begin: Annotated[
        dt.datetime | None, typer.Option("--from", formats=_DAY, help="Erster Tag des Vertrags.")
    ] = None,
    until: Annotated[
        dt.datetime | None, typer.Option(formats=_DAY, help="Letzter Tag des Vertrags.")
    ] = None,
    delete_by: Annotated[
        dt.datetime | None,
        typer.Option(formats=_DAY, help="Letzter Tag zum Löschen; sonst der des Vertrags."),
    ] = None,
    quarters: Annotated[
        str | None, typer.Option(help="Quartale der Zeilen, von..bis; sonst alle.")
    ] = None,
    again: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Die Datei eines laufenden Vertrags neu erstellen."),
    ] = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Einen Vertrag eintragen und seine Datei erstellen.

    Nur so verlassen Zeilen das Haus: mit genauen Wartezeiten und Ergebnissen, ohne Kennungen, die
    Kita als Pseudonym dieses Vertrags, das Quartal statt des Tags. Sie liegen mit ihren Bedingungen
    in vertraege/ID. Ein Konto, dem die Verwaltung den Vertrag zuordnet, kann sie herunterladen,
    solange er läuft. Nach Ablauf entsteht keine Datei mehr.
    """
    settings = settings_for(context, home)
    given = {"--recipient": recipient, "--purpose": purpose, "--from": begin, "--until": until}
    if again is not None:
        _require_alone({**given, "--delete-by": delete_by, "--quarters": quarters})
        drawn_up = _find(settings, again)
    else:
        _require_all(given)
        assert begin is not None and until is not None  # noqa: S101, PT018 - required above
        dates = begin.date(), until.date(), (delete_by or until).date()
        drawn_up = _draw_up(settings, recipient, purpose, dates, quarters)
    with progress_bar("Zeilen erstellen", quiet=as_json):
        made = runs.run_contract(drawn_up, settings=settings)
    if as_json:
        print_json(_as_dict(made, runs.current_time().date()))
        return
    say(
        f"Vertrag {made.id}: {made.erstellt[-1].zeilen} Zeilen liegen in "
        f"{settings.contracts / made.id}. Die Bedingungen stehen dort in README.md."
    )


@contract.command(
    name="list", epilog=examples("monitor contract list", "monitor contract list --json")
)
def list_contracts(context: typer.Context, *, as_json: AsJson = False, home: Home = None) -> None:
    """Alle Verträge zeigen: läuft, abgelaufen oder beendet."""
    from monitor.datasets.contract.contract import german_day
    from monitor.datasets.contract.making import mark_those_over

    settings, today = settings_for(context, home), runs.current_time().date()
    found = mark_those_over(settings, today)
    if as_json:
        print_json([_as_dict(one, today) for one in found])
        return
    if not found:
        say("Es gibt noch keinen Vertrag. „monitor contract new“ legt einen an.")
        return
    headers = ("Vertrag", "Empfänger", "Zweck", "Zustand", "löschen bis", "Zeilen", "erstellt von")
    print_table(headers, [_row(one, today, german_day(one.loeschen_bis)) for one in found])


@contract.command(
    epilog=examples("monitor contract end V-0123456789ab --reason 'Projekt eingestellt'")
)
def end(
    context: typer.Context,
    contract_id: ContractId,
    *,
    reason: Annotated[str, typer.Option(help="Warum; steht im Verzeichnis der Verträge.")],
    on: Annotated[
        dt.datetime | None, typer.Option("--on", formats=_DAY, help="Tag des Endes; sonst heute.")
    ] = None,
    home: Home = None,
) -> None:
    """Einen Vertrag vorzeitig beenden."""
    from monitor.application.audit import Action
    from monitor.cli.noting import noting
    from monitor.datasets.contract.contract import german_day
    from monitor.datasets.contract.making import end_contract
    from monitor.events import Event, tell

    settings, today = settings_for(context, home), runs.current_time().date()
    note = noting(settings)
    day = on.date() if on else today
    ended = end_contract(
        contract_id, settings, reason=reason, day=day, by=runs.current_user(), today=today
    )
    tell(Event.CONTRACT_ENDED, contract=ended.id)
    note(Action.CONTRACT_ENDED, ended.id)
    say(
        f"Vertrag {ended.id} ist {ended.told_on(today)}. Der Empfänger muss die Dateien bis "
        f"{german_day(ended.loeschen_bis)} löschen; bitte ihm das mitteilen."
    )


def _draw_up(
    settings: Settings,
    recipient: str,
    purpose: str,
    dates: tuple[dt.date, dt.date, dt.date],
    quarters: str | None,
) -> Contract:
    from monitor.datasets.contract.contract import draw_up
    from monitor.datasets.contract.making import fingerprint_of

    return draw_up(
        recipient,
        purpose,
        dates,
        quarters,
        by=runs.current_user(),
        now=runs.current_time(),
        secret=fingerprint_of(settings),
    )


def _find(settings: Settings, contract_id: str) -> Contract:
    from monitor.datasets.contract.log import find_contract
    from monitor.datasets.contract.making import mark_those_over

    return find_contract(mark_those_over(settings, runs.current_time().date()), contract_id)


def _require_all(given: dict[str, Any]) -> None:
    missing = [name for name, value in given.items() if not value]
    if missing:
        raise ContractError(f"Zu einem Vertrag fehlt: {', '.join(missing)}. Bitte angeben.")


def _require_alone(given: dict[str, Any]) -> None:
    beside = [name for name, value in given.items() if value]
    if beside:
        raise ContractError(
            f"Mit --again bleibt der Vertrag, wie er ist. Bitte {', '.join(beside)} weglassen."
        )


def _as_dict(found: Contract, today: dt.date) -> dict[str, Any]:
    return found.model_dump(mode="json") | {"zustand": found.state_on(today).value}


def _row(found: Contract, today: dt.date, delete_by: str) -> tuple[object, ...]:
    last = found.erstellt[-1] if found.erstellt else None
    return (
        found.id,
        found.empfaenger,
        found.zweck,
        found.told_on(today),
        delete_by,
        last.zeilen if last else None,
        last.durch if last else found.angelegt_durch,
    )
