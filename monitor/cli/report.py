"""``monitor report``: a report as a file, made as the application makes it."""

# ruff: noqa: PLC0415 - slow modules are imported where needed: `monitor --help` answers at once

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from monitor.cli import runs
from monitor.cli.app import Home, app, examples, settings_for
from monitor.cli.console import progress_bar, say
from monitor.errors import ReportError

if TYPE_CHECKING:
    from dashboards.reports.document import ReportDocument
    from dashboards.reports.ordering import Progress
    from dashboards.request.context import Context
    from dashboards.request.report_choice import Format, ReportChoice
    from dashboards.request.view import View
    from monitor.settings import Settings

_DAY: Final = ["%Y-%m-%d"]
#: Attribute of a view → what it is called in the command.
_SPELLED: Final = {
    "report": "BERICHT", "form": "--form", "meeting": "--meeting", "number": "--number",
    "concept": "--concept", "level": "--level", "language": "--language",
}  # fmt: skip
#: Mode of a file with exact figures: nobody but its owner reads it.
_PRIVATE, _COMMON = 0o600, 0o666

Kind = Annotated[
    str,
    typer.Argument(metavar="BERICHT", help="ausschuss, eine-seite, bilanz, profil oder tabellen."),
]
Output = Annotated[Path, typer.Option(help="Datei, in die geschrieben wird.")]
FormatName = Annotated[
    str, typer.Option("--format", help="pdf, html oder xlsx; sonst nach der Endung der Datei.")
]
AreaName = Annotated[str, typer.Option(help="Sozialraum (Name oder ARS); sonst der ganze Kreis.")]
QuarterName = Annotated[
    str | None, typer.Option(metavar="QUARTAL", help="Zum Beispiel 2026-Q2; sonst das letzte.")
]
LevelName = Annotated[
    str, typer.Option(help="veroeffentlichung oder steuerung (genaue Zahlen, „intern“).")
]
ConceptId = Annotated[
    str | None, typer.Option(metavar="FASSUNG", help="Fassung des Konzepts für die Bilanz.")
]
FormName = Annotated[
    str | None, typer.Option(help="Rahmen einer Vorlage: mitteilung oder beschluss.")
]
Meeting = Annotated[dt.datetime | None, typer.Option(formats=_DAY, help="Tag der Sitzung.")]
Number = Annotated[str | None, typer.Option(help="Nummer der Vorlage.")]
LanguageName = Annotated[str, typer.Option(help="Sprache: de oder en.")]
Force = Annotated[bool, typer.Option("--force", help="Eine vorhandene Datei ersetzen.")]


@app.command(
    epilog=examples(
        "monitor report ausschuss --output bericht.pdf",
        "monitor report ausschuss --output vorlage.pdf --form beschluss \\",
        "    --meeting 2026-11-26 --number 12",
        "monitor report profil --area Pellenz --output pellenz.html",
        "monitor report bilanz --concept 2024 --output bilanz.pdf --force",
        "monitor report tabellen --level steuerung --output tabellen_intern.xlsx",
    )
)
def report(
    context: typer.Context,
    kind: Kind,
    *,
    output: Output,
    file_format: FormatName = "",
    area: AreaName = "",
    quarter: QuarterName = None,
    level: LevelName = "veroeffentlichung",
    concept: ConceptId = None,
    form: FormName = None,
    meeting: Meeting = None,
    number: Number = None,
    language: LanguageName = "de",
    force: Force = False,
    home: Home = None,
) -> None:
    """Einen Bericht als PDF, Webseite oder Arbeitsmappe schreiben.

    Aus den veröffentlichten Zahlen der aktuellen Ausgabe und den freigegebenen Texten; mit
    --level steuerung aus den genauen Zahlen, dann steht „intern“ auf jeder Seite. Gleiche Zahlen
    und Texte ergeben dieselbe Datei. Kann ein Teil nicht entstehen, entsteht keine Datei.
    """
    settings = settings_for(context, home)
    wanted = _format(file_format, output)
    _require_free(output, force=force)
    asked = {
        "sprache": language, "quartal": quarter, "ebene": level, "konzept": concept,
        "bericht": kind, "art": form, "nummer": number,
        "sitzung": meeting.date().isoformat() if meeting else None,
    }  # fmt: skip
    with progress_bar("Bericht erstellen:") as progress:
        made, content = _make(settings, asked, area, wanted, progress)
    _note(settings, f"{made.file_name}.{wanted}")
    _write(output, content, is_internal=made.source.is_internal)
    say(f"Der Bericht steht in {output} ({_size(len(content))}).")


