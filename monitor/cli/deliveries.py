"""``monitor ingest`` and ``monitor retract``: deliveries in, deliveries out."""

# ruff: noqa: PLC0415 - slow modules are imported where needed: `monitor --help` answers at once

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli import runs
from monitor.cli.app import AsJson, Home, app, examples, settings_for
from monitor.cli.console import print_json, print_table, progress_bar, say
from monitor.errors import SourceError

if TYPE_CHECKING:
    from etl.pipeline import Hints, Report
    from monitor.settings import Settings

#: Outcomes that are more than a line in the table.
_EXPLAINED = frozenset({"ABGELEHNT", "MIT_QUARANTAENE", "WARTET"})
_OUTCOMES = {
    "GELADEN": "geladen",
    "MIT_QUARANTAENE": "geladen, mit Zeilen in Quarantäne",
    "ABGELEHNT": "abgelehnt",
    "BEKANNT": "schon bekannt",
    "WARTET": "noch zu entscheiden",
}


_Replaces = Annotated[str | None, typer.Option(help="Wartende Lieferung: sie ersetzt die frühere.")]
_Supplements = Annotated[
    str | None, typer.Option(help="Wartende Lieferung: sie ergänzt die frühere.")
]
_Rejected = Annotated[str | None, typer.Option(help="Wartende Lieferung: sie wird abgelehnt.")]


