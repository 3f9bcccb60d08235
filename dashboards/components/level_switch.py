"""The level of the figures on a page, exact (*intern*) or published, and the switch between both.

Viewers without the right to exact figures get no switch. The switch is two links: the level stands
in the address, works without a mouse and is kept in every link of the page. Published figures are
marked for everybody as slightly changed for protection.
"""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboards.components import aria
from dashboards.components.links import inner
from dashboards.components.notices import protected
from dashboards.request.context import Context
from dashboards.words import formats
from monitor.confidentiality.levels import FigureLevel
from monitor.releases.published_releases import SteeringInfo

INTERNAL, PUBLISHED = FigureLevel.STEUERUNG, FigureLevel.VEROEFFENTLICHUNG


def mark(context: Context) -> list[Component]:
    """Return the mark of the level, with the switch where the viewer has both levels."""
    return [*_switch(context), *_protected(context)]


def _switch(context: Context) -> list[Component]:
    if context.steering is None:
        return []
    t, shown = context.t, context.numbers.level
    words = t("level.internal") if shown is INTERNAL else _published(context)
    choices = [_choice(context, level, is_shown=level is shown) for level in FigureLevel]
    return [
        html.Div(
            [html.Div(choices, className="choices"), html.P(words, className="soft")],
            className="level",
            role="group",
            **aria.labelled(t("level.label")),
        )
    ]


def _protected(context: Context) -> list[Component]:
    return [] if context.numbers.level is INTERNAL else [protected(context)]


def unpublished_quarters(context: Context) -> list[str]:
    """Return the quarters with exact figures and without published figures."""
    if context.steering is None:
        return []
    published = context.numbers.quarters()
    return [name for name in context.steering.quarters() if name not in published]


def _choice(context: Context, level: FigureLevel, *, is_shown: bool) -> Component:
    asked = None if level is INTERNAL else level
    return inner(
        context.t(f"level.{level}"),
        context.here(level=asked),
        id=f"ebene-{level.lower()}",
        className="choice current" if is_shown else "choice",
        **(aria.CURRENT if is_shown else {}),
    )


def _published(context: Context) -> str:
    t = context.t
    made = formats.date(context.numbers.info.created_at.date(), t.language)
    missing = [_unpublished(context, quarter) for quarter in unpublished_quarters(context)]
    said = [t("level.published", date=made)]
    if missing:
        said.append(t("level.unpublished", quarters=", ".join(missing)))
    return " ".join(said)


def _unpublished(context: Context, quarter: str) -> str:
    """Return the sentence about a quarter that is not published yet, and the day of publication."""
    t, info = context.t, context.steering.info if context.steering else None
    day = info.waiting.get(quarter) if isinstance(info, SteeringInfo) else None
    name = formats.period(quarter, t.language)
    return name if day is None else t("level.waits", name=name, date=formats.date(day, t.language))
