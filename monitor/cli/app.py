"""The application object, the options that all commands share, and how a command finds its home."""

# ruff: noqa: PLC0415 - slow modules are imported where needed: `monitor --help` answers at once

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from typer.core import TyperGroup

if TYPE_CHECKING:
    from monitor.settings import Settings

#: How the commands are listed in the help: the way of the data.
COMMANDS: Final = (
    "demo",
    "init",
    "check",
    "ingest",
    "retract",
    "purge",
    "rebuild",
    "migrate",
    "backup",
    "restore",
    "doctor",
    "log",
    "release",
    "audit",
    "publish",
    "correct",
    "releases",
    "compare",
    "rollback",
    "withdraw",
    "report",
    "contract",
    "account",
    "serve",
    "status",
)


class _InOrder(TyperGroup):
    def list_commands(self, ctx: Any) -> list[str]:
        return sorted(super().list_commands(ctx), key=COMMANDS.index)


app = typer.Typer(
    cls=_InOrder,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

Home = Annotated[
    Path | None,
    typer.Option(
        help="Ordner der Instanz; sonst MONITOR_HOME, sonst „instanz“.", show_default=False
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Ausgabe als JSON, für Skripte.")]


def examples(*lines: str) -> str:
    r"""Return the examples of a command, kept line by line in its help (that is what \b says)."""
    return "\n".join(["\b", "Beispiele:", *(f"  {line}" for line in lines)])


def settings_for(context: typer.Context, home: Path | None, **arguments: Any) -> Settings:
    """Return the settings of the instance that the command, or ``monitor`` itself, was given.

    Every command logs there, and closes on its way what others could read.

    Raises:
        SettingsError: a value does not fit.
    """
    from monitor.instance import close_to_others, still_open
    from monitor.log import configure_log
    from monitor.settings import load_settings

    settings = load_settings(home or context.obj, **arguments)
    configure_log(settings)
    for path in close_to_others(settings):
        typer.echo(f"Achtung: {still_open(path)}", err=True)
    return settings


@app.callback(
    epilog=examples(
        "monitor demo                      alles mit erfundenen Daten, dann im Browser ansehen",
        "monitor init --home amt           eine eigene Instanz anlegen",
        "monitor ingest --home amt         Lieferungen aus amt/inbox einlesen",
        "monitor release --draft --home amt  rechnen, als Entwurf",
        "monitor publish ID --home amt     einen Entwurf durchsehen und freigeben",
        "monitor BEFEHL --help             jeden Befehl erklären lassen",
    )
)
def monitor(context: typer.Context, *, home: Home = None) -> None:
    """Fachkonzept-Monitor: von den Lieferungen der Träger zur Zielerreichung.

    Eine Instanz ist ein Ordner. Er enthält die Einstellungen (monitor.toml), die Inhalte
    (content: Fachkonzept, Codelisten, Profile), den Eingang (inbox) und die Ausgaben (releases).
    """
    context.obj = home