@app.command(
    epilog=examples(
        "monitor ingest                                   alles, was im Eingang liegt",
        "monitor ingest TR01_2024-Q3_2024-10-08.csv       eine Datei",
        "monitor ingest x.xlsx --traeger TR04 --quartal 2024-Q3 --eingang 2024-10-08",
        "monitor ingest nachtrag.csv --ergaenzung         kommt hinzu, statt zu ersetzen",
        "monitor ingest --ersetzt L-0123456789ab          wartende Lieferung: entschieden",
    )
)
def ingest(
    context: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Dateien oder Ordner; sonst der Eingang (inbox).", show_default=False),
    ] = None,
    *,
    tabelle: Annotated[str | None, typer.Option(help="Tabelle, z. B. aktivitaet.")] = None,
    traeger: Annotated[str | None, typer.Option(help="Kennung des Trägers, z. B. TR04.")] = None,
    quartal: Annotated[str | None, typer.Option(help="Quartal, z. B. 2024-Q3.")] = None,
    eingang: Annotated[
        dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Tag des Eingangs.")
    ] = None,
    ergaenzung: Annotated[
        bool, typer.Option("--ergaenzung", help="Ergänzt die frühere Lieferung.")
    ] = False,
    ersetzt: _Replaces = None,
    ergaenzt: _Supplements = None,
    ablehnen: _Rejected = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Lieferungen einlesen, prüfen und laden.

    Jede Datei wird geladen, mit einzelnen Zeilen in Quarantäne geladen, mit Begründung abgelehnt,
    oder sie wartet auf eine Entscheidung, weil sie mehr wegnähme als brächte. Träger, Quartal und
    Eingang stehen im Dateinamen, in einer Begleitdatei DATEI.toml oder in den Optionen. Geänderte
    Stammdaten (content/stammdaten) gehen voran.
    """
    from etl.pipeline import Hints
    from monitor.warehouse.deliveries import DeliveryKind

    settings = settings_for(context, home)
    made = _decisions(ersetzt=ersetzt, ergaenzt=ergaenzt, ablehnen=ablehnen)
    if made:
        _require_one(made, paths)
        _say([_decide(*made[0], settings)], as_json=as_json)
        return
    given = paths or [settings.inbox]
    _require_existing(given)
    hints = Hints(
        tabelle=tabelle,
        traeger=traeger,
        quartal=quartal,
        eingang=eingang.date() if eingang else None,
        art=DeliveryKind.ERGAENZUNG if ergaenzung else None,
    )
    _say(_read(given, settings, hints, quiet=as_json), as_json=as_json)


def _say(reports: Sequence[Report], *, as_json: bool) -> None:
    if as_json:
        print_json([_as_dict(report) for report in reports])
    else:
        _print(reports)


def _decisions(**given: str | None) -> list[tuple[str, str]]:
    return [(decision, lieferung) for decision, lieferung in given.items() if lieferung]


def _require_one(made: Sequence[tuple[str, str]], paths: Sequence[Path] | None) -> None:
    if len(made) > 1 or paths:
        raise SourceError(
            "Bitte je Aufruf über eine wartende Lieferung entscheiden, ohne weitere Dateien: "
            "monitor ingest --ersetzt L-… (oder --ergaenzt, --ablehnen)."
        )


def _decide(decision: str, lieferung: str, settings: Settings) -> Report:
    from monitor.content.folder import load_content

    content = load_content(settings.content)
    return runs.run_decide(lieferung, decision, settings=settings, content=content)


def _read(paths: Sequence[Path], settings: Settings, hints: Hints, *, quiet: bool) -> list[Report]:
    from monitor.content.folder import load_content

    content = load_content(settings.content)
    with progress_bar("Einlesen", quiet=quiet) as progress:
        return runs.run_ingest(
            paths, settings=settings, content=content, progress=progress, hints=hints
        )


@app.command(epilog=examples("monitor retract L-0123456789ab"))
def retract(
    context: typer.Context,
    lieferung: Annotated[str, typer.Argument(help="Kennung der Lieferung, z. B. L-0123456789ab.")],
    *,
    home: Home = None,
) -> None:
    """Eine geladene Lieferung zurücknehmen.

    Ihre Zeilen verlassen den Bestand, ihre Geschichte bleibt. Die internen Zahlen ändern sich
    sofort, veröffentlichte Ausgaben nicht; danach ist eine neue zu erstellen (monitor release).
    """
    from monitor.content.folder import load_content

    settings = settings_for(context, home)
    content = load_content(settings.content)
    months, left = runs.run_retract(lieferung, settings=settings, content=content)
    touched = f" {len(months)} Monate ändern sich." if months else ""
    say(f"{lieferung} ist zurückgenommen.{touched} Bitte eine neue Ausgabe erstellen.")
    for addition in left:
        say(
            f"Die Ergänzung {addition} bleibt im Bestand. Allein ist sie keine Lieferung: Das "
            "Quartal zählt als fehlend, bis eine vollständige Lieferung kommt; sie ersetzt auch "
            "die Ergänzung."
        )


def _require_existing(paths: Sequence[Path]) -> None:
    missing = [path for path in paths if not path.exists()]
    if missing:
        raise SourceError(f"{missing[0]} gibt es nicht. Bitte den Pfad prüfen.")


def summary(reports: Sequence[Report]) -> str:
    """Return one sentence on the outcome of a run."""
    if not reports:
        return "Es lag nichts Neues vor."
    counts = Counter(report.outcome.value for report in reports)
    parts = [f"{counts[name]} {words}" for name, words in _OUTCOMES.items() if counts[name]]
    rows = sum(report.accounts.roh for report in reports)
    return f"{len(reports)} Lieferungen mit {rows} Zeilen: {'; '.join(parts)}."


def _print(reports: Sequence[Report]) -> None:
    if reports:
        headers = (
            "Datei",
            "Ergebnis",
            "gültig",
            "Quarantäne",
            "doppelt",
            "abgelehnt",
            "wartend",
            "Note",
        )
        print_table(headers, [_row(report) for report in reports])
    for report in reports:
        if report.outcome.value in _EXPLAINED or report.warnings:
            say(f"{report.datei}: {' '.join((report.message, *report.warnings))}")
    say(summary(reports))


def _row(report: Report) -> tuple[object, ...]:
    accounts = report.accounts
    return (
        report.datei,
        _OUTCOMES[report.outcome.value],
        accounts.gueltig,
        accounts.quarantaene,
        accounts.duplikat,
        accounts.abgelehnt,
        accounts.wartend,
        report.grade,
    )


def _as_dict(report: Report) -> dict[str, Any]:
    return {
        "datei": report.datei,
        "ergebnis": report.outcome.value,
        "meldung": report.message,
        "lieferung_id": report.delivery.lieferung_id if report.delivery else None,
        "gueltig": report.accounts.gueltig,
        "quarantaene": report.accounts.quarantaene,
        "duplikat": report.accounts.duplikat,
        "abgelehnt": report.accounts.abgelehnt,
        "wartend": report.accounts.wartend,
        "note": report.grade,
        "hinweise": list(report.warnings),
    }
