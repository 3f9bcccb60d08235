"""The goals of the overview, by need to act: deciding indicators against their targets, history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from dash import html
from dash.development.base_component import Component

from dashboards.components import aria, marks
from dashboards.components.help import help_at
from dashboards.components.links import inner
from dashboards.components.markup import Markup
from dashboards.figures.bullet import bullet
from dashboards.figures.status_strip import status_strip
from dashboards.figures.theme import status_token
from dashboards.pages.graded_indicators import GradedIndicator, worst_first
from dashboards.pages.overview_scope import Overview
from dashboards.request.view import GoalOrder
from dashboards.words import formats, sentences, values
from dashboards.words.messages import Messages
from dashboards.words.overview_sentences import LEANING_WELL, since
from dashboards.words.values import Row
from monitor.concept.vocabulary import Status
from monitor.periods import parse_quarter

_GROUPS: Final = (
    Status.VERFEHLT, Status.UNSICHER, Status.AUF_KURS, Status.ERREICHT, Status.KEINE_ANGABE,
    Status.BEOBACHTUNG,
)  # fmt: skip
#: Deciding indicators that are named; of the others their number is.
_NAMED: Final = 2
#: Days after which an assessment is called old.
_YEAR: Final = 366


def goals_by_need(overview: Overview) -> list[Component]:
    """Return the goals in groups by need to act, or in one list in the order of the concept."""
    t = overview.context.t
    if overview.context.view.order is GoalOrder.KONZEPT:
        rows = [_goal(overview, row, is_named=True) for row in overview.goals]
        parts: list[Component] = [_list(html.H2(t("overview.goals")), rows)]
    else:
        parts = list(_groups(overview))
    return [*parts, *_district_only(overview)]


def _groups(overview: Overview) -> Iterator[Component]:
    t = overview.context.t
    for code in _GROUPS:
        rows = [row for row in overview.goals if row["status"] == code]
        if not rows:
            continue
        about = t.optional(f"overview.about_{code}") or ""
        name = t.optional(f"overview.group_{code}") or t(f"status.{code}")
        heading = [
            html.Span(
                [marks.icon(code), f"{name} ({len(rows)})"],
                className=f"mark mark-{status_token(code)}",
            ),
            html.Span(_with_help(about, code, t), className="soft"),
        ]
        items = [_goal(overview, row) for row in _by_leaning(overview, rows)]
        yield _list(html.H2(heading, className="group"), items)


def _with_help(about: str, code: Status, t: Messages) -> Component | str:
    """Return the words beside the name of a group, with help where they need some."""
    text = t.optional(f"overview.help_{code}")
    return about if text is None else help_at(about, text, key=f"gruppe-{code}")


def _list(heading: Component, goals: list[Component]) -> Component:
    return html.Section([heading, html.Ol(goals, className="goals")])


def _by_leaning(overview: Overview, rows: Sequence[Row]) -> list[Row]:
    """Return uncertain goals that lean to missed first; else the order of the concept."""
    return sorted(rows, key=lambda row: overview.tendency(row["ziel_id"]) in LEANING_WELL)


def _district_only(overview: Overview) -> list[Component]:
    t, goals = overview.context.t, list(overview.district_only)
    if not goals:
        return []
    said = t("overview.district_only", which=formats.listing(goals, t.language))
    return [html.P(said, className="soft")]


def _goal(overview: Overview, row: Row, *, is_named: bool = False) -> Component:
    t = overview.context.t
    indicators = overview.indicators.get(row["ziel_id"], ())
    status = [html.Div(marks.status(row["status"], t))] if is_named else []
    return html.Li(
        [
            html.Div(
                [
                    *status,
                    html.Div([_name(overview, row), _dots(indicators, t)], className="goal-name"),
                    _facts(row, indicators, t),
                    html.P(_history(overview, row), className="since"),
                ],
                className="goal-text",
            ),
            html.Div(_strip(overview, row), className="goal-strip"),
        ],
        className=f"goal edge-{status_token(row['status'])}",
    )


def _name(overview: Overview, row: Row) -> Component:
    return html.H3(
        inner(
            [html.Span(row["ziel_id"], className="goal-id"), html.Span(row["name"])],
            overview.context.href(f"/ziel/{row['ziel_id']}"),
        )
    )


def _dots(indicators: Sequence[GradedIndicator], t: Messages) -> Component:
    """Return the status of each indicator as a mark, in the order of the concept."""
    dots = [
        html.Li(marks.status_dot(one.status, one.tendency, _dot_label(one, t)))
        for one in indicators
    ]
    return html.Ul(dots, className="dots", **aria.labelled(t("overview.goal.indicators")))


def _dot_label(one: GradedIndicator, t: Messages) -> str:
    status = t(f"status.{one.status}")
    if one.tendency is not None:
        status += f", {t(f'overview.goal.leaning_{one.tendency}')}"
    return t("overview.goal.dot", name=one.indicator["name"], status=status)


def _facts(row: Row, indicators: Sequence[GradedIndicator], t: Messages) -> Component:
    """Return the indicators that decide the status, each with value, target and bullet."""
    deciding = [one for one in worst_first(indicators) if one.status == row["status"] and one.value]
    if row["status"] == Status.KEINE_ANGABE or not deciding:
        return html.P(t("overview.goal.nothing"), className="fact")
    if row["status"] == Status.ERREICHT:
        return _all_met(deciding, t)
    items = [_fact(one, t) for one in deciding[:_NAMED]]
    if rest := len(deciding) - _NAMED:
        key = "overview.goal.more_one" if rest == 1 else "overview.goal.more"
        items += [html.Li(html.Span(t(key, n=rest), className="soft"))] if rest > 0 else []
    return html.Ul(items, className="facts")


def _all_met(indicators: Sequence[GradedIndicator], t: Messages) -> Component:
    key = "overview.goal.only_met" if len(indicators) == 1 else "overview.goal.all_met"
    return html.Ul([html.Li(t(key, n=len(indicators)))], className="facts")


def _fact(one: GradedIndicator, t: Messages) -> Component:
    value = one.value or {}
    parts: list[Component | str] = [
        f"{one.indicator['name']}: ",
        html.Strong(values.with_unit(one.indicator, value, t)),
        " – ",
        t("overview.goal.fact", target=_target(one, t)),
    ]
    if one.status is Status.AUF_KURS:
        parts += [" · ", t("overview.goal.on_path")]
    if one.tendency is not None:
        parts += [" · ", html.Strong(t(f"overview.goal.leaning_{one.tendency}"))]
    drawn = Markup(bullet(one.indicator, value, one.status, t))
    return html.Li([html.Span(parts, className="fact"), html.Span(drawn, className="fact-bullet")])


def _target(one: GradedIndicator, t: Messages) -> str:
    value = one.value or {}
    valid = {name: value[name] for name in ("zielwert", "zielwert_oben")}
    return sentences.target({**one.indicator, **valid}, t, form="target_short")


def _history(overview: Overview, row: Row) -> str:
    t = overview.context.t
    said = [since(row["seit"], overview.quarters[0], t)]
    earlier = overview.earlier
    was = earlier.statuses.get(row["ziel_id"]) if earlier else None
    if earlier and was and was != row["status"]:
        said.append(t("overview.goal.was", when=earlier.when, status=t(f"status.{was}")))
    oldest = _oldest(overview, row["ziel_id"])
    if oldest is not None:
        period = formats.period(oldest["periode"], t.language)
        said.append(t("overview.goal.oldest", period=period))
    return " · ".join(said)


def _oldest(overview: Overview, goal: str) -> Row | None:
    """Return the oldest value that the status rests on, if the value is over a year old."""
    graded = [one.value for one in overview.indicators.get(goal, ()) if one.value is not None]
    oldest = min(graded, key=lambda value: value["bis"], default=None)
    if oldest is None:
        return None
    age = parse_quarter(overview.chosen.quarter).end - oldest["bis"]
    return oldest if age.days > _YEAR else None


def _strip(overview: Overview, row: Row) -> Component:
    t, strip = overview.context.t, overview.strips.get(row["ziel_id"], {})
    statuses = [strip.get(quarter) for quarter in overview.quarters]
    label = t("overview.goal.strip", name=row["name"])
    return Markup(status_strip(overview.quarters, statuses, t, label=label))