def _format(asked: str, output: Path) -> Format:
    """Return the format, of the option or of the ending of the file.

    Raises:
        ReportError: there is no such format, or ending and option differ.
    """
    from dashboards.request.report_choice import Format

    ending = output.suffix.removeprefix(".").lower()
    name = asked.lower() or ending
    if name not in set(Format):
        raise ReportError(
            f"Berichte gibt es als {', '.join(Format)}. Bitte der Datei eine dieser Endungen geben "
            f"oder --format angeben (verlangt ist „{name}“)."
        )
    return Format(name)


def _require_free(output: Path, *, force: bool) -> None:
    """Refuse a place where nothing can be written, before anything is made (ReportError)."""
    if output.is_dir():
        raise ReportError(f"{output} ist ein Ordner. Bitte eine Datei angeben.")
    if not output.parent.is_dir():
        raise ReportError(f"Den Ordner {output.parent} gibt es nicht. Bitte ihn anlegen.")
    if output.exists() and not force:
        raise ReportError(f"{output} gibt es schon. Mit --force wird die Datei ersetzt.")


def _make(
    settings: Settings,
    asked: dict[str, str | None],
    area: str,
    wanted: Format,
    progress: Progress,
) -> tuple[ReportDocument, bytes]:
    """Return the report and its file."""
    from dashboards.reports.making import make_report
    from dashboards.reports.ordering import order, require_known
    from dashboards.reports.wishes import wishes_of

    context, choice = _opened(settings, asked, area)
    view = context.view
    require_known([*(name for name, _ in view.unread), *choice.unread], _SPELLED)
    _require_of_use(view, choice)
    layout = context.library.store.report_layout()
    made = order(context, choice.kind, wishes_of(choice, layout), progress)
    progress(context.t("report_page.set_step"), 1, 1)
    return made, make_report(made, wanted)


def _note(settings: Settings, name: str) -> None:
    """Note the file as a download of the web is noted, by the name that it would have there.

    Raises:
        ApplicationStoreError: it cannot be noted, so it is not written either.
    """
    from monitor.application.audit import Action
    from monitor.cli.noting import noting

    noting(settings)(Action.DOWNLOADED, "", file=name)


def _require_of_use(view: View, choice: ReportChoice) -> None:
    """Refuse wishes that the report has no place for (ReportError)."""
    unused = [
        _SPELLED[name]
        for name in ("form", "meeting", "number", "concept")
        if getattr(view, name) and not getattr(choice, name)
    ]
    if unused:
        raise ReportError(
            f"Zu diesem Bericht gehört nicht: {', '.join(unused)}. Einen Rahmen mit Sitzung und "
            "Nummer haben ausschuss, eine-seite und bilanz (mit --form), eine Fassung die bilanz."
        )


def _opened(
    settings: Settings, asked: dict[str, str | None], area: str
) -> tuple[Context, ReportChoice]:
    """Return the context of whoever calls: who runs commands may see all of the instance."""
    from dataclasses import replace

    from dashboards.reports.ordering import report_view
    from dashboards.request.context import Context
    from dashboards.request.library import Library
    from dashboards.request.report_choice import REPORT, read_choice
    from dashboards.request.view import read_view
    from monitor.access import Role, Viewer
    from monitor.application.database import open_store
    from monitor.reading.store import Store

    viewer = Viewer(roles=frozenset({Role.LEITUNG}))
    view = report_view(read_view({name: text for name, text in asked.items() if text}, viewer))
    library = Library(Store(settings), open_store(settings))
    today = runs.current_time().astimezone().date()
    context = Context(REPORT, view, library, internal=True, today=today)
    choice = read_choice(view)
    return replace(context, view=_at(context, view, area)), choice


def _at(context: Context, view: View, area: str) -> View:
    """Return the view at an area, which may be told by its name."""
    from dataclasses import replace

    if not area:
        return view
    rows: Any = context.numbers.areas().select("gebiet_id", "name").iter_rows()
    named = {name.casefold(): key for key, name in rows}
    return replace(view, area=named.get(area.casefold(), area))


def _write(output: Path, content: bytes, *, is_internal: bool) -> None:
    """Write a file as a whole; what was there stays until the new one is complete."""
    from monitor.private_files import partial_of

    partial = partial_of(output, by=os.getpid())
    mode = _PRIVATE if is_internal else _COMMON
    try:
        with open(partial, "xb", opener=lambda path, flags: os.open(path, flags, mode)) as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(output)
    except OSError as error:
        error.filename = str(output)  # a full disk does not say which file did not fit
        raise
    finally:
        partial.unlink(missing_ok=True)


def _size(count: int) -> str:
    kilobytes = max(1, round(count / 1000))
    return f"{kilobytes} kB" if kilobytes < 1000 else f"{count / 1e6:.1f} MB".replace(".", ",")  # noqa: PLR2004
