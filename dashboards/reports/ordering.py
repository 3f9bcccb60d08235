"""From what somebody asks for to the report: level, area, quarter and wishes, then the composing.

Pages and commands go the same way. Published figures are the default, also for viewers who steer
by exact ones: a report is passed on. What does not exist is refused, and never replaced.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from dashboards.components.selection import PageScope, merged_areas, select
from dashboards.reports.composing import compose
from dashboards.reports.document import ReportDocument, ReportKind
from dashboards.reports.wishes import Wishes
from dashboards.request.context import Context
from dashboards.request.report_choice import FORMS
from dashboards.request.view import PARAMETERS, View
from dashboards.words import formats
from monitor.concept.vocabulary import DISTRICT
from monitor.confidentiality.levels import FigureLevel
from monitor.errors import ReleaseError, ReportError
from monitor.releases.log import ReleaseState

#: Told of each step: what is done, the number of steps done, how many there are.
Progress = Callable[[str, int, int], None]


def report_view(view: View) -> View:
    """Return the view with published figures, where it does not ask for exact ones."""
    return replace(view, level=view.level or FigureLevel.VEROEFFENTLICHUNG)


def order(
    context: Context, kind: ReportKind, wishes: Wishes, progress: Progress | None = None
) -> ReportDocument:
    """Return the report that a context asks for.

    Raises:
        AccessError: the viewer may not see the figures.
        ReleaseError: there is no release.
        ReportError: release, area or quarter do not exist, or a part cannot be made.
    """
    _require_level(context)
    _require_current(context)
    chosen = report_scope(context, kind)
    return compose(context, chosen, kind, wishes, progress=progress)


def report_scope(context: Context, kind: ReportKind) -> PageScope:
    """Return area and quarter as asked for.

    Raises:
        ReleaseError: there is no release, or none with goals.
        ReportError: the release has no such area or quarter, or the report is of none such.
    """
    chosen, view = select(context), context.view
    _require_area(context)
    if view.quarter not in {None, chosen.quarter}:
        first, last = (formats.period(name, context.t.language) for name in _ends(context))
        raise ReportError(
            f"Das Quartal „{view.quarter}“ gibt es in diesen Zahlen nicht. "
            f"Bitte eines vom {first} bis zum {last} wählen."
        )
    if kind is ReportKind.PROFIL and chosen.area == DISTRICT:
        raise ReportError("Ein Sozialraumprofil ist von einem Sozialraum. Bitte einen wählen.")
    return chosen


def require_known(unread: Sequence[str], spelled: Mapping[str, str] = PARAMETERS) -> None:
    """Refuse what is asked for and nobody understands; ``spelled``: how the attributes are called.

    Raises:
        ReportError: something is unknown; says what is known.
    """
    if unread:
        names = ", ".join(spelled[name] for name in unread)
        raise ReportError(
            f"Unverständlich ist: {names}. Berichte: {', '.join(ReportKind)}; Vorlagen: "
            f"{', '.join(FORMS)}; Ebenen: veroeffentlichung, steuerung; Sprachen: de, en; eine "
            "Sitzung hat ein Datum wie 2026-11-26, eine Nummer höchstens 20 Zeichen."
        )


def _ends(context: Context) -> tuple[str, str]:
    quarters = context.numbers.quarters()
    return quarters[0], quarters[-1]


def _require_area(context: Context) -> None:
    asked = context.view.area
    areas = dict(context.numbers.areas().select("gebiet_id", "name").iter_rows())
    joint = {each.area: each for each in merged_areas(context)}
    if asked in joint:
        raise ReportError(
            f"{joint[asked].name} hat keine eigenen Zahlen: Sie stehen unter "
            f"„{joint[asked].shown_name}“. Bitte dieses Gebiet wählen ({joint[asked].shown})."
        )
    if asked not in areas:
        known = ", ".join(f"{area} ({name})" for area, name in areas.items())
        raise ReportError(
            f"Das Gebiet „{asked[:40]}“ gibt es in diesen Zahlen nicht (mehr). Bekannt: {known}."
        )


def _require_level(context: Context) -> None:
    """Refuse to make of published figures what was asked for with exact ones (ReportError)."""
    if context.view.level is FigureLevel.STEUERUNG is not context.numbers.level:
        raise ReportError(
            "Interne Zahlen gibt es noch nicht: Sie entstehen beim Einlesen von Lieferungen. "
            "Bitte den Bericht aus den veröffentlichten Zahlen nehmen."
        )


def _require_current(context: Context) -> None:
    """Refuse a report of a release that was withdrawn, or that is not the current one."""
    asked, numbers = context.view.release, context.numbers
    if asked in {None, numbers.snapshot_id}:
        return
    try:
        release = context.library.store.release(context.view.viewer, asked)
    except ReleaseError:
        raise ReportError(
            f"Die Ausgabe „{str(asked)[:60]}“ gibt es nicht. Berichte sind von der aktuellen "
            f"Ausgabe ({numbers.snapshot_id})."
        ) from None
    is_withdrawn = release.state is ReleaseState.ZURUECKGEZOGEN
    state = "wurde zurückgezogen" if is_withdrawn else "ist nicht mehr die aktuelle"
    raise ReportError(
        f"Die Ausgabe {release.release_id} {state}: Aus ihr entsteht kein Bericht. "
        f"Bitte die aktuelle nehmen ({numbers.snapshot_id})."
    )
